"""Orders, each checked out once."""

from __future__ import annotations

from eventual_connector_slack import slack
from eventual_connectors import activity, workflow
from pydantic import BaseModel

CHANNEL = "C0123456789"
"""The ID of the channel that is told."""


class Order(BaseModel):
    """An order; `amount` in cents."""

    id: str
    amount: int


class Receipt(BaseModel):
    """What came of an order."""

    order: str
    shelf: str


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
    await slack.chat_postMessage(channel=CHANNEL, text=f"Order {order.id} is checked out")
    return Receipt(order=order.id, shelf=shelf)
