"""The limits of the calls that an event loop makes outside workflows: a slot is awaited there, an open circuit is not."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from ..clock import SECOND, Clock, Micros
from ..connection import Connection
from .limits import Limits, Slot

LONGEST_SLEEP = 1.0
"""Seconds after which it is looked again whether somebody may be let in: the loop's clock and the one that pauses are measured by need not
agree."""


class _Waiting(asyncio.Future[Slot]):
    """A call that waits for its slot."""

    def __init__(self, lane: str, connection: Connection) -> None:
        super().__init__()
        self.lane = lane
        self.connection = connection

    def admit(self, slot: Slot) -> bool:
        """Take the slot, if the call still wants it."""
        if self.done():
            return False
        self.set_result(slot)
        return True


class LoopLimits:
    """Each call counts as an owner of its own, so they are served as they come."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._limits: Limits[_Waiting] = Limits(clock.now, sooner=self._look_again, circuit_changed=self._circuit_changed)
        self._timer: object = None

    async def slot(self, lane: str, connection: Connection) -> Slot:
        """A slot of this connection, as soon as there is one.

        Raises:
            Retryable: the connection's circuit is open (code `circuit_open`).
        """
        refusal = self._limits.refusal(lane, connection)
        if refusal is not None:
            raise refusal
        waiting = _Waiting(lane, connection)
        self._limits.enter(lane, connection, waiting, waiting.admit)
        try:
            return await waiting
        except asyncio.CancelledError:
            if not waiting.cancelled() and waiting.exception() is None:  # let in and cancelled in the same moment
                slot = waiting.result()
                slot.function_ended()
                slot.outcome_taken()
            raise

    def _circuit_changed(self, calls: Sequence[_Waiting]) -> None:
        for call in calls:
            refusal = self._limits.refusal(call.lane, call.connection)
            if refusal is not None and not call.done():
                call.set_exception(refusal)

    def _look_again(self, at: Micros) -> None:
        # No handle is kept to cancel the timer before by: it would keep a closed event loop alive.
        timer = self._timer = object()
        delay = min(LONGEST_SLEEP, max(0.001, (at - self._clock.now()) / SECOND))
        asyncio.get_running_loop().call_later(delay, self._admit, timer)

    def _admit(self, timer: object) -> None:
        if timer is self._timer:
            at = self._limits.admit_due()
            if at is not None:
                self._look_again(at)
