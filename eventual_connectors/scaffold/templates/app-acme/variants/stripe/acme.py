"""Orders, each checked out once."""

from __future__ import annotations

from eventual_connector_stripe import stripe
from eventual_connectors import activity, workflow
from pydantic import BaseModel


class Order(BaseModel):
    """An order; `amount` in cents."""

    id: str
    amount: int


class Receipt(BaseModel):
    """What came of an order."""

    order: str
    shelf: str
    payment: str


@activity(effect="natural")
async def reserve(order: str) -> str:
    """Put the goods aside; returns where. Doing it twice leaves the same reservation.

    Your own code goes here. It may do real I/O, which a workflow must not.
    """
    return f"shelf of {order}"


@workflow(version="1")
async def checkout(order: Order) -> Receipt:
    """Check out one order."""
    shelf = await reserve(order.id)
    payment = await stripe.v1.payment_intents.create({"amount": order.amount, "currency": "eur"})
    return Receipt(order=order.id, shelf=shelf, payment=payment.id)
