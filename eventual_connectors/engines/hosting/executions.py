"""The executions of one process under an engine that is not ours: advanced by what happens, and forgotten again when they rest."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from ...activities import Activity
from ...clock import Clock, Micros
from ...error_records import said
from ...errors import EngineError, EventualError, UsageError
from ...history.events import Event
from ...workflows.beats import Beat
from ...workflows.commands import (
    Activation,
    AskToStop,
    CancelAttempt,
    CancelChild,
    Command,
    ForgetTimer,
    NeedAttempt,
    StartChild,
    WakeTimer,
)
from ...workflows.definition import Workflow
from ...workflows.execution import Start, WorkflowExecution
from ..known_activities import find_activity
from .attempts import Attempts
from .messages import Advance, Message, outcome_from_json

log = logging.getLogger("eventual.engine")


@dataclass(eq=False)
class _Cached:
    """An execution in memory.

    Attributes:
        key: the engine's name of it, no other's in all of time.
        execution: its code and what is recorded of it.
        recorded: how many events the engine holds of it, once it has recorded the latest advance.
    """

    key: str
    execution: WorkflowExecution
    recorded: int


@dataclass
class _Step:
    """What one happening has led to so far.

    Attributes:
        holds: no attempt is begun: the engine is about to begin its own history anew, and asks again then.
    """

    cached: _Cached
    now: Micros
    holds: bool = False
    events: list[Event] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    commands: list[Message] = field(default_factory=list)
    to_do: list[Command] = field(default_factory=list)

    def absorb(self, activation: Activation) -> None:
        """Take in what followed."""
        self.events += activation.events
        self.beats += activation.beats
        self.to_do += activation.commands


class Executions:
    """Everything here happens in one event loop.

    Args:
        workflows: what can be run, by name.
        clock: where attempts read the time.
        max_cached: executions kept in memory; those used longest ago are rebuilt from their events when something happens to them.
    """

    def __init__(self, workflows: Mapping[str, Workflow[..., Any]], *, clock: Clock, max_cached: int = 1000) -> None:
        self._workflows = workflows
        self._max_cached = max_cached
        self._cache: OrderedDict[str, _Cached] = OrderedDict()
        self.attempts = Attempts(clock)

    def advance(
        self,
        key: str,
        workflow: str,
        start: Start,
        history: Sequence[Event],
        beats: Iterable[Beat],
        happening: Message,
        now: Micros,
    ) -> Advance:
        """What follows from what happened. Nothing outside changes before the engine has recorded it.

        Where the code cannot run here the status is `blocked`. What happened is on record all the same, unless `events` is empty: then it
        is to be told again when the execution is tried again (`open`).

        Args:
            key: the engine's name of the execution, no other's in all of time.
            workflow: the name of its workflow.
            start: how it began.
            history: its recorded events.
            beats: the latest recorded note of each path.
            happening: see `messages`.
            now: the time, as the engine sees it.
        """
        try:
            step = self._step(key, workflow, start, history, beats, happening, now)
        except Exception as error:  # one damaged execution does not stop the others
            self.forget(key)
            reason = said(error) if isinstance(error, EventualError) else f"{type(error).__name__}: {said(error)}"
            log.warning("execution %s is blocked: %s", start.execution_id, reason)
            return Advance(status="blocked", reason=reason)
        return self._result(step)

    def forget(self, key: str) -> None:
        """It is not needed in memory any more."""
        cached = self._cache.pop(key, None)
        if cached is not None:
            cached.execution.evict()

    def _step(
        self,
        key: str,
        workflow: str,
        start: Start,
        history: Sequence[Event],
        beats: Iterable[Beat],
        happening: Message,
        now: Micros,
    ) -> _Step:
        cached = self._cache.get(key)
        if cached is None or cached.recorded != len(history) or happening["kind"] == "open":
            self.forget(key)
            step = self._rebuilt(key, workflow, start, history, beats, now)
        else:
            self._cache.move_to_end(key)
            step = _Step(cached, now)
        step.holds = happening.get("holds", False)
        self._happen(step, happening)
        self._carry_out(step)
        step.cached.recorded = len(history) + len(step.events)
        return step

    def _rebuilt(self, key: str, workflow: str, start: Start, history: Sequence[Event], beats: Iterable[Beat], now: Micros) -> _Step:
        definition = self._workflows.get(workflow)
        if definition is None:
            raise EngineError(f"no workflow called {workflow!r} is registered with this worker; start one that has it")
        execution = WorkflowExecution(definition, start, history, beats=beats, find_activity=find_activity)
        cached = self._cache[key] = _Cached(key, execution, len(history))
        while len(self._cache) > self._max_cached:
            self.forget(next(iter(self._cache)))
        step = _Step(cached, now)
        step.absorb(execution.open(now))
        return step

    def _happen(self, step: _Step, happening: Message) -> None:
        execution, now = step.cached.execution, step.now
        match happening:
            case {"kind": "due", "path": path}:
                self._due(step, path)
            case {"kind": "ended", "path": path, "attempt": attempt, "outcome": outcome, "details": details}:
                step.absorb(execution.end_attempt(path, attempt, outcome_from_json(outcome), now, details=details))
            case {"kind": "lost", "path": path, "attempt": attempt, "details": details}:
                step.absorb(execution.lose_attempt(path, attempt, now, details=details))
            case {"kind": "beat", "path": path, "attempt": attempt, "details": details}:
                step.beats.append(Beat(path, attempt, now, details))
            case {"kind": "recover"}:
                step.absorb(execution.lose_attempts(now))
            case {"kind": "signal", "name": name, "payload": payload, "id": signal_id}:
                step.absorb(execution.signal(name, payload, signal_id, now))
            case {"kind": "cancel", "reason": reason}:
                step.absorb(execution.cancel(reason, now))
            case {"kind": "child_ended", "path": path}:
                step.absorb(execution.child_ended(path, happening.get("result"), happening.get("error"), now))
            case {"kind": "resolve"}:
                self._settle(step, execution.resolve, happening, "operator")
            case {"kind": "complete"}:
                self._settle(step, execution.complete, happening, "token")

    def _settle(self, step: _Step, settle: Callable[..., Activation], happening: Message, by: str) -> None:
        execution = step.cached.execution
        try:
            step.absorb(settle(*(happening[name] for name in ("path", "attempt", "decision", "value")), step.now))
        except UsageError as error:  # it does not fit, or somebody else was faster
            log.warning("execution %s: %s", execution.start.execution_id, error)
            step.absorb(execution.refuse(happening["path"], happening["attempt"], by, str(error), step.now))

    def _due(self, step: _Step, path: str) -> None:
        execution = step.cached.execution
        activity = execution.activity_of(path)
        if activity is None:
            step.absorb(execution.timer_due(path, step.now))
        else:
            self._need(step, path, activity)

    def _carry_out(self, step: _Step) -> None:
        while step.to_do:
            command = step.to_do.pop(0)
            match command:
                case NeedAttempt(path, at, activity) if at <= step.now:
                    self._need(step, path, activity)
                case NeedAttempt(path, at) | WakeTimer(path, at):
                    step.commands.append({"do": "wake", "path": path, "at": at})
                case ForgetTimer(path):
                    step.commands.append({"do": "forget", "path": path})
                case CancelAttempt(path) | AskToStop(path):
                    step.commands.append({"do": "stop", "path": path})
                case StartChild():
                    step.commands.append(self._child(command))
                case CancelChild(path, execution_id):
                    step.commands.append({"do": "cancel_child", "path": path, "id": execution_id})

    def _need(self, step: _Step, path: str, activity: Activity[..., Any]) -> None:
        """Begin an attempt if its connection has a slot, or ask for one."""
        if step.holds:
            return
        key, execution = step.cached.key, step.cached.execution
        slot = self.attempts.take_slot(key, path, activity)
        if slot is None:
            if execution.activity_of(path) is not None and {"do": "slot", "path": path} not in step.commands:
                step.commands.append({"do": "slot", "path": path})
            return
        begun = self.attempts.begin(key, execution, path, slot, activity, step.now)
        step.absorb(begun.activation)
        if begun.intent is not None:
            intent = begun.intent
            command = {"do": "run", "path": path, "attempt": intent.number, "activity": activity.name, "deadline": intent.deadline}
            step.commands.append(command)

    def _child(self, command: StartChild) -> Message:
        definition = self._workflows.get(command.workflow)
        return {
            "do": "child",
            "path": command.path,
            "id": command.execution_id,
            "workflow": command.workflow,
            "reference": definition.reference if definition else "",
            "version": definition.version if definition else "",
            "input": command.input,
            "root": command.root.hex(),
        }

    def _result(self, step: _Step) -> Advance:
        execution, key = step.cached.execution, step.cached.key
        parked = next((f"{record.name}: {record.parked.reason}" for record in execution.parked if record.parked is not None), "")
        reason = str(execution.blocked or "") or parked or execution.waits_for_children or self.attempts.waits_for(key)
        if execution.outcome is not None:
            reason = execution.outcome.data.get("error", {}).get("message", "")
            for dropped in execution.dropped:
                log.warning("execution %s: the code no longer calls %s, which its history holds", execution.start.execution_id, dropped)
            self.forget(key)
        elif execution.blocked is not None:
            log.warning("execution %s is blocked: %s", execution.start.execution_id, reason)
        return Advance(step.events, step.beats, step.commands, execution.status, reason, len(execution.parked), execution.cancelling)
