"""The program that Temporal runs for every execution, the same for all workflows.

It keeps our events in Temporal's history, as results of local activities, and turns our commands into Temporal's. The workflow's own code
runs in those local activities, so that it may change without this program noticing.
"""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from typing import Any

from temporalio import workflow
from temporalio.common import RawValue, RetryPolicy, TypedSearchAttributes, WorkflowIDReusePolicy
from temporalio.exceptions import (
    ActivityError,
    ApplicationError,
    CancelledError,
    ChildWorkflowError,
    FailureError,
    TimeoutError,
    TimeoutType,
    WorkflowAlreadyStartedError,
    is_cancelled_exception,
)

from ...attempts.outcome import GONE
from ...clock import SECOND
from ...error_records import to_record
from ...errors import EngineError, ExecutionCancelled, ExecutionConflict, Permanent
from ...history import events as ev
from ...history.events import Event
from ...workflows.execution import Start
from ..envelope import Envelope, packed, unpacked
from ..hosting.messages import Message, outcome_to_json
from .search import STATUS, at_start

MEMO = "eventual"
"""The memo that lists show."""

PENDING: Message = {"status": "pending", "reason": "", "parked": 0}

TELL = "eventual.tell"
STATE = "eventual.state"
ADVANCE = "eventual.advance"
SLOT = "eventual.slot"

CANCELLED = "eventual.cancelled"
"""The type of failure of an execution that cancelled itself; Temporal ends one as cancelled only if it was asked to."""

PICK_UP = timedelta(seconds=20)
"""How long an attempt waits for the process in which it was begun; less than that process waits for it."""

HEARTBEAT = timedelta(seconds=10)
"""After this long without a sign of life an attempt's process is taken for gone."""

AFTER_DEADLINE = timedelta(seconds=90)
"""How long after its deadline an attempt may still say how it ended: a function is waited for before it is detached."""

ONCE = RetryPolicy(maximum_attempts=1)

PACKED_FROM = 100_000
"""Bytes of an advance that is compressed."""

MOST_BYTES = 1_900_000
"""Of a payload: Temporal takes 2 MiB, and a codec may make it larger."""

programs: dict[str, Program] = {}
"""The programs in this process by their run's id: a local activity reads the history that it continues here, and not from its arguments."""


