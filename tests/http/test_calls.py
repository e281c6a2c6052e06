"""A REST API called from workflows and outside of them: one effect, whatever goes wrong."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tenacity import stop_after_attempt, stop_never, wait_fixed

from eventual_connectors import InDoubt, Permanent, RateLimited, Retry, Retryable, Secret, Unauthorized, connect, connections, workflow
from eventual_connectors.connector import known_connectors
from eventual_connectors.effect import Effect
from eventual_connectors.errors import KeyConflict, UsageError
from eventual_connectors.fakes import Fault, Response
from eventual_connectors.http import HttpConnection, HttpConnector, HttpResponse
from eventual_connectors.testing import TestEngine

from .conftest import Serve
from .warehouse import KEY, Order, WarehouseFake, create_order, get_order, send_mail, warehouse

CREATE = "orders.create"
impatient = warehouse.with_options(timeout=0.3)


@workflow(version="1")
async def order_lamp() -> Order:
    created = await create_order.with_options(timeout=0.3)(json={"item": "lamp"})
    return await get_order(path={"id": created.id})


@workflow(version="1")
async def post_order() -> HttpResponse:
    return await impatient.post("/orders", json={"item": "lamp"})


@workflow(version="1")
async def mail() -> HttpResponse:
    return await send_mail(json={"text": "hello"})


@workflow(version="1")
async def remove_label() -> int:
    return (await impatient.delete("/labels/{name}", path={"name": "size"})).status


FAULTS: dict[str, list[Fault]] = {
    "none": [],
    "dropped before": [Fault("drop_before_apply", CREATE)],
    "dropped after": [Fault("drop_after_apply", CREATE, times=2)],
    "lost": [Fault("timeout", CREATE)],
    "late": [Fault("late_apply", CREATE, lands="before", beside=CREATE)],
    "delivered twice": [Fault("duplicate_delivery", CREATE)],
    "429": [Fault("rate_limit", CREATE, after=30)],
    "503 after": [Fault("error_after_apply", CREATE, status=503)],
    "credential refused": [Fault("revoke_credential", CREATE)],
}


def test_a_release_that_renames_the_header_repeats_under_the_old_name(
    eventual: TestEngine, fake_warehouse: WarehouseFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor knows the key by the header that brought it."""
    monkeypatch.delitem(known_connectors, "warehouse")  # the release that declared it before is another process
    renamed = HttpConnector("warehouse", idempotency_header="X-Other-Key", window=timedelta(hours=24))
    released = renamed.operation("POST", "/orders", name="orders.create", returns=Order)

    @workflow()
    async def order_once() -> Order:
        return await create_order(json={"item": "lamp"})

    fake_warehouse.faults.drop_after_apply(CREATE)
    fake_warehouse.on_applied = lambda effect: monkeypatch.setattr(create_order, "function", released.function)
    eventual.run(order_once)
    assert len(fake_warehouse.effects) == 1
    assert create_order.function is released.function


@pytest.mark.parametrize("fault", FAULTS)
def test_a_keyed_post_has_one_effect(eventual: TestEngine, fake_warehouse: WarehouseFake, fault: str) -> None:
    for one in FAULTS[fault]:
        fake_warehouse.faults.add(one)
    order = eventual.run(order_lamp)
    fake_warehouse.land()
    (effect,) = fake_warehouse.effects
    assert (effect.activity, effect.object_id, order) == (CREATE, order.id, Order(id=order.id, item="lamp"))
    assert not fake_warehouse.faults.planned


def test_what_is_recorded_is_what_was_answered(eventual: TestEngine, fake_warehouse: WarehouseFake) -> None:
    answer = eventual.run(post_order)
    (completed,) = [event for event in eventual.history() if event.type == "activity_completed"]
    assert completed.data["result"] == {
        "status": 201,
        "headers": dict(answer.headers),
        "body": answer.body,
        "links": {},
        "request_id": None,
    }
    assert fake_warehouse.token not in str([event.data for event in eventual.history()])


