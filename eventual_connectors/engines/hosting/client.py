"""The users' side of a hosting engine: what is the same for all of them. Each brings the few functions that reach its server."""

from __future__ import annotations

import asyncio
import platform
from abc import ABC, abstractmethod
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, Generic, TypeVar, TypeVarTuple, overload

from ... import codec, error_records
from ...attempts import completion
from ...clock import SystemClock
from ...errors import ExecutionCancelled, ExecutionClosed, ExecutionConflict, ExecutionFailed, ExecutionNotFound, UsageError
from ...history import events as ev
from ...history.events import Event
from ...identity import check_execution_id, new_root
from ...signal import Signal, signal_id
from ...workflows.beats import Beat
from ...workflows.definition import Workflow
from ...workflows.execution import Start
from ..envelope import Envelope
from ..open_calls import OpenCall, check_decided, decided, open_call, parked_calls, shown
from ..port import CLOSED, STATUSES, Capability, ExecutionRecord, ExecutionSummary, ParkedCall, out_of_patience, patience
from ..token_secret import token_secret
from .messages import Message

R = TypeVar("R")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass
class Read:
    """What the engine holds of one execution.

    Attributes:
        envelope: what it was started with.
        events: its events.
        beats: the latest note of each path.
    """

    envelope: Envelope
    events: list[Event] = field(default_factory=list)
    beats: dict[str, Beat] = field(default_factory=dict)


class HostedEngine(ABC):
    """A client of a hosting engine. See `port.Engine`."""

    name: str
    capabilities: frozenset[Capability]
    clock = SystemClock()

    @abstractmethod
    async def submit(self, envelope: Envelope) -> Envelope:
        """Start an execution unless its id is taken; what the one with this id was started with. Durable when this returns."""

    @abstractmethod
    async def tell(self, id: str, happening: Message) -> None:
        """Have an execution take in what happened. Durable when this returns.

        Raises:
            ExecutionNotFound: there is none.
            ExecutionClosed: it has ended.
        """

    @abstractmethod
    async def read(self, id: str) -> Read:
        """What is recorded of an execution.

        Raises:
            ExecutionNotFound: there is none.
        """

    @abstractmethod
    async def ended(self, id: str) -> Event:
        """Wait for the end of an execution.

        Raises:
            ExecutionNotFound: there is none.
            ExecutionFailed: the engine ended it, and not its code.
        """

    @abstractmethod
    async def summary(self, id: str) -> ExecutionSummary:
        """What a list shows of an execution.

        Raises:
            ExecutionNotFound: there is none.
        """

    @abstractmethod
    async def listed(self, status: str | None, limit: int) -> list[ExecutionSummary]:
        """Executions, newest first; those with this status."""

    async def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str) -> HostedHandle[R]:
        """Start an execution; durable when this returns. See `port.Engine.start`."""
        if not isinstance(workflow, Workflow):
            raise UsageError(f"{workflow!r} is no workflow; declare it with @workflow")
        check_execution_id(id)
        tree = workflow.encode_input(args, {})
        workflow.decode_input(tree)  # what the workflow could not take must not use the id up
        matched = codec.digest(workflow.encode_input(args, {}, unset=False))
        start = Start(id, new_root(), tree, self.clock.now())
        asked = Envelope(workflow.name, start, workflow.reference, workflow.version, python_version(), matched)
        held = await self.submit(asked)
        if held.workflow != workflow.name:
            raise ExecutionConflict(f"the execution {id!r} exists with workflow {held.workflow!r}, not {workflow.name!r}; use another id")
        if held.digest != asked.digest and not workflow.same_input(dict(held.start.input), tree):
            raise ExecutionConflict(f"the execution {id!r} exists with another input; use another id, or the same input")
        return HostedHandle(self, id, workflow)

    @overload
    async def handle(self, id: str) -> HostedHandle[Any]: ...
    @overload
    async def handle(self, id: str, workflow: Workflow[..., R]) -> HostedHandle[R]: ...
    async def handle(self, id: str, workflow: Workflow[..., Any] | None = None) -> HostedHandle[Any]:
        """The execution with this id. See `port.Engine.handle`."""
        await self.summary(check_execution_id(id))
        return HostedHandle(self, id, workflow)

    async def executions(self, *, status: str | None = None, limit: int = 1000) -> list[ExecutionSummary]:
        """Executions, newest first. See `port.Engine.executions`."""
        if status is not None and status not in STATUSES:
            raise UsageError(f"no execution has the status {status!r}; it is one of {', '.join(STATUSES)}")
        return await self.listed(status, limit)

    async def record(self, id: str) -> ExecutionRecord:
        """An execution with its history. See `port.Engine.record`."""
        summary, read = await self.summary(id), await self.read(id)
        envelope = read.envelope
        return ExecutionRecord(summary, envelope.reference, envelope.start.root, envelope.python, read.events, list(read.beats.values()))

    async def retry(self, id: str) -> None:
        """Have a blocked execution try its code again. See `port.Engine.retry`."""
        summary = await self.open(id)
        if summary.status != "blocked":
            raise UsageError(f"the execution {id!r} is {summary.status}, not blocked: there is no code to try again")
        await self.tell(id, {"kind": "open"})

    async def complete(self, token: str, result: Any = None) -> None:
        """Complete a call from outside, with its result. See `port.Engine.complete`."""
        claim, call = await self._completable(token)
        value = codec.encode(result)
        check_decided(call, claim.path, value)
        await self._complete(claim, "succeeded", value)

    async def fail(self, token: str, reason: str) -> None:
        """Complete a call from outside: it failed. See `port.Engine.fail`."""
        claim, _ = await self._completable(token)
        await self._complete(claim, "failed", reason)

    async def open(self, id: str) -> ExecutionSummary:
        """An execution that has not ended.

        Raises:
            ExecutionNotFound: there is none.
            ExecutionClosed: it has ended.
        """
        summary = await self.summary(id)
        if summary.status in CLOSED:
            how = f"{summary.status}: {summary.reason}" if summary.reason else summary.status
            raise ExecutionClosed(f"the execution {id!r} has ended ({how})")
        return summary

    async def _completable(self, token: str) -> tuple[completion.Claim, OpenCall]:
        claim = completion.read(token)
        try:
            read = await self.read(claim.execution_id)
        except ExecutionNotFound:
            read = None
        completion.check(token, claim, token_secret(), read.envelope.start.root if read else None, self.clock.now())
        assert read is not None
        await self.open(claim.execution_id)
        call = open_call(read.events, claim.path)
        if call is None:
            raise UsageError(f"the completion token of {claim.path} in {claim.execution_id!r} is of no use any more: the call has ended")
        if call.attempt != claim.attempt:
            raise UsageError(f"the completion token is of attempt {claim.attempt} of {claim.path}, which is at attempt {call.attempt} now")
        return claim, call

    async def _complete(self, claim: completion.Claim, decision: str, value: Any) -> None:
        happening = {"kind": "complete", "path": claim.path, "attempt": claim.attempt, "decision": decision, "value": value}
        await self.tell(claim.execution_id, happening)


