"""Counts effects: what the orders ask for beside what the vendors saw."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from .orders import Order

CUSTOMER = "v1.customers.create"
CHARGE = "v1.payment_intents.create"
REFUND = "v1.refunds.create"
MESSAGE = "chat_postMessage"
COUNTED = (CUSTOMER, CHARGE, REFUND, MESSAGE)


@dataclass(frozen=True)
class SeenEffect:
    """One change of a vendor's state, as `--effects` writes it."""

    fake: str
    activity: str
    object_id: str
    key: str | None
    order_id: str | None
    status: str | None = None


@dataclass(frozen=True)
class Count:
    """The outcome of one run.

    Attributes:
        effects: how many there were of each kind.
        duplicates: effects beyond the one that an order asks for, by kind.
        lost: effects that an order asks for and that are not there, by kind.
    """

    effects: Mapping[str, int]
    duplicates: Mapping[str, int]
    lost: Mapping[str, int]

    @property
    def total_duplicates(self) -> int:
        """All effects too many."""
        return sum(self.duplicates.values())

    @property
    def total_lost(self) -> int:
        """All effects missing."""
        return sum(self.lost.values())


def wanted(order: Order, *, refused: bool = False) -> set[str]:
    """The effects that serving this order means, each once. `refused`: the vendor does not take such a payment at all."""
    if order.declined or refused:
        return {CUSTOMER, MESSAGE}
    return {CUSTOMER, CHARGE, MESSAGE} | (set() if order.in_stock else {REFUND})


def count(orders: Iterable[Order], effects: Iterable[SeenEffect], *, refused: frozenset[str] = frozenset()) -> Count:
    """Compare what the vendors saw with what the orders ask for.

    Args:
        orders: distinct orders.
        effects: all effects of the run. A payment counts as a charge when money was taken.
        refused: ids of the orders whose payment the vendor refused for a reason that the order does not show.
    """
    seen = Counter((effect.order_id, effect.activity) for effect in effects if _counts(effect))
    asked = {(order.id, kind) for order in orders for kind in wanted(order, refused=order.id in refused)}
    duplicates, lost, totals = Counter[str](), Counter[str](), Counter[str]()
    for (order_id, kind), number in seen.items():
        totals[kind] += number
        duplicates[kind] += number - (1 if (order_id, kind) in asked else 0)
    for order_id, kind in asked:
        lost[kind] += (order_id, kind) not in seen
    return Count(totals, duplicates, lost)


def _counts(effect: SeenEffect) -> bool:
    return effect.activity in COUNTED and (effect.activity != CHARGE or effect.status == "succeeded")


def seen_effect(effect: Any) -> SeenEffect:
    """A fake's effect with the order that it belongs to."""
    data = effect.data
    metadata = data.get("metadata") or {}
    order_id = metadata.get("order_id") or metadata.get("event_payload", {}).get("order_id")
    return SeenEffect(effect.fake, effect.activity, effect.object_id, effect.key, order_id, data.get("status"))
