"""The vendors of the demo: wire-level fakes on loopback, with seeded faults."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe import StripeConnection, stripe
from eventual_connector_stripe.fakes import StripeFake
from eventual_connector_stripe.fakes.transport import FakeTransport
from eventual_connectors import Secret, connections, errors
from eventual_connectors.fakes.faults import Kind

from .count import SeenEffect, seen_effect
from .orders import Order
from .workflow import payment_of

FAULT_RATES: Mapping[Kind, float] = {
    "drop_before_apply": 0.02,
    "drop_after_apply": 0.05,
    "error_before_apply": 0.02,
    "error_after_apply": 0.02,
    "rate_limit": 0.01,
    "slow": 0.02,
}
"""How often each fault happens to a request."""

STRIPE_TIMEOUT = 3.0
SLACK_TIMEOUT = 2.0
SLACK_SETTLE = 0.5


@dataclass(frozen=True)
class Vendors:
    """Both fakes, serving.

    Attributes:
        stripe: the Stripe fake.
        slack: the Slack fake.
        stripe_url: its address.
        slack_url: its address.
        received: the operation of each request that came in.
    """

    stripe: StripeFake
    slack: SlackFake
    stripe_url: str
    slack_url: str
    received: list[str] = field(default_factory=list)

    def effects(self) -> list[SeenEffect]:
        """Everything that changed in a vendor's state."""
        return [seen_effect(effect) for fake in (self.stripe, self.slack) for effect in fake.effects]

    def faults(self) -> int:
        """How many requests met a fault."""
        return sum(len(fake.faults.fired) for fake in (self.stripe, self.slack))

    def on_applied(self, listener: Callable[[Any], None]) -> None:
        """Have a function called after each effect, before its answer leaves."""
        self.stripe.on_applied = self.slack.on_applied = listener

    def write_settings(self, folder: Path) -> None:
        """Point the connections of a process that runs in this folder at the fakes."""
        stripe = {**self.stripe.settings(self.stripe_url), "timeout": STRIPE_TIMEOUT}
        slack = {**self.slack.settings(self.slack_url), "timeout": SLACK_TIMEOUT, "settle_seconds": SLACK_SETTLE}
        text = _table("connections.stripe.default", stripe) + _table("connections.slack.default", slack)
        (folder / "eventual.toml").write_text(text, encoding="utf-8")


@contextmanager
def vendors(seed: int) -> Iterator[Vendors]:
    """Serve both fakes on loopback, with faults that follow from the seed."""
    stripe, slack = StripeFake(seed=seed), SlackFake(seed=seed)
    for fake in (stripe, slack):
        fake.faults.random(seed, FAULT_RATES)
    with ExitStack() as serving:
        served = Vendors(stripe, slack, serving.enter_context(stripe.serve()), serving.enter_context(slack.serve()))
        stripe.on_received = slack.on_received = lambda operation, _: served.received.append(operation)
        yield served


async def refused_orders(orders: Iterable[Order]) -> frozenset[str]:
    """The ids of the orders whose payment Stripe does not take at all (an amount below its minimum, an unknown currency).

    Asked of a vendor of its own that has no faults, so that neither program's word is taken for it.
    """
    fake, refused = StripeFake(), set[str]()
    connection = StripeConnection(api_key=Secret(fake.api_key), transport=FakeTransport(fake))
    with connections.override("stripe", connection):
        for order in orders:
            try:
                await stripe.v1.payment_intents.create(payment_of(order))
            except errors.Permanent:
                if not order.declined:
                    refused.add(order.id)
    return frozenset(refused)


def _table(name: str, values: dict[str, Any]) -> str:
    # JSON's strings and numbers are TOML's, too.
    return f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items()) + "\n"