@workflow.defn(dynamic=True)
class Program:
    """One execution.

    Attributes:
        envelope: what it was started with.
        events: what is recorded of it.
        beats: the latest note of each path, in recorded form.
    """

    def __init__(self) -> None:
        self.envelope: Envelope | None = None
        self.events: list[Event] = []
        self.beats: dict[str, Message] = {}
        self._inbox: deque[Message] = deque([{"kind": "open"}])
        self._held: list[Message] = []
        self._home = ""
        self._asked_by_server = False
        self._memo: Message = {}
        self._wakes: dict[str, asyncio.Task[None]] = {}
        self._attempts: dict[str, workflow.ActivityHandle[Any]] = {}
        self._children: set[str] = set()
        self._waited_for: set[str] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._outgoing = 0
        self._too_large = False

    @workflow.signal(name=TELL)
    def tell(self, happening: Message) -> None:
        """Something happened; see `hosting.messages`."""
        self._inbox.append(happening)

    @workflow.query(name=STATE)
    def state(self) -> Message:
        """How it stands, for the server's own tools: `temporal workflow query --type eventual.state`."""
        return PENDING | self._memo | {"events": len(self.events), "attempts": sorted(self._attempts), "waits": sorted(self._wakes)}

    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> Any:
        """Advance the execution until it ends."""
        self.envelope = Envelope.from_json(workflow.payload_converter().from_payload(args[0].payload))
        self.events = list(self.envelope.events)
        self.beats = {beat["path"]: beat for beat in self.envelope.beats}
        run_id = workflow.info().run_id
        programs[run_id] = self
        try:
            # Not in this task: Temporal interrupts it where somebody asks for cancellation, which ours takes in its turn.
            main = asyncio.create_task(self._advance_all())
            while not main.done():
                try:
                    await workflow.wait_condition(main.done)
                except asyncio.CancelledError:
                    self._asked_by_server = True
                    self.tell({"kind": "cancel", "reason": "asked for on the server"})
            main.result()
            await workflow.wait_condition(lambda: self._outgoing == 0)
        finally:
            programs.pop(run_id, None)
        return self._end()

    async def _advance_all(self) -> None:
        while True:
            await workflow.wait_condition(lambda: bool(self._inbox))
            await self._advance(self._inbox.popleft())
            if self.events and self.events[-1].type in ev.CLOSING:
                return
            if self._is_to_be_renewed() and not (self._inbox or self._tasks or self._held):
                workflow.continue_as_new(args=[self._renewed()])

    async def _advance(self, happening: Message) -> None:
        now = round(workflow.time() * SECOND)
        holds = self._is_to_be_renewed() and happening["kind"] != "open"
        told = happening | {"holds": True} if holds else happening
        try:
            advance = await workflow.start_local_activity(
                ADVANCE, args=[workflow.info().run_id, told, now], start_to_close_timeout=timedelta(minutes=5), retry_policy=ONCE
            )
        except FailureError as error:  # what a local activity raises comes as it is, or in an ActivityError
            cause = error.cause if isinstance(error.cause, FailureError) else error
            advance = {"events": [], "status": "blocked", "reason": cause.message}
        advance = opened(advance)
        if not advance["events"] and advance["status"] == "blocked" and happening["kind"] != "open":
            self._held.append(happening)  # it is told again when the code is tried again
        elif happening["kind"] == "open" and advance["status"] != "blocked":
            self._inbox.extendleft(reversed(self._held))
            self._held.clear()
        self.events += [Event.from_json(event) for event in advance["events"]]
        self.beats |= {beat["path"]: beat for beat in advance.get("beats", ())}
        self._show(advance)
        self._home = advance.get("home", self._home)
        for command in advance.get("commands", ()):
            self._carry_out(command)

    def _is_to_be_renewed(self) -> bool:
        """Whether Temporal finds its history long. A child tells its end to this run alone, so none is left behind."""
        if self._too_large or self._waited_for or not workflow.info().is_continue_as_new_suggested():
            return False
        if size_of(self._renewed()) > MOST_BYTES:
            self._too_large = True  # it goes on in this run, as long as Temporal lets it
            self.tell({"kind": "open"})  # for the attempts that did not begin meanwhile
        return not self._too_large

    def _show(self, advance: Message) -> None:
        memo = {"status": advance["status"], "reason": advance["reason"], "parked": advance.get("parked", 0)}
        memo |= {"cancelling": True} if advance.get("cancelling") else {}
        if memo != self._memo:
            self._memo = memo
            workflow.upsert_memo({MEMO: memo})
            if workflow.info().typed_search_attributes.get(STATUS) not in (None, memo["status"]):
                workflow.upsert_search_attributes([STATUS.value_set(memo["status"])])

    def _carry_out(self, command: Message) -> None:
        match command:
            case {"do": "run"}:
                self._begin(self._attempt(command))
            case {"do": "slot", "path": path}:
                self._begin(self._slot(path))
            case {"do": "wake", "path": path, "at": at}:
                self._forget(path)
                self._wakes[path] = asyncio.create_task(self._wake(path, at))
            case {"do": "forget", "path": path}:
                self._forget(path)
            case {"do": "stop", "path": path}:
                if path in self._attempts:
                    self._attempts[path].cancel()
            case {"do": "child", "path": path}:
                if path not in self._children:
                    self._children.add(path)
                    self._waited_for.add(path)
                    self._begin(self._child(command))
            case {"do": "cancel_child", "path": path, "id": execution_id}:
                if path in self._children:
                    self._begin(self._cancel_child(execution_id))
                else:  # nobody else would say that it has ended
                    never = to_record(ExecutionCancelled(f"{execution_id} was given up before it was started"))
                    self.tell({"kind": "child_ended", "path": path, "error": never})

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _forget(self, path: str) -> None:
        if path in self._wakes:
            self._wakes.pop(path).cancel()

    async def _wake(self, path: str, at: int) -> None:
        left = at - round(workflow.time() * SECOND)
        if left > 0:
            await asyncio.sleep(left / SECOND)
        del self._wakes[path]
        self.tell({"kind": "due", "path": path})

    async def _slot(self, path: str) -> None:
        arguments = [workflow.info().run_id, path]
        with suppress(ActivityError):  # its process is gone: another one gives it a place
            await workflow.execute_activity(
                SLOT,
                args=arguments,
                task_queue=self._home,
                schedule_to_start_timeout=PICK_UP,
                start_to_close_timeout=timedelta(days=1),
                heartbeat_timeout=HEARTBEAT,
                retry_policy=ONCE,
            )
        self.tell({"kind": "due", "path": path})

    async def _attempt(self, command: Message) -> None:
        path, number = command["path"], command["attempt"]
        left = timedelta(microseconds=max(0, command["deadline"] - round(workflow.time() * SECOND)))
        happening: Message = {"path": path, "attempt": number, "details": None}
        handle = self._attempts[path] = workflow.start_activity(
            command["activity"],
            args=[workflow.info().run_id, path, number],
            task_queue=self._home,
            activity_id=f"{path}#{number}",
            schedule_to_start_timeout=PICK_UP,
            start_to_close_timeout=left + AFTER_DEADLINE,
            heartbeat_timeout=HEARTBEAT,
            retry_policy=ONCE,
            cancellation_type=workflow.ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
        )
        try:
            happening |= {"kind": "ended"} | await handle
        except ActivityError as error:
            cause = error.cause
            if isinstance(cause, TimeoutError) and cause.type == TimeoutType.SCHEDULE_TO_START:
                happening |= {"kind": "ended", "outcome": outcome_to_json(GONE)}
            else:
                beats = cause.last_heartbeat_details if isinstance(cause, TimeoutError) else ()
                happening |= {"kind": "lost", "details": beats[0] if beats else None}
        if self._attempts.get(path) is handle:
            del self._attempts[path]
        self.tell(happening)

    async def _child(self, command: Message) -> None:
        happening: Message = {"kind": "child_ended", "path": command["path"]}
        try:
            with self._sending():
                handle = await workflow.start_child_workflow(
                    command["workflow"],
                    self._child_envelope(command).to_json(),
                    id=command["id"],
                    id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE,
                    parent_close_policy=workflow.ParentClosePolicy.ABANDON,
                    cancellation_type=workflow.ChildWorkflowCancellationType.ABANDON,
                    memo={MEMO: PENDING},
                    search_attributes=self._search_attributes(command),
                )
            happening["result"] = await handle
        except WorkflowAlreadyStartedError:
            happening["error"] = to_record(ExecutionConflict(f"an execution with the id {command['id']!r} exists already"))
        except ChildWorkflowError as error:
            happening["error"] = failure_record(command["id"], error)
        self._waited_for.discard(command["path"])
        self.tell(happening)

    async def _cancel_child(self, execution_id: str) -> None:
        handle = workflow.get_external_workflow_handle(execution_id)
        reason = f"its parent {workflow.info().workflow_id} no longer waits for it"
        with suppress(ApplicationError), self._sending():  # it may have ended
            await handle.signal(TELL, {"kind": "cancel", "reason": reason})
            await handle.cancel()

    @contextmanager
    def _sending(self) -> Iterator[None]:
        """What is sent to another execution in this block is sent before this one ends."""
        self._outgoing += 1
        try:
            yield
        finally:
            self._outgoing -= 1

    @staticmethod
    def _search_attributes(command: Message) -> TypedSearchAttributes | None:
        """Those of a child: its parent has them where the namespace knows them."""
        known = workflow.info().typed_search_attributes.get(STATUS) is not None
        return at_start(PENDING["status"], command["version"]) if known else None

    def _child_envelope(self, command: Message) -> Envelope:
        assert self.envelope is not None
        start = Start(command["id"], bytes.fromhex(command["root"]), command["input"], round(workflow.time() * SECOND))
        return Envelope(command["workflow"], start, command["reference"], command["version"], self.envelope.python, "")

    def _renewed(self) -> Message:
        assert self.envelope is not None
        old = self.envelope
        beats = list(self.beats.values())
        return Envelope(old.workflow, old.start, old.reference, old.version, old.python, old.digest, None, self.events, beats).to_json()

    def _end(self) -> Any:
        outcome = self.events[-1]
        if outcome.type == ev.EXECUTION_COMPLETED:
            return outcome.data["result"]
        if outcome.type == ev.EXECUTION_CANCELLED:
            if self._asked_by_server:
                raise CancelledError
            raise ApplicationError("the execution was cancelled", type=CANCELLED, non_retryable=True)
        error = outcome.data["error"]
        raise ApplicationError(error["message"], error, type=error["type"], non_retryable=True)