def test_an_unsafe_post_in_doubt_is_parked(eventual: TestEngine, fake_warehouse: WarehouseFake) -> None:
    fake_warehouse.faults.drop_after_apply("mails.create")
    with pytest.raises(TimeoutError, match=r"warehouse\.mails\.send is parked"):
        eventual.run(mail, timeout=5)
    assert len(fake_warehouse.effects.of("mails.create")) == 1


def test_a_lost_delete_finds_nothing_left_and_is_done(eventual: TestEngine, fake_warehouse: WarehouseFake) -> None:
    fake_warehouse.put("/labels/size", {})
    fake_warehouse.faults.drop_after_apply("labels.delete")
    assert eventual.run(remove_label) == 404
    assert fake_warehouse.resources("/labels") == []


def test_a_delete_of_nothing_is_an_error(eventual: TestEngine, fake_warehouse: WarehouseFake) -> None:
    with pytest.raises(Permanent) as caught:
        eventual.run(remove_label)
    assert (caught.value.status, caught.value.code) == (404, "not_found")


def test_a_503_is_waited_for_as_long_as_it_asks(eventual: TestEngine, serve: Serve) -> None:
    """Also where the call is in doubt: virtual time moves on by the hour that the API names."""
    busy = Response.json({}, status=503, headers={"Retry-After": "3600"})
    serve(warehouse, {"/orders": [busy, Response.json({})]})
    before = eventual.clock.now()
    assert eventual.run(post_order).status == 200
    assert eventual.clock.now() - before >= 3600 * 1_000_000


async def test_a_key_of_another_request_is_a_conflict(served: WarehouseFake) -> None:
    keyed = create_order.with_options(key=uuid.uuid4())
    await keyed(json={"item": "lamp"})
    with pytest.raises(KeyConflict) as caught:
        await keyed(json={"item": "chair"})
    assert (caught.value.status, len(served.effects)) == (422, 1)


async def test_a_refusal_that_is_stored_under_the_key_ends_a_call_in_doubt(served: WarehouseFake) -> None:
    served.faults.drop_after_apply("orders.update")
    with pytest.raises(Permanent) as caught:
        await warehouse.patch("/orders/unknown", json={})
    assert (caught.value.status, caught.value.settles) == (404, True)


async def test_a_request_in_flight_is_asked_for_again(serve: Serve) -> None:
    """Its key is at work, so the call is neither refused nor done."""
    busy = Response.json({"type": "key_in_flight"}, status=409, headers={"Retry-After": "0"})
    script = serve(warehouse, {"/orders": [busy, Response.json({"id": "1", "item": "lamp"})]})
    assert (await create_order(json={"item": "lamp"})).id == "1"
    assert len({request.headers[KEY] for request in script.asked}) == 1


async def test_another_conflict_is_the_answer(serve: Serve) -> None:
    script = serve(warehouse, {"/orders": Response.json({"type": "sold_out"}, status=409)})
    with pytest.raises(Permanent) as caught:
        await create_order(json={"item": "lamp"})
    assert (caught.value.code, len(script.asked)) == ("sold_out", 1)


