"""How many attempts run at once over a connection, and when a connection has to wait.

It waits for a slot, for its rate, for the vendor's Retry-After, which holds for all of it, and for its circuit to close. What waits is let
in round-robin over its owners.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from typing import Any, Generic

from ..clock import SECOND, Micros, asked_wait, stated_wait
from ..connection import Connection
from ..error_records import said
from ..errors import RateLimited, Retryable
from .breaker import CIRCUIT_OPEN, CircuitBreaker, vendor_is_well
from .fair_queue import FairQueue, Owner
from .outcome import Failed, Outcome
from .rate import RateLimit

log = logging.getLogger("eventual.attempts")

UNSTATED_PAUSE = 1.0
"""Seconds for which a connection waits when the vendor limits its rate and does not say for how long."""


class _Lane(Generic[Owner]):
    """One connection: what it allows, and what waits for it."""

    def __init__(self, name: str, connection: Connection) -> None:
        self.name = name
        self.connection = connection
        self.busy = 0
        self.paused_until: Micros = 0
        self.waiting: FairQueue[Owner, Ready] = FairQueue()
        self.rate = RateLimit(connection.max_rate)
        self.breaker = _breaker(connection)
        self.trouble = ""
        self.admitting = False

    def adopt(self, connection: Connection) -> None:
        """Go by these settings from now on. Failures under others are no reason to distrust these."""
        if connection == self.connection:
            return
        self.connection = connection
        self.breaker = _breaker(connection)
        if self.rate.max_rate != connection.max_rate:
            self.rate = RateLimit(connection.max_rate)

    @property
    def admits_at(self) -> Micros | None:
        """When it lets the next attempt in, a time that has passed meaning now; None: when another has ended."""
        probe_at = self.breaker.admits_at
        if self.busy >= self.connection.max_concurrency or probe_at is None:
            return None
        return max(self.paused_until, self.rate.next_at, probe_at)


def _breaker(connection: Connection) -> CircuitBreaker:
    return CircuitBreaker(connection.breaker_threshold, stated_wait(connection.breaker_reset))


class Slot:
    """A place of a connection that an attempt has taken.

    It is free again when the function has truly ended *and* what it said is taken in: it may have said that the connection has to wait.
    """

    def __init__(self, limits: Limits[Any], lane: _Lane[Any], now: Micros) -> None:
        self._limits = limits
        self._lane = lane
        self._rate = lane.rate
        self._breaker = lane.breaker
        self._period = lane.breaker.begin()
        self._told = False
        self._open = {"function", "outcome"}
        lane.rate.take(now)
        lane.busy += 1

    def tell(self, outcome: Outcome | None) -> None:
        """How the attempt ended, for what that says of the connection; None where nobody saw it end. Only the first word counts."""
        if not self._told:
            self._told = True
            self._limits._take_in(self._lane, self._breaker, self._period, outcome)

    def function_ended(self) -> None:
        """The function has returned; one that outlived its deadline does so late."""
        self._end("function")

    def outcome_taken(self) -> None:
        """What followed from the attempt is decided."""
        self.tell(None)
        self._end("outcome")

    def _give_back(self) -> None:
        """The attempt did not begin after all, in the moment in which it could have; so it does not count."""
        self._rate.give_back()
        self.function_ended()
        self.outcome_taken()

    def _end(self, part: str) -> None:
        if part in self._open:
            self._open.discard(part)
            if not self._open:
                self._limits._leave(self._lane)


Ready = Callable[[Slot], bool]
"""Starts an attempt in this slot; returns False when it is not wanted any more, which leaves the slot free."""


class Limits(Generic[Owner]):
    """The slots of all connections of a worker, or of an event loop outside workflows.

    Args:
        now: reads the clock that pauses, rates and breaks are measured by.
        sooner: called when `admit_due` is to be called at this time, earlier than any it was wanted at before.
        circuit_changed: called with the owners that wait for a connection when its circuit has opened, has opened again, or has closed.
    """

    def __init__(
        self, now: Callable[[], Micros], *, sooner: Callable[[Micros], None], circuit_changed: Callable[[Sequence[Owner]], None]
    ) -> None:
        self._now = now
        self._sooner = sooner
        self._circuit_changed = circuit_changed
        self._lanes: dict[str, _Lane[Owner]] = {}
        self._open: dict[str, _Lane[Owner]] = {}
        self._wanted_at: Micros | None = None

    def enter(self, lane: str, connection: Connection, owner: Owner, ready: Ready) -> None:
        """Call `ready` as soon as the connection has a free slot and it is the owner's turn."""
        entered = self._lane(lane, connection)
        entered.waiting.push(owner, ready)
        self._admit(entered)

    def refusal(self, lane: str, connection: Connection) -> Retryable | None:
        """The error of a call that does not wait for an open circuit; None where it need not wait."""
        refused = self._lane(lane, connection)
        now, probe_at = self._now(), refused.breaker.admits_at
        if probe_at is not None and probe_at <= now:
            return None
        after = refused.breaker.rest(now) / SECOND
        return Retryable(f"{refused.trouble}; nothing was sent, try again in {after:.3g} s", code=CIRCUIT_OPEN, after=after)

    def waits_for(self, owner: Owner) -> str:
        """The open circuit that this owner waits for, in one line; empty where there is none."""
        return next((lane.trouble for lane in self._open.values() if owner in lane.waiting), "")

    def admit_due(self) -> Micros | None:
        """Let in what waited for a time that has come; returns when the next such time comes."""
        for lane in list(self._lanes.values()):
            self._let_in(lane)
        times = (lane.admits_at for lane in self._lanes.values() if lane.waiting)
        now = self._now()
        self._wanted_at = min((at for at in times if at is not None and at > now), default=None)
        return self._wanted_at

    def _lane(self, name: str, connection: Connection) -> _Lane[Owner]:
        lane = self._lanes.get(name)
        if lane is None:
            lane = self._lanes[name] = _Lane(name, connection)
        lane.adopt(connection)
        if name in self._open and not lane.breaker.is_open:
            self._closed(lane, "it is configured anew")
        return lane

    def _admit(self, lane: _Lane[Owner]) -> None:
        self._let_in(lane)
        at = lane.admits_at if lane.waiting else None
        if at is not None and at > self._now() and (self._wanted_at is None or at < self._wanted_at):
            self._wanted_at = at
            self._sooner(at)

    def _let_in(self, lane: _Lane[Owner]) -> None:
        # What is let in may free its slot, or enter again, before it returns; the loop that runs already sees to that.
        if lane.admitting:
            return
        lane.admitting = True
        try:
            while lane.waiting and (at := lane.admits_at) is not None and at <= (now := self._now()):
                slot = Slot(self, lane, now)
                if not lane.waiting.pop()(slot):
                    slot._give_back()
        finally:
            lane.admitting = False

    def _leave(self, lane: _Lane[Owner]) -> None:
        lane.busy -= 1
        self._admit(lane)

    def _take_in(self, lane: _Lane[Owner], breaker: CircuitBreaker, period: int, outcome: Outcome | None) -> None:
        now = self._now()
        error = outcome.error if isinstance(outcome, Failed) else None
        if isinstance(error, RateLimited):
            pause = UNSTATED_PAUSE if error.after is None else error.after
            lane.paused_until = max(lane.paused_until, now + asked_wait(pause))
        was_open = breaker.is_open
        changed = breaker.end(period, None if outcome is None else vendor_is_well(outcome), now)
        if not changed or breaker is not lane.breaker:
            return
        if not breaker.is_open:
            self._closed(lane, "the vendor answers")
        elif was_open:
            self._circuit_changed(lane.waiting.owners())
        elif error is not None:
            self._opened(lane, error)

    def _opened(self, lane: _Lane[Owner], error: BaseException) -> None:
        failures = lane.connection.breaker_threshold
        last = " ".join(f"{type(error).__name__}: {said(error)}".split())
        lane.trouble = f"the circuit of {lane.name} is open after {failures} failures in a row, the last {last}"
        self._open[lane.name] = lane
        log.warning("%s; attempts are held back, and one is let through after %g s", lane.trouble, lane.breaker.rest(self._now()) / SECOND)
        self._circuit_changed(lane.waiting.owners())

    def _closed(self, lane: _Lane[Owner], why: str) -> None:
        del self._open[lane.name]
        # As loud as the opening: who was told of the one must not miss the other.
        log.warning("the circuit of %s is closed again: %s", lane.name, why)
        self._circuit_changed(lane.waiting.owners())
