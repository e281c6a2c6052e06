"""What every engine offers its users. Workflow code never sees any of this."""

from __future__ import annotations

import math
from collections.abc import Callable, Coroutine, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import asdict, dataclass
from datetime import timedelta
from types import TracebackType
from typing import Any, Literal, Protocol, Self, TypeVar, TypeVarTuple, overload

from ..clock import Micros, to_text
from ..errors import UsageError
from ..history.events import Event
from ..signal import Signal
from ..workflows.beats import Beat
from ..workflows.definition import Workflow

T = TypeVar("T")
R = TypeVar("R")
Ts = TypeVarTuple("Ts")
R_co = TypeVar("R_co", covariant=True)

Capability = Literal["events", "many_workers", "payload_codec", "reset"]
"""What not every engine can do; each declares what it can.

- `events`: a service's events, subscriptions, schedules and webhooks are kept beside its executions.
- `many_workers`: any number of workers share the executions. Else one has them all, and others stand by.
- `payload_codec`: what it stores passes through a codec of yours, such as one that encrypts.
- `reset`: an execution can be set back with the engine's own tools. Its keys stay, so a vendor that still knows them does nothing twice;
  what has no key at the vendor is done again.
"""

STATUSES = ("pending", "running", "parked", "blocked", "completed", "failed", "cancelled")
CLOSED = frozenset({"completed", "failed", "cancelled"})


@dataclass(frozen=True)
class ExecutionSummary:
    """One line of a list of executions.

    Attributes:
        status: `pending`, `running`, `parked`, `blocked`, `completed`, `failed` or `cancelled`.
        reason: why it is blocked or failed, the first of its parked calls, or the open circuit that a running one waits for, one line.
        started_at: microseconds since 1970.
        updated_at: microseconds since 1970.
        parked_calls: how many of its calls wait for an operator.
        cancelling: whether somebody asked it to cancel, and it has not ended.
    """

    id: str
    workflow: str
    version: str
    status: str
    reason: str
    started_at: Micros
    updated_at: Micros
    parked_calls: int = 0
    cancelling: bool = False

    def to_json(self) -> dict[str, Any]:
        """The object of `executions list --json`."""
        return asdict(self) | {"started_at": to_text(self.started_at), "updated_at": to_text(self.updated_at)}


def patience(timeout: float | timedelta | None) -> float | None:
    """The seconds that somebody waits for a result; None is for ever.

    Raises:
        UsageError: it is no number of seconds.
    """
    seconds = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float) or math.isnan(seconds)):
        raise UsageError(f"timeout must be seconds, such as 30, or a timedelta, not {timeout!r}")
    return seconds


def out_of_patience(summary: ExecutionSummary) -> TimeoutError:
    """What somebody is told who no longer waits for a result: what the execution does, or waits for."""
    settle = f" (`eventual executions show {summary.id}`)" if summary.status in ("parked", "blocked") else ""
    reason = f": {summary.reason}" if summary.reason else ""
    return TimeoutError(f"the execution {summary.id!r} is {summary.status}{reason}{settle}")


@dataclass(frozen=True)
class ParkedCall:
    """A call that waits for an operator: it is not known whether it was applied.

    Attributes:
        path: the call.
        attempt: the attempt in doubt; `resolve` names it.
        activity: its full name.
        reason: why it was parked.
        error: what is known of the attempt in doubt, one line.
        key: the key that the vendor got.
        request_id: the vendor's id of the request, where there was one.
        connection: the connection that the call named; None for the default one.
        sent_at: when the first attempt in doubt (the last one, where none is) began, microseconds since 1970.
        since: when it was parked, microseconds since 1970.
        input: the recorded arguments; where it is shown, without what looks like a credential (`***`).
        masked: what is masked in `input`, as JSON pointers.
    """

    path: str
    attempt: int
    activity: str
    reason: str
    error: str
    key: str
    request_id: str | None
    connection: str | None
    sent_at: Micros
    since: Micros
    input: Any
    masked: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """The object of `executions show --json`."""
        return asdict(self) | {"sent_at": to_text(self.sent_at), "since": to_text(self.since), "masked": list(self.masked)}


@dataclass(frozen=True)
class ExecutionRecord:
    """An execution and its whole history.

    Attributes:
        beats: the latest sign of life of each attempt under way, where there was one.
    """

    summary: ExecutionSummary
    reference: str
    root: bytes
    python: str
    events: Sequence[Event]
    beats: Sequence[Beat] = ()


