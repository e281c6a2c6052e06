"""Orders, in virtual time."""

from __future__ import annotations

from eventual_connectors.testing import TestEngine

from acme import Order, Receipt, checkout


def test_an_order_is_checked_out(eventual: TestEngine) -> None:
    receipt = eventual.run(checkout, Order(id="A-1001", amount=4200))
    assert receipt == Receipt(order="A-1001", shelf="shelf of A-1001")
