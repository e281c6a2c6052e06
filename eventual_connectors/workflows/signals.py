"""Signals of one execution: kept until workflow code receives them, first come, first served."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable
from typing import Any

from ..errors import HistoryMismatch, SerializationError
from ..history import events as ev
from ..history.events import Event
from ..identity import CallPath, Scope
from .loop import WorkflowFuture
from .recording import Recording


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


class Signals:
    """The signals of one execution: which arrived, and which call of the code received each.

    Args:
        recording: where events go.
        went_past: told that the code of a scope has received what the history holds, or now will hold, as this event.
    """

    def __init__(self, recording: Recording, went_past: Callable[[Scope, int], None]) -> None:
        self._recording = recording
        self._went_past = went_past
        self._boxes: defaultdict[str, SignalBox] = defaultdict(SignalBox)
        self._ids: set[tuple[str, str]] = set()
        self._consumed: dict[int, Event] = {}
        self._ordinals: Counter[tuple[Scope, str]] = Counter()

    def load(self, event: Event) -> None:
        """A recorded event about a signal was read."""
        if event.type == ev.SIGNAL_CONSUMED:
            self._consumed[event.data["signal"]] = event
        else:
            self._ids.add((event.data["name"], event.data["id"]))
            self._recording.queue(event)

    def arrive(self, name: str, payload: Any, signal_id: str) -> None:
        """A signal arrived; one with the same name and id is taken once."""
        if (name, signal_id) not in self._ids:
            self._ids.add((name, signal_id))
            self._recording.queue(self._recording.record(ev.SIGNAL_RECEIVED, {"name": name, "id": signal_id, "payload": payload}))

    def deliver(self, event: Event) -> None:
        """The code is told."""
        self._boxes[event.data["name"]].put(event)

    async def receive(self, scope: Scope, name: str, decode: Callable[[Any], Any], new_waiter: Callable[[], WorkflowFuture]) -> Any:
        """Wait for the next signal of this name whose payload can be decoded; what cannot be is set aside, which is recorded.

        Raises:
            HistoryMismatch: the code receives what the history holds for another place, or can no longer decode what it received.
        """
        while True:
            event = await self._boxes[name].take(new_waiter())
            value, misfit = None, None
            try:
                value = decode(event.data["payload"])
            except SerializationError as error:
                misfit = error
            if self._consume(scope, name, event, misfit):
                return value

    def _consume(self, scope: Scope, name: str, event: Event, misfit: SerializationError | None) -> bool:
        """Record that a signal was received here; whether the code gets it, or it is set aside as one that does not fit."""
        slot = (scope, f"signal:{name}")
        self._ordinals[slot] += 1
        path = str(CallPath(*slot, self._ordinals[slot]))
        consumed = self._consumed.get(event.seq)
        if consumed is None:
            self._went_past(scope, self._record(path, name, event, misfit).seq)
            return misfit is None
        recorded = consumed.data
        what = f"signal {name} ({event.data['id']})"
        if recorded["path"] != path:
            place = "is received at another place than the history holds"
            raise HistoryMismatch(f"{what} {place}", path=path, expected=recorded["path"], actual=path)
        self._went_past(scope, consumed.seq)
        if recorded.get("set_aside"):
            return False  # once and for all: the code went on without it
        if misfit is not None:
            raise HistoryMismatch(f"{what} was received, and no longer fits: {misfit}", path=path)
        return True

    def _record(self, path: str, name: str, event: Event, misfit: SerializationError | None) -> Event:
        data: dict[str, Any] = {"path": path, "signal": event.seq}
        if misfit is not None:
            from ..durable import logger  # it shows nothing twice, and nothing of an evicted execution

            data["set_aside"] = True
            logger.warning("signal %s (%s) is set aside: %s", name, event.data["id"], misfit)
        consumed = self._consumed[event.seq] = self._recording.record(ev.SIGNAL_CONSUMED, data)
        return consumed
