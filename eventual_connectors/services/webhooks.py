"""Webhooks: verify on the raw bytes, store, answer; what follows is a subscription's."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Awaitable, Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from ..clock import SystemClock
from ..errors import ConfigurationError, EventualError, UsageError
from .envelope import CloudEvent
from .event_log import append

if TYPE_CHECKING:
    from .service import Service

log = logging.getLogger("eventual.services")

MAX_BODY = 1 << 20
"""Bytes of a body that are read; vendors send far less."""

STORE_SECONDS = 2.0
"""How long storing may take; then the vendor is asked to send the request again. Slack gives up after three."""


@dataclass(frozen=True)
class Answer:
    """What to answer a request with."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Received:
    """What a verified request brings.

    Attributes:
        id: the vendor's own, the same each time that the vendor sends it.
        type: the event type's name, such as `stripe.invoice.paid`.
        data: JSON.
        time: when it happened, aware, where the vendor says so.
        key: what it is about, where the vendor says so.
    """

    id: str
    type: str
    data: Any
    time: datetime | None = None
    key: str | None = None


class Refused(EventualError):
    """Raised by a webhook's `read`: the request is not the vendor's, or brings nothing that can be read.

    Attributes:
        status: what it is answered with.
    """

    def __init__(self, message: str, *, status: int = 400) -> None:
        super().__init__(message)
        self.status = status


Read = Callable[[bytes, Mapping[str, str]], Received | Answer]


class Webhook:
    """How one vendor brings events in.

    Args:
        name: the last part of its address, and of its events' source.
        read: verifies the raw body with the headers (their names in lower case), and says what it brings; an `Answer` is given at once,
            and nothing is stored. It raises `Refused` for what is not the vendor's.
    """

    def __init__(self, name: str, read: Read) -> None:
        self.name = name
        self.read = read

    def __repr__(self) -> str:
        return f"Webhook({self.name!r})"


async def ingest(service: Service, webhook: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """See `Service.ingest`."""
    stored = _begin(service, _webhook(service, webhook), body, headers)
    if isinstance(stored, Answer):
        return stored
    try:
        async with asyncio.timeout(STORE_SECONDS):
            new = await asyncio.shield(asyncio.wrap_future(stored))
    except Exception as error:
        return _not_stored(webhook, error)
    return _taken(service, new)


def ingest_sync(service: Service, webhook: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """See `Service.ingest_sync`."""
    stored = _begin(service, _webhook(service, webhook), body, headers)
    if isinstance(stored, Answer):
        return stored
    try:
        new = stored.result(STORE_SECONDS)
    except Exception as error:
        return _not_stored(webhook, error)
    return _taken(service, new)


def _webhook(service: Service, name: str) -> Webhook:
    if name not in service.webhooks:
        raise UsageError(f"the service {service.name} has no webhook {name!r}; it has {', '.join(sorted(service.webhooks)) or 'none'}")
    return service.webhooks[name]


def _begin(service: Service, webhook: Webhook, body: bytes, headers: Mapping[str, str]) -> Future[bool] | Answer:
    if len(body) > MAX_BODY:
        return Answer(413)
    try:
        found = webhook.read(body, {name.lower(): value for name, value in headers.items()})
        if isinstance(found, Answer):
            return found
        event = CloudEvent(
            id=found.id,
            source=f"{service.source}/webhooks/{webhook.name}",
            type=found.type,
            time=found.time,
            subject=found.key,
            data=found.data,
        )
        now = SystemClock().now()
        return service.store.submit(append(event, now, conflicts=False))
    except Refused as error:
        log.warning("a request to the webhook %s was refused: %s", webhook.name, error)
        return Answer(error.status)
    except (ConfigurationError, UsageError) as error:
        log.error("the webhook %s cannot take a request: %s", webhook.name, error)
        return Answer(503)
    except Exception as error:  # whatever anybody may send
        log.warning("a request to the webhook %s could not be read: %s", webhook.name, type(error).__name__)
        return Answer(400)


def _not_stored(webhook: str, error: Exception) -> Answer:
    if not isinstance(error, TimeoutError | sqlite3.Error | EventualError):
        log.warning("a request to the webhook %s cannot be stored: %s", webhook, type(error).__name__)  # text that is no UTF-8, for one
        return Answer(400)
    log.error("a request to the webhook %s could not be stored: %s", webhook, error or type(error).__name__)
    return Answer(503)


def _taken(service: Service, new: bool) -> Answer:
    if new:
        service.store.tell()
    return Answer()


class WebhookApp:
    """A service's webhooks as an ASGI application, for any server or framework: POST to `…/NAME`."""

    def __init__(self, service: Service) -> None:
        self._service = service

    async def __call__(
        self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]
    ) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            return
        answer = await self._answer(scope, receive)
        headers = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in answer.headers.items()]
        headers.append((b"content-length", str(len(answer.body)).encode()))
        await send({"type": "http.response.start", "status": answer.status, "headers": headers})
        await send({"type": "http.response.body", "body": answer.body})

    async def _answer(self, scope: Mapping[str, Any], receive: Callable[[], Awaitable[Any]]) -> Answer:
        name = str(scope["path"]).rstrip("/").rpartition("/")[2]
        if name not in self._service.webhooks:
            return Answer(404)
        if scope["method"] != "POST":
            return Answer(405, headers={"Allow": "POST"})
        body = await _body(receive)
        if body is None:
            return Answer(413)
        headers = {key.decode("latin-1"): value.decode("latin-1") for key, value in scope["headers"]}
        return await self._service.ingest(name, body, headers)


async def _body(receive: Callable[[], Awaitable[Any]]) -> bytes | None:
    """The whole body; None where it is longer than anything that a vendor sends."""
    parts, size, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
        if size > MAX_BODY:
            return None
    return b"".join(parts)
