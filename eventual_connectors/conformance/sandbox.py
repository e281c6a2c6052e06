"""The same cases against the vendor itself: a proxy on loopback forwards to its sandbox, and does to the requests what a fake's faults do.

Effects are not taken from anybody's word there: the author's `observe` looks at what the account holds, before and after.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

from ..connection import Connection, connections
from ..errors import ConfigurationError, UsageError
from ..fakes import Dropped, Fake, Request, Response
from ..secret import Secret
from .suite import ConformanceSuite
from .trial import Prepared, Seen, Trial, finished

CANNOT = frozenset(
    [
        *("window_not_over", "window_expired", "look_alike_crowd", "look_alike_broken"),
        *("saga_undone", "saga_killed", "saga_without_answer", "saga_behind_another", "saga_after_another", "saga_overtaken"),
        "unusual_5xx",
    ]
)
"""Cases that need more of the vendor than its wire: its clock cannot be moved, a crowd is impolite, what is undone cannot be counted."""

FORWARD_SECONDS = 60.0
_OWN_TO_A_CONNECTION = frozenset(
    ["host", "connection", "keep-alive", "transfer-encoding", "content-length", "content-encoding", "accept-encoding"],
)


def sandbox_fake(suite: type[ConformanceSuite], name: str) -> type[Fake]:
    """The vendor behind the connection of this name, as if it were a fake.

    Raises:
        ConfigurationError: there is no such connection.
        UsageError: it cannot be told which of its settings is the vendor's address.
    """
    connection = connections.get(suite.connector.name, suite.connector.connection, name)
    given = _plain(connection)
    places = {key: value for key, value in suite.fake().settings("http://127.0.0.1").items() if str(value).startswith("http://127.0.0.1")}
    origins = {f"{parts.scheme}://{parts.netloc}" for parts in (urlsplit(str(getattr(connection, key))) for key in places)}
    if len(origins) != 1:
        raise UsageError(f"{suite.fake.__name__}.settings names no address, or several; a sandbox needs exactly one")
    (origin,) = origins

    class Sandbox(suite.fake):  # type: ignore[name-defined,misc]
        """Forwards everything."""

        def new_state(self) -> dict[str, Any]:
            return {}

        def settings(self, url: str) -> dict[str, Any]:
            return given | {key: value for key, value in suite.fake().settings(url).items() if key in places}

        def apply(self, request: Request) -> Response:
            answer = _forwarded(origin, request)
            if answer.status < 400:
                self.effect(self.operation(request), request.path, key=self.key_of(request))  # for whoever waits for it; not counted
            return answer

    return Sandbox


class SandboxTrial(Trial):
    """A trial whose effects are observed in the vendor's account."""

    def __init__(self, suite: type[ConformanceSuite], prepared: Prepared, folder: Path, scale: float) -> None:
        super().__init__(suite, prepared, folder, scale)
        self._behind = timedelta()  # the vendor's time does not stand still
        self._untouched = self._observe()
        self.requests.clear()
        self.keys.clear()

    def seen(self) -> Seen:
        """What the account holds more than before, or what it holds."""
        self.fake.faults.clear()
        self.fake.on_received = self.fake.on_applied = None
        now = self._observe()
        if isinstance(now, int) and isinstance(self._untouched, int):
            return Seen(now - self._untouched, None)
        return Seen(None, now)

    @property
    def untouched(self) -> Any:
        """What the account held before."""
        return self._untouched

    def _observe(self) -> Any:
        worker = self._fork({"kind": "observe"})
        found = finished(worker, self._place(worker))
        if "error" in found:
            raise UsageError(f"what the sandbox holds cannot be observed: {found['error']}")
        return found["seen"]


def _plain(connection: Connection) -> dict[str, Any]:
    """A connection's settings, credentials included: they go to this run's own workers only."""
    try:
        values = {name: getattr(connection, name) for name in connection.model_fields_set | _secret_fields(connection)}
        return {name: value.reveal() if isinstance(value, Secret) else value for name, value in values.items()}
    except ConfigurationError as error:
        raise ConfigurationError(f"the sandbox's connection: {error}") from None


def _secret_fields(connection: Connection) -> set[str]:
    return {name for name in type(connection).model_fields if isinstance(getattr(connection, name), Secret)}


def _forwarded(origin: str, request: Request) -> Response:
    headers = {name: value for name, value in request.headers.items() if name.lower() not in _OWN_TO_A_CONNECTION}
    url = f"{origin}{request.path}{'?' + request.query if request.query else ''}"
    try:
        answer = httpx.request(request.method, url, headers=headers, content=request.body, timeout=FORWARD_SECONDS)
    except httpx.TransportError:
        raise Dropped from None
    kept = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN_TO_A_CONNECTION}
    return Response(answer.status_code, type(request.headers)(kept), answer.content)
