"""What undoes an operation: in a saga a created customer is deleted again, a payment is refunded, a subscription cancelled."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from eventual_connectors import Connector

Undo = Callable[..., Any]


def _deleted(connector: Connector) -> Undo:
    async def delete(created: Any, params: Any = None) -> None:
        await connector["v1.customers.delete"](created.id)

    return delete


def _given_back(connector: Connector) -> Undo:
    async def give_back(created: Any, params: Any) -> None:
        # Later steps may have confirmed, captured or cancelled it.
        intent = await connector["v1.payment_intents.retrieve"](created.id)
        if intent.status == "succeeded":
            await connector["v1.refunds.create"]({"payment_intent": intent.id})
        elif intent.status != "canceled":
            await connector["v1.payment_intents.cancel"](intent.id)

    return give_back


def _cancelled(connector: Connector) -> Undo:
    async def cancel(created: Any, params: Any) -> None:
        await connector["v1.subscriptions.cancel"](created.id)

    return cancel


compensations: dict[str, Callable[[Connector], Undo]] = {
    "v1.customers.create": _deleted,
    "v1.payment_intents.create": _given_back,
    "v1.subscriptions.create": _cancelled,
}
"""By the operation that they undo; each gets its result, then its arguments."""
