"""One execution in memory: runs the workflow's code over its history, and goes on live from there.

The engine tells it what happened (`open`, `begin_attempt`, `end_attempt`, `timer_due`, `signal`, …). Each of these gives an `Activation`:
events to make durable, and commands to carry out after that. Everything the code can see comes from events in their recorded
order, one at a time with a drain of the loop in between, live and in replay alike.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import random
from collections.abc import Callable, Coroutine, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from .. import codec, error_records
from ..activities import Activity
from ..attempts.outcome import Failed, Outcome
from ..attempts.runner import UNRECORDABLE, Intent
from ..call import Applied, Call, Halted
from ..clock import SECOND, Micros
from ..errors import ConfigurationError, EventualError, HistoryMismatch, WorkflowCodeError
from ..history import events as ev
from ..history.events import Event
from ..identity import CallPath, Scope, check_execution_id, child_root, seed
from . import waiting
from .activity_calls import ActivityCalls, FindActivity
from .beats import Beat
from .closing import abandon
from .commands import Activation, CancelChild, StartChild
from .definition import Workflow
from .loop import DurableTimer, WorkflowLoop, WorkflowTask
from .recording import Recording
from .records import Record, Records
from .signals import Signals
from .timers import Timers


@dataclass(frozen=True)
class Start:
    """What an execution begins with.

    Attributes:
        execution_id: the caller's id of it.
        root: 16 random bytes from which every key of the execution is derived.
        input: recorded arguments by name.
        started_at: microseconds since 1970.
    """

    execution_id: str
    root: bytes
    input: Mapping[str, Any]
    started_at: Micros


class WorkflowExecution:
    """The state of one execution: its loop, its calls, and what was recorded.

    Attributes:
        blocked: why the code cannot go on, or None: it does not match the history, or does what cannot be replayed.
        replaying: whether the code is running over what is recorded already.
        contradicting: the first new call that the recorded code did not make where this code makes it; one beyond its end is none.
        dropped: recorded calls that the code no longer makes, known when it has ended.
        began_as: the version of the code that began the execution.
    """

    def __init__(
        self,
        definition: Workflow[..., Any],
        start: Start,
        history: Sequence[Event] = (),
        *,
        beats: Iterable[Beat] = (),
        find_activity: FindActivity = lambda name: None,
    ) -> None:
        waiting.install()
        self.definition = definition
        self.start = start
        self.blocked: EventualError | None = None
        self.replaying = False
        self.evicted = False
        self.contradicting: Event | None = None
        self.dropped: list[str] = []
        self.began_as = definition.version
        self.outcome: Event | None = None
        self._loop = WorkflowLoop(self, self, start.started_at)
        self._records = Records()
        self._patches: dict[str, bool] = {}
        self._randoms: dict[Scope, random.Random] = {}
        self._recording = Recording(start.started_at)
        self._timers = Timers(self._recording, self._loop)
        self._signals = Signals(self._recording, self._records.went_past)
        self._calls = ActivityCalls(self._recording, start.root, find_activity)
        self._root: WorkflowTask | None = None
        self._sweeping = False
        self._cancel_requested = False
        self._last_made = 0  # the last event of the loaded history that the code itself made
        self._told = 0  # the last event that the code was told of
        for event in history:
            self._load(event)
        for beat in beats:
            self._records.take_beat(beat)
        self._loaded = len(history)

    # What the engine calls.

    def open(self, now: Micros) -> Activation:
        """Run the code through the history, and on from its end."""
        self._recording.begin(now)
        self.replaying = self._loaded > 1
        if self._loaded == 0:
            self._recording.record(ev.EXECUTION_STARTED, self._start_data())
        with self._loop.entered():
            self._root = self._loop.create_task(self._body(), name="", context=contextvars.Context())
            self._root.scope, self._root.label = (), None
        self._recording.facts_end()
        self._loop.drain()
        self._deliver_all()
        for record in self._records.unmatched() if self.blocked is None else ():
            self._calls.adopt(record)
        return self._finish()

    def begin_attempt(self, path: str, now: Micros) -> tuple[Activation, Intent | None]:
        """Start the attempt that the call needs; the intent is to be durable before it is run.

        Returns no intent when the attempt is no longer wanted, or could not begin.
        """
        self._recording.begin(now)
        record = self._records.by_path[path]
        intent = None
        need = record.need
        if need is not None and record.ended is None and record.running is None and self.blocked is None:
            if need.at > self._recording.now:
                self._recording.touch(record)  # the machine's clock was set back: it is asked for again
            else:
                try:
                    intent = self._calls.intend(record, need)
                except ConfigurationError as missing:
                    self._block(missing)
                if intent is None:
                    self._pump()
        return self._finish(), intent

    def end_attempt(self, path: str, attempt: int, outcome: Outcome, now: Micros, *, details: Any = None) -> Activation:
        """An attempt ended. Late answers of attempts given up before are taken where they settle the call."""
        self._recording.begin(now)
        record = self._records.by_path[path]
        current = record.running is not None and record.running.attempt == attempt
        self._calls.end(record, attempt, outcome, details)
        if current and record.need is not None and isinstance(outcome, Failed) and isinstance(outcome.error, ConfigurationError):
            self._block(outcome.error)  # its next attempt needs a worker that has what is missing
        self._pump()
        return self._finish()

    def block(self, reason: EventualError, now: Micros) -> Activation:
        """Something is missing here that a call needs: nothing of it is attempted until the execution is taken up again."""
        self._recording.begin(now)
        if self.outcome is None:
            self._block(reason)
        return self._finish()

    def lose_attempts(self, now: Micros) -> Activation:
        """The process that ran the open attempts is gone: what became of them is not known."""
        self._recording.begin(now)
        for record in list(self._records.by_path.values()):
            self._calls.lose(record)
        self._pump()
        return self._finish()

    def lose_attempt(self, path: str, attempt: int, now: Micros, *, details: Any = None) -> Activation:
        """Whoever ran this attempt is gone: what became of it is not known. Nothing follows where it is not the running one."""
        self._recording.begin(now)
        record = self._records.by_path[path]
        if record.running is not None and record.running.attempt == attempt:
            self._calls.lose(record, details)
        self._pump()
        return self._finish()

    def timer_due(self, path: str, now: Micros) -> Activation:
        """A timer's time has come, or that until which a call could be completed from outside."""
        self._recording.begin(now)
        record = self._records.by_path.get(path)
        if record is not None and record.kind == "activity":
            self._calls.expire(record)
        elif record is not None and self.outcome is None:
            self._timers.come(record)
        self._pump()
        return self._finish()

    def signal(self, name: str, payload: Any, signal_id: str, now: Micros) -> Activation:
        """A signal arrived; one with the same name and id is taken once."""
        self._recording.begin(now)
        if self.outcome is None:
            self._signals.arrive(name, payload, signal_id)
        self._pump()
        return self._finish()

    def cancel(self, reason: str, now: Micros) -> Activation:
        """Somebody asked for the execution to be cancelled: `CancelledError` is raised in its code."""
        self._recording.begin(now)
        if self.outcome is None and not self._cancel_requested:
            # A second one would interrupt the clean-up that the first began.
            self._cancel_requested = True
            self._recording.queue(self._recording.record(ev.CANCEL_REQUESTED, {"reason": reason}))
        self._pump()
        return self._finish()

    def resolve(self, path: str, attempt: int, decision: str, value: Any, now: Micros) -> Activation:
        """An operator settles a parked call.

        Args:
            path: the call.
            attempt: the attempt that is in doubt; refused unless it is the current one.
            decision: `retry`, `succeeded` (value: the recorded result) or `failed` (value: the reason).
            value: see `decision`.
            now: the time.

        Raises:
            UsageError: this is not what is in doubt now, or the result does not fit.
        """
        self._recording.begin(now)
        self._calls.resolve(self._records.by_path.get(path), path, attempt, decision, value)
        self._pump()
        return self._finish()

    def complete(self, path: str, attempt: int, decision: str, value: Any, now: Micros) -> Activation:
        """Somebody outside completes a call, with a token.

        Args:
            path: the call.
            attempt: the attempt that handed the token out.
            decision: `succeeded` (value: the recorded result) or `failed` (value: the reason).
            value: see `decision`.
            now: the time.

        Raises:
            UsageError: the call has ended otherwise, or the result does not fit.
        """
        self._recording.begin(now)
        self._calls.complete(self._records.by_path.get(path), path, attempt, decision, value)
        self._pump()
        return self._finish()

    def refuse(self, path: str, attempt: int, by: str, reason: str, now: Micros) -> Activation:
        """What `resolve` (by: `operator`) or `complete` (by: `token`) raised: whoever asked has gone, and finds it in the history."""
        self._recording.begin(now)
        self._recording.record(ev.SETTLEMENT_REFUSED, {"path": path, "attempt": attempt, "by": by, "reason": reason})
        self._pump()
        return self._finish()

    def child_ended(self, path: str, result: Any, error: Mapping[str, Any] | None, now: Micros) -> Activation:
        """A child execution ended, with a recorded result or a recorded error."""
        self._recording.begin(now)
        record = self._records.by_path[path]
        if record.ended is None and self.outcome is None:
            if error is None:
                self._recording.complete(record, ev.CHILD_COMPLETED, {"result": result})
            else:
                self._recording.complete(record, ev.CHILD_FAILED, {"error": dict(error)})
        self._pump()
        return self._finish()

    def activity_of(self, path: str) -> Activity[..., Any] | None:
        """The activity that is to be attempted; None for what only waits: a timer, or a call that is completed from outside."""
        record = self._records.by_path[path]
        return None if record.deferred else record.activity

    def evict(self) -> None:
        """Forget the execution without its code noticing: no call, signal or log leaves it any more."""
        self.evicted = self._recording.muted = True
        self._loop.halt()
        with self._loop.entered():
            for task in list(self._loop.tasks):
                task._log_destroy_pending = False  # type: ignore[attr-defined]
                abandon(task.get_coro())

    @property
    def parked(self) -> list[Record]:
        """The calls that wait for an operator."""
        return [record for record in self._records.by_path.values() if record.parked is not None]

    @property
    def cancelling(self) -> bool:
        """Whether it was asked to cancel, and has not ended."""
        return self._cancel_requested and self.outcome is None

    @property
    def held_up_by(self) -> list[str]:
        """The parked calls without whose end an execution that was asked to cancel does not end."""
        return [record.name for record in self.parked] if self.cancelling and self.blocked is None else []

    @property
    def waits_for_children(self) -> str:
        """What is to be said of children that were given up, and without whose end this execution does not go on; empty without any."""
        if self.outcome is not None or self.blocked is not None or self._root is None:
            return ""
        left = [record for record in self._records.by_path.values() if record.kind == "child" and record.progress.abandoned]
        open_ones = [record for record in left if not record.settled and (record.waits or self._root.done())]
        names = ", ".join(record.scheduled.data["execution_id"] for record in open_ones)
        return f"waits until what it has given up has ended: {names}" if names else ""

    @property
    def ending(self) -> tuple[str, dict[str, Any]] | None:
        """How the code itself ended: the event's type and data; None while it goes on."""
        return _ending(self._root) if self._root is not None and self._root.done() else None

    @property
    def unmade(self) -> list[str]:
        """Recorded calls that the code has not made."""
        return [record.name for record in self._records.unmatched()]

    @property
    def silent(self) -> bool:
        """Nothing that the code does now is meant: it was evicted, or does not match the history."""
        return self.evicted or self.blocked is not None

    @property
    def status(self) -> str:
        """`running`, `parked`, `blocked`, or how it ended: `completed`, `failed`, `cancelled`."""
        if self.outcome is not None:
            return self.outcome.type.removeprefix("execution_")
        if self.blocked is not None:
            return "blocked"
        return "parked" if self.parked else "running"

    # What the code calls, through `Call` and `durable`.

    def open_call(self, call: Call[Any]) -> Record:
        """A call was made: find its record, or schedule it."""
        activity = call.activity
        scope = self._scope()
        if activity.options.name is not None:
            scope = (*scope, (activity.options.name, 1))
        options = {name: codec.encode(value) for name in ("connection", "key") if (value := getattr(activity.options, name)) is not None}
        shown = {"input": call.input, **options}
        record = self._match(scope, activity.name, call.digest, shown, writes=activity.effect.writes)
        if record is None:
            data = {"activity": activity.name, "effect": activity.effect.value, "digest": call.digest, **shown}
            record = self._schedule(ev.ACTIVITY_SCHEDULED, scope, activity.name, data)
        self._calls.take_up(record, activity)
        return record

    async def carry_out(self, call: Call[Any], ticket: Record) -> Any:
        """A call was awaited: have it attempted, and wait for its end."""
        ended = await self._wait_for(ticket, self._calls.abandon)
        if ended.type == ev.ACTIVITY_FAILED:
            raise self._error(ended)
        return self._decoded(f"the recorded result of {ticket.name}", ended, call.activity)

    async def applied(self, call: Call[Any], ticket: Record) -> Applied | None:
        """Wait until it is known whether a call was applied, through its late answer, its look-up or an operator."""
        ended = ticket.ended
        if not ticket.settled_in_code:
            waiter = self._loop.create_future()
            ticket.settlers.append(waiter)
            ended = await waiter
        assert ended is not None
        if ended.type == ev.ACTIVITY_COMPLETED:
            return Applied(self._decoded(f"the recorded result of {ticket.name}", ended, call.activity))
        if ended.type == ev.ACTIVITY_FAILED and ended.data["error"].get("details", {}).get("code") == UNRECORDABLE:
            raise self._error(ended)
        return None

    def open_child(self, workflow: Workflow[..., Any], args: tuple[Any, ...], execution_id: str | None) -> Record:
        """A child workflow was called: find its record, or note it."""
        name = f"workflow:{workflow.name}"
        tree = workflow.encode_input(args, {})
        shown = {"workflow": workflow.name, "input": tree} | ({"execution_id": execution_id} if execution_id else {})
        matched = {"workflow": workflow.name, "input": workflow.encode_input(args, {}, unset=False)}
        digest = codec.digest(matched | ({"execution_id": execution_id} if execution_id else {}))
        record = self._match(self._scope(), name, digest, shown)
        if record is None:
            workflow.decode_input(tree)  # one that was started before is left to the child
            if execution_id is not None:
                check_execution_id(execution_id)
            path = self._records.next_path(self._scope(), name)
            given = {"execution_id": execution_id or f"{self.start.execution_id}/{path}", "digest": digest}
            record = self._schedule(ev.CHILD_STARTED, self._scope(), name, shown | given)
        return record

    async def await_child(self, workflow: Workflow[..., Any], record: Record) -> Any:
        """A child workflow was awaited."""
        ended = await self._wait_for(record, self._abandon_child)
        if ended.type == ev.CHILD_FAILED:
            raise self._error(ended)
        return self._decoded(f"the recorded result of {record.name}", ended, workflow)

    def settle(self) -> Coroutine[Any, Any, None]:
        """Wait until no call or child that was given up in this scope, or below it, is under way or in doubt."""
        return self._settled(self._scope())

    async def _settled(self, scope: Scope) -> None:
        left = [record for record in self._records.by_path.values() if record.kind != "timer" and record.progress.abandoned]
        for record in left:
            if record.path.scope[: len(scope)] == scope and record.bound and not record.settled_in_code:
                waiter = self._loop.create_future()
                record.settlers.append(waiter)
                await waiter

    async def receive(self, name: str, decode: Callable[[Any], Any]) -> Any:
        """Wait for the next signal of this name. See `Signals.receive`."""
        try:
            return await self._signals.receive(self._scope(), name, decode, self._loop.create_future)
        except HistoryMismatch as mismatch:
            self._block(mismatch)
            raise Halted from None

    def patched(self, name: str) -> bool:
        """Whether this execution runs the new code of a change; decided once, then recorded.

        It does where nothing on record was made by code beyond this point: there the new code contradicts nothing.
        """
        if name not in self._patches:
            self._patches[name] = not self.replaying or self._last_made <= self._told
            self._recording.record(ev.PATCH_DECIDED, {"name": name, "patched": self._patches[name]})
        return self._patches[name]

    def random(self) -> random.Random:
        """The random stream of the running scope."""
        scope = self._scope()
        if scope not in self._randoms:
            self._randoms[scope] = random.Random(seed(self.start.root, "random", scope))
        return self._randoms[scope]

    def now(self) -> Micros:
        """The time, as the code may see it."""
        return self._loop.now

    # What the loop calls.

    @property
    def hash_seed(self) -> int:
        """Differs between executions, and is the same for one in every process."""
        return int.from_bytes(self.start.root[:8], "big")

    def start_timer(self, handle: DurableTimer, delay: Micros) -> None:
        """The code waits for a time."""
        seconds = delay / SECOND
        digest = codec.digest({"seconds": seconds})
        record = self._match(self._scope(), "timer", digest, {"seconds": seconds})
        if record is None:
            record = self._schedule(ev.TIMER_STARTED, self._scope(), "timer", {"seconds": seconds, "digest": digest})
        self._timers.start(record, handle)

    def cancel_timer(self, handle: DurableTimer) -> None:
        """The code no longer waits for that time."""
        if not self.evicted:
            self._timers.cancel(handle)

    def refused(self, error: WorkflowCodeError) -> None:
        """The code did what cannot be replayed. It goes no further, even if it catches the error, until it is mended."""
        if not self.evicted:
            self._block(error)

    def unhandled(self, context: dict[str, Any]) -> None:
        """asyncio found an error that nobody retrieved: it is logged as user code would."""
        if not self.silent and not self.replaying:
            from ..durable import logger

            logger.error(context.get("message", "error in a task that nobody awaited"), exc_info=context.get("exception"))

    def interrupted(self) -> None:
        """Ctrl-C ended the code somewhere: it is as if this process had died then."""
        self.evict()

    # Inside: from the code to the record.

    async def _body(self) -> Any:
        arguments = self._arguments()
        return codec.encode(await self.definition.function(*arguments.args, **arguments.kwargs))

    def _arguments(self) -> inspect.BoundArguments:
        try:
            arguments = self.definition.decode_input(self.start.input)
            inspect.signature(self.definition.function).bind(*arguments.args, **arguments.kwargs)
        except Exception as error:  # a type's own validation may raise anything
            self._misfit(f"the recorded input of {self.definition.name}", error)
        return arguments

    def _decoded(self, what: str, ended: Event, declared: Activity[..., Any] | Workflow[..., Any]) -> Any:
        try:
            return codec.decode(ended.data["result"], declared.result_type)
        except Exception as error:  # as above
            self._misfit(what, error, ended.path)

    def _error(self, ended: Event) -> BaseException:
        # With a type in its place that the code meets otherwise, the code could take another branch than it took.
        missing = error_records.missing_type(ended.data["error"])
        if missing is not None:
            module, _, name = missing.partition(":")
            reason = f"{ended.path} raised {name}, a type of the module {module}, which is not imported here or has it no longer"
            self._block(HistoryMismatch(f"{reason}; import {module} beside the workflow", path=ended.path))
            raise Halted
        error = error_records.from_record(ended.data["error"])
        if isinstance(error, Exception):
            return error
        # A child's. It is the child's end, and not the parent's to be ended by, past all its handlers.
        return RuntimeError(f"{ended.path} raised {type(error).__name__}: {error}")

    def _misfit(self, what: str, error: Exception, path: str = "") -> NoReturn:
        """What is on record does not fit the code: that is the code's to mend, and no end of the execution."""
        self._block(HistoryMismatch(f"{what} does not fit the code: {error}", path=path))
        raise Halted from None

    def _scope(self) -> Scope:
        return self._loop.current_scope()

    def _match(self, scope: Scope, name: str, digest: str, shown: Any, *, writes: bool = False) -> Record | None:
        if self.evicted:
            # Nobody will ever step this code again; it is given something to hold that leads nowhere.
            return Record(CallPath(scope, name, 0), "activity", digest, _NOWHERE)
        try:
            record = self._records.match(scope, name, digest, shown, writes=writes)
        except HistoryMismatch as mismatch:
            self._block(mismatch)
            raise Halted from None
        if record is not None:
            record.progress.abandoned = False
            self._recording.touch(record)
            self._recording.release(record)
        return record

    def _block(self, reason: EventualError) -> None:
        if isinstance(reason, HistoryMismatch) and self.began_as != self.definition.version:
            reason.args = (f"{reason} (version {self.definition.version!r} of the code over a history of version {self.began_as!r})",)
        self.blocked = self.blocked or reason
        self._loop.halt()

    def _schedule(self, kind: str, scope: Scope, name: str, data: dict[str, Any]) -> Record:
        path = self._records.next_path(scope, name)
        event = self._recording.record(kind, {"path": str(path), **data})
        if self.replaying and self.contradicting is None and not self._at_the_end():
            self.contradicting = event
        record = self._records.add(event)
        record.bound = True
        self._recording.touch(record)
        return record

    def _at_the_end(self) -> bool:
        """Whether the code goes on where the record ends: it has made all calls, and what it is yet to be told of had happened before."""
        if self._records.unmatched():
            return False
        left = self._recording.latest_untold
        return left <= self._last_made or self._last_made <= self._told

    async def _wait_for(self, record: Record, abandon: Callable[[Record], None]) -> Event:
        record.awaited = True
        self._recording.touch(record)
        record.future = self._loop.create_future()
        if record.delivered:
            record.future.set_result(record.ended)
        try:
            ended: Event = await record.future
        except asyncio.CancelledError:
            if not self.evicted:
                abandon(record)
                if record.settled_in_code:
                    record.settle()
            raise
        return ended

    def _abandon_child(self, record: Record) -> None:
        record.progress.abandoned = True
        if record.ended is None:
            self._recording.activation.commands.append(CancelChild(record.name, record.scheduled.data["execution_id"]))

    # Inside: events and their delivery.

    def _finish(self) -> Activation:
        if self.blocked is not None:
            return self._recording.only_facts()
        self._close()
        for record in self._recording.touched.values():
            self._plan(record)
        return self._recording.activation

    def _plan(self, record: Record) -> None:
        """What the engine has to do for this call next."""
        commands = self._recording.activation.commands
        if record.kind == "activity":
            self._calls.plan(record)
        elif record.kind == "timer":
            self._timers.plan(record)
        elif record.awaited and record.ended is None and not record.progress.abandoned:
            data = record.scheduled.data
            root = child_root(self.start.root, record.path)
            commands.append(StartChild(record.name, data["execution_id"], data["workflow"], data["input"], root))

    def _pump(self) -> None:
        """What happened is noted; now the code goes on from it."""
        self._recording.facts_end()
        self._deliver_all()

    def _deliver_all(self) -> None:
        """Deliver what can be delivered, lowest number first, with a drain after each."""
        self._sweep()
        while self.blocked is None and (event := self._recording.next()) is not None:
            self._loop.advance(event.at)
            self._told = max(self._told, event.seq)
            self._deliver(event)
            self._loop.drain()
            self._sweep()
        if self.blocked is None:
            self.replaying = False
        self._loop.advance(self._recording.now)

    def _deliver(self, event: Event) -> None:
        match event.type:
            case ev.SIGNAL_RECEIVED:
                self._signals.deliver(event)
            case ev.CANCEL_REQUESTED:
                assert self._root is not None
                self._root.cancel(event.data["reason"])
            case ev.TIMER_FIRED:
                self._timers.deliver(self._records.by_path[event.path])
            case _:
                record = self._records.by_path[event.path]
                record.delivered = event.type != ev.ACTIVITY_DROPPED or record.progress.abandoned
                if event.type != ev.ACTIVITY_DROPPED and record.future is not None and not record.future.done():
                    record.future.set_result(event)
                record.settle()

    def _sweep(self) -> None:
        """Once the workflow's function has ended: cancel what it left running, as `asyncio.run` does.

        What goes on for all that is cancelled again as soon as it waits for nothing that can come about.
        """
        if self._root is None or not self._root.done():
            return
        for _ in range(_CANCEL_TRIES):
            if self._sweeping and (not self._loop.tasks or self._waits()):
                return
            self._sweeping = True
            waits = self._waits()
            for task in sorted(self._loop.tasks, key=hash):
                if not (task.shielded and waits):
                    task.cancel()
            self._loop.drain()

    def _waits(self) -> bool:
        return any(record.waits for record in self._records.by_path.values())

    def _close(self) -> None:
        root = self._root
        if root is None or not root.done() or self.outcome is not None or self._loop.tasks:
            return
        if not all(record.settled for record in self._records.by_path.values() if record.kind != "timer"):
            return
        kind, data = _ending(root)
        self.dropped = self.unmade
        self.outcome = self._recording.record(kind, data | ({"dropped": self.dropped} if self.dropped else {}))

    def _load(self, event: Event) -> None:
        self._recording.load(event)
        if event.type in _MADE or (event.type == ev.ACTIVITY_DROPPED and "attempt" not in event.data):
            self._last_made = event.seq
        if event.type in ev.SCHEDULING:
            self._records.load(event)
            return
        record = self._records.by_path.get(event.path) if event.path else None
        if record is not None:
            record.apply(event)
        if event.type in ev.COMPLETING or (event.type == ev.ACTIVITY_DROPPED and "attempt" in event.data):
            self._recording.hold(event)
        elif event.type in (ev.SIGNAL_RECEIVED, ev.SIGNAL_CONSUMED):
            self._signals.load(event)
        elif event.type == ev.CANCEL_REQUESTED:
            self._cancel_requested = True
            self._recording.queue(event)
        elif event.type == ev.PATCH_DECIDED:
            self._patches[event.data["name"]] = event.data["patched"]
        elif event.type == ev.EXECUTION_STARTED:
            self.began_as = event.data["version"]
        elif event.type in ev.CLOSING:
            self.outcome = event

    def _start_data(self) -> dict[str, Any]:
        return {"workflow": self.definition.name, "version": self.definition.version, "input": dict(self.start.input)}


_NOWHERE = Event(0, 0, ev.ACTIVITY_SCHEDULED, {"digest": "", "seconds": 0, "execution_id": ""})


_CANCEL_TRIES = 100

_MADE = ev.SCHEDULING | ev.CLOSING | {ev.TIMER_CANCELLED, ev.SIGNAL_CONSUMED, ev.PATCH_DECIDED}
"""Events that the code makes; all others happen to it."""


def _ending(root: asyncio.Task[Any]) -> tuple[str, dict[str, Any]]:
    if root.cancelled():
        return ev.EXECUTION_CANCELLED, {}
    error = root.exception()
    if error is not None:
        return ev.EXECUTION_FAILED, {"error": error_records.to_record(error)}
    return ev.EXECUTION_COMPLETED, {"result": root.result()}
