"""Event types: a name, a version and a pydantic model. An event is checked against it when it is published and when it is consumed."""

from __future__ import annotations

import json
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError

from ..errors import SerializationError, UsageError
from .envelope import first_of

M = TypeVar("M", bound=BaseModel)


class EventType(Generic[M]):
    """A kind of event: `placed = EventType("order.placed", OrderPlaced, version="1")`.

    Attributes:
        name: as publishers and subscribers know it, such as `order.placed`.
        model: of its data.
        version: the caller's own text; see `compatible` for what may change between two.
    """

    def __init__(self, name: str, model: type[M], *, version: str = "1") -> None:
        if not name or not name.isprintable() or " " in name:
            raise UsageError(f"an event type's name is a text without spaces, such as 'order.placed', which {name!r} is not")
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            raise UsageError(f"the event type {name!r} needs a pydantic model of its data, which {model!r} is not")
        self.name = name
        self.model = model
        self.version = version

    @property
    def schema_id(self) -> str:
        """The URI by which envelopes name the schema."""
        return f"urn:eventual:event:{self.name}:{self.version}"

    def json_schema(self) -> dict[str, Any]:
        """The JSON Schema of the data as it is published."""
        return {"$id": self.schema_id, **self.model.model_json_schema(mode="serialization")}

    def encode(self, data: M) -> Any:
        """The data as JSON, checked: what a model was told not to validate is found here.

        Raises:
            SerializationError: it does not fit the type.
        """
        if not isinstance(data, self.model):
            raise SerializationError(f"the event {self.name!r} takes a {self.model.__name__}, not a {type(data).__name__}")
        tree = json.loads(data.model_dump_json(by_alias=True, warnings=False))
        self.decode(tree)
        return tree

    def decode(self, tree: Any) -> M:
        """The data of an envelope as the model.

        Raises:
            SerializationError: it does not fit the type.
        """
        try:
            return self.model.model_validate_json(json.dumps(tree))
        except ValidationError as error:
            raise SerializationError(f"the data of {self.name!r} (version {self.version}) does not fit: {first_of(error)}") from None

    def __repr__(self) -> str:
        return f"EventType({self.name!r}, {self.model.__name__}, version={self.version!r})"
