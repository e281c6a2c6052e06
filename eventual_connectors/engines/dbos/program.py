"""The program that DBOS runs for every execution, the same for all workflows: one step after the other, so that their order is certain.

Each step records what followed from one happening; attempts begin after the step that holds their intent, and tell their end as a message.
"""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from dbos import DBOS

from ...clock import SECOND
from ...history import events as ev
from ..envelope import Envelope
from ..hosting.messages import Message
from .storage import ADVANCE, PROGRAM, TIME, TOPIC, Recorded

if TYPE_CHECKING:
    from .worker import Worker

LONGEST_WAIT = 3600.0
"""Seconds after which it is looked again whether something has happened."""

FAR = 2**62
"""Microseconds since 1970: never."""

workers: list[Worker] = []
"""The worker of this process, if there is one: DBOS allows one."""


async def _now() -> int:
    return round(time.time() * SECOND)


@DBOS.workflow(name=PROGRAM, max_recovery_attempts=10**9)
async def program(execution_id: str, envelope: str) -> str:
    """Advance an execution until it ends; returns its last event."""
    running = Program(execution_id, Envelope.from_json(json.loads(envelope)))
    return await running.run()


class Program:
    """One execution.

    Attributes:
        key: its name.
        envelope: what it was started with.
        recorded: what is recorded of it.
        live: its steps are executed here, and not just read.
    """

    def __init__(self, execution_id: str, envelope: Envelope) -> None:
        self.key = execution_id
        self.envelope = envelope
        self.recorded = Recorded()
        self.live = False
        self._held: list[Message] = []

    async def run(self) -> str:
        """See `program`."""
        worker = workers[0]
        happening: Message = {"kind": "open"}
        while True:
            advance = await self._advance(worker, happening)
            closed = bool(self.recorded.events) and self.recorded.events[-1].type in ev.CLOSING
            # What goes to another execution may be said again; after a crash right here nobody else would say it.
            if self.live or closed:
                await worker.carry_out(self, advance["commands"])
            if closed:
                await self._tell_parent()
                worker.forget(self)
                return json.dumps(self.recorded.events[-1].to_json())
            self._hold(happening, advance)
            happening = await self._next()

    async def _advance(self, worker: Worker, happening: Message) -> Message:
        async def advance() -> str:
            lost = not self.live and bool(self.recorded.events)
            self.live = True
            return json.dumps(worker.advance(self, happening, recovering=lost))

        advanced: Message = json.loads(await DBOS.run_step_async({"name": ADVANCE}, advance))
        self.recorded.take(advanced)
        return advanced

    def _hold(self, happening: Message, advance: Message) -> None:
        """Where the code cannot run, keep what happened until it is tried again."""
        if advance["status"] == "blocked" and not advance["events"] and happening["kind"] not in ("open", "recover"):
            self._held.append(happening)

    async def _next(self) -> Message:
        if self._held and self.recorded.latest["status"] != "blocked":
            return self._held.pop(0)
        wakes = self.recorded.wakes
        while True:
            seconds = min(LONGEST_WAIT, max(0.0, min(wakes.values(), default=FAR) / SECOND - time.time()))
            message = await DBOS.recv_async(TOPIC, timeout_seconds=seconds)
            if message is not None:
                received: Message = json.loads(message)
                return received
            # By the time that is on record: who goes over this again later has to come to the same.
            if min(wakes.values(), default=FAR) <= await DBOS.run_step_async({"name": TIME}, _now):
                return {"kind": "due", "path": self.recorded.due_first()}

    async def _tell_parent(self) -> None:
        if self.envelope.parent is None:
            return
        parent, path = self.envelope.parent
        outcome = self.recorded.events[-1]
        happening: dict[str, Any] = {"kind": "child_ended", "path": path, "result": outcome.data.get("result")}
        happening["error"] = outcome.data.get("error")
        if outcome.type == ev.EXECUTION_CANCELLED:
            happening["error"] = {"type": "eventual_connectors.errors:ExecutionCancelled", "message": f"{self.key} was cancelled"}
        await DBOS.send_async(parent, json.dumps(happening), TOPIC)
