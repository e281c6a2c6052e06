"""Orders, in virtual time, at vendors whose answers are lost."""

from __future__ import annotations

from eventual_connector_slack.fakes import SlackFake
from eventual_connectors.testing import TestEngine

from acme import Order, checkout


def test_an_order_is_announced_once(eventual: TestEngine, fake_slack: SlackFake) -> None:
    fake_slack.faults.drop_after_apply("chat_postMessage")
    eventual.run(checkout, Order(id="A-1001", amount=4200))
    assert len(fake_slack.effects.of("chat_postMessage")) == 1
