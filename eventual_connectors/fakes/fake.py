"""What every fake has: the wire, faults, effects, a clock, deterministic ids, reset and snapshot, a loopback server."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fnmatch import fnmatchcase
from typing import Any, ClassVar

from .clock import FakeClock
from .effects import Effect, EffectLog
from .faults import Fault, Faults
from .wire import CutShort, Dropped, Headers, HungUp, Request, Response, Unanswered

STRANGER = b'{"status": "maintenance"}'
PAGE = b"<!DOCTYPE html><html><body><h1>The service is unavailable.</h1></body></html>"
"""What a gateway answers that stands in front of a vendor, whatever the vendor speaks."""

ELSEWHERE = "/somewhere/else"
"""Where a gateway's redirection leads: a page, and nothing of the vendor's."""

_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


@dataclass(frozen=True, eq=False)
class _Late:
    """A request that reached the vendor and has not been applied yet."""

    request: Request
    fault: Fault
    due: datetime | None


class Fake:
    """A vendor. A subclass says what a request is (`operation`) and what the vendor does with it (`apply`).

    All that a subclass remembers it keeps in `self.state`, made by `new_state`: plain data, so that reset, snapshot and restore work.

    Args:
        seed: of the ids that the vendor gives out.
        start: freezes the clock at this time (aware); the machine's time unless given.
    """

    name: ClassVar[str] = "fake"
    operations: ClassVar[frozenset[str]] = frozenset()
    """The operations that there are, so that a fault for a misspelt one is an error. Empty: not known."""
    generic: ClassVar[frozenset[str]] = frozenset()
    """Those of them to which the fake answers in their shape alone. They can be proven on the wire, and no further."""

    def __init__(self, seed: int = 0, *, start: datetime | None = None) -> None:
        self.seed = seed
        self.clock = FakeClock(start)
        self.clock.watch(self.land_due)
        self.faults = Faults(self.operations)
        self.on_received: Callable[[str, Request], None] | None = None
        """Called with each request and its operation, before anything is done with it; may raise `Dropped`."""
        self.on_applied: Callable[[Effect], None] | None = None
        """Called with each effect, after it happened and before the caller gets its answer."""
        self.state: dict[str, Any] = self.new_state()
        self._effects = EffectLog()
        self._late: list[_Late] = []
        self._minted: dict[str, int] = {}
        self._unannounced: list[Effect] = []
        self._lock = threading.RLock()
        self._depth = 0

    # What a subclass says of its vendor.

    def new_state(self) -> dict[str, Any]:
        """The vendor's state before anything happened: plain data."""
        return {}

    def operation(self, request: Request) -> str:
        """What this request is, for faults and effects, such as `v1.payment_intents.create`."""
        raise NotImplementedError

    def apply(self, request: Request) -> Response:
        """Do what the vendor does; records effects with `self.effect`."""
        raise NotImplementedError

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """How the vendor words a refusal.

        Args:
            request: what is refused.
            status: 429 for its rate, 401 for its credential, or the status of an error.
            after: seconds to wait, with 429.
        """
        headers = {} if after is None else {"Retry-After": f"{after:g}"}
        return Response.json({"error": f"refused by the fake with status {status}"}, status=status, headers=headers)

    def key_of(self, request: Request) -> str | None:
        """The idempotency key that a request carries; None where it carries none."""
        return request.headers.get("idempotency-key")

    def settings(self, url: str) -> dict[str, Any]:
        """What a connection needs to reach this fake at `url`, by the names of its settings in `eventual.toml`."""
        raise NotImplementedError

    # What a subclass uses.

    def effect(self, activity: str, object_id: str, data: Any = None, *, key: str | None = None) -> Effect:
        """Record a change of the vendor's state; `data` is the object as it was left."""
        happened = Effect(self.name, activity, object_id, key, self.clock.now(), _copied(data) if data is not None else {})
        self._effects.add(happened)
        self._unannounced.append(happened)
        return happened

    def id(self, prefix: str, *parts: str | None, length: int = 24) -> str:
        """A new id in the vendor's manner: `prefix` and `length` letters and digits.

        It depends on the seed, the parts (an idempotency key, so that ids do not depend on the order of requests) and on how many ids of
        this prefix and these parts there were.
        """
        what = "\0".join([str(self.seed), prefix, *(part or "" for part in parts)])
        count = self._minted[what] = self._minted.get(what, 0) + 1
        number = int.from_bytes(hashlib.sha512(f"{what}\0{count}".encode()).digest(), "big")
        letters = []
        for _ in range(length):
            number, digit = divmod(number, len(_ALPHABET))
            letters.append(_ALPHABET[digit])
        return prefix + "".join(letters)

    @property
    def in_flight(self) -> Sequence[Request]:
        """Requests that reached the vendor and have not been applied yet (`late_apply`)."""
        return [late.request for late in self._late]

    # What its users use.

    @property
    def effects(self) -> EffectLog:
        """Everything that happened so far."""
        self.land_due()
        return self._effects

    def handle(self, request: Request) -> Response:
        """Take a request as the vendor does, faults included. Thread-safe.

        Raises:
            Dropped: the connection is to be cut without an answer (`Unanswered`: left open, and never answered).
        """
        if request.path == ELSEWHERE:
            return Response(200, Headers({"Content-Type": "text/html"}), PAGE)
        operation = self.operation(request)
        if self.on_received is not None:
            self.on_received(operation, request)
        with self._applying():
            return self._answer(operation, request)

    def land_due(self) -> None:
        """Apply the late requests whose time has come."""
        self._land(lambda late: late.due is not None and late.due <= self.clock.now())

    def land(self) -> int:
        """Apply all late requests now; returns how many there were."""
        return self._land(lambda late: True)

    def reset(self) -> None:
        """As on the first day: no state, no effects, no faults. The clock is left as it is."""
        with self._lock:
            self.state = self.new_state()
            self._effects.replace([])
            self.faults.clear()
            self._late.clear()
            self._minted.clear()

    def snapshot(self) -> dict[str, Any]:
        """State, effects and ids as plain data. Faults, the clock and requests in flight are no part of it."""
        with self._lock:
            return {
                "fake": self.name,
                "state": _copied(self.state),
                "minted": dict(self._minted),
                "effects": _copied(self._effects.to_json()),
            }

    def restore(self, snapshot: dict[str, Any]) -> None:
        """Go back to what `snapshot` returned."""
        with self._lock:
            self.state = _copied(snapshot["state"])
            self._minted = dict(snapshot["minted"])
            records = _copied(snapshot["effects"])
            self._effects.replace([Effect(**{**record, "at": datetime.fromisoformat(record["at"])}) for record in records])
            self._late.clear()

    @contextmanager
    def serve(self, host: str = "127.0.0.1", port: int = 0) -> Iterator[str]:
        """Serve the fake over HTTP for the length of a `with` block, and give its URL.

        Args:
            host: the address to listen on; the loopback interface unless given.
            port: 0 for any free port.
        """
        from .server import FakeServer

        with FakeServer(self, host, port) as server:
            yield server.url

    # How a request goes through.

    def _answer(self, operation: str, request: Request) -> Response:
        self.land_due()
        self._land(lambda late: _lands(late, "before", operation))
        try:
            return self._with_fault(self.faults.next(operation), request)
        finally:
            self._land(lambda late: late.request is not request and _lands(late, "during", operation))
            # What lands after this request falls due now, so that the next one, whatever it is, finds it done.
            now = self.clock.now()
            self._late = [
                replace(late, due=now) if late.request is not request and _lands(late, "after", operation) else late for late in self._late
            ]

    def _with_fault(self, fault: Fault | None, request: Request) -> Response:
        if fault is None:
            return self.apply(request)
        match fault.kind:
            case "drop_before_apply":
                raise Dropped
            case "drop_after_apply":
                self.apply(request)
                raise HungUp if fault.orderly else Dropped
            case "drop_in_answer":
                answer = self.apply(request)
                raise CutShort(answer) if answer.body else Dropped
            case "late_apply":
                due = None if fault.lands else self.clock.now() + timedelta(seconds=fault.delay)
                self._late.append(_Late(request, fault, due))
                raise Unanswered
            case "rate_limit":
                return self.refusal(request, 429, after=fault.after)
            case "error_before_apply":
                return self._error(fault, request)
            case "error_after_apply":
                self.apply(request)
                return self._error(fault, request)
            case "stranger":
                return Response(200, Headers({"Content-Type": "application/json"}), STRANGER)
            case "slow":
                return self.apply(request).after(fault.delay)
            case "timeout":
                raise Unanswered
            case "duplicate_delivery":
                self.apply(request)
                return self.apply(request)
            case "revoke_credential":
                return self.refusal(request, 401)

    def _error(self, fault: Fault, request: Request) -> Response:
        if not fault.page:
            error = self.refusal(request, fault.status)
            return error if fault.after is None else error.with_header("Retry-After", f"{fault.after:g}")
        headers = {"Content-Type": "text/html"} | ({"Location": ELSEWHERE} if 300 <= fault.status < 400 else {})
        return Response(fault.status, Headers(headers), PAGE)

    def _land(self, which: Callable[[_Late], bool]) -> int:
        with self._applying():
            landing = [late for late in self._late if which(late)]
            self._late = [late for late in self._late if late not in landing]
            for late in landing:
                self.apply(late.request)
        return len(landing)

    @contextmanager
    def _applying(self) -> Iterator[None]:
        """Hold the lock, and tell `on_applied` what happened under it once it is free again."""
        happened: list[Effect] = []
        try:
            with self._lock:
                self._depth += 1
                try:
                    yield
                finally:
                    self._depth -= 1
                    if self._depth == 0:
                        happened, self._unannounced = self._unannounced, []
        finally:
            for effect in happened:
                if self.on_applied is not None:  # who is told of one may not want to hear of the next
                    self.on_applied(effect)


def _copied(value: Any) -> Any:
    """A copy of plain data; `copy.deepcopy` takes several times as long."""
    if isinstance(value, dict):
        return {name: _copied(item) for name, item in value.items()}
    if isinstance(value, list):
        return [_copied(item) for item in value]
    return value


def _lands(late: _Late, when: str, operation: str) -> bool:
    return late.due is None and late.fault.lands == when and fnmatchcase(operation, late.fault.beside)
