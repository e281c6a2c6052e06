"""The attempts of a worker: each waits for a slot of its connection, then for its intent to be on disk, and then runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, Protocol

from ...activities import Activity
from ...attempts.completion import Claim, Completions, sign
from ...attempts.limits import Limits, Slot
from ...attempts.outcome import Outcome, can_begin, too_late
from ...attempts.runner import Intent, connection_lane, connection_limits, prepare, run_attempt
from ...cancellation import Cancellation
from ...clock import SECOND, Clock, Micros
from ...workflows.beats import Beat
from ...workflows.commands import Activation
from ..heartbeats import Heartbeats
from .hosted import Hosted


class Host(Protocol):
    """Whoever keeps the executions that attempts are made for."""

    @property
    def stopping(self) -> bool:
        """Whether no attempt may begin any more."""
        ...

    @property
    def recording(self) -> bool:
        """Whether what comes of an attempt can still be recorded."""
        ...

    def get(self, execution_id: str) -> Hosted | None:
        """The execution; None if it cannot or need not run now."""
        ...

    def step(self, hosted: Hosted, activate: Callable[[], Activation]) -> bool:
        """Record what follows and carry it out; whether that could be done."""
        ...

    def keep(self, hosted: Hosted, beat: Beat) -> None:
        """Keep a sign of life with the next commit."""

    def set_aside(self, hosted: Hosted, error: BaseException) -> None:
        """Stop an execution whose memory is not to be trusted."""

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run a callback when all that was recorded so far is on disk."""

    def all_left(self, hosted: Hosted) -> None:
        """None of its attempts runs any more."""

    def waits_changed(self, execution_ids: Sequence[str]) -> None:
        """What these executions wait for (`Attempts.waits_for`) may be another now."""


class Attempts:
    """Runs what executions need, as far as their connections have room; each execution gets its turn.

    Args:
        host: whoever keeps the executions.
        clock: where the time is read.
        poke: called when `admit_due` has something to do before its time.
        token_key: the secret of completion tokens; made where there is none.
    """

    def __init__(self, host: Host, clock: Clock, poke: Callable[[], None], token_key: Callable[[], bytes]) -> None:
        self._host = host
        self._clock = clock
        self._token_key = token_key
        self._limits: Limits[str] = Limits(clock.now, sooner=lambda _: poke(), circuit_changed=host.waits_changed)

    def need(self, hosted: Hosted, path: str, activity: Activity[..., Any]) -> None:
        """Begin an attempt of this call as soon as its connection has a slot."""
        if path in hosted.waiting or path in hosted.running:
            return
        hosted.waiting.add(path)
        lane = connection_lane(activity)
        self._limits.enter(lane, connection_limits(activity), hosted.id, lambda slot: self._begin(hosted, path, slot, activity))

    def admit_due(self) -> Micros | None:
        """Let in what waited for a time that has come; returns when the next such time comes."""
        return self._limits.admit_due()

    def waits_for(self, hosted: Hosted) -> str:
        """What holds attempts of this execution back for longer, in one line; empty where nothing does."""
        return self._limits.waits_for(hosted.id)

    def _begin(self, hosted: Hosted, path: str, slot: Slot, activity: Activity[..., Any]) -> bool:
        """The connection has a slot: record the intent, and run the attempt once that is on disk."""
        if self._host.stopping:
            return False  # it still waits, which is recorded, so the next worker takes it up
        hosted.waiting.discard(path)
        if hosted.execution.evicted:
            return False
        missing = prepare(activity)
        if missing is not None:
            self._host.step(hosted, lambda: hosted.execution.block(missing, self._clock.now()))
            return False
        try:
            activation, intent = hosted.execution.begin_attempt(path, self._clock.now())
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            self._host.set_aside(hosted, error)
            return False
        if intent is None:
            self._host.step(hosted, lambda: activation)
            return False
        durable = asyncio.Event()
        hosted.cancellations[path] = Cancellation()
        task = asyncio.create_task(self._run(hosted, intent, activity, slot, durable), name=f"attempt {path}")
        hosted.running[path] = task
        # Not in the task itself: one that is cancelled before its first step never runs any of its code.
        task.add_done_callback(lambda ended: self._leave(hosted, path, slot, ended))
        self._host.step(hosted, lambda: activation)
        if hosted.broken:
            task.cancel()  # its intent is not on record; it gives the slot back itself
        else:
            self._host.after_commit(durable.set)
        return True

    async def _run(self, hosted: Hosted, intent: Intent, activity: Activity[..., Any], slot: Slot, durable: asyncio.Event) -> None:
        cancellation = hosted.cancellations[intent.path]
        heartbeats = Heartbeats(self._clock, lambda details: self._beat(hosted, intent, details))
        try:
            await durable.wait()
            left = (intent.deadline - self._clock.now()) / SECOND
            if can_begin(left, intent.timeout):
                outcome = await run_attempt(
                    activity,
                    # A vendor's clock is not ahead with ours, so a look-up looks further back by as much.
                    # Its time began with the intent; whoever looks for its effect relies on the recorded deadline.
                    replace(intent, timeout=left, first_started_at=intent.first_started_at - getattr(self._clock, "ahead", 0)),
                    on_released=slot.function_ended,
                    on_late=lambda late: self._late(hosted.id, intent, late),
                    heartbeats=heartbeats,
                    cancellation=cancellation,
                    completions=Completions(lambda until: self._token(hosted, intent, until), self._clock.now),
                )
            else:
                outcome = too_late(intent.timeout)
                slot.function_ended()
            hosted.running.pop(intent.path, None)
            hosted.cancellations.pop(intent.path, None)
            self._ended(hosted, intent, slot, outcome, heartbeats.end())
        except (asyncio.CancelledError, KeyboardInterrupt):
            raise
        except BaseException as error:  # a plugin's hook or classifier may raise anything
            self._host.set_aside(hosted, error)
        finally:
            heartbeats.end()

    def _token(self, hosted: Hosted, intent: Intent, until: Micros) -> str:
        return sign(Claim(hosted.id, intent.path, intent.number, until), self._token_key(), hosted.execution.start.root)

    def _beat(self, hosted: Hosted, intent: Intent, details: Any) -> None:
        if self._host.recording:
            self._host.keep(hosted, Beat(intent.path, intent.number, self._clock.now(), details))

    def _leave(self, hosted: Hosted, path: str, slot: Slot, ended: asyncio.Task[None]) -> None:
        """An attempt's task is over, however it came to that."""
        if hosted.running.get(path) is ended:  # else the call's next attempt runs already
            del hosted.running[path]
            hosted.cancellations.pop(path, None)
        if ended.cancelled():
            slot.function_ended()
        slot.outcome_taken()
        if not hosted.running:
            self._host.all_left(hosted)

    def _ended(self, hosted: Hosted, intent: Intent, slot: Slot, outcome: Outcome, details: Any) -> None:
        now = self._clock.now()
        slot.tell(outcome)
        if self._host.recording:
            self._host.step(hosted, lambda: hosted.execution.end_attempt(intent.path, intent.number, outcome, now, details=details))

    def _late(self, execution_id: str, intent: Intent, outcome: Outcome) -> None:
        """A function that outlived its deadline has answered after all."""
        current = None if self._host.stopping else self._host.get(execution_id)
        if current is not None:
            now = self._clock.now()
            self._host.step(current, lambda: current.execution.end_attempt(intent.path, intent.number, outcome, now))
