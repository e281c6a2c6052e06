"""The executions of a worker: brought into memory, told what happened, and forgotten again.

An execution is asked what follows from what happened, its events go to the journal, and what has an effect outside (an attempt) starts
after the commit that holds its intent.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sqlite3
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, TypeVar

from ...clock import Clock, Micros
from ...codec import dumps
from ...error_records import said
from ...errors import EngineError, EventualError, UsageError
from ...history import events as ev
from ...workflows.beats import Beat
from ...workflows.commands import (
    Activation,
    AskToStop,
    CancelAttempt,
    CancelChild,
    ForgetTimer,
    NeedAttempt,
    StartChild,
    WakeTimer,
)
from ...workflows.definition import Workflow
from ...workflows.execution import Start, WorkflowExecution
from .. import port
from ..known_activities import find_activity
from .attempts import Attempts
from .changes import changes, ended
from .hosted import Hosted
from .inbox import Inbox, Message
from .journal import Journal, Statement
from .requests import cancel_child, new_child
from .rows import forget_beats, insert_event, keep_beat, read_beats, read_events
from .token_key import TokenKey
from .wakes import WHOLE, Wakes

log = logging.getLogger("eventual.engine")

T = TypeVar("T")

TURN = 0.05
"""Seconds after which a worker with much to take up lets run what it has begun."""


class Executions:
    """Everything here happens in one event loop.

    Args:
        path: the database file.
        workflows: what can be run, by name.
        clock: where the time is read.
        max_cached: executions kept in memory; idle ones above that are evicted and rebuilt when something happens to them.
        journal: where events go.
        reader: a connection to the file.
        poke: called when there is something to do before the next wake-up.

    Attributes:
        stopping: no attempt begins any more.
        recording: what comes of an attempt can still be recorded.
    """

    def __init__(
        self,
        path: str,
        workflows: Mapping[str, Workflow[..., Any]],
        *,
        clock: Clock,
        max_cached: int,
        journal: Journal,
        reader: sqlite3.Connection,
        poke: Callable[[], None],
    ) -> None:
        self.stopping = False
        self.recording = True
        self._path = path
        self._workflows = workflows
        self._clock = clock
        self._max_cached = max_cached
        self._journal = journal
        self._reader = reader
        self._poke = poke
        self._hosted: OrderedDict[str, Hosted] = OrderedDict()
        self._retiring: dict[str, str] = {}
        self._blocked: set[str] = set()
        self._told_versions: set[tuple[str, str]] = set()
        self._inbox = Inbox(reader)
        self._wakes = Wakes(poke)
        self._attempts = Attempts(self, clock, poke, TokenKey(path).made)

    # What the worker's loop asks for, again and again.

    def recover(self) -> None:
        """Take up what the last owner left: work that was under way, timers, and code that did not match."""
        rows = self._reader.execute(
            "SELECT id, status, wake_at FROM executions WHERE status IN ('running', 'parked', 'blocked') "
            "AND (wake_at IS NOT NULL OR status = 'blocked')"
        ).fetchall()
        for row in rows:
            self._wakes.set(row["id"], WHOLE, 0 if row["status"] == "blocked" else row["wake_at"])

    def read_inbox(self) -> None:
        """Take each message once, for one turn; what is kept for an execution that cannot run is read again when it can."""
        for message in self._turn(self._inbox.read()):
            self._handle(message)

    def wake_due(self) -> None:
        """Do what has become due, for one turn."""
        now = self._clock.now()
        for execution_id, path in self._turn(self._wakes.due(now)):
            if path == WHOLE:
                self.get(execution_id)
            else:
                self._due(self._hosted[execution_id], path, now)
        self._attempts.admit_due()

    def _turn(self, items: Iterator[T]) -> Iterator[T]:
        """As many of them as may keep waiting the attempts that they began, whose time runs from their intents."""
        ends = time.monotonic() + TURN
        for item in items:
            yield item
            if time.monotonic() >= ends:
                self._poke()
                return

    def next_wake(self) -> Micros | None:
        """When something becomes due by itself."""
        times = (self._attempts.admit_due(), self._wakes.first())
        return min((at for at in times if at is not None), default=None)

    @property
    def has_messages(self) -> bool:
        """Whether there is something to read."""
        return self._inbox.holds_more

    @property
    def running(self) -> list[asyncio.Task[None]]:
        """The attempts under way."""
        return [task for hosted in self._hosted.values() for task in hosted.running.values()]

    def evict_idle(self) -> None:
        """Forget the idle executions that were used longest ago, down to the limit."""
        excess = len(self._hosted) - self._max_cached
        if excess <= 0:
            return
        for hosted in list(self._hosted.values()):
            if hosted.idle and hosted.written <= self._journal.committed:
                self._evict(hosted)
                excess -= 1
                if excess <= 0:
                    return

    def evict_all(self) -> None:
        """Forget everything: the worker ends."""
        for hosted in self._hosted.values():
            hosted.execution.evict()
        self._hosted.clear()

    # Messages and wake-ups.

    def _handle(self, message: Message) -> None:
        execution_id, kind, data = message.execution, message.kind, message.data
        hosted = self._hosted.get(execution_id)
        under_way = execution_id in self._retiring or (hosted is not None and hosted.stuck)
        if kind == "retry" and not under_way:
            self._blocked.discard(execution_id)
        hosted = None if under_way else self.get(execution_id)
        if hosted is None:
            # A message for an execution that cannot run now is kept until it can.
            if self._has_ended(execution_id) or (kind in ("start", "retry") and not under_way):
                self._journal.write([message.taken])
            else:
                self._inbox.keep(message)
            return
        if not self.step(hosted, lambda: self._told(hosted, kind, data), message.taken):
            self._inbox.keep(message)

    def _told(self, hosted: Hosted, kind: str, data: dict[str, Any]) -> Activation:
        """What follows from a message."""
        now, execution = self._clock.now(), hosted.execution
        match kind:
            case "signal":
                return execution.signal(data["name"], data["payload"], data["id"], now)
            case "cancel":
                return execution.cancel(data["reason"], now)
            case "resolve":
                return self._settled(hosted, data, execution.resolve, "operator")
            case "complete":
                return self._settled(hosted, data, execution.complete, "token")
            case "child_ended":
                return execution.child_ended(data["path"], data.get("result"), data.get("error"), now)
            case _:
                return Activation()

    def _settled(self, hosted: Hosted, data: dict[str, Any], settle: Callable[..., Activation], by: str) -> Activation:
        path, attempt, now = data["path"], data["attempt"], self._clock.now()
        try:
            return settle(path, attempt, data["decision"], data.get("value"), now)
        except UsageError as error:
            log.warning("execution %s: %s", hosted.id, error)
            return hosted.execution.refuse(path, attempt, by, str(error), now)

    def _read_again(self, execution_id: str) -> None:
        """What was kept for an execution may be taken in now."""
        if self._inbox.read_again(execution_id):
            self._poke()

    def _due(self, hosted: Hosted, path: str, now: Micros) -> None:
        activity = hosted.execution.activity_of(path)
        if activity is not None:
            self._attempts.need(hosted, path, activity)
            if self._attempts.waits_for(hosted):
                self.waits_changed([hosted.id])
        else:
            self.step(hosted, lambda: hosted.execution.timer_due(path, now))

    # Executions in memory.

    def get(self, execution_id: str) -> Hosted | None:
        """The execution, rebuilt from its history if it is not in memory; None if it cannot or need not run now."""
        hosted = self._hosted.get(execution_id)
        if hosted is not None:
            self._hosted.move_to_end(execution_id)
            return hosted
        if execution_id in self._retiring or execution_id in self._blocked:
            return None  # what the file holds of it is not the last word yet, or its code is not to be tried yet
        self._wakes.forget(execution_id, WHOLE)
        row = self._reader.execute("SELECT * FROM executions WHERE id = ?", (execution_id,)).fetchone()
        if row is None or row["status"] in port.CLOSED:
            return None
        definition = self._workflows.get(row["workflow"])
        if definition is None:
            self._mark_unknown(row["id"], row["workflow"])
            return None
        self._tell_version(definition, row["version"])
        start = Start(row["id"], bytes(row["root"]), json.loads(row["input"]), row["started_at"])
        now = self._clock.now()
        try:
            history = read_events(self._reader, execution_id)
            beats = read_beats(self._reader, execution_id)
            execution = WorkflowExecution(definition, start, history, beats=beats, find_activity=find_activity)
            opened = execution.open(now)
            # Before any command is carried out: an attempt that begins now is not one that was lost.
            lost = execution.lose_attempts(now)
        except Exception as error:  # one damaged execution does not stop the others
            self._mark_blocked(execution_id, _why(error))
            return None
        hosted = self._hosted[execution_id] = Hosted(row["id"], execution, row["parent"], row["parent_path"])
        self.step(hosted, lambda: Activation(opened.events + lost.events, opened.commands + lost.commands))
        if self._hosted.get(execution_id) is not hosted or hosted.stuck:
            return None
        self._read_again(execution_id)
        return hosted

    def _tell_version(self, definition: Workflow[..., Any], recorded: str) -> None:
        """Say once that executions of another version of the code go on with this one."""
        if recorded not in ("", definition.version) and (definition.name, recorded) not in self._told_versions:
            self._told_versions.add((definition.name, recorded))
            message = "executions of %s that were started with version %r go on with version %r; where it does not fit, they are blocked"
            log.warning(message, definition.name, recorded, definition.version)

    def _has_ended(self, execution_id: str) -> bool:
        row = self._reader.execute("SELECT status FROM executions WHERE id = ?", (execution_id,)).fetchone()
        return self._retiring.get(execution_id) in port.CLOSED or row is None or row["status"] in port.CLOSED

    def _mark_unknown(self, execution_id: str, workflow: str) -> None:
        reason = f"no workflow called {workflow!r} is registered with this worker; start one that has it"
        self._mark_blocked(execution_id, reason)

    def _mark_blocked(self, execution_id: str, reason: str) -> None:
        log.warning("execution %s is blocked: %s", execution_id, reason)
        self._blocked.add(execution_id)
        self._journal.write([_blocked(execution_id, reason, self._clock.now())])

    def _evict(self, hosted: Hosted) -> None:
        hosted.execution.evict()
        self._hosted.pop(hosted.id, None)
        wake_at = self._wakes.earliest(hosted.id)
        self._wakes.forget_all(hosted.id)
        if wake_at is not None:
            self._wakes.set(hosted.id, WHOLE, wake_at)

    # What follows from what happened.

    def step(self, hosted: Hosted, activate: Callable[[], Activation], *also: Statement) -> bool:
        """Record what follows and carry it out. What raises here (a policy, an error's text) stops this execution, and no other."""
        if hosted.broken:
            return False
        try:
            self._absorb(hosted, activate(), *also)
        except Exception as error:
            self.set_aside(hosted, error)
        return not hosted.broken

    def keep(self, hosted: Hosted, beat: Beat) -> None:
        """Keep a sign of life with the next commit."""
        if not hosted.broken:
            self._record(hosted, [keep_beat(hosted.id, beat)])

    def set_aside(self, hosted: Hosted, error: BaseException) -> None:
        """Forget what the memory holds of an execution: it is not what the file holds.

        Of its running attempts nothing more is recorded. They are lost, as after a crash, and so in doubt when the code is tried again.
        """
        if hosted.broken:
            return
        hosted.broken = _why(error)
        hosted.waiting.clear()
        self._wakes.forget_all(hosted.id)
        hosted.execution.evict()
        self._journal.write([_blocked(hosted.id, hosted.broken, self._clock.now())])
        self._retire(hosted)

    def _absorb(self, hosted: Hosted, activation: Activation, *also: Statement) -> None:
        """Record an activation's events and carry out its commands."""
        # Before the commands: an attempt that begins at once records its intent, which follows from these.
        beats = (keep_beat(hosted.id, beat) for beat in activation.beats)
        self._record(hosted, [*also, *(insert_event(hosted.id, event) for event in activation.events), *beats])
        statements: list[Statement] = []
        for command in activation.commands:
            if self._hosted.get(hosted.id) is not hosted:
                break  # an attempt that could not begin has blocked it; what is left is asked for anew when it is tried again
            match command:
                case NeedAttempt(path, at, activity):
                    if at > self._clock.now():
                        self._wakes.set(hosted.id, path, at)
                    else:
                        self._attempts.need(hosted, path, activity)
                case WakeTimer(path, at):
                    self._wakes.set(hosted.id, path, at)
                case ForgetTimer(path):
                    self._wakes.forget(hosted.id, path)
                case CancelAttempt(path):
                    if path in hosted.running:
                        hosted.running[path].cancel()
                case AskToStop(path):
                    if path in hosted.cancellations:
                        hosted.cancellations[path].request()
                case StartChild():
                    statements.extend(self._start_child(hosted, command))
                case CancelChild(path, child_id):
                    statements.extend(cancel_child(child_id, parent=(hosted.id, path)))
        if hosted.broken:
            return  # an attempt of it could not begin
        if self._hosted.get(hosted.id) is not hosted:
            self._record(hosted, statements)
            return
        self._record(hosted, [*statements, *self._status_update(hosted)])
        self._tell_held_up(hosted)
        if hosted.execution.outcome is not None or hosted.execution.blocked is not None:
            self._retire(hosted)

    def _tell_held_up(self, hosted: Hosted) -> None:
        if not hosted.told_held_up and (calls := hosted.execution.held_up_by):
            hosted.told_held_up = True
            message = (
                "execution %s was asked to cancel, and ends when its parked calls are settled: %s; `eventual executions resolve` does that"
            )
            log.warning(message, hosted.id, ", ".join(calls))

    def _record(self, hosted: Hosted, statements: Sequence[Statement]) -> None:
        if statements:
            _check(statements)
            hosted.written = self._journal.write(statements)

    def _status_update(self, hosted: Hosted) -> list[Statement]:
        execution = hosted.execution
        status = execution.status
        wake_at = None if status in port.CLOSED else self._wakes.earliest(hosted.id) if hosted.idle else 0
        reason = str(execution.blocked or "") or execution.waits_for_children or self._attempts.waits_for(hosted)
        if (status, wake_at, reason) == hosted.status:
            return []
        hosted.status = (status, wake_at, reason)
        result = error = None
        outcome = execution.outcome
        statements: list[Statement] = []
        if outcome is not None:
            result = dumps(outcome.data["result"]) if outcome.type == ev.EXECUTION_COMPLETED else None
            record = outcome.data.get("error")
            error, reason = (dumps(record), record["message"]) if record else (None, "")
            statements.append(forget_beats(hosted.id))
            if hosted.parent is not None:
                statements.append(self._tell_parent(hosted, outcome))
        sql = "UPDATE executions SET status = ?, reason = ?, result = ?, error = ?, wake_at = ?, updated_at = ? WHERE id = ?"
        return [*statements, (sql, (status, reason, result, error, wake_at, self._clock.now(), hosted.id))]

    def _retire(self, hosted: Hosted) -> None:
        """An execution ended, or its code does not match: it needs no memory any more."""
        execution = hosted.execution
        if hosted.stuck:
            if hosted.running:
                return  # what its attempts bring is still recorded, or they are to end before others begin
            log.warning("execution %s is blocked: %s", hosted.id, hosted.broken or execution.blocked)
            self._blocked.add(hosted.id)
        for dropped in execution.dropped:
            log.warning("execution %s: the code no longer calls %s, which its history holds", hosted.id, dropped)
        execution.evict()
        self._hosted.pop(hosted.id, None)
        self._wakes.forget_all(hosted.id)
        self._retiring[hosted.id] = "blocked" if hosted.broken else execution.status

        def retired() -> None:
            del self._retiring[hosted.id]
            self._read_again(hosted.id)  # somebody may have asked for another try meanwhile
            if execution.outcome is not None:
                changes.tell(self._path, ended(hosted.id))

        self._journal.after_commit(retired)

    def after_commit(self, callback: Callable[[], None]) -> None:
        """Run a callback when all that was recorded so far is on disk."""
        self._journal.after_commit(callback)

    def all_left(self, hosted: Hosted) -> None:
        """None of its attempts runs any more."""
        if hosted.stuck and self._hosted.get(hosted.id) is hosted:
            self._retire(hosted)

    def waits_changed(self, execution_ids: Sequence[str]) -> None:
        """What these executions wait for may be another now: whoever looks at them is to see it."""
        for execution_id in execution_ids:
            hosted = self._hosted.get(execution_id)
            if hosted is not None and not hosted.stuck and self.recording:
                self._record(hosted, self._status_update(hosted))

    # Children.

    def _start_child(self, hosted: Hosted, command: StartChild) -> list[Statement]:
        definition = self._workflows.get(command.workflow)
        return new_child(
            command.execution_id,
            command.workflow,
            definition.reference if definition else "",
            definition.version if definition else "",
            command.input,
            command.root,
            self._clock.now(),
            parent=(hosted.id, command.path),
        )

    def _tell_parent(self, hosted: Hosted, outcome: ev.Event) -> Statement:
        data = {"path": hosted.parent_path, "result": outcome.data.get("result"), "error": outcome.data.get("error")}
        if outcome.type == ev.EXECUTION_CANCELLED:
            data["error"] = {"type": "eventual_connectors.errors:ExecutionCancelled", "message": f"{hosted.id} was cancelled"}
        return _message(str(hosted.parent), "child_ended", data)


def _message(execution: str, kind: str, data: dict[str, Any]) -> Statement:
    return "INSERT INTO inbox (execution, kind, data) VALUES (?, ?, ?)", (execution, kind, dumps(data))


def _blocked(execution: str, reason: str, now: Micros) -> Statement:
    return "UPDATE executions SET status = 'blocked', reason = ?, updated_at = ? WHERE id = ?", (reason, now, execution)


def _why(error: BaseException) -> str:
    return said(error) if isinstance(error, EventualError) else f"{type(error).__name__}: {said(error)}"


def _check(statements: Sequence[Statement]) -> None:
    """Refuse what SQLite cannot hold, before it spoils the commit that it would share with others."""
    for _, parameters in statements:
        for value in parameters:
            if isinstance(value, int) and not -(2**63) <= value < 2**63:
                raise EngineError("a number is too large to be recorded")
            if isinstance(value, str):
                value.encode()
