"""The fake of a REST API keeps the contract of the idempotency header, as far as the IETF's draft describes it."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest

from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import HttpFake, Request, Response, Unanswered

from .warehouse import KEY, WarehouseFake


def ask(fake: HttpFake, method: str, url: str, body: Any = None, **headers: str) -> Response:
    named = {"Authorization": f"Bearer {fake.token}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    return fake.handle(Request.to(method, url, named, b"" if body is None else json.dumps(body).encode()))


def value(response: Response) -> Any:
    return json.loads(response.body)


def test_a_used_key_gets_the_stored_answer() -> None:
    fake = WarehouseFake()
    first = ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k")
    again = ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k")
    assert (first.status, first.body) == (again.status, again.body)
    assert ("Idempotent-Replayed" in first.headers, again.headers["Idempotent-Replayed"]) == (False, "true")
    assert len(fake.effects) == 1


def test_a_used_key_with_other_content_is_refused() -> None:
    fake = WarehouseFake()
    ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k")
    refused = ask(fake, "POST", "/orders", {"item": "chair"}, Idempotency_Key="k")
    assert (refused.status, value(refused)["type"], len(fake.effects)) == (422, "key_reused", 1)


def test_a_key_is_forgotten_after_its_window() -> None:
    fake = WarehouseFake()
    ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k")
    fake.clock.advance(WarehouseFake.window + timedelta(seconds=1))
    assert "Idempotent-Replayed" not in ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k").headers
    assert len(fake.effects) == 2


def test_a_key_in_flight_is_a_conflict() -> None:
    fake = WarehouseFake()
    fake.faults.late_apply("orders.create")
    with pytest.raises(Unanswered):
        ask(fake, "POST", "/orders", {}, Idempotency_Key="k")
    assert ask(fake, "POST", "/orders", {}, Idempotency_Key="k").status == 409
    fake.land()
    assert ask(fake, "POST", "/orders", {}, Idempotency_Key="k").headers["Idempotent-Replayed"] == "true"


def test_an_api_without_the_header_takes_each_request_for_a_new_one() -> None:
    class Forgetful(HttpFake):
        idempotency_header = None

    fake = Forgetful()
    for _ in range(2):
        assert ask(fake, "POST", "/orders", {}, Idempotency_Key="k").status == 201
    assert len(fake.effects) == 2


def test_a_resource_is_replaced_updated_and_deleted() -> None:
    fake = WarehouseFake()
    assert ask(fake, "PUT", "/labels/size", {"value": "large"}).status == 201
    assert ask(fake, "PUT", "/labels/size", {"value": "large"}).status == 200
    assert value(ask(fake, "PATCH", "/labels/size", {"value": None, "note": "x"})) == {"id": "size", "note": "x"}
    assert ask(fake, "DELETE", "/labels/size").status == 204
    assert ask(fake, "DELETE", "/labels/size").status == 404
    assert [effect.activity for effect in fake.effects] == ["labels.replace", "labels.update", "labels.delete"]


def test_collections_stand_in_resources() -> None:
    fake = HttpFake()
    line = value(ask(fake, "POST", "/orders/7/lines", {"item": "lamp"}))
    assert value(ask(fake, "GET", f"/orders/7/lines/{line['id']}")) == line
    assert fake.effects[0].activity == "orders.lines.create"
    assert value(ask(fake, "GET", "/orders/8/lines"))["items"] == []


@pytest.mark.parametrize(
    ("method", "url", "body", "status"),
    [("GET", "/nothing", None, 404), ("POST", "/orders", [1], 400), ("PUT", "/orders", {}, 405), ("GET", "/orders?limit=x", None, 400)],
)
def test_what_it_refuses_has_problem_details(method: str, url: str, body: Any, status: int) -> None:
    refused = ask(WarehouseFake(), method, url, body)
    assert (refused.status, value(refused)["status"]) == (status, status)
    assert refused.headers["Content-Type"] == "application/problem+json"


def test_a_wrong_credential_is_refused() -> None:
    assert WarehouseFake().handle(Request.to("GET", "/orders", {"Authorization": "Bearer other"})).status == 401


def test_a_fault_of_an_operation_that_there_is_not_is_an_error() -> None:
    with pytest.raises(UsageError, match=r"orders\.create"):
        WarehouseFake().faults.timeout("orders.creat")


def test_a_fake_that_names_its_operations_keeps_them() -> None:
    class Odd(WarehouseFake):
        operations = frozenset({"anything"})

    Odd().faults.timeout("anything")


def test_it_comes_back_from_a_snapshot_with_its_keys() -> None:
    fake = WarehouseFake()
    ask(fake, "POST", "/orders", {"item": "lamp"}, Idempotency_Key="k")
    other = WarehouseFake()
    other.restore(json.loads(json.dumps(fake.snapshot())))
    assert "Idempotent-Replayed" in ask(other, "POST", "/orders", {"item": "lamp"}, **{KEY.replace("-", "_"): "k"}).headers
