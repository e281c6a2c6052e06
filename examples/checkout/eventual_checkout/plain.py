"""The same orders with the plain SDKs and their default retries: what the demo compares with.

Written as a careful script would be: sixteen orders at a time, each marked as done (and fsynced) at its end, everything not marked
done tried again after a crash, and three tries for an order that raised. Only the time-outs are set, to the durable run's, so that
both wait for the same faults.
"""

from __future__ import annotations

import os
import sys
import threading
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import slack_sdk
import slack_sdk.errors
import stripe

from .orders import Order, read_orders
from .workflow import CHANNEL, COOLING_OFF, line, payment_of

AT_ONCE = 16
TRIES = 3


class Done:
    """The orders that were finished, in a file that survives a crash."""

    def __init__(self, path: Path) -> None:
        self._ids = set(path.read_text(encoding="utf-8").split()) if path.exists() else set()
        self._file = path.open("a", encoding="utf-8")
        self._lock = threading.Lock()

    def __contains__(self, order: Order) -> bool:
        return order.id in self._ids

    def add(self, order: Order) -> None:
        """Mark an order as finished; durable when this returns."""
        with self._lock:
            self._ids.add(order.id)
            self._file.write(order.id + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())


class Shop:
    """The steps of a checkout, called directly."""

    def __init__(self, settings: dict[str, Any]) -> None:
        stripe_settings, slack_settings = settings["stripe"]["default"], settings["slack"]["default"]
        self._stripe = stripe.StripeClient(
            stripe_settings["api_key"],
            base_addresses={"api": stripe_settings["api_base"]},
            http_client=stripe.RequestsClient(timeout=stripe_settings["timeout"]),
        )
        self._slack = slack_sdk.WebClient(
            slack_settings["token"], base_url=slack_settings["base_url"], timeout=int(slack_settings["timeout"])
        )

    def checkout(self, order: Order) -> None:
        """Do what `workflow.checkout` does."""
        label = {"order_id": order.id}
        customer = self._stripe.v1.customers.create({"name": order.name, "email": order.email, "metadata": label})
        try:
            payment = self._stripe.v1.payment_intents.create(payment_of(order, customer.id))
        except (stripe.CardError, stripe.InvalidRequestError) as error:
            self._tell(order, f"{'declined' if order.declined else 'refused'}: {error.code}")
            return
        message = self._tell(order, "paid")
        time.sleep(COOLING_OFF.total_seconds())
        if not order.in_stock:
            self._stripe.v1.refunds.create({"payment_intent": payment.id, "metadata": label})
            self._slack.chat_update(channel=CHANNEL, ts=message["ts"], text=line(order, "refunded"))

    def _tell(self, order: Order, what: str) -> Any:
        return self._slack.chat_postMessage(
            channel=CHANNEL,
            text=line(order, what),
            metadata={"event_type": "order", "event_payload": {"order_id": order.id}},
        )


def run(orders: Path, done_file: Path) -> int:
    """Serve every order that is not done; the number of those that could not be."""
    settings = tomllib.loads(Path("eventual.toml").read_text(encoding="utf-8"))["connections"]
    done, shop = Done(done_file), Shop(settings)

    def serve(order: Order) -> bool:
        for _ in range(TRIES):
            try:
                shop.checkout(order)
            except (stripe.StripeError, slack_sdk.errors.SlackClientError, OSError) as error:
                print(f"{order.id}: {type(error).__name__}", file=sys.stderr)
            else:
                done.add(order)
                return True
        return False

    with ThreadPoolExecutor(AT_ONCE) as threads:
        served = threads.map(serve, [order for order in read_orders(orders).orders if order not in done])
    return sum(not ok for ok in served)


if __name__ == "__main__":
    sys.exit(1 if run(Path(sys.argv[1]), Path(sys.argv[2])) else 0)