class HostedHandle(Generic[R]):
    """One execution. See `port.Handle`."""

    def __init__(self, engine: HostedEngine, id: str, workflow: Workflow[..., R] | None) -> None:
        self._engine = engine
        self._workflow = workflow
        self.id = id

    async def result(self, timeout: float | timedelta | None = None) -> R:
        """Wait for the workflow's result. See `port.Handle.result`."""
        seconds = patience(timeout)
        try:
            async with asyncio.timeout(seconds):
                outcome = await self._engine.ended(self.id)
        except TimeoutError:
            raise out_of_patience(await self.summary()) from None
        if outcome.type == ev.EXECUTION_CANCELLED:
            raise ExecutionCancelled(f"the execution {self.id!r} was cancelled")
        if outcome.type == ev.EXECUTION_FAILED:
            error = error_records.from_record(outcome.data["error"])
            raise ExecutionFailed(f"the execution {self.id!r} failed: {type(error).__name__}: {error_records.said(error)}") from error
        value: R = codec.decode(outcome.data["result"], self._workflow.result_type if self._workflow else Any)
        return value

    async def status(self) -> str:
        """See `ExecutionSummary.status`."""
        return (await self.summary()).status

    async def summary(self) -> ExecutionSummary:
        """What a list shows of the execution."""
        return await self._engine.summary(self.id)

    async def signal(self, signal: Signal[T], value: T, *, id: str | None = None) -> None:
        """Send a signal; durable when this returns. Of signals with the same name and id the first one counts."""
        if not isinstance(signal, Signal):
            raise UsageError(f"{signal!r} is no signal; declare it with its type, as in approved = Signal('approved', Approval)")
        happening = {"kind": "signal", "name": signal.name, "payload": signal.encode(value), "id": signal_id(id)}
        await self._engine.tell(self.id, happening)

    async def cancel(self, reason: str = "") -> None:
        """Ask the execution to cancel: its `finally` clauses run, durably. See `port.Handle.cancel`."""
        await self._engine.tell(self.id, {"kind": "cancel", "reason": reason})

    async def parked(self) -> list[ParkedCall]:
        """The calls that wait for an operator, with what looks like a credential masked in their arguments."""
        return [shown(call) for call in parked_calls((await self._engine.read(self.id)).events)]

    async def resolve(self, path: str, attempt: int, *, retry: bool = False, succeeded: Any = ..., failed: str | None = None) -> None:
        """Settle a parked call. See `port.Handle.resolve`."""
        decision, value = decided(retry, succeeded, failed)
        await self._engine.open(self.id)
        events = (await self._engine.read(self.id)).events
        parked = {call.path: call for call in parked_calls(events)}
        if path not in parked:
            waiting = ", ".join(f"{call.path} (attempt {call.attempt})" for call in parked.values()) or "nothing"
            raise UsageError(f"{path!r} is not parked in {self.id!r}; {waiting} is")
        if parked[path].attempt != attempt:
            raise UsageError(f"{path!r} is in doubt since attempt {parked[path].attempt}, not {attempt}")
        if decision == "succeeded":
            check_decided(open_call(events, path), path, value)
        happening = {"kind": "resolve", "path": path, "attempt": attempt, "decision": decision, "value": value}
        await self._engine.tell(self.id, happening)


def python_version() -> str:
    """`3.11`."""
    return ".".join(platform.python_version_tuple()[:2])
