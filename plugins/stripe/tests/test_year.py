"""A year of a monthly subscription: a workflow that sleeps and hears of each invoice by a webhook, in virtual time."""

from __future__ import annotations

import asyncio
import time
from typing import Any

import pytest

from eventual_connector_stripe import parse_event, stripe
from eventual_connector_stripe.events import InvoicePaid
from eventual_connector_stripe.fakes import StripeFake
from eventual_connector_stripe.webhooks import SignatureError
from eventual_connectors import Secret, Signal, connect, durable, workflow
from eventual_connectors.testing import TestEngine

MONTHS = 12
paid = Signal("paid", InvoicePaid)


@workflow(version="1")
async def membership(price: dict[str, Any]) -> dict[str, Any]:
    """Sells a plan for a year, keeps count of what was paid, and ends it."""
    plan: Any = {**price, "recurring": {"interval": "month"}, "product_data": {"name": "Plan"}}
    customer = await stripe.v1.customers.create({"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    monthly = await stripe.v1.prices.create(plan)
    subscription = await stripe.v1.subscriptions.create({"customer": customer.id, "items": [{"price": monthly.id}]})
    events = [await paid.receive()]
    for _ in range(MONTHS - 1):
        renewal = (await stripe.v1.subscriptions.retrieve(subscription.id)).items.data[0].current_period_end
        await asyncio.sleep(renewal - durable.now().timestamp() + 60)
        events.append(await paid.receive())
    ended = await stripe.v1.subscriptions.cancel(subscription.id)
    listed = [invoice.id async for invoice in stripe.v1.invoices.list.items({"customer": customer.id, "limit": 5})]
    return {
        "status": ended.status,
        "invoices": [event.data.object.id for event in events],
        "listed": listed[::-1],
        "amount": sum(event.data.object.amount_paid for event in events),
        "days": (durable.now().timestamp() - subscription.start_date) / 86400,
    }


async def live_through(eventual: TestEngine, fake: StripeFake) -> dict[str, Any]:
    """Run the workflow beside a receiver of webhooks, which gets each of them twice."""
    deliveries: asyncio.Queue[Any] = asyncio.Queue()
    fake.on_webhook = deliveries.put_nowait
    endpoint = await stripe.v1.webhook_endpoints.create({"url": "https://example.com", "enabled_events": ["invoice.paid"]})
    secret = Secret(fake.state["accounts"][""]["hidden"][endpoint.id]["secret"])
    async with connect(eventual.url, clock=eventual.clock) as engine, engine.worker([membership]):
        handle = await engine.start(membership, {"currency": "eur", "unit_amount": 1500}, id="ada")

        async def receive() -> None:
            while True:
                delivery = await deliveries.get()
                event = parse_event(delivery.body, delivery.headers, [secret], now=fake.clock.timestamp())
                assert isinstance(event, InvoicePaid)
                for _ in range(2):
                    await handle.signal(paid, event, id=event.id)

        receiver = asyncio.create_task(receive())
        try:
            return await handle.result(60)
        finally:
            receiver.cancel()


def test_a_year_passes_in_seconds(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    began = time.monotonic()
    year = asyncio.run(live_through(eventual, fake_stripe))
    seconds = time.monotonic() - began
    assert (year["status"], year["amount"], len(set(year["invoices"]))) == ("canceled", MONTHS * 1500, MONTHS)
    assert year["listed"] == year["invoices"]
    assert 330 < year["days"] < 340
    assert len(fake_stripe.effects.of("v1.subscriptions.create")) == 1
    assert seconds < 10


def test_an_old_webhook_is_refused(fake_stripe: StripeFake) -> None:
    """What was kept for a day is no news, by the fake's own clock."""
    heard: list[Any] = []
    fake_stripe.on_webhook = heard.append
    endpoint = stripe.v1.webhook_endpoints.create({"url": "https://example.com", "enabled_events": ["*"]}).run()
    stripe.v1.customers.create().run()
    secret = Secret(fake_stripe.state["accounts"][""]["hidden"][endpoint.id]["secret"])
    (delivery,) = heard
    parse_event(delivery.body, delivery.headers, secret, now=fake_stripe.clock.timestamp())
    with pytest.raises(SignatureError, match="older"):
        parse_event(delivery.body, delivery.headers, secret, now=fake_stripe.clock.timestamp() + 86400)
