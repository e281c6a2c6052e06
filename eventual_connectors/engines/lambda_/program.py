"""The program that Lambda runs for every execution, the same for all workflows: one step after the other, so that their order is certain.

Each step records what followed from what happened. Attempts begin after the step that holds their intent, and run in the same invocation.
Where nothing runs, the invocation ends, and a callback begins the next one: at its timeout, which is the next time that a call waits for,
or when somebody who has posted a letter completes it.
"""

from __future__ import annotations

import json
import math
import queue
from typing import Any

from aws_durable_execution_sdk_python import DurableContext
from aws_durable_execution_sdk_python.config import CallbackConfig, Duration, StepConfig
from aws_durable_execution_sdk_python.exceptions import CallbackError, SuspendExecution
from aws_durable_execution_sdk_python.retries import RetryPresets
from aws_durable_execution_sdk_python.serdes import PassThroughSerDes

from ...clock import SECOND, Micros
from ...errors import ExecutionCancelled, ExecutionFailed
from ...history import events as ev
from ...workflows.beats import Beat
from ..envelope import Envelope
from ..hosting.client import python_version
from ..hosting.messages import Advance, Message, beat_from_json
from .family import Family
from .host import Host
from .mailbox import Mailbox, packed, unpacked
from .payload import Payload
from .recorded import ADVANCE, STATE, WAKE, Recorded, apply_wakes
from .running import BEAT, Attempting
from .service import Service

ONCE = StepConfig(retry_strategy=RetryPresets.none(), serdes=PassThroughSerDes())

RECOVER: Message = {"kind": "recover"}
OPEN: Message = {"kind": "open"}

LOOK_SECONDS = 0.25
"""How often a running invocation looks into its box."""

NAP = SECOND
"""Lambda counts in whole seconds. For a time as near as this it pays to stay."""

RESERVE_SECONDS = 30.0
"""Before the function's timeout: no further attempt begins, and those to come are left to the next invocation."""


class Interrupted(BaseException):
    """The invocation cannot go on, and the execution is none the worse: Lambda invokes the function again."""


class Program:
    """One execution, during one invocation."""

    def __init__(self, host: Host, context: DurableContext, payload: Payload, mailbox: Mailbox, service: Service) -> None:
        self._host = host
        self._context = context
        self._payload = payload
        self._mailbox = mailbox
        self._service = service
        self._arn = context.execution_context.durable_execution_arn
        self._key = host.new_key(self._arn)
        self._recorded = Recorded()
        self._family = Family(payload, self._arn, mailbox, service)
        self._attempting = Attempting(host, self._key, note=self._note, post=self._family.post_to_self)
        self._live = False
        self._shown: Message = {}
        self._letters: list[tuple[str, Message]] = []
        self._looked_at: Micros = 0
        self._reserve = min(RESERVE_SECONDS, 0.2 * self._remaining())

    def run(self) -> Message:
        """Advance the execution until it ends, or rests.

        Returns:
            Its last event; what the workflow raised comes from its record.

        Raises:
            ExecutionFailed: so that Lambda knows of it too.
            ExecutionCancelled: it was cancelled.
        """
        try:
            while not self._recorded.closed:
                step = self._step()
                self._recorded.take(step)
                if self._live:
                    self._mailbox.remove(self._arn, step.get("letters", ()))
                    self._show("")
                    self._reach_others()
                    self._host.run(lambda step=step: self._attempting.carry_out(step["commands"]))  # type: ignore[misc]
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
                raise Interrupted(str(error)) from error

        step: Message = unpacked(self._context.step(advance, ADVANCE, ONCE), self._mailbox)
        return step

    def _first(self) -> list[Message]:
        """What the first new step of an invocation begins with: nobody runs what ran in the one before."""
        if not self._recorded.events:
            self._look()
            return [OPEN]
        for name, text in self._mailbox.notes(self._arn).items():
            if name.startswith(BEAT):
                self._remember(beat_from_json(json.loads(text)))
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
            if self._ending and self._attempting.resting:
                return [RECOVER]  # of nothing: the rest of it is for the next invocation
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
        batch = _Batch(self._host, self._key, envelope, recorded, holds=self._ending)
        for happening in [*happenings, *(happening for _, happening in self._letters)]:
            batch.tell(happening, now)
        batch.tell_due(self._due(now), now)
        step = batch.to_json() | first | ({"begins": True} if begins else {})
        if self._letters:
            step["letters"] = [place for place, _ in self._letters]
            self._letters = []
        rest = self._how_long(batch, now)
        return step if rest is None else step | {"rest": rest}

    def _how_long(self, batch: _Batch, now: Micros) -> int | None:
        """For how many seconds the execution may rest after this; None where it may not."""
        if batch.closed:
            return None
        if any(command["do"] == "run" for command in batch.commands) or not self._attempting.resting or not self._attempting.heard.empty():
            return None
        at = min(batch.wakes.values(), default=None)
        if self._ending:
            return 1
        if any(command["do"] == "slot" for command in batch.commands) or not self._attempting.idle:
            return None
        if at is None:
            return 0
        return None if at - now <= NAP else math.ceil((at - now) / SECOND)

    @property
    def _ending(self) -> bool:
        return self._host.draining or self._remaining() < self._reserve

    def _remaining(self) -> float:
        """Seconds until the function's timeout."""
        context: Any = self._context.lambda_context
        return context.get_remaining_time_in_millis() / 1000 if context is not None else math.inf

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
            **{name: latest[name] for name in ("status", "reason", "parked")},
            "callback": callback,
        }
        if shown != self._shown and not (self._shown and callback == "" and shown | {"callback": self._shown["callback"]} == self._shown):
            self._shown = shown
            at = self._recorded.events[-1].at if self._recorded.events else self._recorded.started_at
            self._note(STATE, json.dumps(shown | {"updated_at": at}))

    def _note(self, name: str, text: str) -> None:
        self._mailbox.note(self._arn, name, text)

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