class Handle(Protocol[R_co]):
    """One execution."""

    @property
    def id(self) -> str:
        """The caller's id of it."""
        ...

    async def result(self, timeout: float | timedelta | None = None) -> R_co:
        """Wait for the workflow's result. A timeout raises `TimeoutError` and cancels nothing.

        Raises:
            ExecutionFailed: the workflow raised; that error is the cause.
            ExecutionCancelled: it was cancelled.
        """
        ...

    async def status(self) -> str:
        """See `ExecutionSummary.status`."""
        ...

    async def signal(self, signal: Signal[T], value: T, *, id: str | None = None) -> None:
        """Send a signal; durable when this returns. Of signals with the same name and id the first one counts."""
        ...

    async def cancel(self, reason: str = "") -> None:
        """Ask the execution to cancel: its `finally` clauses run, durably.

        Raises:
            ExecutionClosed: it has ended.
        """
        ...

    async def parked(self) -> list[ParkedCall]:
        """The calls that wait for an operator, with what looks like a credential masked in their arguments."""
        ...

    async def resolve(self, path: str, attempt: int, *, retry: bool = False, succeeded: Any = ..., failed: str | None = None) -> None:
        """Settle a parked call: send it again, take a result, or take it as failed.

        Args:
            path: the call.
            attempt: the attempt in doubt, as `parked` names it.
            retry: send it again.
            succeeded: take it as done, with this result.
            failed: take it as not done, for this reason; the workflow gets a `Permanent`.

        Raises:
            UsageError: not exactly one of the three was given, the result does not fit, this is not what is in doubt now, or it is
                resolved already.
        """
        ...


class Engine(Protocol):
    """A client of an engine.

    Attributes:
        name: of the engine, as a history's header has it.
        capabilities: what it can do beyond the rest of this class.
    """

    name: str
    capabilities: frozenset[Capability]

    async def __aenter__(self) -> Self: ...

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None: ...

    def worker(self, workflows: Sequence[Workflow[..., Any]], *, standby: bool = False, **options: Any) -> AbstractAsyncContextManager[Any]:
        """Run executions of these workflows while the `async with` block lasts."""
        ...

    async def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts, id: str) -> Handle[R]:
        """Start an execution; durable when this returns. Same id and input: the same execution.

        Args:
            workflow: a function declared with `@workflow`.
            *args: its arguments, by position.
            id: the execution's id.

        Inputs are the same when the workflow would receive equal arguments: `1` for a `float` is `1.0`, and a default that is given
        is one that was left out.

        Raises:
            ExecutionConflict: the id exists with another workflow or input.
            SerializationError: an argument does not fit its annotation, or has no JSON form.
            UsageError: the id is empty, or no text.
        """
        ...

    @overload
    async def handle(self, id: str) -> Handle[Any]: ...
    @overload
    async def handle(self, id: str, workflow: Workflow[..., R]) -> Handle[R]: ...
    async def handle(self, id: str, workflow: Workflow[..., Any] | None = None) -> Handle[Any]:
        """The execution with this id.

        Raises:
            ExecutionNotFound: there is none.
        """
        ...

    async def executions(self, *, status: str | None = None, limit: int = 1000) -> list[ExecutionSummary]:
        """Executions, newest first.

        Raises:
            UsageError: there is no such status.
        """
        ...

    async def record(self, id: str) -> ExecutionRecord:
        """An execution with its history.

        Raises:
            ExecutionNotFound: there is none.
        """
        ...

    async def complete(self, token: str, result: Any = None) -> None:
        """Complete a call from outside, with its result; durable when this returns. It can be done once.

        Args:
            token: what the activity's function got from `attempt.completion_token()`.
            result: the call's result.

        Raises:
            UsageError: the token is none, does not hold here, has expired, was used, or is of an earlier attempt; or the result does not
                fit the activity.
            ExecutionClosed: the execution has ended.
        """
        ...

    async def fail(self, token: str, reason: str) -> None:
        """Complete a call from outside: the workflow gets a `Permanent` with this reason. As `complete` in all else."""
        ...

    async def retry(self, id: str) -> None:
        """Have a blocked execution try its code again.

        Raises:
            ExecutionClosed: it has ended.
            UsageError: it is not blocked.
        """
        ...
