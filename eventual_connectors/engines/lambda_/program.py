"""The program that Lambda runs for every execution, the same for all workflows: one step after the other, so that their order is certain.

Each step records what followed from what happened. Attempts begin after the step that holds their intent, and run in the same invocation.
Where nothing runs, the invocation ends, and a callback begins the next one: at its timeout, which is the next time that a call waits for,
or when somebody who has posted a letter completes it.
"""

from __future__ import annotations

import json
import math
import queue
from functools import partial
from typing import Any

from aws_durable_execution_sdk_python import DurableContext
from aws_durable_execution_sdk_python.config import CallbackConfig, Duration, StepConfig
from aws_durable_execution_sdk_python.exceptions import CallbackError, SuspendExecution, UnrecoverableError
from aws_durable_execution_sdk_python.retries import RetryPresets
from aws_durable_execution_sdk_python.serdes import PassThroughSerDes

from ...clock import SECOND, Micros
from ...errors import ExecutionCancelled, ExecutionFailed
from ...history import events as ev
from ...workflows.beats import Beat
from ..hosting.client import python_version
from ..hosting.messages import Message, beat_from_json
from .batch import Batch
from .family import Family
from .host import Host
from .mailbox import Mailbox, packed, resolved, unpacked
from .payload import Payload
from .recorded import ADVANCE, SHOWN, STATE, WAKE, Recorded
from .running import BEAT, Attempting
from .service import Service
from .steady import Interrupted, steady
from .time_left import TimeLeft

ONCE = StepConfig(retry_strategy=RetryPresets.none(), serdes=PassThroughSerDes())

RECOVER: Message = {"kind": "recover"}
OPEN: Message = {"kind": "open"}

LOOK_SECONDS = 0.25
"""How often a running invocation looks into its box."""

NAP = SECOND
"""Lambda counts in whole seconds. For a time as near as this it pays to stay."""

LONGEST_REST = 30 * 24 * 3600
"""Seconds. Lambda allows a callback 1,157 days."""

QUEUE_SECONDS = 10
"""An execution that does nothing but queue for its connections for so long rests for as long, and queues again then."""


def run(host: Host, event: Any, context: DurableContext, mailbox: Mailbox, service: Service) -> Message:
    """Advance an execution until it ends, or rests.

    Returns:
        Its last event, where it completed.

    Raises:
        ExecutionFailed: its workflow failed; Lambda is to know of it too.
        ExecutionCancelled: it was cancelled.
        HistoryError: it is none of ours.
        Interrupted: the invocation cannot go on.
    """
    time = TimeLeft(host, context)
    mailbox, service = steady(mailbox, time.remaining), steady(service, time.remaining)
    payload = Payload.from_json(resolved(event, mailbox))
    try:
        return Program(host, context, payload, mailbox, service, time).run()
    except (ExecutionFailed, ExecutionCancelled, UnrecoverableError):
        raise
    except Exception as error:  # to Lambda it would be the end of the execution
        raise Interrupted(f"{type(error).__name__}: {error}") from error


