"""What one execution says to others: it starts and cancels its children, and tells its parent how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ...error_records import to_record
from ...errors import ExecutionCancelled, ExecutionConflict
from ...history import events as ev
from ...history.events import Event
from ..hosting.messages import Message
from .mailbox import Mailbox
from .payload import Payload, durable_name
from .post import post
from .service import Service
from .submit import submit


class Family:
    """Of the execution with this payload and ARN."""

    def __init__(self, payload: Payload, arn: str, mailbox: Mailbox, service: Service) -> None:
        self._payload = payload
        self._arn = arn
        self._mailbox = mailbox
        self._service = service

    def reach(self, commands: Iterable[Message]) -> Iterator[Message]:
        """Carry out what reaches other executions; what has happened to this one by that."""
        for command in commands:
            # One after the other: a child is cancelled after it was started.
            error = self._start(command) if command["do"] == "child" else self._cancel(command["id"])
            if error is not None:
                yield {"kind": "child_ended", "path": command["path"], "error": to_record(error)}

    def post_to_self(self, happening: Message) -> None:
        """Have the execution itself take in what happened, when it wakes."""
        post(self._mailbox, self._service, self._arn, happening)

    def tell_parent(self, outcome: Event) -> None:
        """Say how the execution ended, where somebody waits for it."""
        if self._payload.parent is None:
            return
        happening: Message = {"kind": "child_ended", "path": self._payload.parent[1], "result": outcome.data.get("result")}
        happening["error"] = outcome.data.get("error")
        if outcome.type == ev.EXECUTION_CANCELLED:
            happening["error"] = to_record(ExecutionCancelled(f"{self._payload.id} was cancelled"))
        post(self._mailbox, self._service, self._payload.parent_box, happening)

    def _start(self, command: Message) -> Exception | None:
        parent = (self._payload.id, command["path"])
        child = Payload(
            self._payload.target,
            command["id"],
            command["workflow"],
            command["input"],
            command["reference"],
            command["version"],
            "",
            root=bytes.fromhex(command["root"]),
            parent=parent,
            parent_box=self._arn,
        )
        _, held = submit(self._service, self._mailbox, child)
        if held.parent != parent:
            return ExecutionConflict(f"an execution with the id {command['id']!r} exists already")
        return None

    def _cancel(self, id: str) -> Exception | None:
        found = self._service.find(self._payload.target.partition(":")[0], durable_name(id))
        if found is None:  # nobody else would say that it has ended
            return ExecutionCancelled(f"{id} was given up before it was started")
        if found.open:
            cancel = {"kind": "cancel", "reason": f"its parent {self._payload.id} no longer waits for it"}
            post(self._mailbox, self._service, found.arn, cancel)
        return None
