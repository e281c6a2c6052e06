"""Acme in memory, by the shape of its paths: what is posted to a collection is in it until it is deleted.

`operations.json` says of each operation how its path looks and what an answer has to hold at least. What the vendor does beyond
that, its checks and its own fields, is added here.
"""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Request, Response

Json = dict[str, Any]

OPERATIONS: list[Json] = json.loads(Path(__file__).with_name("operations.json").read_text(encoding="utf-8"))
"""Those with the fewest parameters first: `/pets/mine` is not a pet called `mine`."""

PATTERNS = [(each["method"], re.compile(each["pattern"]), each) for each in OPERATIONS]


class AcmeFake(Fake):
    """Acme in memory."""

    name: ClassVar[str] = "acme"
    operations: ClassVar[frozenset[str]] = frozenset(each["name"] for each in OPERATIONS if each["shown"])
    """Those whose effect it can show."""
    api_key: ClassVar[str] = "acme-key"

    def new_state(self) -> Json:
        return {"collections": {}, "keys": {}}

    def settings(self, url: str) -> Json:
        return {"base_url": url, "api_key": self.api_key}

    def operation(self, request: Request) -> str:
        known = _known(request)
        return known["name"] if known else "unknown"

    def key_of(self, request: Request) -> str | None:
        known = _known(request)
        return request.headers.get(known["key_header"]) if known and known["key_header"] else None

    def apply(self, request: Request) -> Response:
        if request.headers.get("Authorization") != f"Bearer {self.api_key}":
            return self.refusal(request, 401)
        known = _known(request)
        if known is None:
            return self.refusal(request, 404)
        key, content = self.key_of(request), [request.path, request.query, _body(request)]
        stored = self.state["keys"].get(f"{known['name']} {key}") if key else None
        if stored is not None:
            return _answer(known, stored["item"]) if stored["content"] == content else self.refusal(request, 422)
        return self._apply(request, known, key, content)

    def _apply(self, request: Request, known: Json, key: str | None, content: list[Any]) -> Response:
        collections, name = self.state["collections"], _collection(request, known)
        collection: Json = collections.get(name, {}) if request.method == "GET" else collections.setdefault(name, {})
        id = request.path.rpartition("/")[2] if known["of_item"] else ""
        match request.method:
            case "GET" if not known["of_item"]:
                return _answer(known, list(collection.values()))
            case "POST":
                item = self._create(known, collection, key, content)
            case "PUT":
                item = collection[id] = {**_object(content[2]), **_identity(known, id)}
            case _ if id not in collection and (known["of_item"] or request.method == "DELETE"):
                return self.refusal(request, 404)
            case "GET":
                return _answer(known, collection[id])
            case "DELETE":
                item = collection.pop(id)
            case _:
                item = collection[id] = {**collection.get(id, {}), **_object(content[2])}
        self.effect(known["name"], id or request.path, item, key=key)
        if key:
            self.state["keys"][f"{known['name']} {key}"] = {"content": content, "item": item}
        return _answer(known, item)

    def _create(self, known: Json, collection: Json, key: str | None, content: list[Any]) -> Json:
        # What is the same when it is repeated is known by its content.
        seed = json.dumps(content, sort_keys=True) if known["repeatable"] else self.id("", key)
        digest = hashlib.sha256(seed.encode()).hexdigest()
        id = str(int(digest[:8], 16)) if known["id_type"] == "integer" else digest[:16]
        collection[id] = {**_object(content[2]), **_identity(known, id)}
        created: Json = collection[id]
        return created


def example_answer(request: Request) -> Response:
    """An answer that holds what an answer to this request has to hold."""
    known = _known(request)
    return _answer(known, {}) if known else Response(404)


def _known(request: Request) -> Json | None:
    return next((each for method, path, each in PATTERNS if method == request.method and path.fullmatch(request.path)), None)


def _collection(request: Request, known: Json) -> str:
    return request.path.rpartition("/")[0] if known["of_item"] else request.path


def _body(request: Request) -> Any:
    return request.json() if request.body else None


def _object(body: Any) -> Json:
    return dict(body) if isinstance(body, dict) else {} if body is None else {"content": body}


def _identity(known: Json, id: str) -> Json:
    if not known["id_field"]:
        return {}
    return {known["id_field"]: int(id) if known["id_type"] == "integer" else id}


def _answer(known: Json, found: Any) -> Response:
    """What was found, in the shape that the operation's answer has."""
    if known["shape"] == "none":
        return Response(204)
    if known["shape"] == "value":
        return Response.json(known["answer"])
    items = [{**known["item"], **each} for each in (found if isinstance(found, list) else [found])]
    match known["shape"]:
        case "list":
            return Response.json(items)
        case "page":
            return Response.json({**known["answer"], known["page_field"]: items})
        case _:
            return Response.json(items[0] if items else known["item"])
