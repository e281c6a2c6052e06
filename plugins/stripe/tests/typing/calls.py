"""Stripe's own parameters and objects, under every name of its SDK."""

from typing import assert_type

import stripe as sdk

from eventual_connector_stripe import Customer, ListObject, PaymentIntent, find_stamped, parse_event, stripe
from eventual_connector_stripe.events import CustomerSourceUpdated, InvoicePaid, ThinEvent
from eventual_connectors import Secret, durable


async def calls() -> None:
    intent = await stripe.v1.payment_intents.create({"amount": 1099, "currency": "eur", "metadata": {"order": "1"}})
    assert_type(intent, PaymentIntent)
    assert_type(intent.amount, int)
    assert_type(await stripe.v1.payment_intents.retrieve("pi_1", {"expand": ["customer"]}), PaymentIntent)
    assert_type(await stripe.v1.customers.list({"limit": 3}), ListObject[Customer])
    assert_type((await stripe.v1.customers.list()).data[0].email, str | None)
    assert_type(await stripe.with_options(connection="eu").v1.customers.create(), Customer)
    assert_type(await stripe.v1.customers.with_options(timeout=3).create.with_options(key="c-1")({"email": "a@example.com"}), Customer)
    await stripe.v1.payment_intents.create({"amount": "1099", "currency": "eur"})  # error
    await stripe.v1.payment_intents.create({"amount": 1099})  # error
    await stripe.v1.payment_intents.create({"amount": 1099, "currency": "eur", "colour": "red"})  # error
    await stripe.v1.payment_intents.create(amount=1099, currency="eur")  # error
    await stripe.v1.payment_intents.retrieve(3)  # error
    await stripe.v1.payment_intents.crate({"amount": 1099, "currency": "eur"})  # error
    stripe.v1.customers.with_options(colour="red")  # error


async def everywhere() -> None:
    session = await stripe.v1.checkout.sessions.create({"mode": "payment", "success_url": "https://example.com"})
    assert_type(session, sdk.checkout.Session)
    assert_type((await stripe.v1.subscriptions.retrieve("sub_1")).items.data[0].id, str)
    assert_type(await stripe.v1.quotes.pdf("qt_1"), bytes)
    assert_type(await stripe.v2.billing.meter_event_stream.create({"events": []}), None)
    assert_type(await stripe.v2.core.events.retrieve("evt_1"), sdk.v2.core.Event)
    assert_type(await stripe.v1.test_helpers.test_clocks.advance("clock_1", {"frozen_time": 1}), sdk.test_helpers.TestClock)
    await stripe.v1.checkout.sessions.create({"mode": 3})  # error
    await stripe.v1.customers.balance_transactions.create("cus_1", {"amount": "much", "currency": "eur"})  # error
    await stripe.v2.money_management.payout_intents.create({"amount": 5})  # error
    await stripe.v3.customers.list()  # error


async def pages() -> None:
    async for page in stripe.v1.customers.list.pages({"limit": 100}):
        assert_type(page, ListObject[Customer])
    async for customer in stripe.v1.customers.list.items({"email": "a@example.com"}):
        assert_type(customer, Customer)
    async for found in stripe.v1.charges.search.items({"query": "amount>5"}):
        assert_type(found, sdk.Charge)
    async for line in stripe.v1.invoices.line_items.list.items("in_1"):
        assert_type(line, sdk.InvoiceLineItem)
    assert_type(await find_stamped(stripe.v1.payment_intents.create, "key", since=durable.now()), PaymentIntent | None)
    stripe.v1.customers.list.pages({"limit": "all"})  # error
    stripe.v1.customers.create.pages()  # error


def events(body: bytes, headers: dict[str, str]) -> None:
    event = parse_event(body, headers, [Secret("env:ONE"), Secret("env:TWO")])
    if isinstance(event, InvoicePaid):
        assert_type(event.data.object, sdk.Invoice)
        assert_type(event.data.object.amount_paid, int)
        print(event.data.object.amount_payed)  # error
    elif isinstance(event, CustomerSourceUpdated):
        assert_type(event.data.object, sdk.Source | sdk.Card | sdk.BankAccount)
    elif isinstance(event, ThinEvent) and event.related_object:
        assert_type(event.related_object.id, str)
    parse_event(body.decode(), headers, Secret("env:ONE"))  # error
    parse_event(body, headers, "whsec_1")  # error
