"""How many attempts run at once over a connection, and when a connection has to wait: the vendor's Retry-After holds for all of it."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from ..clock import Micros

Ready = Callable[[], bool]
"""Starts an attempt; returns False when it is not wanted any more, which leaves the slot free."""


@dataclass(slots=True)
class _Lane:
    cap: int
    busy: int = 0
    paused_until: Micros = 0
    waiting: deque[Ready] = field(default_factory=deque)


class Slot:
    """A place of a connection that an attempt has taken.

    It is free again when the function has truly ended *and* what it said is taken in: it may have said that the connection has to wait.
    """

    def __init__(self, leave: Callable[[], None]) -> None:
        self._leave = leave
        self._open = {"function", "outcome"}

    def function_ended(self) -> None:
        """The function has returned; one that outlived its deadline does so late."""
        self._end("function")

    def outcome_taken(self) -> None:
        """What followed from the attempt is decided."""
        self._end("outcome")

    def _end(self, part: str) -> None:
        if part in self._open:
            self._open.discard(part)
            if not self._open:
                self._leave()


class Limits:
    """The slots of all connections of a worker, first come, first served."""

    def __init__(self, now: Callable[[], Micros]) -> None:
        self._now = now
        self._lanes: dict[str, _Lane] = {}

    def enter(self, lane: str, cap: int, ready: Ready) -> None:
        """Call `ready` as soon as the connection has a free slot."""
        self._lanes.setdefault(lane, _Lane(cap)).cap = cap
        self._lanes[lane].waiting.append(ready)
        self._admit(self._lanes[lane])

    def slot(self, lane: str) -> Slot:
        """The slot of an attempt that was let in."""
        return Slot(lambda: self._free(lane))

    def _free(self, lane: str) -> None:
        self._lanes[lane].busy -= 1
        self._admit(self._lanes[lane])

    def pause(self, lane: str, until: Micros) -> None:
        """Start nothing over this connection before `until`."""
        self._lanes[lane].paused_until = max(self._lanes[lane].paused_until, until)

    def admit_due(self) -> Micros | None:
        """Let in what waited for a pause that has passed; returns when the next pause ends."""
        for lane in list(self._lanes.values()):
            self._admit(lane)
        return min((lane.paused_until for lane in self._lanes.values() if lane.waiting and lane.paused_until > self._now()), default=None)

    def _admit(self, lane: _Lane) -> None:
        while lane.waiting and lane.busy < lane.cap and lane.paused_until <= self._now():
            lane.busy += 1
            if not lane.waiting.popleft()():
                lane.busy -= 1
