"""The fake's disputes, set-ups, payouts, transfers and balance, and what its customers do by themselves."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake

PAID: Any = {"amount": 10000, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"}


def test_a_dispute(client: Any) -> None:
    intent = client.v1.payment_intents.create({**PAID, "payment_method": "pm_card_createDispute"})
    (dispute,) = client.v1.disputes.list({"payment_intent": intent.id}).data
    assert (dispute.status, dispute.reason, dispute.amount) == ("needs_response", "fraudulent", 10000)
    answered = client.v1.disputes.update(dispute.id, {"evidence": {"uncategorized_text": "winning_evidence"}})
    assert answered.status == "won"
    with pytest.raises(sdk.InvalidRequestError, match="already closed"):
        client.v1.disputes.close(dispute.id)


def test_a_customer_who_has_to_authenticate(client: Any, fake: StripeFake) -> None:
    asked = client.v1.payment_intents.create({**PAID, "payment_method": "pm_card_authenticationRequired"})
    assert asked.status == "requires_action"
    assert fake.authenticate(asked.id)["status"] == "succeeded"
    refused = client.v1.payment_intents.create({**PAID, "payment_method": "pm_card_authenticationRequired"})
    fake.authenticate(refused.id, succeeds=False)
    assert client.v1.payment_intents.retrieve(refused.id).status == "requires_payment_method"
    with pytest.raises(sdk.CardError, match="authenticate"):
        client.v1.payment_intents.create({**PAID, "payment_method": "pm_card_authenticationRequired", "off_session": True})


def test_set_ups(client: Any, fake: StripeFake) -> None:
    customer = client.v1.customers.create().id
    done = client.v1.setup_intents.create({"customer": customer, "payment_method": "pm_card_visa", "confirm": True})
    assert done.status == "succeeded"
    assert [one.id for one in client.v1.customers.payment_methods.list(customer).data] == [done.payment_method]
    with pytest.raises(sdk.CardError, match="declined"):
        client.v1.setup_intents.create({"payment_method": "pm_card_chargeDeclined", "confirm": True})
    waiting = client.v1.setup_intents.create({"payment_method": "pm_card_authenticationRequired", "confirm": True})
    assert fake.authenticate(waiting.id)["status"] == "succeeded"
    assert client.v1.setup_intents.cancel(client.v1.setup_intents.create().id).status == "canceled"


def test_cards_by_their_numbers(client: Any) -> None:
    card: Any = {"number": "4000 0000 0000 9995", "exp_month": 1, "exp_year": 2040, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card})
    assert method.card is not None
    assert (method.card.exp_year, method.card.last4) == (2040, "0002")
    with pytest.raises(sdk.CardError) as caught:
        client.v1.payment_intents.create({**PAID, "payment_method": method.id})
    error: Any = caught.value.error
    assert error.decline_code == "insufficient_funds"
    with pytest.raises(sdk.CardError, match="incorrect"):
        client.v1.payment_methods.create({"type": "card", "card": {**card, "number": "1234"}})


def test_money_that_moves(client: Any, fake: StripeFake) -> None:
    """The balance is what came in, less Stripe's fee, less what went out."""
    intent = client.v1.payment_intents.create({**PAID, "metadata": {"order": "1"}})
    client.v1.refunds.create({"payment_intent": intent.id, "amount": 1000})
    destination = fake.add("account", country="DE")["id"]
    transfer = client.v1.transfers.create({"amount": 500, "currency": "eur", "destination": destination})
    client.v1.transfers.reversals.create(transfer.id, {"amount": 200})
    payout = client.v1.payouts.create({"amount": 2000, "currency": "eur"})
    fake.clock.advance(timedelta(days=3))
    assert client.v1.payouts.retrieve(payout.id).status == "paid"
    (available,) = client.v1.balance.retrieve().available
    assert available.amount == 10000 - (290 + 30) - 1000 - 500 + 200 - 2000
    assert client.v1.transfers.retrieve(transfer.id).amount_reversed == 200
    of_charge = client.v1.balance_transactions.list({"type": "charge"}).data
    assert [(one.net, one.fee, one.source) for one in of_charge] == [(9680, 320, intent.latest_charge)]
    with pytest.raises(sdk.InvalidRequestError, match="pending"):
        client.v1.payouts.cancel(payout.id)
    assert client.v1.payouts.reverse(payout.id).original_payout == payout.id


def test_charges_without_an_intent(client: Any) -> None:
    charge = client.v1.charges.create({"amount": 700, "currency": "usd", "source": "tok_visa", "capture": False})
    assert (charge.status, charge.captured, charge.payment_intent) == ("succeeded", False, None)
    assert client.v1.charges.capture(charge.id).amount_captured == 700
    with pytest.raises(sdk.CardError, match="declined"):
        client.v1.charges.create({"amount": 700, "currency": "usd", "source": "tok_chargeDeclined"})


def test_parameters_are_checked_to_their_depth(client: Any) -> None:
    wrong: list[tuple[Any, str]] = [
        ({"address": {"street": "x"}}, r"unknown parameter: address\[street\]"),
        ({"balance": "much"}, "Invalid integer: much"),
        ({"cash_balance": {"settings": {"reconciliation_mode": "sometimes"}}}, r"Invalid cash_balance\[settings\]\[reconciliation_mode\]"),
        ({"shipping": {"name": "Ada"}}, r"Missing required param: shipping\[address\]"),
    ]
    for params, message in wrong:
        with pytest.raises(sdk.InvalidRequestError, match=message):
            client.v1.customers.create(params)
