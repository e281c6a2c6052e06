"""The fake, asked by the vendor's own SDK over a socket."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.errors import UsageError

EUR: Any = {"amount": 500, "currency": "eur"}
PAID: Any = {**EUR, "confirm": True, "payment_method": "pm_card_visa"}
CREATE = "v1.payment_intents.create"


def pay(client: sdk.StripeClient, key: str | None = None, **params: Any) -> sdk.PaymentIntent:
    asked: Any = {**PAID, **params}
    return client.v1.payment_intents.create(asked, {"idempotency_key": key} if key else None)


def test_a_payment_is_one_effect_and_its_data_is_the_object(client: sdk.StripeClient, fake: StripeFake) -> None:
    intent = pay(client, "k1", metadata={"order": "o1"})
    assert (intent.status, intent.amount_received, intent.metadata["order"]) == ("succeeded", 500, "o1")
    (effect,) = fake.effects
    assert (effect.activity, effect.object_id, effect.key, effect.data) == (CREATE, intent.id, "k1", intent.to_dict())
    assert client.v1.charges.retrieve(str(intent.latest_charge)).paid


def test_ids_look_like_stripes_and_come_from_seed_and_key(client: sdk.StripeClient, fake: StripeFake) -> None:
    customer = client.v1.customers.create({}, {"idempotency_key": "c"})
    intent = pay(client, "k")
    refund = client.v1.refunds.create({"payment_intent": intent.id}, {"idempotency_key": "r"})
    first = [customer.id, intent.id, str(intent.latest_charge), str(intent.payment_method), refund.id]
    assert [id.partition("_")[0] for id in first] == ["cus", "pi", "ch", "pm", "re"]
    assert [len(id) for id in first] == [18, 27, 27, 27, 27]
    fake.reset()
    intent = pay(client, "k")
    customer = client.v1.customers.create({}, {"idempotency_key": "c"})
    assert [customer.id, intent.id] == first[:2]


def test_every_answer_has_a_request_id(client: sdk.StripeClient) -> None:
    intent = pay(client)
    assert intent.last_response is not None
    assert str(intent.last_response.request_id).startswith("req_")
    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.v1.payment_intents.retrieve("pi_none")
    assert str(caught.value.request_id).startswith("req_")


# Keys


def test_a_key_replays_its_stored_answer(client: sdk.StripeClient, fake: StripeFake) -> None:
    first, second = pay(client, "k"), pay(client, "k")
    assert second.to_dict() == first.to_dict()
    assert first.last_response is not None
    assert second.last_response is not None
    assert "idempotent-replayed" not in first.last_response.headers
    assert second.last_response.headers["idempotent-replayed"] == "true"
    assert second.last_response.headers["original-request"] == first.last_response.request_id != second.last_response.request_id
    assert len(fake.effects) == 1


def test_what_is_replayed_is_the_answer_of_then(client: sdk.StripeClient) -> None:
    unconfirmed: Any = {**EUR, "payment_method": "pm_card_visa"}
    first = client.v1.payment_intents.create(unconfirmed, {"idempotency_key": "k"})
    client.v1.payment_intents.confirm(first.id)
    again = client.v1.payment_intents.create(unconfirmed, {"idempotency_key": "k"})
    assert again.status == first.status == "requires_confirmation"


@pytest.mark.parametrize("other", [{"amount": 501}, {"metadata": {"a": "b"}}])
def test_a_key_with_other_parameters_is_refused(client: sdk.StripeClient, fake: StripeFake, other: dict[str, Any]) -> None:
    pay(client, "k")
    with pytest.raises(sdk.IdempotencyError) as caught:
        pay(client, "k", **other)
    assert caught.value.http_status == 400
    with pytest.raises(sdk.IdempotencyError):
        client.v1.customers.create({}, {"idempotency_key": "k"})
    assert len(fake.effects) == 1


def test_keys_of_different_accounts_are_different_keys(make_sdk: Callable[..., sdk.StripeClient], fake: StripeFake) -> None:
    ours, theirs = make_sdk(), make_sdk(stripe_account="acct_1")
    assert pay(ours, "k").id != pay(theirs, "k").id
    assert len(fake.effects) == 2
    with pytest.raises(sdk.InvalidRequestError, match="No such"):
        theirs.v1.payment_intents.retrieve(fake.effects[0].object_id)


def test_a_key_is_forgotten_after_24_hours(client: sdk.StripeClient, fake: StripeFake) -> None:
    first = pay(client, "k")
    fake.clock.advance(timedelta(hours=24) - timedelta(seconds=1))
    assert pay(client, "k").id == first.id
    fake.clock.advance(1)
    assert pay(client, "k").id != first.id
    assert len(fake.effects) == 2
    assert len(fake.state["keys"]) == 1


def test_a_key_in_flight_conflicts(make_sdk: Callable[..., sdk.StripeClient], fake: StripeFake) -> None:
    fake.faults.late_apply(CREATE, delay=30)
    with pytest.raises(sdk.APIConnectionError):
        pay(make_sdk(timeout=0.1), "k")
    patient = make_sdk()
    with pytest.raises(sdk.APIError) as caught:
        pay(patient, "k")
    error: Any = caught.value.json_body
    assert (caught.value.http_status, error["error"]["code"]) == (409, "idempotency_key_in_use")
    assert len(fake.effects) == 0
    fake.clock.advance(30)
    assert pay(patient, "k").id == fake.effects[0].object_id
    assert len(fake.effects) == 1


def test_refused_parameters_are_not_stored(client: sdk.StripeClient, fake: StripeFake) -> None:
    with pytest.raises(sdk.InvalidRequestError):
        pay(client, "k", amount=1)
    assert pay(client, "k").status == "succeeded"
    assert len(fake.effects) == 1


def test_a_declined_card_is_stored(client: sdk.StripeClient, fake: StripeFake) -> None:
    replayed = []
    for _ in range(2):
        with pytest.raises(sdk.CardError) as caught:
            pay(client, "k", payment_method="pm_card_visa_chargeDeclined")
        replayed.append("idempotent-replayed" in (caught.value.headers or {}))
    assert replayed == [False, True]
    assert [effect.data["status"] for effect in fake.effects] == ["requires_payment_method"]


@pytest.mark.parametrize("applied", [True, False])
def test_a_500_of_stripes_execution_is_stored(client: sdk.StripeClient, fake: StripeFake, applied: bool) -> None:
    fake.fail_execution(CREATE, applied=applied)
    seen = []
    for _ in range(2):
        with pytest.raises(sdk.APIError) as caught:
            pay(client, "k")
        seen.append((caught.value.http_status, "idempotent-replayed" in (caught.value.headers or {})))
    assert seen == [(500, False), (500, True)]
    assert len(fake.effects) == int(applied)


def test_a_500_from_in_front_of_stripe_is_not_stored(client: sdk.StripeClient, fake: StripeFake) -> None:
    fake.faults.error_after_apply(CREATE)
    with pytest.raises(sdk.APIError):
        pay(client, "k")
    assert pay(client, "k").id == fake.effects[0].object_id
    assert len(fake.effects) == 1


def test_a_delete_knows_no_key(client: sdk.StripeClient, fake: StripeFake) -> None:
    customer = client.v1.customers.create({})
    assert client.v1.customers.delete(customer.id, None, {"idempotency_key": "k"}).deleted
    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.v1.customers.delete(customer.id, None, {"idempotency_key": "k"})
    assert caught.value.code == "resource_missing"
    assert [effect.activity for effect in fake.effects] == ["v1.customers.create", "v1.customers.delete"]


# Who asks


@pytest.mark.parametrize("key", ["sk_test_wrong_0123456789", "rk_live_other"])
def test_a_wrong_key_is_refused_and_not_shown(make_sdk: Callable[..., sdk.StripeClient], fake: StripeFake, key: str) -> None:
    with pytest.raises(sdk.AuthenticationError) as caught:
        pay(make_sdk(key))
    assert key not in str(caught.value)
    assert len(fake.effects) == 0


def test_a_revoked_key_is_refused_for_as_long_as_it_is_told(client: sdk.StripeClient, fake: StripeFake) -> None:
    fake.faults.revoke_credential(times=2)
    for _ in range(2):
        with pytest.raises(sdk.AuthenticationError):
            pay(client)
    assert pay(client).status == "succeeded"


def test_a_rate_limit_is_stripes(client: sdk.StripeClient, fake: StripeFake) -> None:
    fake.faults.rate_limit(after=7)
    with pytest.raises(sdk.RateLimitError) as caught:
        pay(client)
    assert (caught.value.headers or {})["retry-after"] == "7"


def test_a_path_that_stripe_does_not_know_is_said(client: sdk.StripeClient, fake: StripeFake) -> None:
    with pytest.raises(sdk.InvalidRequestError, match="GET: /v1/nonsense"):
        client.raw_request("get", "/v1/nonsense")
    with pytest.raises(UsageError, match=r"did you mean 'v1\.refunds\.create'"):
        fake.faults.timeout("v1.refund.create")


# Cards and amounts


@pytest.mark.parametrize(
    ("card", "code", "decline_code"),
    [
        ("pm_card_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_visa_chargeDeclined", "card_declined", "generic_decline"),
        ("pm_card_chargeDeclinedInsufficientFunds", "card_declined", "insufficient_funds"),
        ("pm_card_visa_chargeDeclinedLostCard", "card_declined", "lost_card"),
        ("pm_card_chargeDeclinedExpiredCard", "expired_card", "expired_card"),
        ("pm_card_chargeDeclinedIncorrectCvc", "incorrect_cvc", "incorrect_cvc"),
        ("pm_card_chargeDeclinedProcessingError", "processing_error", "processing_error"),
    ],
)
def test_declined_cards(client: sdk.StripeClient, card: str, code: str, decline_code: str) -> None:
    with pytest.raises(sdk.CardError) as caught:
        pay(client, payment_method=card)
    error: Any = caught.value.json_body
    assert (caught.value.http_status, caught.value.code, error["error"]["decline_code"]) == (402, code, decline_code)
    intent = client.v1.payment_intents.retrieve(error["error"]["payment_intent"]["id"])
    assert (intent.status, intent.payment_method) == ("requires_payment_method", None)
    assert client.v1.charges.retrieve(error["error"]["charge"]).failure_code == code
    assert client.v1.payment_intents.confirm(intent.id, {"payment_method": "pm_card_mastercard"}).status == "succeeded"


def test_a_card_that_asks_for_the_customer(client: sdk.StripeClient) -> None:
    intent = pay(client, payment_method="pm_card_authenticationRequired")
    assert (intent.status, intent.latest_charge) == ("requires_action", None)


@pytest.mark.parametrize(
    ("params", "param", "code"),
    [
        ({"amount": 0}, "amount", "parameter_invalid_integer"),
        ({"amount": -5}, "amount", "parameter_invalid_integer"),
        ({"amount": "ten"}, "amount", "parameter_invalid_integer"),
        ({"amount": ""}, "amount", "parameter_missing"),
        ({"amount": 49}, "amount", "amount_too_small"),
        ({"amount": 100_000_000}, "amount", "amount_too_large"),
        ({"currency": "xxx"}, "currency", None),
        ({"currency": "jpy", "amount": 49}, "amount", "amount_too_small"),
        ({"currency": "kwd", "amount": 1005}, "amount", "parameter_invalid_integer"),
        ({"currency": "isk", "amount": 150}, "amount", "parameter_invalid_integer"),
        ({"currency": "gbp", "amount": 29}, "amount", "amount_too_small"),
        ({"payment_method": "pm_unknown"}, "payment_method", "resource_missing"),
        ({"customer": "cus_unknown"}, "customer", "resource_missing"),
        ({"colour": "red"}, "colour", "parameter_unknown"),
        ({"capture_method": "never"}, "capture_method", None),
        ({"confirm": "maybe"}, "confirm", None),
        ({"metadata": {"k" * 41: "v"}}, f"metadata[{'k' * 41}]", None),
    ],
)
def test_parameters_that_stripe_refuses(
    client: sdk.StripeClient, fake: StripeFake, params: dict[str, Any], param: str, code: str | None
) -> None:
    with pytest.raises(sdk.InvalidRequestError) as caught:
        pay(client, **params)
    assert (caught.value.http_status, caught.value.param, caught.value.code) == (400, param, code)
    assert len(fake.effects) == 0


@pytest.mark.parametrize(("currency", "amount"), [("jpy", 50), ("kwd", 1000), ("isk", 200), ("USD", 50), ("xof", 1), ("gbp", 30)])
def test_amounts_that_stripe_takes(client: sdk.StripeClient, currency: str, amount: int) -> None:
    intent = pay(client, currency=currency, amount=amount)
    assert (intent.currency, intent.amount_received) == (currency.lower(), amount)


# Payments and refunds


def test_a_payment_step_by_step(client: sdk.StripeClient, fake: StripeFake) -> None:
    payments = client.v1.payment_intents
    asked: Any = {**EUR, "capture_method": "manual", "metadata": {"a": "1", "b": "2"}}
    intent = payments.create(asked)
    assert intent.status == "requires_payment_method"
    intent = payments.update(intent.id, {"amount": 700, "metadata": {"a": "", "c": "3"}, "payment_method": "pm_card_visa"})
    assert (intent.status, intent.amount, intent.metadata.to_dict()) == ("requires_confirmation", 700, {"b": "2", "c": "3"})
    intent = payments.confirm(intent.id)
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("requires_capture", 700, 0)
    with pytest.raises(sdk.InvalidRequestError):
        payments.capture(intent.id, {"amount_to_capture": 701})
    intent = payments.capture(intent.id, {"amount_to_capture": 600})
    assert (intent.status, intent.amount_capturable, intent.amount_received) == ("succeeded", 0, 600)
    for forbidden in (payments.confirm, payments.capture, payments.cancel):
        with pytest.raises(sdk.InvalidRequestError) as caught:
            forbidden(intent.id)
        assert caught.value.code == "payment_intent_unexpected_state"
    assert [effect.activity.rpartition(".")[2] for effect in fake.effects] == ["create", "update", "confirm", "capture"]


def test_a_payment_that_is_given_up(client: sdk.StripeClient) -> None:
    intent = pay(client, capture_method="manual")
    canceled = client.v1.payment_intents.cancel(intent.id, {"cancellation_reason": "duplicate"})
    assert (canceled.status, canceled.cancellation_reason, canceled.amount_capturable) == ("canceled", "duplicate", 0)
    with pytest.raises(sdk.InvalidRequestError, match="refund"):
        client.v1.refunds.create({"payment_intent": intent.id})


def test_confirming_needs_a_payment_method(client: sdk.StripeClient) -> None:
    with pytest.raises(sdk.InvalidRequestError):
        pay(client, payment_method="")
    intent = client.v1.payment_intents.create(EUR)
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.payment_intents.confirm(intent.id)


def test_refunds_are_bounded_by_what_was_captured(client: sdk.StripeClient) -> None:
    intent = pay(client)
    part = client.v1.refunds.create({"payment_intent": intent.id, "amount": 200, "reason": "duplicate", "metadata": {"a": "b"}})
    assert (part.amount, part.status, part.reason, part.charge) == (200, "succeeded", "duplicate", intent.latest_charge)
    with pytest.raises(sdk.InvalidRequestError, match="greater than unrefunded"):
        client.v1.refunds.create({"payment_intent": intent.id, "amount": 301})
    assert client.v1.refunds.create({"charge": str(intent.latest_charge)}).amount == 300
    with pytest.raises(sdk.InvalidRequestError) as caught:
        client.v1.refunds.create({"payment_intent": intent.id})
    assert caught.value.code == "charge_already_refunded"
    charge = client.v1.charges.retrieve(str(intent.latest_charge))
    assert (charge.refunded, charge.amount_refunded) == (True, 500)
    metadata: Any = client.v1.refunds.update(part.id, {"metadata": {"c": "d"}}).metadata
    assert metadata.to_dict() == {"a": "b", "c": "d"}
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.refunds.cancel(part.id)
    paid = client.v1.payment_intents.create({"amount": 500, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"})
    waiting = client.v1.refunds.create({"payment_intent": paid.id, "instructions_email": "ada@example.com"})
    assert waiting.status == "requires_action"
    assert client.v1.refunds.cancel(waiting.id).status == "canceled"
    assert client.v1.charges.retrieve(str(paid.latest_charge)).amount_refunded == 0
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.refunds.create({})


def test_customers(client: sdk.StripeClient) -> None:
    customers = client.v1.customers
    customer = customers.create({"email": "a@example.com", "name": "Ada", "address": {"city": "Paris"}})
    assert (customer.email, customer.address.city if customer.address else None) == ("a@example.com", "Paris")
    assert customers.update(customer.id, {"name": ""}).name is None
    assert pay(client, customer=customer.id).customer == customer.id
    with pytest.raises(sdk.InvalidRequestError):
        customers.update(customer.id, {"email": "nowhere"})
    customers.delete(customer.id)
    assert customers.retrieve(customer.id).deleted
    assert customers.list().data == []
    for forbidden in (lambda: customers.update(customer.id, {}), lambda: pay(client, customer=customer.id)):
        with pytest.raises(sdk.InvalidRequestError) as caught:
            forbidden()
        assert caught.value.code == "resource_missing"


# Lists


def test_lists_are_paged_newest_first(client: sdk.StripeClient) -> None:
    ids = [client.v1.customers.create({}).id for _ in range(7)][::-1]
    page = client.v1.customers.list({"limit": 3})
    assert ([c.id for c in page.data], page.has_more) == (ids[:3], True)
    assert [c.id for c in page.auto_paging_iter()] == ids
    last = client.v1.customers.list({"limit": 3, "starting_after": ids[5]})
    assert ([c.id for c in last.data], last.has_more) == (ids[6:], False)
    before = client.v1.customers.list({"limit": 2, "ending_before": ids[4]})
    assert ([c.id for c in before.data], before.has_more) == (ids[2:4], True)
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.customers.list({"limit": 101})
    with pytest.raises(sdk.InvalidRequestError):
        client.v1.customers.list({"starting_after": "cus_none"})


def test_lists_are_filtered(client: sdk.StripeClient, fake: StripeFake) -> None:
    ada, bob = (client.v1.customers.create({"email": f"{name}@example.com"}) for name in ("ada", "bob"))
    early = pay(client, customer=ada.id)
    fake.clock.advance(60)
    late = pay(client, customer=bob.id)
    payments = client.v1.payment_intents
    assert [p.id for p in payments.list({"created": {"gte": late.created}}).data] == [late.id]
    assert [p.id for p in payments.list({"created": {"lt": late.created, "gt": early.created - 1}}).data] == [early.id]
    assert [p.id for p in payments.list({"customer": ada.id}).data] == [early.id]
    assert [c.id for c in client.v1.customers.list({"email": "bob@example.com"}).data] == [bob.id]
    refund = client.v1.refunds.create({"payment_intent": late.id})
    assert [r.id for r in client.v1.refunds.list({"payment_intent": late.id}).data] == [refund.id]
    assert client.v1.refunds.list({"payment_intent": early.id}).data == []


def test_ids_are_expanded_on_request(client: sdk.StripeClient) -> None:
    customer = client.v1.customers.create({"name": "Ada"})
    pay(client, customer=customer.id)
    listed = client.v1.payment_intents.list({"expand": ["data.latest_charge.customer", "data.customer"]}).data[0]
    charge: Any = listed.latest_charge
    buyer: Any = listed.customer
    assert (charge.object, charge.customer.name, buyer.name) == ("charge", "Ada", "Ada")
    with pytest.raises(sdk.InvalidRequestError, match="expanded"):
        client.v1.payment_intents.list({"expand": ["data.nothing"]})


# State


def test_snapshot_keeps_keys_and_objects(client: sdk.StripeClient, fake: StripeFake) -> None:
    first = pay(client, "k")
    before = fake.snapshot()
    client.v1.refunds.create({"payment_intent": first.id})
    fake.restore(before)
    assert pay(client, "k").id == first.id
    assert [effect.activity for effect in fake.effects] == [CREATE]
    assert client.v1.refunds.create({"payment_intent": first.id}).amount == 500


# Version 2


METER: Any = {"event_name": "calls", "payload": {"stripe_customer_id": "cus_1", "value": "25"}}


def test_version_2_remembers_a_key_for_30_days(client: Any, fake: StripeFake) -> None:
    options: Any = {"idempotency_key": "k" * 20}
    for days in (0, 29):
        fake.clock.advance(timedelta(days=days))
        client.v2.billing.meter_events.create(METER, options)
    assert len(fake.effects) == 1
    fake.clock.advance(timedelta(days=1))
    client.v2.billing.meter_events.create(METER, options)
    assert len(fake.effects) == 2
    with pytest.raises(sdk.IdempotencyError):
        client.v2.billing.meter_events.create({**METER, "event_name": "other"}, options)


def test_version_2_carries_out_anew_what_failed(client: Any, fake: StripeFake) -> None:
    options: Any = {"idempotency_key": "k" * 20}
    fake.fail_execution("v2.billing.meter_events.create", applied=False)
    with pytest.raises(sdk.APIError):
        client.v2.billing.meter_events.create(METER, options)
    assert client.v2.billing.meter_events.create(METER, options).object == "v2.billing.meter_event"
    assert len(fake.effects) == 1


def test_version_2_heeds_the_key_of_a_deletion(client: Any, fake: StripeFake) -> None:
    id = fake.add("v2.core.event_destination")["id"]
    options: Any = {"idempotency_key": "k" * 20}
    first = client.v2.core.event_destinations.delete(id, options=options)
    assert client.v2.core.event_destinations.delete(id, options=options).id == first.id == id
    with pytest.raises(sdk.InvalidRequestError, match="No such"):
        client.v2.core.event_destinations.delete(id)


def test_an_upload_is_recognised_whatever_its_boundary(client: Any, fake: StripeFake) -> None:
    options: Any = {"idempotency_key": "k" * 20}
    ids = {client.v1.files.create({"purpose": "dispute_evidence", "file": io.BytesIO(b"%PDF-")}, dict(options)).id for _ in range(2)}
    assert len(ids) == len(fake.effects) == 1
    with pytest.raises(sdk.IdempotencyError):
        client.v1.files.create({"purpose": "dispute_evidence", "file": io.BytesIO(b"other")}, dict(options))
