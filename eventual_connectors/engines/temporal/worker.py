"""Where the code and the attempts of executions on Temporal run."""

from __future__ import annotations

import asyncio
import contextlib
import uuid
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from temporalio import activity
from temporalio.client import Client, WorkflowHandle
from temporalio.common import RawValue
from temporalio.worker import UnsandboxedWorkflowRunner
from temporalio.worker import Worker as TemporalWorker

from ...attempts.outcome import Failed, Outcome, Succeeded
from ...attempts.runner import UNRECORDABLE
from ...cancellation import Cancellation
from ...clock import SECOND, Micros, SystemClock
from ...errors import EngineError, Permanent
from ...workflows.definition import Workflow
from ..hosting.executions import Executions
from ..hosting.messages import Message, beat_from_json, outcome_to_json
from ..workflow_list import by_name
from .program import ADVANCE, MOST_BYTES, SLOT, TELL, Program, closed, programs, size_of

BEAT_SECONDS = 3.0
"""How often an attempt says that its process is alive."""

AT_ONCE = 10
"""How many executions are advanced at once. One event loop advances them all: more would only wait here, while Temporal counts the time."""

GRACE = timedelta(seconds=10)
"""How long a stopping worker waits for its running attempts."""


class Worker:
    """Runs executions of these workflows, until it is closed. Any number of workers may serve a task queue.

    Attempts run in the process that began them, which has a queue of its own for them: an activity's function may hold what only the
    code beside it can make, and a connection's limits hold for a process.

    Args:
        client: a connected client.
        task_queue: where executions are started.
        workflows: what this worker can run.
        max_cached: executions kept in memory.
    """

    def __init__(self, client: Client, task_queue: str, workflows: Sequence[Workflow[..., Any]], *, max_cached: int = 1000) -> None:
        self._client = client
        self._home = f"{task_queue}/{uuid.uuid4().hex[:12]}"
        self._executions = Executions(by_name(workflows), clock=SystemClock(), max_cached=max_cached)
        common: dict[str, Any] = {"graceful_shutdown_timeout": GRACE, "max_cached_workflows": max_cached}
        self._workers = [
            TemporalWorker(
                client,
                task_queue=task_queue,
                workflows=[Program],
                activities=[self._advance],
                max_concurrent_workflow_tasks=AT_ONCE,
                # The program has nothing of the user's in it, and what it shares with the activities beside it must be one thing.
                workflow_runner=UnsandboxedWorkflowRunner(),
                sticky_queue_schedule_to_start_timeout=timedelta(seconds=2),
                **common,
            ),
            TemporalWorker(
                client,
                task_queue=self._home,
                activities=[self._attempt, self._slot],
                max_concurrent_activities=10_000,  # our own limits hold, for each connection
                max_heartbeat_throttle_interval=timedelta(seconds=BEAT_SECONDS / 2),
                **common,
            ),
        ]
        self._running: list[asyncio.Task[None]] = []

    async def __aenter__(self) -> Worker:
        self._running = [asyncio.create_task(worker.run()) for worker in self._workers]
        return self

    async def __aexit__(self, *_: object) -> None:
        # First no new work, then what runs.
        await asyncio.gather(*(worker.shutdown() for worker in self._workers), return_exceptions=True)
        done = await asyncio.gather(*self._running, return_exceptions=True)
        for failure in done:
            if isinstance(failure, BaseException):
                raise EngineError(f"the worker has failed: {failure}") from failure

    async def wait(self) -> None:
        """Wait until the worker ends."""
        await asyncio.gather(*(asyncio.shield(task) for task in self._running))

    @property
    def failure(self) -> BaseException | None:
        """Why this worker does not run any more; None where it did not fail."""
        ended = (task for task in self._running if task.done() and not task.cancelled())
        return next((error for task in ended if (error := task.exception()) is not None), None)

    @activity.defn(name=ADVANCE)
    async def _advance(self, run_id: str, happening: Message, now: Micros) -> Message:
        program = programs[run_id]
        envelope = program.envelope
        assert envelope is not None
        advance = self._executions.advance(
            run_id,
            envelope.workflow,
            envelope.start,
            program.events,
            [beat_from_json(beat) for beat in program.beats.values()],
            happening,
            now,
        )
        try:
            return closed(advance.to_json() | {"home": self._home})
        except EngineError:
            self._executions.forget(run_id)  # what it would have recorded did not happen
            self._executions.attempts.leave(run_id)
            raise

    @activity.defn(name=SLOT)
    async def _slot(self, run_id: str, path: str) -> None:
        async with _Signs():
            await self._executions.attempts.slot(run_id, path)

    @activity.defn(dynamic=True)
    async def _attempt(self, args: Sequence[RawValue]) -> Message:
        run_id, path, number = (activity.payload_converter().from_payload(value.payload) for value in args)
        info = activity.info()
        execution = self._client.get_workflow_handle(info.workflow_id or "", run_id=info.workflow_run_id)
        cancellation = Cancellation()

        def late(outcome: Outcome) -> None:
            happening = {"kind": "ended", "path": path, "attempt": number, "outcome": outcome_to_json(outcome), "details": None}
            asyncio.get_running_loop().create_task(_told(execution, happening))

        started = round(info.started_time.timestamp() * SECOND)
        async with _Signs() as signs:
            attempt = self._executions.attempts.attempt(
                run_id, path, number, now=started, cancellation=cancellation, heartbeat=signs, late=late
            )
            outcome, details = await _to_its_end(asyncio.create_task(attempt), cancellation)
        ended = {"outcome": outcome_to_json(outcome), "details": details}
        if size_of(ended) > MOST_BYTES and isinstance(outcome, Succeeded):
            said = f"{info.activity_type} succeeded, but its result cannot be recorded: it is larger than the 2 MB that Temporal keeps"
            ended["outcome"] = outcome_to_json(Failed(Permanent(said, code=UNRECORDABLE, settles=True)))
        return ended


async def _to_its_end(work: asyncio.Task[tuple[Outcome, Any]], cancellation: Cancellation) -> tuple[Outcome, Any]:
    """Wait for an attempt. Somebody who cancels it only asks it to stop: it may have an effect."""
    while not work.done():
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            details = activity.cancellation_details()
            if details is not None and details.worker_shutdown:  # and its grace is over
                work.cancel()
                await asyncio.gather(work, return_exceptions=True)
                raise
            cancellation.request()
        except Exception:
            break
    return work.result()


class _Signs:
    """Tells the server again and again that this process is there, with the latest details."""

    def __init__(self) -> None:
        self._latest: list[Any] = []

    def __call__(self, details: Any) -> None:
        """Take in what the function leaves for the next attempt; told at once, and again with the next sign: the SDK may hold one back."""
        self._latest = [details]
        activity.heartbeat(details)

    async def __aenter__(self) -> _Signs:
        self._beats = asyncio.create_task(self._beat())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._beats.cancel()

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(BEAT_SECONDS)
            activity.heartbeat(*self._latest)


async def _told(execution: WorkflowHandle[Any, Any], happening: Message) -> None:
    with contextlib.suppress(Exception):  # it has ended meanwhile, or the server is away: the answer is lost, as any late one may be
        await execution.signal(TELL, happening)
