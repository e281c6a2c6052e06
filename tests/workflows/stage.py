"""A stage for one execution: keeps its events, answers its attempts from a table, moves a virtual clock."""

from __future__ import annotations

import heapq
import json
from collections.abc import Callable
from typing import Any, ClassVar

from eventual_connectors.attempts.outcome import Failed, Outcome, Succeeded
from eventual_connectors.attempts.runner import Intent
from eventual_connectors.codec import encode
from eventual_connectors.error_records import to_record
from eventual_connectors.errors import ExecutionCancelled
from eventual_connectors.history.events import Event
from eventual_connectors.workflows.beats import Beat
from eventual_connectors.workflows.commands import (
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
from eventual_connectors.workflows.definition import Workflow
from eventual_connectors.workflows.execution import Start, WorkflowExecution

Answer = Callable[[Intent], Any]
EPOCH = 1_700_000_000_000_000


class Stage:
    """Runs one execution step by step. `answers` maps an activity path's prefix to what its attempts return."""

    open_stages: ClassVar[list[Stage]] = []

    def __init__(
        self,
        workflow: Workflow[..., Any],
        *args: Any,
        answer: Answer | None = None,
        root: bytes = b"r" * 16,
        input: dict[str, Any] | None = None,
        runs: type[WorkflowExecution] = WorkflowExecution,
    ) -> None:
        self.runs = runs
        self.workflow = workflow
        self.input = workflow.encode_input(args, {}) if input is None else input
        self.root = root
        self.answer = answer or (lambda intent: intent.path)
        self.now = EPOCH
        self.history: list[Event] = []
        self.sent: list[Intent] = []
        self.wakes: list[tuple[int, int, Command]] = []
        self.held: list[Intent] = []
        self.children: list[StartChild] = []
        self.begun_children: list[StartChild] = []
        self.cancelled_children: list[str] = []
        self.asked_to_stop: list[str] = []
        self.beats: dict[str, Beat] = {}
        self.boundaries: list[int] = []
        self.find_activity: Callable[[str], Any] = lambda name: None
        self._n = 0
        self.execution = self._load()
        Stage.open_stages.append(self)

    def _load(self) -> WorkflowExecution:
        start = Start("test", self.root, self.input, EPOCH)
        history = [Event.from_json(json.loads(json.dumps(event.to_json()))) for event in self.history]
        return self.runs(self.workflow, start, history, beats=self.beats.values(), find_activity=self.find_activity)

    def open(self) -> Stage:
        """Begin, or go on after a restart."""
        self.take(self.execution.open(self.now))
        return self

    def restart(self, workflow: Workflow[..., Any] | None = None, *, lose: bool = True) -> Stage:
        """Evict the execution and rebuild it from its history."""
        self.execution.evict()
        self.workflow = workflow or self.workflow
        self.wakes.clear()
        self.held.clear()
        self.execution = self._load()
        self.open()
        if lose:
            self.take(self.execution.lose_attempts(self.now))
        return self

    def from_prefix(self, length: int, workflow: Workflow[..., Any] | None = None) -> Stage:
        """Another stage whose process died when this much of the history was on disk, and which was started again."""
        other = Stage(workflow or self.workflow, answer=self.answer, root=self.root, input=self.input, runs=self.runs)
        other.history = self.history[:length]
        other.now = other.history[-1].at
        other.execution = other._load()
        other.open()
        other.take(other.execution.lose_attempts(other.now))
        return other

    def take(self, activation: Activation) -> None:
        """Record the events and carry out the commands."""
        self.history += activation.events
        self.beats.update({beat.path: beat for beat in activation.beats})
        self.boundaries.append(len(self.history))
        for command in activation.commands:
            match command:
                case NeedAttempt(_, at, _) | WakeTimer(_, at):
                    self._n += 1
                    heapq.heappush(self.wakes, (at, self._n, command))
                case StartChild():
                    self.children.append(command)
                    self.begun_children.append(command)
                case CancelChild(path):
                    self.cancelled_children.append(path)
                    if path not in {child.path for child in self.begun_children}:
                        self._n += 1
                        heapq.heappush(self.wakes, (self.now, self._n, command))
                case AskToStop(path):
                    self.asked_to_stop.append(path)
                case ForgetTimer() | CancelAttempt():
                    pass

    def step(self) -> bool:
        """Do the next thing that is due; False when nothing is."""
        if not self.wakes:
            return False
        at, _, command = heapq.heappop(self.wakes)
        self.now = max(self.now, at)
        if isinstance(command, CancelChild):
            never = to_record(ExecutionCancelled("it was never started"))
            self.take(self.execution.child_ended(command.path, None, never, self.now))
            return True
        if isinstance(command, WakeTimer):
            self.take(self.execution.timer_due(command.path, self.now))
            return True
        activation, intent = self.execution.begin_attempt(command.path, self.now)
        self.take(activation)
        if intent is not None:
            self.sent.append(intent)
            answer = self.answer(intent)
            if answer is HOLD:
                self.held.append(intent)
            else:
                self.end(intent, answer)
        return True

    def end(self, intent: Intent, answer: Any) -> None:
        """An attempt ends with a result, an exception or an outcome."""
        outcome: Outcome
        if isinstance(answer, BaseException):
            outcome = Failed(answer)
        elif isinstance(answer, Outcome):
            outcome = answer
        else:
            outcome = Succeeded(encode(answer))
        self.take(self.execution.end_attempt(intent.path, intent.number, outcome, self.now))

    def run(self, limit: int = 10_000) -> Stage:
        """Go on until nothing is due."""
        while limit and self.step():
            limit -= 1
        return self

    @property
    def status(self) -> str:
        return self.execution.status

    @property
    def result(self) -> Any:
        assert self.execution.outcome is not None, self.execution.status
        assert self.execution.outcome.type == "execution_completed", self.execution.outcome
        return self.execution.outcome.data["result"]

    @property
    def effects(self) -> list[tuple[str, str]]:
        """Path and key of each call that was sent, once."""
        return sorted({(intent.path, str(intent.key)) for intent in self.sent})

    def types(self) -> list[str]:
        return [event.type for event in self.history]


HOLD = object()