class _Batch:
    """Several happenings, one after the other, that are recorded together."""

    def __init__(self, host: Host, key: str, envelope: Envelope, recorded: Recorded, *, holds: bool) -> None:
        self.commands: list[Message] = []
        self.wakes = dict(recorded.wakes)
        self._host = host
        self._key = key
        self._envelope = envelope
        self._history = list(recorded.events)
        self._before = len(self._history)
        self._beats = dict(recorded.beats)
        self._left: list[Message] = []
        self._held = list(recorded.held)
        self._latest = recorded.latest or Advance().to_json()
        self._holds: Message = {"holds": True} if holds else {}

    def tell(self, happening: Message, now: Micros) -> None:
        """The next happening. Where the code cannot run, it is told again once the code can."""
        if happening["kind"] in ("open", "recover"):
            self._advance(happening, now)
            while self._held and self._latest["status"] != "blocked":
                if not self._advance(self._held[0], now):
                    break
                self._held.pop(0)
        elif self._held or not self._advance(happening, now):
            self._held.append(happening)

    def tell_due(self, paths: list[str], now: Micros) -> None:
        """The times of these paths have come; those that are not waited for any more do not matter."""
        for path in paths:
            if self.wakes.get(path, now + 1) <= now:
                came = {"do": "came", "path": path}
                apply_wakes(self.wakes, [came])
                self.commands.append(came)
                self.tell({"kind": "due", "path": path}, now)

    def _advance(self, happening: Message, now: Micros) -> bool:
        """Whether what happened is on record."""
        start, workflow = self._envelope.start, self._envelope.workflow
        executions = self._host.executions
        advance = executions.advance(self._key, workflow, start, self._history, self._beats.values(), happening | self._holds, now)
        self._history += advance.events
        self._beats |= {beat.path: beat for beat in advance.beats}
        self._latest = advance.to_json()
        self._left += self._latest["beats"]
        self.commands += advance.commands
        apply_wakes(self.wakes, advance.commands)
        return advance.status != "blocked" or bool(advance.events)

    @property
    def closed(self) -> bool:
        """The execution has ended."""
        return bool(self._history) and self._history[-1].type in ev.CLOSING

    def to_json(self) -> Message:
        """The recorded form."""
        events = [event.to_json() for event in self._history[self._before :]]
        shown = {name: self._latest[name] for name in ("status", "reason", "parked")}
        step = {"events": events, "beats": self._left, "commands": self.commands, **shown}
        return step | ({"held": self._held} if self._held else {})