async def test_an_unauthorized_call_is_repeated_once_with_the_credential_of_then(
    served: WarehouseFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WAREHOUSE_TOKEN", "old-token")
    base = connections.get("warehouse", HttpConnection).base_url
    with connections.override("warehouse", HttpConnection(base_url=base, token=Secret("env:WAREHOUSE_TOKEN"))):
        served.on_received = lambda operation, request: monkeypatch.setenv("WAREHOUSE_TOKEN", served.token)
        assert (await warehouse.get("/orders")).status == 200
        served.on_received = None
        monkeypatch.setenv("WAREHOUSE_TOKEN", "revoked-token")
        with pytest.raises(Unauthorized):
            await warehouse.get("/orders")


async def test_nobody_listening_is_no_doubt() -> None:
    nowhere = HttpConnection(base_url="http://127.0.0.1:9")
    with connections.override("warehouse", nowhere), pytest.raises(Retryable, match="ConnectError") as caught:
        await send_mail.with_options(retry=Retry(stop=stop_after_attempt(1)))(json={})
    assert caught.value.code == "not_sent"


async def test_a_read_time_out_of_a_write_is_doubt(served: WarehouseFake) -> None:
    served.faults.timeout("mails.create")
    with pytest.raises(InDoubt):
        await send_mail.with_options(timeout=0.2)(json={"text": "hello"})


async def test_a_rate_limit_without_an_end_is_raised_with_its_wait(served: WarehouseFake) -> None:
    served.faults.rate_limit("orders.list", after=7, times=None)
    with pytest.raises(RateLimited) as caught:
        await warehouse.with_options(retry=Retry(stop=stop_after_attempt(1))).get("/orders")
    assert caught.value.after == 7


def test_the_effect_class_follows_from_method_header_and_declaration() -> None:
    plain = HttpConnector("plain")
    keyed = HttpConnector("keyed", idempotency_header=KEY, window=timedelta(hours=1))
    classes = {name: plain[name].effect for name in ("get", "head", "post", "put", "patch", "delete")}
    assert classes == dict.fromkeys(("get", "head"), Effect.READ) | dict.fromkeys(("post", "put", "patch", "delete"), Effect.UNSAFE)
    assert {name: keyed[name].effect for name in ("post", "put", "patch", "delete")} == {
        "post": Effect.KEYED,
        "patch": Effect.KEYED,
        "put": Effect.UNSAFE,
        "delete": Effect.UNSAFE,
    }
    assert plain.operation("PUT", "/a", effect="natural").effect is Effect.NATURAL
    assert keyed.operation("POST", "/search", effect="read").effect is Effect.READ
    assert keyed.operation("PUT", "/b", effect="keyed", window=timedelta(days=7)).window == timedelta(days=7)


@pytest.mark.parametrize(
    "declare",
    [
        lambda: HttpConnector("a", idempotency_header=KEY),
        lambda: HttpConnector("a", window=timedelta(hours=1)),
        lambda: HttpConnector("a", effects={"TRACE": "read"}),  # type: ignore[dict-item]
        lambda: HttpConnector("a", effects={"POST": "keyed"}),
        lambda: HttpConnector("b").operation("POST", "/a", effect="lookup"),
        lambda: HttpConnector("c").operation("POST", "a"),
        lambda: HttpConnector("d", idempotency_header=KEY, window=timedelta(hours=1)).operation("POST", "/a/../b"),
    ],
)
def test_a_declaration_that_contradicts_itself_is_refused(declare: Any) -> None:
    with pytest.raises(UsageError, match=r"connector [abcd]: "):
        declare()


HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("declare", "said"),
    [
        (lambda: HttpConnector("odd", effects={"PUT": "natrual"}), "'natrual', which is none of read, natural, keyed"),  # type: ignore[dict-item]
        (lambda: HttpConnector("odd", idempotency_header="Idem Key", window=HOUR), "such as 'Idempotency-Key'"),
        (lambda: HttpConnector("odd", idempotency_header="", window=HOUR), "such as 'Idempotency-Key'"),
        (lambda: HttpConnector("odd", idempotency_header="Authorization", window=HOUR), "holds a credential"),
        (lambda: HttpConnector("odd", idempotency_header="Host", window=HOUR), "set by the client alone"),
        (lambda: HttpConnector("odd", idempotency_header=KEY, window=timedelta(0)), "timedelta\\(hours=24\\)"),
        (lambda: HttpConnector("odd", idempotency_header=KEY, window=3600), "timedelta\\(hours=24\\)"),  # type: ignore[arg-type]
        (lambda: HttpConnector("odd1").operation("PUT", "/a", effect="natrual"), "none of read, natural"),  # type: ignore[call-overload]
        (lambda: HttpConnector("odd2").operation("PUT", "/a", effect="keyed", idempotency_header="Cookie", window=HOUR), "credential"),
        (lambda: HttpConnector(""), "cannot be called ''"),
        (lambda: HttpConnector("My-Api"), "such as 'my_api'"),
        (lambda: HttpConnector("my__api"), "such as 'my_api'"),
    ],
)
def test_what_cannot_be_read_in_a_declaration_is_refused_with_what_may_stand_there(declare: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        declare()


def test_two_connectors_of_one_name_are_refused() -> None:
    """They would share their settings and credentials, and receive each other's recorded calls."""
    first = HttpConnector("twice")
    with pytest.raises(UsageError, match=r"'twice' is declared in .*test_calls.py:\d+ and in .*test_calls.py:\d+; give one"):
        HttpConnector("twice")
    assert known_connectors["twice"] is first


def test_a_module_that_is_loaded_anew_declares_its_connector_again() -> None:
    made = [HttpConnector("anew") for _ in range(2)]
    assert known_connectors["anew"] is made[1]


def test_a_connector_called_as_an_installed_plugin_is_refused() -> None:
    with pytest.raises(UsageError, match=r"'stripe' of .* is called as the installed plugin of eventual-connector-stripe; rename it"):
        HttpConnector("stripe")


@pytest.mark.parametrize(
    "settings",
    [
        {"base_url": "ftp://x.example"},
        {"base_url": "/orders"},
        {"base_url": "https://ann:pw@x.example"},
        {"base_url": "https://x.example/?key=1"},
        {"headers": {"Authorization": "Bearer x"}},
        {"username": "ann"},
        {"token": "tok", "username": "ann", "password": "pw"},
        {"token": "tok", "secret_headers": {"authorization": "x"}},
        {"secret_headers": {"Host": "x"}},
    ],
)
def test_a_connection_that_contradicts_itself_is_refused(settings: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"base_url|headers|password|exclude"):
        HttpConnection(**{"base_url": "https://x.example", **settings})


def test_a_declaration_imports_no_http_library() -> None:
    code = "import sys; from eventual_connectors.http import HttpConnector; HttpConnector('a').get('/'); print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


async def test_a_call_that_changed_code_dropped_is_settled_under_its_key(tmp_path: Path, served: WarehouseFake) -> None:
    """The worker finds the activity by its name, as it finds those of installed connectors."""
    settling = Retry(stop=stop_never, wait=wait_fixed(0.05))

    @workflow(name="shop")
    async def before() -> str:
        return (await create_order.with_options(retry=settling)(json={"item": "lamp"})).id

    @workflow(name="shop")
    async def after() -> str:
        return "no order any more"

    served.faults.drop_after_apply(CREATE, times=None)
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine:
        async with engine.worker([before]):
            await engine.start(before, id="order-1")
            while not served.effects:  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        served.faults.clear()
        async with engine.worker([after]):
            assert await (await engine.handle("order-1", after)).result() == "no order any more"
        types = [event.type for event in (await engine.record("order-1")).events]
    assert types[-2:] == ["activity_completed", "execution_completed"]
    assert len(served.effects) == 1


async def test_options_make_a_copy() -> None:
    other = warehouse.with_options(connection="eu")
    assert other.post.options.connection == "eu"
    assert warehouse.post.options.connection is None


def test_a_connection_may_stand_in_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("EVENTUAL_CONNECTIONS__WAREHOUSE__EU__BASE_URL", "https://eu.warehouse.example/v2")
    monkeypatch.setenv("EVENTUAL_CONNECTIONS__WAREHOUSE__EU__TOKEN", "env:WAREHOUSE_TOKEN")
    found = connections.get("warehouse", HttpConnection, "eu")
    assert (found.base_url, found.token) == ("https://eu.warehouse.example/v2", Secret("env:WAREHOUSE_TOKEN"))
