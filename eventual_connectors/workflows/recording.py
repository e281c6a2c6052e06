"""What one activation adds to a history, and the recorded events that the code has yet to be told of."""

from __future__ import annotations

import heapq
from typing import Any

from ..clock import Micros
from ..history.events import Event
from .commands import Activation
from .records import Record


class Recording:
    """Numbers and keeps the events of the activation under way, in two parts.

    Facts are what happened outside; what the code made of them follows. When the code turns out not to match the history, the facts stay
    on record and the rest never leaves.

    Attributes:
        now: the time of the activation.
        activation: what is to be made durable, and done after that.
        touched: the calls whose state changed, by path.
        muted: nothing is recorded any more; the execution was evicted.
    """

    def __init__(self, started_at: Micros) -> None:
        self.now = started_at
        self.activation = Activation()
        self.touched: dict[str, Record] = {}
        self.muted = False
        self._next_seq = 1
        self._facts = 0
        self._deliverable: list[tuple[int, Event]] = []
        self._undelivered: dict[str, Event] = {}

    def begin(self, now: Micros) -> None:
        """A new activation; the time never goes back."""
        self.now = max(self.now, now)
        self.activation = Activation()
        self.touched = {}
        self._facts = 0

    def facts_end(self) -> None:
        """What is recorded from here on, the code has made of what happened."""
        self._facts = len(self.activation.events)

    def only_facts(self) -> Activation:
        """The activation without what the code made of it."""
        self._next_seq -= len(self.activation.events) - self._facts
        return Activation(self.activation.events[: self._facts], [], self.activation.beats)

    def load(self, event: Event) -> None:
        """An event of the history that was read; the next one follows it."""
        self._next_seq = event.seq + 1

    def record(self, kind: str, data: dict[str, Any]) -> Event:
        """Add an event."""
        event = Event(self._next_seq, self.now, kind, data)
        if not self.muted:
            self._next_seq += 1
            self.activation.events.append(event)
        return event

    def note(self, record: Record, kind: str, data: dict[str, Any]) -> Event:
        """Add an event of a call."""
        event = self.record(kind, {"path": record.name, **data})
        record.apply(event)
        self.touch(record)
        return event

    def complete(self, record: Record, kind: str, data: dict[str, Any]) -> None:
        """Add an event that a call waits for."""
        event = self.note(record, kind, data)
        if record.bound:
            self.queue(event)
        else:
            self.hold(event)

    def touch(self, record: Record) -> None:
        """Say that the engine may have something to do for this call."""
        self.touched[record.name] = record

    def queue(self, event: Event) -> None:
        """The code is to be told of this event."""
        heapq.heappush(self._deliverable, (event.seq, event))

    def hold(self, event: Event) -> None:
        """The code is to be told of this event once it has made its call."""
        self._undelivered[event.path] = event

    def release(self, record: Record) -> None:
        """The code has made this call."""
        ended = self._undelivered.pop(record.name, None)
        if ended is not None:
            self.queue(ended)

    @property
    def latest_untold(self) -> int:
        """The number of the last event that the code has yet to be told of; 0 where it knows all."""
        return max((seq for seq, _ in self._deliverable), default=0)

    def next(self) -> Event | None:
        """The next event that the code is told of: the lowest number first."""
        return heapq.heappop(self._deliverable)[1] if self._deliverable else None
