"""The count is what the whole demo rests on: it must see a duplicate, a loss, and nothing else."""

from __future__ import annotations

from dataclasses import replace

from eventual_checkout.count import CHARGE, CUSTOMER, MESSAGE, REFUND, SeenEffect, count
from eventual_checkout.orders import Order

PAID = Order(id="A", name="a", email="a@b", amount=1, currency="eur")
GONE = PAID.model_copy(update={"id": "B", "in_stock": False})
DECLINED = PAID.model_copy(update={"id": "C", "card": "pm_card_chargeDeclined"})


def effects(order: Order, *kinds: str) -> list[SeenEffect]:
    return [SeenEffect("fake", kind, f"{order.id}-{n}", None, order.id, "succeeded") for n, kind in enumerate(kinds)]


GOOD = [
    *effects(PAID, CUSTOMER, CHARGE, MESSAGE),
    *effects(GONE, CUSTOMER, CHARGE, MESSAGE, REFUND, "chat_update"),
    *effects(DECLINED, CUSTOMER, MESSAGE),
]


def test_what_the_orders_ask_for_counts_as_good() -> None:
    counted = count([PAID, GONE, DECLINED], GOOD)
    assert counted.effects == {CUSTOMER: 3, CHARGE: 2, MESSAGE: 3, REFUND: 1}
    assert (counted.total_duplicates, counted.total_lost) == (0, 0)


def test_each_effect_too_many_is_a_duplicate() -> None:
    counted = count([PAID, GONE, DECLINED], [*GOOD, *effects(PAID, CHARGE, CHARGE), *effects(DECLINED, CHARGE, MESSAGE)])
    assert counted.duplicates == {CUSTOMER: 0, CHARGE: 3, MESSAGE: 1, REFUND: 0}
    assert counted.total_lost == 0


def test_an_effect_of_no_known_order_is_a_duplicate() -> None:
    assert count([PAID], [*effects(PAID, CUSTOMER, CHARGE, MESSAGE), *effects(GONE, CHARGE)]).total_duplicates == 1


def test_each_missing_effect_is_lost() -> None:
    counted = count([PAID, GONE], effects(PAID, CUSTOMER, MESSAGE))
    assert {kind: number for kind, number in counted.lost.items() if number} == {CUSTOMER: 1, CHARGE: 2, MESSAGE: 1, REFUND: 1}


def test_a_payment_without_money_is_no_charge() -> None:
    unpaid = replace(effects(DECLINED, CHARGE)[0], status="requires_payment_method")
    assert count([DECLINED], [*effects(DECLINED, CUSTOMER, MESSAGE), unpaid]).total_duplicates == 0


def test_a_refused_payment_is_not_lost() -> None:
    counted = count([PAID], effects(PAID, CUSTOMER, MESSAGE), refused=frozenset({"A"}))
    assert (counted.total_duplicates, counted.total_lost) == (0, 0)
