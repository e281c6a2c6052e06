"""The connector's activities, outside a workflow and in one, with the fake in this process."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import stripe as sdk
from tenacity import stop_after_attempt, stop_never, wait_fixed

from eventual_connector_stripe import CardError, Customer, PaymentIntent, Resource, StripeConnection, stripe
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors import InDoubt, Permanent, RateLimited, Retry, Secret, codec, connect, connections, workflow
from eventual_connectors.errors import KeyConflict, Unauthorized, UsageError
from eventual_connectors.fakes import KINDS
from eventual_connectors.testing import TestEngine

CREATE = "v1.payment_intents.create"
REFUND = "v1.refunds.create"
PAID: Any = {"amount": 500, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}


def paid(**params: Any) -> Any:
    return {**PAID, **params}


AT_ONCE = Retry(wait=wait_fixed(0))
payments = stripe.with_options(retry=AT_ONCE).v1.payment_intents


# Declarations


def test_options_pass_from_connector_and_service_to_activity() -> None:
    eu = stripe.with_options(connection="eu", timeout=5)
    assert eu.v1.refunds.create.options.connection == "eu"
    assert eu.v1.refunds.with_options(connection="us").create.options.connection == "us"
    assert eu.v1.with_options(key="k").refunds.create.with_options(timeout=timedelta(seconds=9)).options.timeout == 9
    assert (eu.v1.refunds.create.options.timeout, eu[REFUND].options.connection) == (5, "eu")
    assert stripe.v1.refunds.create.options.connection is None
    assert stripe.v1.refunds.create is stripe[REFUND]


def test_arguments_that_do_not_fit_are_refused_when_the_call_is_made() -> None:
    create: Any = stripe.v1.payment_intents.create
    retrieve: Any = stripe.v1.payment_intents.retrieve
    mistakes: list[Callable[[], Any]] = [
        lambda: create(),
        lambda: create(PAID, {"expand": ["customer"]}),
        lambda: retrieve(intent="pi_1"),
    ]
    for call in mistakes:
        with pytest.raises(TypeError, match="payment_intents"):
            call()


@pytest.mark.parametrize("option", ["api_key", "idempotency_key", "stripe_account", "stripe_version", "headers"])
def test_options_of_the_sdk_are_no_parameters(option: str) -> None:
    params = paid(**{option: "sk_live_secret"})
    mistakes: list[Callable[[], Any]] = [
        lambda: payments.create(params),
        lambda: payments.create(params=params),
        lambda: payments.confirm("pi_1", params),
    ]
    for call in mistakes:
        with pytest.raises(UsageError, match=option) as caught:
            call()
        assert "sk_live" not in str(caught.value)


# Outside a workflow


async def test_a_call_outside_a_workflow(fake_stripe: StripeFake) -> None:
    intent: Any = await stripe.v1.payment_intents.create(paid(metadata={"order": "o1"}))
    assert (type(intent), intent.status, intent.metadata.order) == (PaymentIntent, "succeeded", "o1")
    (effect,) = fake_stripe.effects
    answered = {**intent, "client_secret": effect.data["client_secret"]}
    assert answered.pop("last_response")["request_id"].startswith("req_")
    assert answered == effect.data
    assert (await stripe.v1.payment_intents.retrieve(intent.id)).id == intent.id
    refund = await stripe.v1.refunds.create({"payment_intent": intent.id})
    assert refund.amount == 500


def test_a_call_in_code_that_is_not_async(fake_stripe: StripeFake) -> None:
    assert stripe.v1.customers.create({"name": "Ada"}).run().name == "Ada"
    assert stripe.v1.customers.list().run().data[0].name == "Ada"


async def test_every_operation_of_the_surface(fake_stripe: StripeFake) -> None:
    v1 = stripe.v1
    customer = await v1.customers.create({"name": "Ada"})
    await v1.customers.update(customer.id, {"email": "ada@example.com"})
    assert (await v1.customers.retrieve(customer.id)).email == "ada@example.com"
    intent = await v1.payment_intents.create({"amount": 900, "currency": "usd", "customer": customer.id, "capture_method": "manual"})
    await v1.payment_intents.update(intent.id, {"amount": 800})
    await v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_visa"})
    captured = await v1.payment_intents.capture(intent.id, {"amount_to_capture": 700})
    assert captured.amount_received == 700
    other = await v1.payment_intents.create({"amount": 900, "currency": "usd"})
    assert (await v1.payment_intents.cancel(other.id)).status == "canceled"
    assert [found.id for found in (await v1.payment_intents.list()).data] == [other.id, intent.id]
    refund = await v1.refunds.create({"payment_intent": intent.id, "amount": 100})
    await v1.refunds.update(refund.id, {"metadata": {"why": "late"}})
    again: Any = await v1.refunds.retrieve(refund.id)
    assert again.metadata.why == "late"
    assert (await v1.refunds.list({"payment_intent": intent.id})).data[0].id == refund.id
    with pytest.raises(Permanent, match="cannot be canceled"):
        await v1.refunds.cancel(refund.id)
    waiting = await v1.refunds.create({"payment_intent": intent.id, "instructions_email": "ada@example.com"})
    assert (await v1.refunds.cancel(waiting.id)).status == "canceled"
    assert (await v1.customers.delete(customer.id)).deleted
    groups = ("v1.customers.", "v1.payment_intents.", "v1.refunds.")
    assert {effect.activity.rpartition(".")[0] + "." for effect in fake_stripe.effects} == set(groups)


async def test_the_request_is_the_sdks_with_our_key_version_and_account(fake_stripe: StripeFake) -> None:
    seen: list[dict[str, str]] = []
    handle = fake_stripe.handle

    def listen(request: Any) -> Any:
        seen.append({name.lower(): value for name, value in request.headers.items()})
        return handle(request)

    fake_stripe.handle = listen  # type: ignore[method-assign]
    fake_stripe.faults.drop_after_apply(CREATE)
    connected = connections.get("stripe", StripeConnection).model_copy(
        update={"stripe_account": "acct_1", "api_version": "2026-01-01.test"}
    )
    with connections.override("stripe", connected):
        await payments.create(PAID)
        await stripe.v1.payment_intents.list()
    assert [(headers["stripe-account"], headers["stripe-version"]) for headers in seen] == [("acct_1", "2026-01-01.test")] * 3
    assert seen[0]["idempotency-key"] == seen[1]["idempotency-key"] == fake_stripe.effects[0].key
    assert "idempotency-key" not in seen[2]


@pytest.mark.parametrize(("before", "after"), [(None, "acct_new"), ("acct_old", None), ("acct_old", "acct_new")])
async def test_a_call_keeps_the_account_that_it_began_with(fake_stripe: StripeFake, before: str | None, after: str | None) -> None:
    seen: list[str | None] = []
    handle, connection = fake_stripe.handle, connections.get("stripe", StripeConnection)

    def listen(request: Any) -> Any:
        seen.append(next((value for name, value in request.headers.items() if name.lower() == "stripe-account"), None))
        connections.configure("stripe", connection.model_copy(update={"stripe_account": after}))  # between two attempts
        return handle(request)

    fake_stripe.handle = listen  # type: ignore[method-assign]
    fake_stripe.faults.drop_after_apply(CREATE)
    with connections.override("stripe", connection.model_copy(update={"stripe_account": before})):
        await payments.create(PAID)
    assert seen == [before, before]
    assert len(fake_stripe.effects.of(CREATE)) == 1


async def test_a_declined_card_is_an_error_of_ours(fake_stripe: StripeFake) -> None:
    with pytest.raises(CardError) as caught:
        await payments.create(paid(payment_method="pm_card_visa_chargeDeclinedInsufficientFunds"))
    error = caught.value
    assert (error.code, error.decline_code, error.status) == ("card_declined", "insufficient_funds", 402)
    assert str(error.request_id).startswith("req_")
    assert isinstance(error.__cause__, sdk.CardError)
    intent = await stripe.v1.payment_intents.retrieve(str(error.payment_intent))
    assert intent.status == "requires_payment_method"


async def test_doubt_that_remains_carries_the_key_and_can_be_settled_with_it(fake_stripe: StripeFake) -> None:
    fake_stripe.faults.drop_after_apply(CREATE, times=2)
    twice = stripe.with_options(retry=Retry(stop=stop_after_attempt(2), wait=wait_fixed(0)))
    with pytest.raises(InDoubt) as caught:
        await twice.v1.payment_intents.create(PAID)
    assert str(caught.value.key) == fake_stripe.effects[0].key
    again = await payments.with_options(key=caught.value.key).create(PAID)
    assert again.id == fake_stripe.effects[0].object_id
    assert len(fake_stripe.effects) == 1


async def test_a_key_with_other_parameters_is_a_conflict(fake_stripe: StripeFake) -> None:
    key = uuid.UUID("8c1f0a55-7c1e-4a50-8f0c-3f6a2a7c9a01")
    await payments.with_options(key=key).create(PAID)
    with pytest.raises(KeyConflict):
        await payments.with_options(key=key).create(paid(amount=600))
    assert len(fake_stripe.effects) == 1


async def test_refused_credentials_are_tried_anew_once(fake_stripe: StripeFake) -> None:
    fake_stripe.faults.revoke_credential(times=2)
    with pytest.raises(Unauthorized):
        await payments.create(PAID)
    assert fake_stripe.faults.planned == []
    assert len(fake_stripe.effects) == 0


async def test_a_rotated_key_is_picked_up(fake_stripe: StripeFake, tmp_path: Path) -> None:
    stored = tmp_path / "key"
    stored.write_text("sk_test_old")
    transport = connections.get("stripe", StripeConnection).transport
    with connections.override("stripe", StripeConnection(api_key=Secret(f"file:{stored}"), transport=transport)):
        with pytest.raises(Unauthorized):
            await payments.create(PAID)
        stored.write_text(fake_stripe.api_key)
        assert (await payments.create(PAID)).status == "succeeded"


async def test_rate_limits_are_raised_when_attempts_run_out(fake_stripe: StripeFake) -> None:
    fake_stripe.faults.rate_limit(after=0, times=None)
    with pytest.raises(RateLimited):
        await payments.with_options(retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0))).create(PAID)
    assert len(fake_stripe.faults.fired) == 3


# Deleting, which has no key


async def test_a_deletion_whose_answer_was_lost(fake_stripe: StripeFake) -> None:
    customer = await stripe.v1.customers.create()
    fake_stripe.faults.drop_after_apply("v1.customers.delete")
    deleted = await stripe.with_options(retry=AT_ONCE).v1.customers.delete(customer.id)
    assert (deleted.id, deleted.object, deleted.deleted) == (customer.id, "customer", True)
    assert len(fake_stripe.effects.of("v1.customers.delete")) == 1


async def test_deleting_what_never_was(fake_stripe: StripeFake) -> None:
    delete = stripe.with_options(retry=AT_ONCE).v1.customers.delete
    with pytest.raises(Permanent, match="No such customer"):
        await delete("cus_none")
    fake_stripe.faults.drop_before_apply("v1.customers.delete")
    with pytest.raises(Permanent, match="No such customer") as caught:
        await delete("cus_none")
    assert not isinstance(caught.value, InDoubt)


async def test_deleting_what_was_deleted_before_an_attempt_that_was_surely_refused(fake_stripe: StripeFake) -> None:
    customer = await stripe.v1.customers.create()
    await stripe.v1.customers.delete(customer.id)
    fake_stripe.faults.rate_limit("v1.customers.delete", after=0)
    with pytest.raises(Permanent, match="No such customer"):
        await stripe.with_options(retry=AT_ONCE).v1.customers.delete(customer.id)


async def test_deleting_what_was_deleted_before_is_an_error(fake_stripe: StripeFake) -> None:
    customer = await stripe.v1.customers.create()
    await stripe.v1.customers.delete(customer.id)
    with pytest.raises(Permanent, match="No such customer"):
        await stripe.v1.customers.delete(customer.id)


# In a workflow


@workflow(version="1")
async def charge(amount: int) -> str:
    intent = await stripe.v1.payment_intents.create(paid(amount=amount))
    return intent.id


@workflow(version="1")
async def charge_and_refund(amount: int) -> list[str]:
    intent = await stripe.v1.payment_intents.create(paid(amount=amount))
    refund = await stripe.v1.refunds.create({"payment_intent": intent.id})
    return [intent.id, refund.id]


@workflow(version="1")
async def charge_declined(card: str) -> str:
    try:
        await stripe.v1.payment_intents.create(paid(payment_method=card))
    except CardError as error:
        return f"{error.decline_code} {error.payment_intent}"
    return "charged"


@workflow(version="1")
async def read_back() -> list[Any]:
    customer: Any = await stripe.v1.customers.create({"name": "Ada", "metadata": {"a": "b"}})
    page = await stripe.v1.customers.list()
    return [type(customer).__name__, customer.metadata.a, type(page).__name__, type(page.data[0]).__name__, page.data[0] == customer]


@workflow(version="1")
async def charge_or_doubt(hours: float) -> str:
    patient = stripe.with_options(on_ambiguous="fail", retry=Retry(stop=stop_never, wait=wait_fixed(hours * 3600)))
    intent = await patient.v1.payment_intents.create(PAID)
    return intent.id


FAULTS: dict[str, dict[str, Any]] = {
    "drop_before_apply": {"times": 2},
    "drop_after_apply": {"times": 2},
    "drop_in_answer": {"times": 2},
    "late_apply": {"delay": 45.0},
    "rate_limit": {"after": 5.0, "times": 2},
    "error_before_apply": {"status": 503, "times": 2},
    "error_after_apply": {"status": 500, "times": 2},
    "stranger": {"times": 2},
    "slow": {"delay": 60.0},
    "timeout": {"times": 2},
    "duplicate_delivery": {},
    "revoke_credential": {},
}


def test_every_fault_of_the_vocabulary_is_tried() -> None:
    assert set(FAULTS) == set(KINDS)


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_leaves_one_effect(eventual: TestEngine, fake_stripe: StripeFake, fault: str) -> None:
    for operation in (CREATE, REFUND):
        getattr(fake_stripe.faults, fault)(operation, **FAULTS[fault])
    result = eventual.run(charge_and_refund, 500)
    assert [(effect.activity, effect.object_id) for effect in fake_stripe.effects] == list(zip((CREATE, REFUND), result, strict=True))
    assert [kind for _, kind in fake_stripe.faults.fired] == [fault] * 2 * FAULTS[fault].get("times", 1)


@workflow(version="1")
async def charge_through(amount: int) -> str:
    insistent = stripe.with_options(retry=Retry(stop=stop_never, wait=wait_fixed(5)))
    intent = await insistent.v1.payment_intents.create(paid(amount=amount))
    return intent.id


@pytest.mark.parametrize("seed", range(3))
def test_random_faults_leave_one_effect(eventual: TestEngine, fake_stripe: StripeFake, seed: int) -> None:
    rates: Any = dict.fromkeys(set(KINDS) - {"revoke_credential"}, 0.07)
    fake_stripe.faults.random(seed, rates, delay=40)
    for amount in range(100, 110):
        eventual.run(charge_through, amount)
    charged = fake_stripe.effects.of(CREATE)
    assert sorted(effect.data["amount"] for effect in charged) == list(range(100, 110))
    assert fake_stripe.faults.fired


@pytest.mark.parametrize("lost", [0, 1])
def test_a_declined_card_ends_the_call_after_doubt_too(eventual: TestEngine, fake_stripe: StripeFake, lost: int) -> None:
    if lost:
        fake_stripe.faults.drop_after_apply(CREATE, times=lost)
    result = eventual.run(charge_declined, "pm_card_visa_chargeDeclinedLostCard")
    (effect,) = fake_stripe.effects
    assert result == f"lost_card {effect.object_id}"


def test_results_are_the_same_values_live_and_replayed(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    expected = ["Customer", "b", "ListObject", "Customer", True]
    assert eventual.run(read_back, id="one") == expected
    completed = [event.data["result"] for event in eventual.history("one") if event.type == "activity_completed"]
    customer = codec.decode(completed[0], stripe.v1.customers.create.result_type)
    assert (type(customer), customer.metadata.a) == (Customer, "b")
    page = codec.decode(completed[1], stripe.v1.customers.list.result_type)
    assert page.data[0] == customer == fake_stripe.effects[0].data
    assert type(page.data[0]) is Customer


def test_inside_the_window_the_same_key_is_sent_again(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    fake_stripe.faults.drop_after_apply(CREATE, times=4)
    assert eventual.run(charge_or_doubt, 5) == fake_stripe.effects[0].object_id
    assert len(fake_stripe.effects) == 1


def test_past_the_window_nothing_is_sent_again(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    fake_stripe.faults.drop_after_apply(CREATE, times=None)
    with pytest.raises(InDoubt, match="no longer remembers the key"):
        eventual.run(charge_or_doubt, 7)
    assert len(fake_stripe.effects) == 1
    assert len(fake_stripe.faults.fired) == 4


def test_a_stored_500_settles_nothing(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    fake_stripe.fail_execution(CREATE)
    with pytest.raises(InDoubt):
        eventual.run(charge_or_doubt, 7)
    assert len(fake_stripe.effects) == 1


@workflow(version="1")
async def charge_once_more() -> str:
    insistent = stripe.with_options(retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0)))
    intent = await insistent.v1.payment_intents.create(PAID)
    return intent.id


async def test_a_call_in_doubt_is_parked_until_the_operator_says_how_it_ends(
    tmp_path: Path, fake_stripe: StripeFake, until: Callable[..., Any]
) -> None:
    fake_stripe.fail_execution(CREATE)
    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([charge_once_more]):
        handle = await engine.start(charge_once_more, id="one")
        (parked,) = await until(handle.parked)
        assert (parked.path, len(fake_stripe.effects)) == ("stripe.v1.payment_intents.create", 1)
        await handle.resolve(parked.path, parked.attempt, succeeded=fake_stripe.effects[0].data)
        assert await handle.result(30) == fake_stripe.effects[0].object_id
    assert len(fake_stripe.effects) == 1


# No secrets


def test_the_api_key_is_nowhere(
    eventual: TestEngine, tmp_path: Path, caplog: pytest.LogCaptureFixture, fake_stripe: StripeFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_stripe.api_key = "sk_live_4eC39HqLyjWDarjtT1zdp7dc"
    wrong = "sk_live_91aQkLmnOpQrStUvWxYz0123"
    monkeypatch.setattr(sdk, "log", "debug")
    caplog.set_level(logging.DEBUG)
    fake_stripe.faults.drop_after_apply(CREATE)
    shown: list[str] = []
    with fake_stripe.serve() as url:
        for key in (fake_stripe.api_key, wrong):
            connection = StripeConnection(api_key=Secret(key), api_base=url)
            shown.append(f"{connection!r} {connection.model_dump_json()}")
            with connections.override("stripe", connection):
                try:
                    shown.append(eventual.run(charge, 500))
                except Unauthorized as refused:
                    shown.append(f"{refused!r} {vars(refused)}")
    assert "Invalid API Key" in shown[-1]
    assert "v1/payment_intents" in caplog.text
    recorded = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"pm_card_visa" in recorded
    for key in (fake_stripe.api_key, wrong):
        assert [text for text in (*shown, caplog.text, recorded.decode("latin-1")) if key in text] == []


# Values


def test_resources_are_dicts_with_attributes() -> None:
    resource = Resource({"id": "x", "list": [{"a": 1}], "deep": {"b": {"c": 2}}})
    assert (resource.list[0].a, resource.deep.b.c, resource["deep"]["b"]) == (1, 2, {"c": 2})
    assert resource == {"id": "x", "list": [{"a": 1}], "deep": {"b": {"c": 2}}}
    with pytest.raises(AttributeError, match="no 'colour'"):
        _ = resource.colour
    assert not hasattr(resource, "colour")


def test_clients_are_closed_with_their_event_loop(fake_stripe: StripeFake) -> None:
    with fake_stripe.serve() as url, connections.override("stripe", StripeConnection(api_key=Secret(fake_stripe.api_key), api_base=url)):

        async def many() -> int:
            calls = [payments.create(paid(amount=100 + n)) for n in range(40)]
            return len({intent.id for intent in await asyncio.gather(*calls)})

        assert asyncio.run(many()) == 40
    assert len(fake_stripe.effects) == 40


@pytest.mark.parametrize("fault", ["timeout", "drop_before_apply", "drop_after_apply", "late_apply"])
def test_faults_over_a_real_socket(eventual: TestEngine, fake_stripe: StripeFake, fault: str) -> None:
    getattr(fake_stripe.faults, fault)(CREATE)
    with fake_stripe.serve() as url:
        served = StripeConnection(api_key=Secret(fake_stripe.api_key), api_base=url, timeout=0.5)
        with connections.override("stripe", served):
            assert eventual.run(charge_through, 500) == fake_stripe.effects[0].object_id
    assert len(fake_stripe.effects) == 1


async def test_a_client_secret_is_not_in_what_is_recorded(fake_stripe: StripeFake) -> None:
    intent = await payments.create(paid())
    assert fake_stripe.effects[0].data["client_secret"], "the fake gives one out, as Stripe does"
    assert "client_secret" not in intent
    page = await stripe.v1.payment_intents.list()
    assert [entry.id for entry in page.data] == [intent.id]
    assert "_secret_" not in str(page)
