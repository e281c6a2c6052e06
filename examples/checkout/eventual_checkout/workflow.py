"""The checkout: what the whole example is about. Everything here survives a crash at any line."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel
from tenacity import wait_random_exponential

from eventual_connector_slack import slack as any_slack
from eventual_connector_stripe import stripe as any_stripe
from eventual_connectors import Retry, activity, errors, workflow

from .money import shown
from .orders import Order

if TYPE_CHECKING:
    from stripe.params import PaymentIntentCreateParams

CHANNEL = "C0ORDERS"
COOLING_OFF = timedelta(seconds=0.5)
"""How long an order can be stopped before it is packed. A shop would say hours: the timer is durable."""

SOON = Retry(wait=wait_random_exponential(multiplier=0.2, max=3))
"""These vendors are back within seconds."""

stripe = any_stripe.with_options(retry=SOON)
slack = any_slack.with_options(retry=SOON)


class OutOfStock(errors.Permanent):
    """The warehouse does not have it, and will not."""


class Receipt(BaseModel):
    """How an order ended."""

    order_id: str
    status: Literal["paid", "refunded", "declined", "refused"]
    payment: str | None = None
    message: str | None = None
    refund: str | None = None
    parcel: str | None = None
    reason: str | None = None


@activity(effect="read")
async def quote_parcel(order_id: str) -> str:
    """Ask our own warehouse which parcel fits; changes nothing."""
    return f"parcel-{len(order_id)}"


@activity(effect="natural")
async def pack(order_id: str, in_stock: bool) -> None:
    """Have our own warehouse pack the order. Packing it twice is packing it once.

    Raises:
        OutOfStock: it cannot be packed, now or later. This settles the call even if an earlier attempt died with its
            process: the warehouse would have refused that one, too.
    """
    if not in_stock:
        raise OutOfStock(f"order {order_id} is out of stock", code="out_of_stock", settles=True)


@workflow(version="1")
async def checkout(order: Order) -> Receipt:
    """Take the money once, tell the team once, give the money back once if the goods are gone."""
    label = {"order_id": order.id}
    customer = await stripe.v1.customers.create({"name": order.name, "email": order.email, "metadata": label})
    try:
        payment = await stripe.v1.payment_intents.create(payment_of(order, customer.id))
    except errors.Permanent as error:
        status: Literal["declined", "refused"] = "declined" if order.declined else "refused"
        message = await tell(order, f"{status}: {error.code or error}")
        return Receipt(order_id=order.id, status=status, message=message["ts"], reason=error.code)

    message, parcel = await asyncio.gather(tell(order, "paid"), quote_parcel(order.id))
    await asyncio.sleep(COOLING_OFF.total_seconds())
    receipt = Receipt(order_id=order.id, status="paid", payment=payment.id, message=message["ts"], parcel=parcel)
    try:
        await pack(order.id, order.in_stock)
    except OutOfStock as error:
        refund = await stripe.v1.refunds.create({"payment_intent": payment.id, "metadata": label})
        await slack.chat_update(channel=CHANNEL, ts=message["ts"], text=line(order, "refunded"))
        return receipt.model_copy(update={"status": "refunded", "refund": refund.id, "reason": error.code})
    return receipt


def payment_of(order: Order, customer: str | None = None) -> PaymentIntentCreateParams:
    """What Stripe is asked for."""
    params: PaymentIntentCreateParams = {
        "amount": order.amount,
        "currency": order.currency,
        "payment_method": order.card,
        "allowed_payment_method_types": ["card"],
        "confirm": True,
        "metadata": {"order_id": order.id},
    }
    if customer is not None:
        params["customer"] = customer
    return params


async def tell(order: Order, what: str) -> dict[str, Any]:
    """One message to the team's channel."""
    return await slack.chat_postMessage(
        channel=CHANNEL,
        text=line(order, what),
        metadata={"event_type": "order", "event_payload": {"order_id": order.id}},
    )


def line(order: Order, what: str) -> str:
    """The text of a message."""
    return f"{order.id} · {order.name} · {shown(order.amount, order.currency)} · {what}"
