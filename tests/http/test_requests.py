"""What leaves: paths that no value can bend, headers that hold no credential of the caller's, the same bytes on every attempt."""

from __future__ import annotations

import json
import traceback
import uuid
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from eventual_connectors import Permanent, Secret, connections
from eventual_connectors.codec import dumps
from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import Response
from eventual_connectors.http import HttpConnection, HttpConnector
from eventual_connectors.http.addresses import Params, expand, query

from .conftest import Serve
from .warehouse import KEY, WarehouseFake, create_order, warehouse

OK = Response.json({"ok": True})
api = HttpConnector("requesting")


@pytest.mark.parametrize(
    ("template", "values", "target"),
    [
        ("/orders/{id}", {"id": 7}, "/orders/7"),
        ("/orders/{id}", {"id": "a/b?c#d"}, "/orders/a%2Fb%3Fc%23d"),
        ("/orders/{id}", {"id": "../admin"}, "/orders/..%2Fadmin"),
        ("/orders/{id}", {"id": "50%"}, "/orders/50%25"),
        ("/orders/{id}", {"id": "é\r\n"}, "/orders/%C3%A9%0D%0A"),
        ("/orders/{id}", {"id": uuid.UUID(int=1)}, "/orders/00000000-0000-0000-0000-000000000001"),
        ("/files/{name}.{kind}", {"name": "..", "kind": "txt"}, "/files/...txt"),
        ("/orders?expand=a%20b", {}, "/orders?expand=a%20b"),
    ],
)
def test_a_value_is_one_segment_whatever_it_holds(template: str, values: dict[str, Any], target: str) -> None:
    assert expand(template, values) == target


@pytest.mark.parametrize(
    ("template", "values"),
    [
        ("/orders/{id}", {"id": ".."}),
        ("/orders/{id}", {"id": "."}),
        ("/orders/{id}/lines", {"id": ""}),
        ("/orders/{id}", {}),
        ("/orders", {"id": 1}),
        ("/orders/{id}", {"id": None}),
        ("/orders/{id}", {"id": True}),
        ("/orders/{id}", {"id": 1.5}),
        ("orders", {}),
        ("//evil.example/orders", {}),
        ("https://evil.example/orders", {}),
        ("/orders/../admin", {}),
        ("/orders#x", {}),
        ("/\\evil.example", {}),
        ("@evil.example", {}),
        (7, {}),
    ],
)
def test_what_would_name_another_resource_is_refused_when_the_call_is_made(template: Any, values: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"requesting\.get: "):
        api.get(template, path=values)


@pytest.mark.parametrize(
    "name", ["Authorization", "cookie", "X-Api-Key", "Host", "Content-Length", "Transfer-Encoding", "Connection", KEY.lower(), "a b"]
)
def test_a_header_that_is_not_the_callers_is_refused_before_anything_is_recorded(name: str) -> None:
    with pytest.raises(UsageError, match=r"warehouse\.post: "):
        warehouse.post("/orders", headers={name: "x"})


@pytest.mark.parametrize("value", ["a\r\nX-Evil: 1", "é", "\0"])
def test_a_header_cannot_begin_another_one(value: str) -> None:
    with pytest.raises(UsageError, match="X-Note"):
        api.get("/", headers={"X-Note": value})


async def test_a_header_of_the_connections_credential_is_not_the_callers(serve: Serve) -> None:
    script = serve(api, {"/": OK}, secret_headers={"X-Warehouse": Secret("tok")})
    with pytest.raises(Permanent, match="x-warehouse is set for each call") as caught:
        await api.get("/", headers={"x-warehouse": "mine"})
    assert (caught.value.code, script.asked) == ("not_sent", [])


async def test_a_parameter_of_the_connections_credential_is_not_the_callers(serve: Serve) -> None:
    script = serve(api, {"/": OK}, secret_params={"key": Secret("tok")})
    with pytest.raises(Permanent, match="the parameter key"):
        await api.get("/", params={"key": "mine"})
    assert script.asked == []


def test_parameters_are_written_in_one_order() -> None:
    given: Params = {"b": [1, "x y"], "a": True, "c": None, "d": datetime(2026, 1, 2, tzinfo=UTC), "e": Decimal("1.10")}
    assert query(given) == "a=true&b=1&b=x%20y&d=2026-01-02T00%3A00%3A00%2B00%3A00&e=1.10"


