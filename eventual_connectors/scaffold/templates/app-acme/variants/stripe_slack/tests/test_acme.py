"""Orders, in virtual time, at vendors whose answers are lost."""

from __future__ import annotations

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.testing import TestEngine

from acme import Order, checkout


def test_an_order_is_charged_once(eventual: TestEngine, fake_stripe: StripeFake, fake_slack: SlackFake) -> None:
    fake_stripe.faults.drop_after_apply("v1.payment_intents.create")
    fake_slack.faults.drop_after_apply("chat_postMessage")
    receipt = eventual.run(checkout, Order(id="A-1001", amount=4200))
    (charge,) = fake_stripe.effects.of("v1.payment_intents.create")
    assert charge.object_id == receipt.payment
    assert len(fake_slack.effects.of("chat_postMessage")) == 1
