"""The owner of the file: runs executions.

Everything here happens in one event loop. An execution is asked what follows from what happened, its events go to the journal, and
what has an effect outside (an attempt) starts after the commit that holds its intent.
"""

from __future__ import annotations

import asyncio
import heapq
import json
import logging
import time
from collections import OrderedDict, defaultdict, deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ...activities import Activity, application_activities
from ...attempts.limits import Limits, Slot
from ...attempts.outcome import Failed, Outcome
from ...attempts.runner import Intent, connection_cap, connection_lane, prepare, run_attempt
from ...clock import SECOND, Clock, Micros, SystemClock, stated_wait
from ...codec import dumps
from ...error_records import said
from ...errors import EngineError, EventualError, RateLimited, Retryable, UsageError, WorkflowCodeError
from ...history import events as ev
from ...workflows.check import check_workflow
from ...workflows.commands import (
    Activation,
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
from .changes import INBOX, POLL_SECONDS, changes, ended
from .database import open_database
from .journal import Journal, Statement
from .owner import OwnerLock
from .requests import new_child
from .rows import insert_event, read_events

log = logging.getLogger("eventual.engine")

QUICK_ATTEMPT = 0.1
"""Real seconds for which running attempts take no virtual time."""

COMPACT_AT = 100
"""Wake-ups nobody waits for any more, above which they are swept out."""

DRAIN_SECONDS = 10.0
"""How long a stopping worker waits for its running attempts."""


@dataclass(slots=True, eq=False)
class Hosted:
    """An execution in memory."""

    id: str
    execution: WorkflowExecution
    parent: str | None
    parent_path: str | None
    written: int = 0
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    wakes: dict[str, Micros] = field(default_factory=dict)
    status: tuple[Any, ...] = ()
    broken: str = ""

    @property
    def stuck(self) -> bool:
        """It goes no further until somebody has its code tried again."""
        return bool(self.broken) or self.execution.blocked is not None


class Worker:
    """Runs executions of the given workflows until it is closed.

    Args:
        path: the database file.
        workflows: what it can run.
        clock: where it reads the time.
        max_cached: executions kept in memory; idle ones above that are evicted and rebuilt when something happens to them.
        standby: wait for the current owner to go, instead of refusing.
    """

    def __init__(
        self,
        path: str,
        workflows: Sequence[Workflow[..., Any]],
        *,
        clock: Clock | None = None,
        max_cached: int = 10_000,
        standby: bool = False,
    ) -> None:
        self._path = path
        self._workflows: dict[str, Workflow[..., Any]] = {}
        for workflow in workflows:
            if self._workflows.setdefault(workflow.name, workflow) is not workflow:
                raise UsageError(f"two workflows are called {workflow.name!r}; name one of them with @workflow(name=…)")
            _refuse_unsafe(workflow)
        self._clock = clock or SystemClock()
        self._max_cached = max_cached
        self._standby = standby
        self._lock = OwnerLock(path)
        self._hosted: OrderedDict[str, Hosted] = OrderedDict()
        self._asleep: dict[str, Micros] = {}
        self._heap: list[tuple[Micros, int, str, str]] = []
        self._stale = 0
        self._pushed = 0
        self._limits = Limits(self._clock.now)
        self._read_to = 0
        self._again: set[int] = set()
        self._kept: defaultdict[str, list[int]] = defaultdict(list)
        self._retiring: dict[str, str] = {}
        self._blocked: set[str] = set()
        self._poke = asyncio.Event()
        self._failure: BaseException | None = None
        self._stopping = False
        self._owned = False
        self._busy_since: float | None = None
        self._main: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Worker:
        self._main = asyncio.create_task(self._run(), name="eventual-worker")
        if not self._standby:
            # The caller learns of a locked file here, in one line, not from a log: taking the lock is the first thing the task does.
            await asyncio.sleep(0)
            if self._main.done():
                await self._main
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        self._poke.set()
        if self._main is not None:
            if self._lock._file is None:
                self._main.cancel()
            await asyncio.gather(self._main, return_exceptions=True)
            if not self._main.cancelled() and (error := self._main.exception()) is not None:
                raise error

    @property
    def failure(self) -> BaseException | None:
        """Why this worker, which owned the file, does not run any more; None where it did not fail, or another has taken its place."""
        main = self._main
        failed = self._owned and main is not None and main.done() and not main.cancelled()
        if not failed or main is None or self._lock.held():
            return None
        return main.exception()

    async def wait(self) -> None:
        """Wait until the worker ends (it fails, or it is closed elsewhere)."""
        if self._main is not None:
            await asyncio.shield(self._main)

    # Its life.

    async def _run(self) -> None:
        if self._standby:
            await self._lock.wait()
        else:
            self._lock.acquire()
        self._owned = True
        try:
            self._journal = Journal(self._path, self._fail)
            self._reader = open_database(self._path)
            try:
                with changes.waiting(self._path, INBOX) as told:
                    await self._serve(told)
            except BaseException as error:
                self._failure = error
                log.error("the worker of %s stops: %s", self._path, error)
                raise
            finally:
                await self._drain()
                self._journal.close()
                self._reader.close()
        finally:
            self._lock.release()

    async def _serve(self, told: asyncio.Event) -> None:
        self._recover()
        while not self._stopping:
            if self._failure is not None:
                raise self._failure
            told.clear()
            self._poke.clear()
            self._read_inbox()
            self._wake_due()
            self._limits.admit_due()
            self._evict_idle()
            await self._rest(told)

    async def _rest(self, told: asyncio.Event) -> None:
        """Sleep until a message, a commit, or the next wake-up."""
        next_wake = self._next_wake()
        now = self._clock.now()
        advance = getattr(self._clock, "advance_to", None)
        if advance is not None:
            await self._rest_virtually(advance)
            return
        seconds = POLL_SECONDS if next_wake is None else min(POLL_SECONDS, max(0.0, (next_wake - now) / SECOND))
        if seconds == 0.0:
            await asyncio.sleep(0)
            return
        waits = [asyncio.ensure_future(told.wait()), asyncio.ensure_future(self._poke.wait())]
        await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        for wait in waits:
            wait.cancel()

    async def _rest_virtually(self, advance: Any) -> None:
        """On a virtual clock time passes at once when nothing else can happen, and at its real pace while an attempt hangs."""
        await self._journal.flushed()
        await asyncio.sleep(0)
        # What the waits above let happen may wake something earlier.
        next_wake, now = self._next_wake(), self._clock.now()
        running = any(hosted.running for hosted in self._hosted.values())
        message = self._again or self._reader.execute("SELECT 1 FROM inbox WHERE n > ? LIMIT 1", (self._read_to,)).fetchone()
        if not running:
            self._busy_since = None
            if next_wake is not None and not message and not self._stopping:
                advance(max(now, next_wake))
                return
        began = time.monotonic()
        self._busy_since = self._busy_since or began
        await asyncio.sleep(0.0005)
        if running and began - self._busy_since > QUICK_ATTEMPT:
            advance(now + round((time.monotonic() - began) * SECOND))

    async def _drain(self) -> None:
        tasks = [task for hosted in self._hosted.values() for task in hosted.running.values()]
        if tasks and self._failure is None:
            await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        for hosted in self._hosted.values():
            hosted.execution.evict()
        self._hosted.clear()

    def _fail(self, error: BaseException) -> None:
        self._failure = error
        self._poke.set()

    # What wakes executions.

    def _recover(self) -> None:
        """Take up what the last owner left: work that was under way, timers, and code that did not match."""
        rows = self._reader.execute(
            "SELECT id, status, wake_at FROM executions WHERE status IN ('running', 'parked', 'blocked') "
            "AND (wake_at IS NOT NULL OR status = 'blocked')"
        ).fetchall()
        for row in rows:
            at = 0 if row["status"] == "blocked" else row["wake_at"]
            self._sleep(row["id"], at)

    def _read_inbox(self) -> None:
        """Take each message once; what is kept for an execution that cannot run is read again when it can."""
        again, self._again = sorted(self._again), set()
        sql = "SELECT n, execution, kind, data FROM inbox WHERE n"
        rows = [row for n in again for row in self._reader.execute(f"{sql} = ?", (n,))]
        rows += self._reader.execute(f"{sql} > ? ORDER BY n", (self._read_to,)).fetchall()
        for row in rows:
            self._read_to = max(self._read_to, row["n"])
            self._handle(row["n"], row["execution"], row["kind"], json.loads(row["data"]))

    def _handle(self, n: int, execution_id: str, kind: str, data: dict[str, Any]) -> None:
        taken: Statement = ("DELETE FROM inbox WHERE n = ?", (n,))
        hosted = self._hosted.get(execution_id)
        under_way = execution_id in self._retiring or (hosted is not None and hosted.stuck)
        if kind == "retry" and not under_way:
            self._blocked.discard(execution_id)
        hosted = None if under_way else self._get(execution_id)
        if hosted is None:
            # A message for an execution that cannot run now is kept until it can.
            if self._has_ended(execution_id) or (kind in ("start", "retry") and not under_way):
                self._journal.write([taken])
            else:
                self._kept[execution_id].append(n)
            return
        now = self._clock.now()
        execution = hosted.execution
        match kind:
            case "signal":
                recorded = self._step(hosted, lambda: execution.signal(data["name"], data["payload"], data["id"], now), taken)
            case "cancel":
                recorded = self._step(hosted, lambda: execution.cancel(data["reason"], now), taken)
            case "resolve":
                recorded = self._step(hosted, lambda: self._resolve(hosted, data, now), taken)
            case "child_ended":
                recorded = self._step(
                    hosted, lambda: execution.child_ended(data["path"], data.get("result"), data.get("error"), now), taken
                )
            case _:
                recorded = self._step(hosted, Activation, taken)
        if not recorded:
            self._kept[execution_id].append(n)

    def _resolve(self, hosted: Hosted, data: dict[str, Any], now: Micros) -> Activation:
        try:
            return hosted.execution.resolve(data["path"], data["attempt"], data["decision"], data.get("value"), now)
        except UsageError as error:
            log.warning("execution %s: %s", hosted.id, error)
            return Activation()

    def _read_again(self, execution_id: str) -> None:
        """What was kept for an execution may be taken in now."""
        kept = self._kept.pop(execution_id, None)
        if kept:
            self._again.update(kept)
            self._poke.set()

    def _wake_due(self) -> None:
        now = self._clock.now()
        while self._heap and self._heap[0][0] <= now:
            at, _, execution_id, path = heapq.heappop(self._heap)
            if not self._wanted(execution_id, path, at):
                self._stale = max(0, self._stale - 1)
                continue
            if not path:
                self._get(execution_id)
                continue
            hosted = self._hosted[execution_id]
            del hosted.wakes[path]
            self._due(hosted, path, now)

    def _due(self, hosted: Hosted, path: str, now: Micros) -> None:
        activity = hosted.execution.activity_of(path)
        if activity is not None:
            self._enter(hosted, path, activity)
        else:
            self._step(hosted, lambda: hosted.execution.timer_due(path, now))

    def _next_wake(self) -> Micros | None:
        pause = self._limits.admit_due()
        first = self._heap[0][0] if self._heap else None
        return min((at for at in (pause, first) if at is not None), default=None)

    def _wake_at(self, hosted: Hosted, path: str, at: Micros) -> None:
        if hosted.wakes.get(path) != at:
            self._stale += path in hosted.wakes
            hosted.wakes[path] = at
            self._push(at, hosted.id, path)

    def _wanted(self, execution_id: str, path: str, at: Micros) -> bool:
        """Whether this is still waited for."""
        hosted = self._hosted.get(execution_id)
        return (hosted is not None and hosted.wakes.get(path) == at) if path else self._asleep.get(execution_id) == at

    def _sleep(self, execution_id: str, at: Micros) -> None:
        self._asleep[execution_id] = at
        self._push(at, execution_id, "")

    def _push(self, at: Micros, execution_id: str, path: str) -> None:
        self._pushed += 1
        if self._stale > COMPACT_AT and self._stale * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if self._wanted(entry[2], entry[3], entry[0])]
            heapq.heapify(self._heap)
            self._stale = 0
        heapq.heappush(self._heap, (at, self._pushed, execution_id, path))
        if self._heap[0][1] == self._pushed:
            self._poke.set()  # earlier than what the worker sleeps for

    # Executions in memory.

    def _get(self, execution_id: str) -> Hosted | None:
        """The execution, rebuilt from its history if it is not in memory; None if it cannot or need not run now."""
        hosted = self._hosted.get(execution_id)
        if hosted is not None:
            self._hosted.move_to_end(execution_id)
            return hosted
        if execution_id in self._retiring or execution_id in self._blocked:
            return None  # what the file holds of it is not the last word yet, or its code is not to be tried yet
        self._asleep.pop(execution_id, None)
        row = self._reader.execute("SELECT * FROM executions WHERE id = ?", (execution_id,)).fetchone()
        if row is None or row["status"] in port.CLOSED:
            return None
        definition = self._workflows.get(row["workflow"])
        if definition is None:
            self._mark_unknown(row["id"], row["workflow"])
            return None
        start = Start(row["id"], bytes(row["root"]), json.loads(row["input"]), row["started_at"])
        now = self._clock.now()
        try:
            history = read_events(self._reader, execution_id)
            execution = WorkflowExecution(definition, start, history, find_activity=find_activity)
            opened = execution.open(now)
            # Before any command is carried out: an attempt that begins now is not one that was lost.
            lost = execution.lose_attempts(now)
        except Exception as error:  # one damaged execution does not stop the others
            self._mark_blocked(execution_id, _why(error))
            return None
        hosted = self._hosted[execution_id] = Hosted(row["id"], execution, row["parent"], row["parent_path"])
        self._step(hosted, lambda: Activation(opened.events + lost.events, opened.commands + lost.commands))
        if self._hosted.get(execution_id) is not hosted or hosted.stuck:
            return None
        self._read_again(execution_id)
        return hosted

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

    def _evict_idle(self) -> None:
        """Forget the idle executions that were used longest ago, down to the limit."""
        excess = len(self._hosted) - self._max_cached
        if excess <= 0:
            return
        for hosted in list(self._hosted.values()):
            if not hosted.running and not hosted.waiting and hosted.written <= self._journal.committed:
                self._evict(hosted)
                excess -= 1
                if excess <= 0:
                    return

    def _evict(self, hosted: Hosted) -> None:
        hosted.execution.evict()
        self._hosted.pop(hosted.id, None)
        self._stale += len(hosted.wakes)
        if hosted.wakes:
            self._sleep(hosted.id, min(hosted.wakes.values()))

    # What follows from what happened.

    def _step(self, hosted: Hosted, activate: Callable[[], Activation], *also: Statement) -> bool:
        """Record what follows and carry it out. What raises here (a policy, an error's text) stops this execution, and no other."""
        if hosted.broken:
            return False
        try:
            self._absorb(hosted, activate(), *also)
        except Exception as error:
            self._set_aside(hosted, _why(error))
        return not hosted.broken

    def _set_aside(self, hosted: Hosted, reason: str) -> None:
        """Forget what the memory holds of an execution: it is not what the file holds.

        Of its running attempts nothing more is recorded. They are lost, as after a crash, and so in doubt when the code is tried again.
        """
        if hosted.broken:
            return
        hosted.broken = reason
        hosted.waiting.clear()
        hosted.wakes.clear()
        hosted.execution.evict()
        self._journal.write([_blocked(hosted.id, reason, self._clock.now())])
        self._retire(hosted)

    def _absorb(self, hosted: Hosted, activation: Activation, *also: Statement) -> None:
        """Record an activation's events and carry out its commands."""
        # Before the commands: an attempt that begins at once records its intent, which follows from these.
        self._record(hosted, [*also, *(insert_event(hosted.id, event) for event in activation.events)])
        statements: list[Statement] = []
        for command in activation.commands:
            match command:
                case NeedAttempt(path, at, activity):
                    if at > self._clock.now():
                        self._wake_at(hosted, path, at)
                    else:
                        self._enter(hosted, path, activity)
                case WakeTimer(path, at):
                    self._wake_at(hosted, path, at)
                case ForgetTimer(path):
                    self._stale += hosted.wakes.pop(path, None) is not None
                case CancelAttempt(path):
                    if path in hosted.running:
                        hosted.running[path].cancel()
                case StartChild():
                    statements.extend(self._start_child(hosted, command))
                case CancelChild(_, child_id):
                    data = dumps({"reason": f"its parent {hosted.id} no longer waits for it"})
                    statements.append(("INSERT INTO inbox (execution, kind, data) VALUES (?, 'cancel', ?)", (child_id, data)))
        if hosted.broken:
            return  # an attempt of it could not begin
        self._record(hosted, [*statements, *self._status_update(hosted)])
        over = hosted.execution.outcome is not None or hosted.execution.blocked is not None
        if over and self._hosted.get(hosted.id) is hosted:
            self._retire(hosted)

    def _record(self, hosted: Hosted, statements: Sequence[Statement]) -> None:
        if statements:
            _check(statements)
            hosted.written = self._journal.write(statements)

    def _status_update(self, hosted: Hosted) -> list[Statement]:
        execution = hosted.execution
        status = execution.status
        busy = bool(hosted.running or hosted.waiting)
        wake_at = None if status in port.CLOSED else 0 if busy else min(hosted.wakes.values(), default=None)
        if (status, wake_at) == hosted.status:
            return []
        hosted.status = (status, wake_at)
        result = error = None
        reason = str(execution.blocked) if execution.blocked is not None else ""
        outcome = execution.outcome
        statements: list[Statement] = []
        if outcome is not None:
            result = dumps(outcome.data["result"]) if outcome.type == ev.EXECUTION_COMPLETED else None
            record = outcome.data.get("error")
            error, reason = (dumps(record), record["message"]) if record else (None, "")
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
        self._retiring[hosted.id] = "blocked" if hosted.broken else execution.status

        def retired() -> None:
            del self._retiring[hosted.id]
            self._read_again(hosted.id)  # somebody may have asked for another try meanwhile
            if execution.outcome is not None:
                changes.tell(self._path, ended(hosted.id))

        self._journal.after_commit(retired)

    # Attempts.

    def _enter(self, hosted: Hosted, path: str, activity: Activity[..., Any]) -> None:
        if path in hosted.waiting or path in hosted.running:
            return
        hosted.waiting.add(path)
        lane = connection_lane(activity)
        self._limits.enter(lane, connection_cap(activity), lambda: self._begin(hosted, path, lane, activity))

    def _begin(self, hosted: Hosted, path: str, lane: str, activity: Activity[..., Any]) -> bool:
        """The connection has a slot: record the intent, and run the attempt once that is on disk."""
        if self._stopping:
            return False  # it still waits, which is recorded, so the next worker takes it up
        hosted.waiting.discard(path)
        if hosted.execution.evicted:
            return False
        missing = prepare(activity)
        if missing is not None:
            self._step(hosted, lambda: hosted.execution.block(missing, self._clock.now()))
            return False
        try:
            activation, intent = hosted.execution.begin_attempt(path, self._clock.now())
        except Exception as error:
            self._set_aside(hosted, _why(error))
            return False
        if intent is None:
            self._step(hosted, lambda: activation)
            return False
        durable = asyncio.Event()
        slot = self._limits.slot(lane)
        task = asyncio.create_task(self._attempt(hosted, intent, activity, lane, slot, durable), name=f"attempt {path}")
        hosted.running[path] = task
        # Not in the task itself: one that is cancelled before its first step never runs any of its code.
        task.add_done_callback(lambda ended: self._leave(hosted, path, slot, ended))
        self._step(hosted, lambda: activation)
        if hosted.broken:
            task.cancel()  # its intent is not on record; it gives the slot back itself
        else:
            self._journal.after_commit(durable.set)
        return True

    async def _attempt(
        self, hosted: Hosted, intent: Intent, activity: Activity[..., Any], lane: str, slot: Slot, durable: asyncio.Event
    ) -> None:
        details: deque[Any] = deque(maxlen=1)
        try:
            await durable.wait()
            left = (intent.deadline - self._clock.now()) / SECOND
            if left > 0:
                outcome = await run_attempt(
                    activity,
                    # Its time began with the intent; whoever looks for its effect relies on the recorded deadline.
                    replace(intent, timeout=left),
                    on_released=slot.function_ended,
                    on_late=lambda late: self._late(hosted, intent, late),
                    heartbeats=details.append,
                )
            else:
                outcome = Failed(Retryable("its time was over before it could begin", code="not_begun"))
                slot.function_ended()
            hosted.running.pop(intent.path, None)
            self._ended(hosted, intent, lane, outcome, details[-1] if details else None)
        except Exception as error:
            self._set_aside(hosted, _why(error))

    def _leave(self, hosted: Hosted, path: str, slot: Slot, ended: asyncio.Task[None]) -> None:
        """An attempt's task is over, however it came to that."""
        if hosted.running.get(path) is ended:  # else the call's next attempt runs already
            del hosted.running[path]
        if ended.cancelled():
            slot.function_ended()
        slot.outcome_taken()
        if hosted.stuck and not hosted.running and self._hosted.get(hosted.id) is hosted:
            self._retire(hosted)

    def _ended(self, hosted: Hosted, intent: Intent, lane: str, outcome: Outcome, details: Any) -> None:
        now = self._clock.now()
        if isinstance(outcome, Failed) and isinstance(outcome.error, RateLimited):
            self._limits.pause(lane, now + stated_wait(outcome.error.after))
        if self._failure is None:
            self._step(hosted, lambda: hosted.execution.end_attempt(intent.path, intent.number, outcome, now, details=details))

    def _late(self, hosted: Hosted, intent: Intent, outcome: Outcome) -> None:
        """A function that outlived its deadline has answered after all."""
        current = None if self._stopping else self._get(hosted.id)
        if current is not None:
            now = self._clock.now()
            self._step(current, lambda: current.execution.end_attempt(intent.path, intent.number, outcome, now))

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


def _refuse_unsafe(workflow: Workflow[..., Any]) -> None:
    findings = check_workflow(workflow.function)
    if findings:
        more = f" (and {len(findings) - 1} more; `eventual check` lists them)" if len(findings) > 1 else ""
        raise WorkflowCodeError(f"workflow {workflow.name}: {findings[0]}{more}")


def find_activity(name: str) -> Activity[..., Any] | None:
    """The activity of a full name: the application's own, or an installed connector's."""
    if name in application_activities:
        return application_activities[name]
    from ... import discovery  # only an execution that dropped a connector's call needs it

    return discovery.find_activity(name)
