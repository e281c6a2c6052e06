"""The checkout in virtual time, with the real SDKs against the fakes."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_checkout.orders import Order
from eventual_checkout.workflow import checkout
from eventual_connectors.testing import TestEngine

ORDER = Order(id="A-1", name="Zoë", email="zoe@example.com", amount=4200, currency="eur")


def test_paid(eventual: TestEngine, fake_stripe: Any, fake_slack: Any) -> None:
    receipt = eventual.run(checkout, ORDER)
    assert receipt.status == "paid"
    assert [effect.activity for effect in fake_stripe.effects] == ["v1.customers.create", "v1.payment_intents.create"]
    assert len(fake_slack.effects.of("chat_postMessage")) == 1


def test_goods_gone_means_one_refund_and_a_changed_message(eventual: TestEngine, fake_stripe: Any, fake_slack: Any) -> None:
    fake_stripe.faults.drop_after_apply("v1.refunds.create")
    receipt = eventual.run(checkout, ORDER.model_copy(update={"in_stock": False}))
    assert receipt.status == "refunded"
    assert [effect.data["amount"] for effect in fake_stripe.effects.of("v1.refunds.create")] == [4200]
    assert fake_slack.effects[-1].data["text"].endswith("refunded")


def test_a_declined_card_is_told_and_not_charged(eventual: TestEngine, fake_stripe: Any, fake_slack: Any) -> None:
    receipt = eventual.run(checkout, ORDER.model_copy(update={"card": "pm_card_chargeDeclined"}))
    assert (receipt.status, receipt.reason) == ("declined", "card_declined")
    assert not [effect for effect in fake_stripe.effects if effect.data.get("status") == "succeeded"]
    assert "declined" in fake_slack.effects.of("chat_postMessage")[0].data["text"]


@pytest.mark.parametrize("operation", ["v1.customers.create", "v1.payment_intents.create"])
def test_lost_answers_charge_once(eventual: TestEngine, fake_stripe: Any, fake_slack: Any, operation: str) -> None:
    fake_stripe.faults.drop_after_apply(operation, times=3)
    assert eventual.run(checkout, ORDER).status == "paid"
    assert len(fake_stripe.effects.of(operation)) == 1


def test_a_lost_message_is_found_again(eventual: TestEngine, fake_stripe: Any, fake_slack: Any) -> None:
    fake_slack.faults.drop_after_apply("chat_postMessage", times=1)
    assert eventual.run(checkout, ORDER).status == "paid"
    assert len(fake_slack.effects.of("chat_postMessage")) == 1
