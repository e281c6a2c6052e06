"""Signals of one execution: kept until workflow code receives them, first come, first served."""

from __future__ import annotations

from collections import defaultdict, deque

from ..history.events import Event
from .loop import WorkflowFuture


class SignalBox:
    """The signals of one name that nobody has received, and those who wait for one."""

    def __init__(self) -> None:
        self._kept: deque[Event] = deque()
        self._waiting: deque[WorkflowFuture] = deque()

    def put(self, signal: Event) -> None:
        """A signal arrived."""
        while self._waiting:
            waiter = self._waiting.popleft()
            if not waiter.done():
                waiter.set_result(signal)
                return
        self._kept.append(signal)

    async def take(self, waiter: WorkflowFuture) -> Event:
        """Wait for a signal. A waiter that is cancelled puts back what it was about to receive."""
        if self._kept:
            return self._kept.popleft()
        self._waiting.append(waiter)
        try:
            signal: Event = await waiter
            return signal
        except BaseException:
            if waiter in self._waiting:
                self._waiting.remove(waiter)
            if waiter.done() and not waiter.cancelled():
                self._put_back(waiter.result())
            raise

    def _put_back(self, signal: Event) -> None:
        for waiter in self._waiting:
            if not waiter.done():
                self._waiting.remove(waiter)
                waiter.set_result(signal)
                return
        self._kept.append(signal)
        self._kept = deque(sorted(self._kept, key=lambda kept: kept.seq))  # several may be put back, in any order


class SignalBoxes(defaultdict[str, SignalBox]):
    """The boxes of one execution, by the signal's name."""

    def __init__(self) -> None:
        super().__init__(SignalBox)
