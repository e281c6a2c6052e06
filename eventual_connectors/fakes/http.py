"""A REST API of collections that keeps the contract of an idempotency header: the fake of whatever `HttpConnector` calls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlencode

from .fake import Fake
from .wire import Headers, Request, Response

Json = dict[str, Any]

VERBS = ("create", "list", "get", "replace", "update", "delete")
"""The last parts of the operations' names: `orders.create`."""

_ON_COLLECTION = {"POST": "create", "GET": "list", "HEAD": "list"}
_ON_RESOURCE = {"GET": "get", "HEAD": "get", "PUT": "replace", "PATCH": "update", "DELETE": "delete"}
_KEYED = frozenset({"create", "update"})


class Problem(Exception):
    """The API refuses, with problem details (RFC 9457)."""

    def __init__(self, status: int, code: str, title: str) -> None:
        super().__init__(title)
        self.status = status
        self.body = {"type": code, "title": title, "status": status}


class HttpFake(Fake):
    """Collections of JSON objects: `POST /orders`, `GET /orders`, and `GET`, `PUT`, `PATCH` and `DELETE` of `/orders/{id}`.

    Collections may stand in resources (`/customers/7/orders`). What other APIs do is added by overriding `respond`. A listing is
    `{"items": […], "next_cursor": …}`, newest last; it takes `limit`, `cursor` and `page`, and has a Link header. A request with an
    idempotency key that was used before gets the stored answer, marked `Idempotent-Replayed: true`; with other content it gets a 422, and
    beside a request in flight a 409 (draft-ietf-httpapi-idempotency-key-header-07). A subclass describes the API:

        class WarehouseFake(HttpFake):
            name = "warehouse"
            collections = ("orders", "customers.orders")

    Args:
        seed: of the ids.
        start: freezes the clock at this time (aware); the machine's time unless given.
        token: the bearer token that is accepted.
    """

    name: ClassVar[str] = "http"
    collections: ClassVar[tuple[str, ...]] = ()
    """The collections that there are; any unless given. One inside resources is named after both: `customers.orders`."""
    idempotency_header: ClassVar[str | None] = "Idempotency-Key"
    """The header that takes a key, of POST and PATCH; None: such an API does not know repeated requests."""
    window: ClassVar[timedelta] = timedelta(hours=24)
    """For how long a key is kept."""
    page_size: ClassVar[int] = 20
    """Items on a page where the request does not say."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.collections and "operations" not in vars(cls):
            cls.operations = frozenset(f"{collection}.{verb}" for collection in cls.collections for verb in VERBS)

    def __init__(self, seed: int = 0, *, start: datetime | None = None, token: str = "http-fake-token") -> None:
        super().__init__(seed, start=start)
        self.token = token

    # What tests set and see.

    def put(self, path: str, resource: Mapping[str, Any]) -> None:
        """Have a resource there, such as `/orders/1`, without an effect."""
        collection, _, id = path.strip("/").rpartition("/")
        self._collection(collection)[id] = {**resource, "id": id}

    def resources(self, path: str) -> list[Json]:
        """The resources of a collection, oldest first."""
        return [dict(resource) for resource in self._collection(path.strip("/")).values()]

    # The wire.

    def new_state(self) -> Json:
        """An empty API."""
        return {"collections": {}, "keys": {}}

    def operation(self, request: Request) -> str:
        """`POST /customers/7/orders` is `customers.orders.create`."""
        segments = request.path.strip("/").split("/")
        verbs = _ON_RESOURCE if len(segments) % 2 == 0 else _ON_COLLECTION
        return ".".join([*segments[::2], verbs.get(request.method, request.method.lower())])

    def key_of(self, request: Request) -> str | None:
        """The key in the idempotency header."""
        return request.headers.get(self.idempotency_header) if self.idempotency_header else None

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        return {"base_url": url, "token": self.token}

    def authorized(self, request: Request) -> bool:
        """Whether the credential is the right one."""
        return request.headers.get("Authorization") == f"Bearer {self.token}"

    def apply(self, request: Request) -> Response:
        """Answer as the API does, under its idempotency contract."""
        try:
            if not self.authorized(request):
                raise Problem(401, "unauthorized", "The credential is not valid")
            key = self.key_of(request)
            if key is None or self.operation(request).rpartition(".")[2] not in _KEYED:
                return self._answered(request)
            return self._once(key, request)
        except Problem as problem:
            return _problem(problem)

    def respond(self, request: Request) -> Response:
        """Carry out a request.

        Raises:
            Problem: it is refused.
        """
        segments = request.path.strip("/").split("/")
        collection = "/".join(segments[: len(segments) - 1 + len(segments) % 2])
        name = ".".join(collection.split("/")[::2])
        if self.collections and name not in self.collections:
            raise Problem(404, "not_found", f"There is nothing at {request.path}")
        match self.operation(request).rpartition(".")[2]:
            case "create":
                return self._create(request, name, collection)
            case "list":
                return self._list(request, collection)
            case "get":
                return Response.json(self._resource(collection, segments[-1]))
            case "replace":
                return self._replace(request, name, collection, segments[-1])
            case "update":
                return self._update(request, name, collection, segments[-1])
            case "delete":
                return self._delete(name, collection, segments[-1])
        raise Problem(405, "method_not_allowed", f"{request.method} is not allowed at {request.path}")

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """Problem details, as any refusal."""
        wait = {} if after is None else {"Retry-After": f"{after:g}"}
        return _problem(Problem(status, f"refused_{status}", "Refused by the fake"), wait)

    # Idempotency.

    def _once(self, key: str, request: Request) -> Response:
        if any(other is not request and self.key_of(other) == key for other in self.in_flight):
            raise Problem(409, "key_in_flight", "A request with this key is being carried out")
        content = [request.method, request.path, request.query, request.body.decode("utf-8", "replace")]
        kept = self.state["keys"].get(key)
        if kept and kept["until"] > self.clock.timestamp():
            if kept["content"] != content:
                raise Problem(422, "key_reused", "This key was used for another request")
            return Response(kept["status"], Headers({**kept["headers"], "Idempotent-Replayed": "true"}), kept["body"].encode())
        answer = self._answered(request)
        self.state["keys"][key] = {
            "content": content,
            "status": answer.status,
            "headers": dict(answer.headers),
            "body": answer.body.decode(),
            "until": (self.clock.now() + self.window).timestamp(),
        }
        return answer

    def _answered(self, request: Request) -> Response:
        try:
            return self.respond(request)
        except Problem as problem:
            return _problem(problem)

    # Collections.

    def _collection(self, path: str) -> dict[str, Json]:
        found: dict[str, Json] = self.state["collections"].setdefault(path, {})
        return found

    def _shown(self, path: str) -> dict[str, Json]:
        found: dict[str, Json] = self.state["collections"].get(path, {})
        return found

    def _resource(self, collection: str, id: str) -> Json:
        found = self._shown(collection).get(id)
        if found is None:
            raise Problem(404, "not_found", f"There is no {id} in {collection}")
        return found

    def _create(self, request: Request, name: str, collection: str) -> Response:
        key = self.key_of(request)
        resource = {**_content(request), "id": self.id("", key, length=12)}
        self._collection(collection)[resource["id"]] = resource
        self.effect(f"{name}.create", resource["id"], resource, key=key)
        return Response.json(resource, status=201, headers={"Location": f"/{collection}/{resource['id']}"})

    def _replace(self, request: Request, name: str, collection: str, id: str) -> Response:
        resource, before = {**_content(request), "id": id}, self._collection(collection).get(id)
        if resource != before:
            self._collection(collection)[id] = resource
            self.effect(f"{name}.replace", id, resource)
        return Response.json(resource, status=201 if before is None else 200)

    def _update(self, request: Request, name: str, collection: str, id: str) -> Response:
        before = self._resource(collection, id)
        merged = {**before, **_content(request), "id": id}
        resource = {field: value for field, value in merged.items() if value is not None}  # as RFC 7396 has it
        # A request with a key is one change each; without one, only what differs can be seen.
        if resource != before or self.key_of(request) is not None:
            self._collection(collection)[id] = resource
            self.effect(f"{name}.update", id, resource, key=self.key_of(request))
        return Response.json(resource)

    def _delete(self, name: str, collection: str, id: str) -> Response:
        resource = self._resource(collection, id)
        del self._collection(collection)[id]
        self.effect(f"{name}.delete", id, resource)
        return Response(204)

    def _list(self, request: Request, collection: str) -> Response:
        asked = dict(request.query_pairs())
        items, limit = list(self._shown(collection).values()), _number(asked, "limit", self.page_size)
        start = _number(asked, "cursor", (_number(asked, "page", 1) - 1) * limit, least=0)
        cursor = str(start + limit) if start + limit < len(items) else None
        links = {}
        if cursor is not None:
            following = urlencode({**{name: value for name, value in asked.items() if name != "page"}, "cursor": cursor})
            links = {"Link": f'<{request.path}?{following}>; rel="next"'}
        return Response.json({"items": items[start : start + limit], "next_cursor": cursor}, headers=links)


def _problem(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    kind = {"Content-Type": "application/problem+json"}
    return Response(problem.status, Headers({**kind, **(headers or {})}), json.dumps(problem.body).encode())


def _content(request: Request) -> Json:
    try:
        content = request.json()
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise Problem(400, "not_an_object", "The body is no JSON object")
    return content


def _number(asked: Mapping[str, str], name: str, unless_given: int, *, least: int = 1) -> int:
    given = asked.get(name)
    if given is None:
        return unless_given
    if not given.isdecimal() or int(given) < least:
        raise Problem(400, "not_a_number", f"{name} is no number from {least} on")
    return int(given)
