"""Webhooks of the fake: signed as Stripe signs them, and sent to whoever listens on this machine."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import ipaddress
import json
import threading
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from .shapes import Object

PATIENCE = 5.0
"""Seconds for which an answer is waited for."""


@dataclass(frozen=True)
class Delivery:
    """One event on its way to one endpoint.

    Attributes:
        url: where it goes.
        body: the event, as bytes.
        headers: with its signature.
        type: of the event.
    """

    url: str
    body: bytes
    headers: dict[str, str] = field(repr=False)
    type: str


class Deliveries:
    """What was sent, and what is to be sent once the fake's lock is free: who receives it may well ask the fake something."""

    def __init__(self) -> None:
        self._all: list[Delivery] = []
        self._waiting: list[Delivery] = []
        self._lock = threading.Lock()

    def all(self) -> list[Delivery]:
        """Every delivery, oldest first."""
        with self._lock:
            return [*self._all, *self._waiting]

    def clear(self) -> None:
        """Forget all of them."""
        with self._lock:
            self._all.clear()
            self._waiting.clear()

    def add(self, url: str, secret: str, event: Object, now: int) -> None:
        """Have an event sent."""
        body = json.dumps(event, indent=2).encode()
        headers = {"Content-Type": "application/json; charset=utf-8", "Stripe-Signature": sign(body, secret, now)}
        with self._lock:
            self._waiting.append(Delivery(url, body, headers, event["type"]))

    def send(self, handler: Callable[[Delivery], None] | None) -> None:
        """Send what waits, in order."""
        while True:
            with self._lock:
                if not self._waiting:
                    return
                delivery = self._waiting.pop(0)
                self._all.append(delivery)
            if handler is not None:
                handler(delivery)
            elif _is_local(delivery.url):
                threading.Thread(target=_post, args=(delivery,), name="fake-stripe-webhook", daemon=True).start()


def sign(body: bytes, secret: str, timestamp: int) -> str:
    """The header `Stripe-Signature` of a body."""
    signature = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={signature}"


def _post(delivery: Delivery) -> None:
    request = urllib.request.Request(delivery.url, delivery.body, delivery.headers, method="POST")
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    # An endpoint that does not take it is its own trouble; a test sees that nothing came.
    with contextlib.suppress(OSError):
        opener.open(request, timeout=PATIENCE).close()


def _is_local(url: str) -> bool:
    host = urlsplit(url).hostname or ""
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"
