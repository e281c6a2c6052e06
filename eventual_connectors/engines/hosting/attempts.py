"""The attempts of one process under a hosting engine: each takes a slot of its connection, is recorded by the engine, and is run here."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from ...activities import Activity
from ...attempts.completion import Claim, Completions, sign
from ...attempts.limits import Limits, Slot
from ...attempts.outcome import GONE, Outcome, can_begin, too_late
from ...attempts.runner import Intent, connection_lane, connection_limits, prepare, run_attempt
from ...cancellation import Cancellation
from ...clock import SECOND, Clock, Micros
from ...workflows.commands import Activation
from ...workflows.execution import WorkflowExecution
from ..heartbeats import Heartbeats
from ..token_secret import token_secret

PICK_UP_SECONDS = 30.0
"""How long an attempt waits to be run; then its slot is another's. The engine, which told nobody to run it, takes it for not begun."""

LONGEST_SLEEP = 1.0
"""Seconds after which it is looked again whether somebody may be let in."""

Place = tuple[str, str]
"""The engine's name of an execution, and the path of a call."""


@dataclass(frozen=True)
class Begun:
    """An attempt as it begins.

    Attributes:
        activation: to be recorded before it is run.
        intent: what it does; None where there is none after all.
    """

    activation: Activation
    intent: Intent | None = None


@dataclass(frozen=True)
class _Ready:
    """An attempt that may run once its intent is recorded."""

    activity: Activity[..., Any]
    intent: Intent
    slot: Slot
    execution_id: str
    root: bytes


class _Ticket:
    """A call's place in the queue of its connection."""

    def __init__(self) -> None:
        self.slot: Slot | None = None
        self.admitted = asyncio.Event()
        self.given_up = False

    def admit(self, slot: Slot) -> bool:
        """Keep the slot until the call begins."""
        if self.given_up:
            return False
        self.slot = slot
        self.admitted.set()
        return True


class Attempts:
    """Attempts of all executions of this process, as far as their connections have room; each execution gets its turn."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._limits: Limits[str] = Limits(clock.now, sooner=self._look_again, circuit_changed=lambda owners: None)
        self._tickets: dict[Place, _Ticket] = {}
        self._ready: dict[tuple[str, str, int], _Ready] = {}
        self._timer: object = None

    def waits_for(self, key: str) -> str:
        """What holds attempts of this execution back for longer, in one line; empty where nothing does."""
        return self._limits.waits_for(key)

    def take_slot(self, key: str, path: str, activity: Activity[..., Any]) -> Slot | None:
        """A slot for this call, if there is one now; else the call queues for one, see `slot`."""
        place = (key, path)
        ticket = self._tickets.get(place)
        if ticket is None:
            ticket = self._tickets[place] = _Ticket()
            self._limits.enter(connection_lane(activity), connection_limits(activity), key, ticket.admit)
        if ticket.slot is not None:
            del self._tickets[place]
        return ticket.slot

    async def slot(self, key: str, path: str) -> None:
        """Wait until the call has a slot. A call that does not queue here is to ask anew."""
        ticket = self._tickets.get((key, path))
        if ticket is not None:
            await ticket.admitted.wait()
            # Whoever is to begin it may never come.
            asyncio.get_running_loop().call_later(PICK_UP_SECONDS, self._give_up, (key, path), ticket)

    def begin(self, key: str, execution: WorkflowExecution, path: str, slot: Slot, activity: Activity[..., Any], now: Micros) -> Begun:
        """The call has a slot: what is to be recorded, and then run by `attempt`."""
        missing = prepare(activity)
        intent = None
        if missing is not None:
            activation = execution.block(missing, now)
        else:
            activation, intent = execution.begin_attempt(path, now)
        if intent is None:
            _leave(slot)
            return Begun(activation)
        name = (key, path, intent.number)
        ready = self._ready[name] = _Ready(activity, intent, slot, execution.start.execution_id, execution.start.root)
        asyncio.get_running_loop().call_later(PICK_UP_SECONDS, self._drop, name, ready)
        return Begun(activation, intent)

    async def attempt(
        self,
        key: str,
        path: str,
        number: int,
        *,
        now: Micros,
        cancellation: Cancellation,
        heartbeat: Callable[[Any], None],
        late: Callable[[Outcome], None],
    ) -> tuple[Outcome, Any]:
        """Run an attempt whose intent is recorded.

        Args:
            key: the engine's name of the execution.
            path: the call.
            number: the attempt.
            now: the time, as the engine sees it.
            cancellation: tells the function that nobody waits for it.
            heartbeat: gets what the function leaves for the next attempt, about once a second at most.
            late: gets the answer of a function that outlived its deadline.

        Returns:
            How it ended, and what its last heartbeat left.
        """
        ready = self._ready.pop((key, path, number), None)
        if ready is None:
            return GONE, None
        intent, slot = ready.intent, ready.slot
        left = (intent.deadline - now) / SECOND
        if not can_begin(left, intent.timeout):
            _leave(slot)
            return too_late(intent.timeout), None
        heartbeats = Heartbeats(self._clock, heartbeat)

        def token(until: Micros) -> str:
            return sign(Claim(ready.execution_id, path, number, until), token_secret(), ready.root)

        outcome: Outcome | None = None
        try:
            outcome = await run_attempt(
                ready.activity,
                replace(intent, timeout=min(left, intent.timeout)),
                on_released=slot.function_ended,
                on_late=late,
                heartbeats=heartbeats,
                cancellation=cancellation,
                completions=Completions(token, self._clock.now),
            )
            return outcome, heartbeats.end()
        except asyncio.CancelledError:
            slot.function_ended()
            raise
        finally:
            heartbeats.end()
            slot.tell(outcome)
            slot.outcome_taken()

    def leave(self, key: str) -> None:
        """Nothing of this execution begins here any more: its places are others'."""
        for place in [place for place in self._tickets if place[0] == key]:
            ticket = self._tickets.pop(place)
            ticket.given_up = True
            if ticket.slot is not None:
                _leave(ticket.slot)
        for name in [name for name in self._ready if name[0] == key]:
            self._drop(name, self._ready[name])

    def _drop(self, name: tuple[str, str, int], ready: _Ready) -> None:
        if self._ready.get(name) is ready:
            del self._ready[name]
            _leave(ready.slot)

    def _give_up(self, place: Place, ticket: _Ticket) -> None:
        if self._tickets.get(place) is ticket and ticket.slot is not None:
            del self._tickets[place]
            _leave(ticket.slot)

    def _look_again(self, at: Micros) -> None:
        timer = self._timer = object()
        delay = min(LONGEST_SLEEP, max(0.001, (at - self._clock.now()) / SECOND))
        asyncio.get_running_loop().call_later(delay, self._admit, timer)

    def _admit(self, timer: object) -> None:
        if timer is self._timer and (at := self._limits.admit_due()) is not None:
            self._look_again(at)


def _leave(slot: Slot) -> None:
    slot.function_ended()
    slot.outcome_taken()
