"""The process in which executions on DBOS run."""

from __future__ import annotations

import asyncio
import contextvars
import json
import logging
import time
from collections.abc import Coroutine, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dbos import DBOS, DBOSClient, WorkflowStatus
from dbos._error import DBOSException

from ...attempts.outcome import Outcome
from ...cancellation import Cancellation
from ...clock import SECOND, SystemClock
from ...error_records import to_record
from ...errors import EngineError, ExecutionCancelled, ExecutionConflict
from ...workflows.definition import Workflow
from ...workflows.execution import Start
from ..envelope import Envelope
from ..hosting.client import python_version
from ..hosting.executions import Executions
from ..hosting.messages import Message, outcome_to_json
from ..workflow_list import by_name
from .owners import Owner
from .program import Program, workers
from .storage import PROGRAM, TOPIC, VERSION, JsonSerializer
from .submit import QUEUE, submit

log = logging.getLogger("eventual.engine")

RECOVER: Message = {"kind": "recover"}

LOOK_SECONDS = 5.0
"""How often it is looked whether another worker has gone, and whether this one is still itself."""

DRAIN_SECONDS = 10.0
"""How long a stopping worker waits for its running attempts."""


class Worker:
    """Runs executions of these workflows until it is closed. One in each process; any number of processes may serve a database.

    Args:
        database: a PostgreSQL URL, for psycopg.
        client: a client of the same database.
        workflows: what this worker can run.
        max_cached: executions kept in memory.
    """

    def __init__(self, database: str, client: DBOSClient, workflows: Sequence[Workflow[..., Any]], *, max_cached: int = 1000) -> None:
        self._database = database
        self._client = client
        self._executions = Executions(by_name(workflows), clock=SystemClock(), max_cached=max_cached)
        self._owner: Owner | None = None
        self._failure: BaseException | None = None
        self._stopping = False
        self._tasks: set[asyncio.Task[None]] = set()
        self._attempts: dict[tuple[str, str], tuple[asyncio.Task[None], Cancellation]] = {}
        self._slots: set[tuple[str, str]] = set()
        self._shown: dict[str, Message] = {}
        self._watch: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Worker:
        if workers:
            raise EngineError("DBOS allows one worker in a process; start the other one in a process of its own")
        self._owner = await asyncio.to_thread(Owner, self._database)
        workers.append(self)
        DBOS(
            config={
                "name": "eventual",
                "system_database_url": self._database,
                "application_version": VERSION,
                "executor_id": self._owner.executor,
                "serializer": JsonSerializer(),
                "log_level": "ERROR",
                "console_log_level": "ERROR",
            }
        )
        recovered = await self._pending(self._owner.executor)
        DBOS.launch()
        await self._tell_recovered(recovered)
        await DBOS.register_queue_async(QUEUE, polling_interval_sec=0.1)
        self._watch = asyncio.create_task(self._look())
        return self

    async def __aexit__(self, *_: object) -> None:
        self._stopping = True
        if self._watch is not None:
            self._watch.cancel()
        attempts = [task for task, _ in self._attempts.values()]
        if attempts:
            await asyncio.wait(attempts, timeout=DRAIN_SECONDS)
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._failure is None:
            await self._destroy()
        workers.remove(self)
        if self._owner is not None:
            self._owner.close()
        if self._failure is not None:
            raise self._failure

    async def wait(self) -> None:
        """Wait until the worker ends."""
        if self._watch is not None:
            await asyncio.shield(self._watch)

    @property
    def failure(self) -> BaseException | None:
        """Why this worker does not run any more; None where it did not fail."""
        return self._failure

    async def _destroy(self) -> None:
        await asyncio.to_thread(DBOS.destroy)
        # DBOS has put its own executor in the place of the loop's, and has closed it.
        asyncio.get_running_loop().set_default_executor(ThreadPoolExecutor(thread_name_prefix="asyncio"))

    # What programs ask for.

    def advance(self, program: Program, happening: Message, *, recovering: bool) -> Message:
        """What follows from what happened, in its recorded form."""
        now = round(time.time() * SECOND)
        start, recorded = program.envelope.start, program.recorded
        workflow = program.envelope.workflow
        events, beats = list(recorded.events), list(recorded.beats.values())
        commands: list[Message] = []
        made: list[Message] = []
        latest: Message = {}
        for each in [RECOVER, happening] if recovering and happening != RECOVER else [happening]:
            advance = self._executions.advance(program.key, workflow, start, events, beats, each, now)
            events += advance.events
            made += [event.to_json() for event in advance.events]
            commands += advance.commands
            latest = advance.to_json()
        self._show(program.key, latest)
        return latest | {"events": made, "commands": commands}

    async def carry_out(self, program: Program, commands: Sequence[Message]) -> None:
        """Do what was asked for, now that it is recorded."""
        for command in commands:
            match command:
                case {"do": "run"}:
                    self._begin_attempt(program, command)
                case {"do": "slot", "path": path}:
                    if (program.key, path) not in self._slots:
                        self._slots.add((program.key, path))
                        self._begin(self._slot(program.key, path))
                case {"do": "stop", "path": path}:
                    if (running := self._attempts.get((program.key, path))) is not None:
                        running[1].request()
                # One after the other: a child is cancelled after it was started.
                case {"do": "child"}:
                    await self._begin(self._child(program, command))
                case {"do": "cancel_child", "path": path, "id": execution_id}:
                    await self._begin(self._cancel_child(program.key, path, execution_id))

    def forget(self, program: Program) -> None:
        """It has ended."""
        self._executions.forget(program.key)
        self._shown.pop(program.key, None)

    def _begin(self, work: Coroutine[Any, Any, None], name: str = "") -> asyncio.Task[None]:
        # In a context of its own: what is sent in the program's own would count as a step of it.
        task = asyncio.create_task(work, name=name, context=contextvars.Context())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    def _begin_attempt(self, program: Program, command: Message) -> None:
        if self._stopping:
            return  # its intent is recorded: the next worker takes it for lost
        place, cancellation = (program.key, command["path"]), Cancellation()
        task = self._begin(self._attempt(program.key, command, cancellation), "attempt")
        self._attempts[place] = task, cancellation
        task.add_done_callback(lambda ended: self._attempts.pop(place) if self._attempts.get(place, (None,))[0] is ended else None)

    async def _attempt(self, key: str, command: Message, cancellation: Cancellation) -> None:
        path, number = command["path"], command["attempt"]
        ended: Message = {"kind": "ended", "path": path, "attempt": number, "details": None}

        def beat(details: Any) -> None:
            self._begin(self._tell(key, {"kind": "beat", "path": path, "attempt": number, "details": details}), "beat")

        def late(outcome: Outcome) -> None:
            self._begin(self._tell(key, ended | {"outcome": outcome_to_json(outcome)}), "late")

        outcome, details = await self._executions.attempts.attempt(
            key,
            path,
            number,
            now=round(time.time() * SECOND),
            cancellation=cancellation,
            heartbeat=beat,
            late=late,
        )
        await self._tell(key, ended | {"outcome": outcome_to_json(outcome), "details": details})

    async def _slot(self, key: str, path: str) -> None:
        try:
            await self._executions.attempts.slot(key, path)
        finally:
            self._slots.discard((key, path))
        await self._tell(key, {"kind": "due", "path": path})

    async def _child(self, program: Program, command: Message) -> None:
        start = Start(command["id"], bytes.fromhex(command["root"]), command["input"], round(time.time() * SECOND))
        parent = (program.key, command["path"])
        envelope = Envelope(command["workflow"], start, command["reference"], command["version"], python_version(), "", parent)
        held = await submit(self._client, envelope)
        if held.parent != parent:
            error = to_record(ExecutionConflict(f"an execution with the id {command['id']!r} exists already"))
            await self._tell(program.key, {"kind": "child_ended", "path": command["path"], "error": error})

    async def _cancel_child(self, key: str, path: str, execution_id: str) -> None:
        if await self._client.list_workflows_async(workflow_ids=[execution_id], load_input=False, load_output=False):
            await self._tell(execution_id, {"kind": "cancel", "reason": f"its parent {key} no longer waits for it"})
        else:  # nobody else would say that it has ended
            never = to_record(ExecutionCancelled(f"{execution_id} was given up before it was started"))
            await self._tell(key, {"kind": "child_ended", "path": path, "error": never})

    async def _tell(self, execution_id: str, happening: Message) -> None:
        try:
            await self._client.send_async(execution_id, json.dumps(happening), TOPIC)
        except DBOSException as error:
            log.warning("execution %s: it could not be told of %s: %s", execution_id, happening["kind"], error)

    def _show(self, key: str, advance: Message) -> None:
        shown = {"status": advance["status"], "reason": advance["reason"], "parked": advance["parked"]}
        shown |= {"cancelling": True} if advance.get("cancelling") else {}
        if self._shown.get(key) != shown:
            self._shown[key] = shown
            self._begin(self._update(key, shown))

    async def _update(self, key: str, shown: Message) -> None:
        await self._client.update_workflow_attributes_async(key, shown, merge=True)

    # Its life.

    async def _look(self) -> None:
        """Take over from workers that have gone, and stop where this one is no longer itself."""
        owner = self._owner
        assert owner is not None
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            if not await asyncio.to_thread(owner.holds):
                self._failure = EngineError("the connection to PostgreSQL that says which worker this is was lost; the worker stops")
                log.error("%s", self._failure)
                await self._destroy()
                raise self._failure
            executors = sorted({each.executor_id for each in await self._pending() if each.executor_id})
            gone = await asyncio.to_thread(owner.take_over, executors)
            if gone:
                log.warning("the workers %s have gone; their executions go on here", ", ".join(gone))
                recovered = [each for executor in gone for each in await self._pending(executor)]
                await asyncio.to_thread(DBOS._recover_pending_workflows, gone)
                await self._tell_recovered(recovered)

    async def _pending(self, executor: str | None = None) -> list[WorkflowStatus]:
        """The executions that an executor runs, or was running when it ended."""
        return await self._client.list_workflows_async(
            name=PROGRAM, status="PENDING", executor_id=executor, load_input=False, load_output=False
        )

    async def _tell_recovered(self, executions: Sequence[WorkflowStatus]) -> None:
        """Have executions that go on here look at what they were doing: no message comes of an attempt that nobody runs any more."""
        for execution in executions:
            await self._tell(execution.workflow_id, RECOVER)