def size_of(message: Message) -> int:
    """The bytes of a payload."""
    return len(json.dumps(message, separators=(",", ":")))


def closed(advance: Message) -> Message:
    """An advance as it is recorded: compressed where it is large.

    Raises:
        EngineError: it is larger than what Temporal keeps.
    """
    size = size_of(advance)
    if size < PACKED_FROM:
        return advance
    message = {"packed": packed(advance)}
    if size_of(message) > MOST_BYTES:
        raise EngineError(
            f"what follows from one step of the code is {size / 1e6:.1f} MB, and Temporal keeps 2 MB of it: "
            "make fewer calls at once, or smaller ones"
        )
    return message


def opened(message: Message) -> Message:
    """The inverse of `closed`."""
    found: Message = unpacked(message["packed"]) if "packed" in message else message
    return found


def failure_record(execution_id: str, error: BaseException) -> Message:
    """The recorded error of an execution that Temporal says has failed."""
    cause = error.__cause__
    if isinstance(cause, ApplicationError):
        if cause.type == CANCELLED:
            return to_record(ExecutionCancelled(f"{execution_id} was cancelled"))
        if cause.details:
            record: Message = cause.details[0]
            return record
    if is_cancelled_exception(error) or isinstance(cause, CancelledError):
        return to_record(ExecutionCancelled(f"{execution_id} was cancelled"))
    return to_record(Permanent(f"{execution_id} was ended on the server: {cause or error}", code="ended_on_server"))
