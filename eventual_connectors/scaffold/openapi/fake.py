"""What the generated fake and its samples know of each operation."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .document import Json
from .operations import Activity, Argument
from .schemas import Schemas


@dataclass(frozen=True)
class Identity:
    """How the objects of a collection are told apart.

    Attributes:
        field: the field of an object that its path names.
        kind: its JSON type.
    """

    field: str = ""
    kind: str = "string"


class Shapes:
    """The shapes of all operations of a connector: which belong together, and what their answers hold."""

    def __init__(self, activities: list[Activity], schemas: Schemas) -> None:
        self._activities = activities
        self._schemas = schemas

    def table(self) -> list[Json]:
        """The fake's table; those with the fewest parameters first."""
        ordered = sorted(self._activities, key=lambda each: each.path.count("{"))
        return [self._row(each) for each in ordered]

    def creator(self, activity: Activity) -> Activity | None:
        """The activity that makes what this one is about, with its id in the answer."""
        if not activity.of_item or not self.identity(activity).field:
            return None
        made = (each for each in self._activities if each.method == "POST" and each.path == activity.collection)
        return next((each for each in made if "properties" in self._schemas.flat(each.answer)), None)

    def identity(self, activity: Activity) -> Identity:
        """How the objects of an activity's collection are told apart, by the answers that show one."""
        of_one = [each for each in self._activities if each.collection == activity.collection and each.of_item]
        parameter = of_one[0].path.rpartition("/")[2].strip("{}") if of_one else ""
        makers = (each for each in self._activities if each.path == activity.collection and each.method == "POST")
        for each in (*makers, *of_one):
            properties = self._schemas.flat(each.answer).get("properties") or {}
            for field in (parameter, "id"):
                if field in properties:
                    kinds = self._schemas.flat(properties[field]).get("type")
                    return Identity(field, "integer" if kinds == "integer" else "string")
        return Identity()

    def sample(self, activity: Activity, variant: int = 0) -> dict[str, Any]:
        """Arguments of a call, by name; those of its query and its headers are the same in every variant."""
        return {each.name: self._example(each, variant) for each in activity.arguments if each.required}

    def _example(self, argument: Argument, variant: int) -> Any:
        found = self._schemas.flat(argument.schema)
        if argument.place == "path" and found.get("type") == "array":  # an empty one would be no part of a path
            return [self._schemas.example(found.get("items"), variant, sent=True)]
        return self._schemas.example(found, variant if argument.place in ("path", "body") else 0, sent=True)

    def _row(self, activity: Activity) -> Json:
        identity = self.identity(activity)
        return {
            "name": activity.name,
            "method": activity.method,
            "pattern": re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(activity.path)),
            "of_item": activity.of_item,
            "key_header": activity.key_header,
            "repeatable": activity.effect == "natural",
            "id_field": identity.field,
            "id_type": identity.kind,
            **self._shape(activity),
        }

    def _shape(self, activity: Activity) -> Json:
        """How an answer is put together from what the fake has stored."""
        nothing: Json = {"shape": "none", "answer": None, "item": {}, "page_field": ""}
        if activity.answer is None:
            return nothing
        found = self._schemas.flat(activity.answer)
        example = self._schemas.example(found)
        if isinstance(example, list):
            item = self._schemas.example(found.get("items"))
            return (
                {**nothing, "shape": "list", "item": item} if isinstance(item, dict) else {**nothing, "shape": "value", "answer": example}
            )
        if not isinstance(example, dict):
            return {**nothing, "shape": "value", "answer": example}
        page = self._page_field(found) if activity.method == "GET" and not activity.of_item else ""
        if page:
            item = self._schemas.example(self._schemas.flat(found["properties"][page]).get("items"))
            return {"shape": "page", "answer": example, "item": item, "page_field": page}
        return {**nothing, "shape": "item", "item": example}

    def _page_field(self, found: Json) -> str:
        for name, schema in (found.get("properties") or {}).items():
            flat = self._schemas.flat(schema)
            if "items" in flat and isinstance(self._schemas.example(flat["items"]), dict):
                return str(name)
        return ""
