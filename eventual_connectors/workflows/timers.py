"""Timers of one execution: what `asyncio.sleep` and `asyncio.timeout` wait for, on record and with the engine."""

from __future__ import annotations

from ..history import events as ev
from .commands import ForgetTimer, WakeTimer
from .loop import DurableTimer, WorkflowLoop
from .recording import Recording
from .records import Record


class Timers:
    """Folds what happens to timers into their records. The loop makes them; `Records` knows which is which."""

    def __init__(self, recording: Recording, loop: WorkflowLoop) -> None:
        self._recording = recording
        self._loop = loop

    def start(self, record: Record, timer: DurableTimer) -> None:
        """The code waits for this time."""
        timer.ticket = record
        record.handle = timer

    def cancel(self, timer: DurableTimer) -> None:
        """The code no longer waits for it."""
        record: Record = timer.ticket
        if record.ended is None:
            self._recording.note(record, ev.TIMER_CANCELLED, {})
            self._recording.activation.commands.append(ForgetTimer(record.name))

    def come(self, record: Record) -> None:
        """Its time has come."""
        if _runs(record):
            self._recording.complete(record, ev.TIMER_FIRED, {})

    def deliver(self, record: Record) -> None:
        """The code is told."""
        record.delivered, timer = True, record.handle
        if timer is not None and not timer.cancelled():
            self._loop.fire(timer)

    def plan(self, record: Record) -> None:
        """What the engine has to do for it next."""
        if _runs(record):
            self._recording.activation.commands.append(WakeTimer(record.name, record.fire_at))


def _runs(record: Record) -> bool:
    fired = record.ended is not None and record.ended.type == ev.TIMER_FIRED
    return record.handle is not None and not record.handle.cancelled() and not fired
