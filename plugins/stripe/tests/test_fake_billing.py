"""The fake's subscriptions, invoices and checkout sessions, by the vendor's own SDK and with its clock moved."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake

DAY = timedelta(days=1)


@pytest.fixture
def monthly(client: Any) -> Any:
    """A price of 20 euros a month."""
    recurring: Any = {"interval": "month"}
    price = client.v1.prices.create(
        {"currency": "eur", "unit_amount": 2000, "recurring": recurring, "product_data": {"name": "Plan"}, "lookup_key": "plan"}
    )
    assert (price.type, price.unit_amount_decimal) == ("recurring", 2000)
    return price.id


@pytest.fixture
def payer(client: Any) -> Any:
    """A customer whose card is good."""
    settings: Any = {"default_payment_method": "pm_card_visa"}
    return client.v1.customers.create({"email": "ada@example.com", "invoice_settings": settings}).id


def subscribed(client: Any, customer: str, price: str, **more: Any) -> Any:
    return client.v1.subscriptions.create({"customer": customer, "items": [{"price": price}], **more})


def types(client: Any) -> list[str]:
    """The types of all events, oldest first."""
    return [event.type for event in client.v1.events.list({"limit": 100}).data][::-1]


def test_a_year_of_a_subscription(client: Any, fake: StripeFake, payer: str, monthly: str) -> None:
    """Twelve invoices after the first, each of its own month, all paid."""
    subscription = subscribed(client, payer, monthly)
    assert subscription.status == "active"
    fake.clock.advance(365 * DAY)
    invoices = client.v1.invoices.list({"customer": payer, "limit": 100}).data
    assert [invoice.status for invoice in invoices] == ["paid"] * 13
    assert [invoice.billing_reason for invoice in invoices] == ["subscription_cycle"] * 12 + ["subscription_create"]
    assert len({invoice.created for invoice in invoices}) == 13
    charges = client.v1.charges.list({"customer": payer, "limit": 100}).data
    assert sum(charge.amount_captured for charge in charges) == 13 * 2000
    again = client.v1.subscriptions.retrieve(subscription.id)
    assert again.items.data[0].current_period_start == invoices[0].created
    assert invoices[0].lines.data[0].period.end == again.items.data[0].current_period_end


def test_periods_keep_the_day_of_the_month() -> None:
    from datetime import UTC, datetime

    from eventual_connector_stripe.fakes.periods import after

    began = int(datetime(2027, 1, 31, tzinfo=UTC).timestamp())
    ends = [datetime.fromtimestamp(after(began, "month", count), UTC).strftime("%m-%d") for count in range(1, 5)]
    assert ends == ["02-28", "03-31", "04-30", "05-31"]
    assert after(began, "week", 2) - began == 14 * 86400
    assert datetime.fromtimestamp(after(began, "year", 1), UTC).year == 2028


def test_a_renewal_that_is_not_paid(client: Any, fake: StripeFake, payer: str, monthly: str) -> None:
    """The subscription is past due until its invoice is paid."""
    subscription = subscribed(client, payer, monthly)
    declined = client.v1.payment_methods.attach("pm_card_chargeDeclinedExpiredCard", {"customer": payer})
    client.v1.subscriptions.update(subscription.id, {"default_payment_method": declined.id})
    fake.clock.advance(31 * DAY)
    late = client.v1.subscriptions.retrieve(subscription.id, {"expand": ["latest_invoice"]})
    invoice: Any = late.latest_invoice
    assert (late.status, invoice.status, invoice.attempt_count) == ("past_due", "open", 1)
    paid = client.v1.invoices.pay(invoice.id, {"payment_method": "pm_card_visa"})
    assert paid.status == "paid"
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    assert {"invoice.payment_failed", "invoice.paid", "customer.subscription.updated"} <= set(types(client))


@pytest.mark.parametrize(
    ("behavior", "status"), [("allow_incomplete", "incomplete"), ("default_incomplete", "incomplete"), ("error_if_incomplete", None)]
)
def test_a_first_invoice_that_is_not_paid(client: Any, fake: StripeFake, monthly: str, behavior: str, status: str | None) -> None:
    customer = client.v1.customers.create({"invoice_settings": {"default_payment_method": "pm_card_chargeDeclinedInsufficientFunds"}})
    if status is None:
        with pytest.raises(sdk.CardError, match="insufficient"):
            subscribed(client, customer.id, monthly, payment_behavior=behavior)
        assert client.v1.subscriptions.list().data == []
        return
    subscription = subscribed(client, customer.id, monthly, payment_behavior=behavior)
    assert subscription.status == status
    fake.clock.advance(DAY)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "incomplete_expired"


def test_a_trial(client: Any, fake: StripeFake, payer: str, monthly: str) -> None:
    subscription = subscribed(client, payer, monthly, trial_period_days=14)
    assert (subscription.status, subscription.trial_end - subscription.trial_start) == ("trialing", 14 * 86400)
    fake.clock.advance(12 * DAY)
    assert types(client)[-1] == "customer.subscription.trial_will_end"
    fake.clock.advance(3 * DAY)
    assert client.v1.subscriptions.retrieve(subscription.id).status == "active"
    first, trial = client.v1.invoices.list({"customer": payer}).data
    assert (first.amount_paid, trial.amount_paid) == (2000, 0)


def test_a_subscription_that_ends(client: Any, fake: StripeFake, payer: str, monthly: str) -> None:
    subscription = subscribed(client, payer, monthly)
    client.v1.subscriptions.update(subscription.id, {"cancel_at_period_end": True})
    fake.clock.advance(40 * DAY)
    ended = client.v1.subscriptions.retrieve(subscription.id)
    assert (ended.status, types(client)[-1]) == ("canceled", "customer.subscription.deleted")
    assert len(client.v1.invoices.list({"customer": payer}).data) == 1
    with pytest.raises(sdk.InvalidRequestError, match="No such subscription"):
        client.v1.subscriptions.cancel(subscription.id)


def test_an_invoice_by_hand(client: Any, payer: str) -> None:
    client.v1.invoice_items.create({"customer": payer, "amount": 300, "currency": "eur"})
    invoice = client.v1.invoices.create({"customer": payer, "pending_invoice_items_behavior": "include"})
    invoice = client.v1.invoices.add_lines(invoice.id, {"lines": [{"amount": 700, "description": "More"}]})
    assert (invoice.status, invoice.total, len(invoice.lines.data)) == ("draft", 1000, 2)
    invoice = client.v1.invoices.finalize_invoice(invoice.id)
    assert (invoice.status, str(invoice.number)[-5:]) == ("open", "-0001")
    with pytest.raises(sdk.InvalidRequestError, match="Only a draft"):
        client.v1.invoices.delete(invoice.id)
    paid = client.v1.invoices.pay(invoice.id)
    assert (paid.status, paid.amount_paid, paid.amount_remaining) == ("paid", 1000, 0)
    payments: Any = paid.payments
    intent = client.v1.payment_intents.retrieve(payments.data[0].payment.payment_intent)
    assert intent.amount_received == 1000
    with pytest.raises(sdk.InvalidRequestError, match="already paid"):
        client.v1.invoices.pay(invoice.id)


def test_checkout(client: Any, fake: StripeFake, monthly: str) -> None:
    params: Any = {"mode": "subscription", "success_url": "https://example.com", "line_items": [{"price": monthly, "quantity": 2}]}
    session = client.v1.checkout.sessions.create(params)
    assert (session.status, session.payment_status, session.amount_total) == ("open", "unpaid", 4000)
    fake.complete_checkout(session.id)
    done = client.v1.checkout.sessions.retrieve(session.id, {"expand": ["subscription"]})
    subscription: Any = done.subscription
    assert (done.status, done.payment_status, subscription.status) == ("complete", "paid", "active")
    assert types(client)[-1] == "checkout.session.completed"
    expiring = client.v1.checkout.sessions.create(params)
    fake.clock.advance(2 * DAY)
    assert client.v1.checkout.sessions.retrieve(expiring.id).status == "expired"
    with pytest.raises(sdk.InvalidRequestError, match="open"):
        client.v1.checkout.sessions.expire(expiring.id)


def test_search(client: Any, payer: str, monthly: str) -> None:
    subscribed(client, payer, monthly, metadata={"order": "6735"})
    found = client.v1.subscriptions.search({"query": 'status:"active" AND metadata["order"]:"6735"'}).data
    assert len(found) == 1
    assert client.v1.subscriptions.search({"query": "status:'canceled' OR -metadata['order']:'6735'"}).data == []
    assert client.v1.prices.search({"query": 'lookup_key:"plan" AND active:"true"'}).data[0].id == monthly
    with pytest.raises(sdk.InvalidRequestError, match="parse your search"):
        client.v1.subscriptions.search({"query": "???"})