async def test_every_attempt_sends_the_bytes_that_one_after_a_restart_would(serve: Serve) -> None:
    """A history keeps names sorted; an API that compares bodies must not see another request."""
    script = serve(api, {"/": OK})
    body = {"b": 1, "a": {"d": 2, "c": "é"}}
    await api.post("/", json=body)
    await api.post("/", json=json.loads(dumps(body)))
    assert script.asked[0].body == script.asked[1].body == '{"a":{"c":"é","d":2},"b":1}'.encode()


async def test_a_body_is_json_or_a_form_or_itself(serve: Serve) -> None:
    script = serve(api, {"/": OK})
    await api.post("/", json={"at": datetime(2026, 1, 2, tzinfo=UTC), "sum": Decimal("1.10")})
    await api.post("/", data={"b": [1, 2], "a": "x y"})
    await api.post("/", content=b"\x00\xff")
    await api.post("/", content="é", headers={"Content-Type": "text/csv"})
    assert [(request.headers["Content-Type"], request.body) for request in script.asked] == [
        ("application/json", b'{"at":"2026-01-02T00:00:00Z","sum":"1.10"}'),
        ("application/x-www-form-urlencoded", b"a=x%20y&b=1&b=2"),
        ("application/octet-stream", b"\x00\xff"),
        ("text/csv", "é".encode()),
    ]


async def test_two_bodies_are_not_sent(serve: Serve) -> None:
    script = serve(api, {"/": OK})
    with pytest.raises(Permanent, match="exclude one another"):
        await api.post("/", json={}, content=b"")
    assert script.asked == []


@pytest.mark.parametrize(
    ("settings", "header"),
    [
        ({"token": Secret("tok")}, ("Authorization", "Bearer tok")),
        ({"username": "ann", "password": Secret("pw")}, ("Authorization", "Basic YW5uOnB3")),
        ({"secret_headers": {"X-Key": Secret("tok")}}, ("X-Key", "tok")),
        ({"headers": {"X-Tenant": "7"}}, ("X-Tenant", "7")),
    ],
)
async def test_the_connection_says_who_asks(serve: Serve, settings: dict[str, Any], header: tuple[str, str]) -> None:
    script = serve(api, {"/": OK}, **settings)
    await api.get("/")
    assert script.asked[0].headers[header[0]] == header[1]


async def test_a_credential_may_stand_in_the_query(serve: Serve) -> None:
    script = serve(api, {"/": OK}, secret_params={"key": Secret("to k")})
    await api.get("/", params={"a": 1})
    assert script.asked[0].query == "a=1&key=to%20k"


async def test_the_base_url_may_have_a_path(serve: Serve) -> None:
    script = serve(api, {"/v2/orders": OK})
    base = connections.get(api.name, HttpConnection).base_url
    with connections.override(api.name, HttpConnection(base_url=f"{base}/v2/")):
        await api.get("/orders")
    assert script.asked[0].path == "/v2/orders"


async def test_the_key_goes_into_the_header(served: WarehouseFake) -> None:
    key = uuid.UUID(int=5, version=4)
    order = await create_order.with_options(key=key)(json={"item": "lamp"})
    (effect,) = served.effects.of("orders.create")
    assert (effect.key, effect.object_id) == (str(key), order.id)


@pytest.mark.parametrize("secret", ["tok\nX-Evil: 1", "tök"])
async def test_a_credential_that_no_header_can_hold_is_not_sent_and_not_shown(serve: Serve, secret: str) -> None:
    script = serve(api, {"/": OK}, token=Secret(secret))
    with pytest.raises(Permanent, match="cannot be") as caught:
        await api.post("/")
    assert (caught.value.code, script.asked) == ("not_sent", [])
    assert secret not in "".join(traceback.format_exception(caught.value))


async def test_no_cookie_is_kept(serve: Serve) -> None:
    script = serve(api, {"/": Response.json({}, headers={"Set-Cookie": "session=1; Path=/"})})
    await api.get("/")
    await api.get("/")
    assert "Cookie" not in script.asked[1].headers


def test_parameters_whose_names_are_of_several_types_have_an_order() -> None:
    """Nothing is sent by a comparison that fails, so it would be doubt without a request."""
    assert query({1: "b", "a": "c"}) == "1=b&a=c"  # type: ignore[dict-item]