class Program:
    """One execution, during one invocation."""

    def __init__(self, host: Host, context: DurableContext, payload: Payload, mailbox: Mailbox, service: Service, time: TimeLeft) -> None:
        self._host = host
        self._context = context
        self._payload = payload
        self._mailbox = mailbox
        self._service = service
        self._time = time
        self._arn = context.execution_context.durable_execution_arn
        self._key = host.new_key(self._arn)
        self._recorded = Recorded()
        self._family = Family(payload, self._arn, mailbox, service)
        self._attempting = Attempting(host, self._key, note=self._note, post=self._family.post_to_self)
        self._live = False
        self._shown: Message = {}
        self._letters: list[tuple[str, Message]] = []
        self._looked_at: Micros = 0
        self._queues_since: Micros | None = None

    def run(self) -> Message:
        """See `run`."""
        try:
            while not self._recorded.closed:
                step = self._step()
                self._recorded.take(step)
                if self._live:
                    self._mailbox.remove(self._arn, step.get("letters", ()))
                    self._show("")
                    self._reach_others()
                    self._host.run(partial(self._attempting.carry_out, step["commands"]))
                if "rest" in step:
                    self._rest(step["rest"])
            return self._ended()
        finally:
            self._attempting.leave()

    # A step.

    def _step(self) -> Message:
        happenings = self._next() if self._live else None

        def advance(_: object) -> str:
            begins = not self._live
            self._live = True
            try:
                told = self._first() if happenings is None else happenings
                return packed(self._host.run(lambda: self._advanced(told, begins)), self._mailbox)
            except Exception as error:
                raise Interrupted(f"{type(error).__name__}: {error}") from error

        step: Message = unpacked(self._context.step(advance, ADVANCE, ONCE), self._mailbox)
        return step

    def _first(self) -> list[Message]:
        """What the first new step of an invocation begins with: nobody runs what ran in the one before."""
        if not self._recorded.events:
            self._look()
            return [OPEN]
        for name, text in self._mailbox.notes(self._arn).items():
            if name.startswith(BEAT):
                self._remember(beat_from_json(unpacked(text, self._mailbox)))
        self._look()
        return [RECOVER]

    def _remember(self, beat: Beat) -> None:
        known = self._recorded.beats.get(beat.path)
        if known is None or (known.attempt, known.at) < (beat.attempt, beat.at):
            self._recorded.beats[beat.path] = beat

    def _next(self) -> list[Message]:
        """Wait for what happens next."""
        happenings = self._heard()
        while True:
            now = self._host.clock.now()
            if now - self._looked_at >= LOOK_SECONDS * SECOND:
                self._look()
            if happenings or self._letters or self._due(now):
                return happenings
            if self._attempting.resting and (self._time.short or self._queues_too_long(now)):
                return [RECOVER]  # of nothing: what is to come is for the next invocation
            happenings = self._wait(now)

    def _heard(self) -> list[Message]:
        happenings: list[Message] = []
        while not self._attempting.heard.empty():
            happenings.append(self._attempting.heard.get())
        return happenings

    def _wait(self, now: Micros) -> list[Message]:
        at = self._recorded.next_wake
        seconds = LOOK_SECONDS if at is None else min(LOOK_SECONDS, max(0.0, (at - now) / SECOND))
        try:
            return [self._attempting.heard.get(timeout=seconds), *self._heard()]
        except queue.Empty:
            return []

    def _look(self) -> None:
        """Look into the box."""
        self._looked_at = self._host.clock.now()
        letters = self._mailbox.letters(self._arn)
        again = [letter.place for letter in letters if letter.place in self._recorded.taken]
        self._mailbox.remove(self._arn, again)
        new = [letter for letter in letters if letter.place not in self._recorded.taken]
        self._letters = [(letter.place, unpacked(letter.text, self._mailbox)) for letter in new]

    def _due(self, now: Micros) -> list[str]:
        wakes = self._recorded.wakes
        return sorted((path for path, at in wakes.items() if at <= now), key=lambda path: (wakes[path], path))

    # What follows; in the host's event loop.

    def _advanced(self, happenings: list[Message], begins: bool) -> Message:
        now = self._host.clock.now()
        recorded = self._recorded
        first = {} if recorded.started_at else {"started_at": now, "python": python_version()}
        envelope = self._payload.envelope(self._arn, recorded.started_at or now, python_version())
        died = begins and bool(recorded.latest) and "rest" not in recorded.latest
        # An invocation that dies is followed by one that ends well at once: Lambda gives up an execution only where several die in a row.
        held_back = died or self._time.short
        batch = Batch(self._host, self._key, envelope, recorded, holds=held_back)
        for happening in [*happenings, *(happening for _, happening in self._letters)]:
            batch.tell(happening, now)
        batch.tell_due(self._due(now), now)
        step = batch.to_json() | first | ({"begins": True} if begins else {})
        if self._letters:
            step["letters"] = [place for place, _ in self._letters]
            self._letters = []
        rest = self._how_long(batch, now, held_back)
        return step if rest is None else step | {"rest": rest}

    def _how_long(self, batch: Batch, now: Micros, held_back: bool) -> int | None:
        """For how many seconds the execution may rest after this; None where it may not."""
        begun = {command["do"] for command in batch.commands} & {"run", "slot"}
        if batch.closed or "run" in begun or not self._attempting.resting or not self._attempting.heard.empty():
            return None
        if held_back:
            return 1
        at = min(batch.wakes.values(), default=None)
        seconds = 0 if at is None else min(math.ceil((at - now) / SECOND), LONGEST_REST)  # it looks again when it is over
        if self._queues_too_long(now):
            return min(seconds, QUEUE_SECONDS) if seconds > 0 else QUEUE_SECONDS
        if begun or not self._attempting.idle or (at is not None and at - now <= NAP):
            return None
        return seconds

    def _queues_too_long(self, now: Micros) -> bool:
        if self._attempting.idle or not self._attempting.resting:
            self._queues_since = None
        elif self._queues_since is None:
            self._queues_since = now
        return self._queues_since is not None and now - self._queues_since >= QUEUE_SECONDS * SECOND

    # Rest.

    def _rest(self, seconds: int) -> None:
        """End the invocation, unless what it waits for is there."""
        config = CallbackConfig(timeout=Duration.from_seconds(seconds)) if seconds else None
        callback = self._context.create_callback(WAKE, config)
        try:
            callback.result()
        except CallbackError:
            return  # its timeout
        except SuspendExecution:
            if self._nothing_new(callback.callback_id):
                raise
            self._service.wake(callback.callback_id)  # so that it is past for whoever reads this again

    def _nothing_new(self, callback: str) -> bool:
        if not self._live:
            if self._state().get("callback") == callback:
                self._recorded.carried_out()
            self._reach_others()
        self._show(callback)
        self._look()
        return not self._letters and self._attempting.heard.empty() and not self._due(self._host.clock.now())

    def _state(self) -> Message:
        text = self._mailbox.notes_of([self._arn], STATE).get(self._arn)
        state: Message = json.loads(text) if text else {}
        return state

    def _show(self, callback: str) -> None:
        """Leave a note of how the execution is, and how it wakes."""
        latest = self._recorded.latest
        shown: Message = {
            "id": self._payload.id,
            "workflow": self._payload.workflow,
            "version": self._payload.version,
            **{name: latest[name] for name in SHOWN},
            "callback": callback,
        }
        if shown != self._shown and not (self._shown and callback == "" and shown | {"callback": self._shown["callback"]} == self._shown):
            self._shown = shown
            at = self._recorded.events[-1].at if self._recorded.events else self._recorded.started_at
            self._note(STATE, shown | {"updated_at": at})

    def _note(self, name: str, tree: Message) -> None:
        self._mailbox.note(self._arn, name, packed(tree, self._mailbox))

    def _reach_others(self) -> None:
        """Start and cancel children, where it is not certain that this was done."""
        for happening in self._family.reach(self._recorded.outward):
            self._attempting.heard.put(happening)
        self._recorded.carried_out()

    # The end.

    def _ended(self) -> Message:
        self._reach_others()
        outcome = self._recorded.events[-1]
        self._family.tell_parent(outcome)
        self._show("")
        self._mailbox.remove(self._arn, [letter.place for letter in self._mailbox.letters(self._arn)])
        if outcome.type == ev.EXECUTION_CANCELLED:
            raise ExecutionCancelled(f"the execution {self._payload.id!r} was cancelled")
        if outcome.type == ev.EXECUTION_FAILED:
            raise ExecutionFailed(str(outcome.data["error"].get("message", ""))[:1000])
        ended: Message = json.loads(packed(outcome.to_json(), self._mailbox))
        return ended
