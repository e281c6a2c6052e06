"""What of one execution runs in this process during an invocation: its attempts, and its places in the queues of their connections."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import queue
import time
from collections.abc import Callable
from typing import Any

from ...attempts.outcome import Outcome
from ...cancellation import Cancellation
from ..hosting.messages import Message, outcome_to_json
from .host import Host
from .steady import Interrupted

log = logging.getLogger("eventual.engine")

BEAT = "beat#"
"""Notes whose name begins so hold the latest sign of life of a call's attempt."""

Running = tuple[asyncio.Task[None], Cancellation]


class Attempting:
    """Everything but `heard` and `leave` happens in the host's event loop.

    Args:
        host: of this process.
        key: the execution's name in it.
        note: leaves a note in the execution's box.
        post: puts a letter into it.

    Attributes:
        heard: what happened, for the program to take.
    """

    def __init__(self, host: Host, key: str, *, note: Callable[[str, Message], None], post: Callable[[Message], None]) -> None:
        self.heard: queue.SimpleQueue[Message] = queue.SimpleQueue()
        self._host = host
        self._key = key
        self._note = note
        self._post = post
        self._attempts: dict[str, Running] = {}
        self._slots: dict[str, asyncio.Task[None]] = {}
        self._left = False

    @property
    def idle(self) -> bool:
        """Nothing runs, and nothing is to be taken."""
        return not self._attempts and not self._slots and self.heard.empty()

    @property
    def resting(self) -> bool:
        """No attempt runs."""
        return not self._attempts

    def carry_out(self, commands: list[Message]) -> None:
        """Do what was asked for, now that it is recorded."""
        for command in commands:
            match command:
                case {"do": "run", "path": path}:
                    cancellation = Cancellation()
                    self._attempts[path] = self._host.spawn(self._attempt(command, cancellation)), cancellation
                case {"do": "slot", "path": path} if path not in self._slots:
                    self._slots[path] = self._host.spawn(self._slot(path))
                case {"do": "stop", "path": path} if path in self._attempts:
                    self._attempts[path][1].request()

    def leave(self) -> None:
        """The invocation ends; an answer that comes later goes into the box."""
        self._host.run(self._leave)

    def _leave(self) -> None:
        self._left = True
        for task, cancellation in self._attempts.values():
            cancellation.request()
            task.cancel()
        for task in self._slots.values():
            task.cancel()
        self._host.executions.attempts.leave(self._key)
        self._host.executions.forget(self._key)

    async def _attempt(self, command: Message, cancellation: Cancellation) -> None:
        path, number = command["path"], command["attempt"]
        ended: Message = {"kind": "ended", "path": path, "attempt": number, "details": None}
        beats = _Beats(self._note, path, number)

        def late(outcome: Outcome) -> None:
            self._tell(ended | {"outcome": outcome_to_json(outcome)})

        try:
            outcome, details = await self._host.executions.attempts.attempt(
                self._key,
                path,
                number,
                now=self._host.clock.now(),
                cancellation=cancellation,
                heartbeat=lambda details: beats.leave(details, self._host),
                late=late,
            )
            self._tell(ended | {"outcome": outcome_to_json(outcome), "details": details})
        finally:
            del self._attempts[path]

    async def _slot(self, path: str) -> None:
        try:
            await self._host.executions.attempts.slot(self._key, path)
            self._tell({"kind": "due", "path": path})
        finally:
            del self._slots[path]

    def _tell(self, happening: Message) -> None:
        if self._left:
            self._host.spawn(asyncio.to_thread(_tried, self._post, happening))
        else:
            self.heard.put(happening)


class _Beats:
    """The signs of life of an attempt, one after the other."""

    def __init__(self, note: Callable[[str, Message], None], path: str, attempt: int) -> None:
        self._note = note
        self._name = beat_note(path)
        self._path = path
        self._attempt = attempt
        self._lock = asyncio.Lock()
        self._latest: Message = {}

    def leave(self, details: Any, host: Host) -> None:
        """Keep this one."""
        self._latest = {"path": self._path, "attempt": self._attempt, "at": round(time.time() * 1e6), "details": details}
        host.spawn(self._keep(self._latest))

    async def _keep(self, beat: Message) -> None:
        async with self._lock:
            if beat is self._latest:
                await asyncio.to_thread(_tried, self._note, self._name, beat)


def _tried(leave: Callable[..., None], *what: Any) -> None:
    try:
        leave(*what)
    except (Exception, Interrupted) as error:
        log.warning("what an attempt left could not be kept: %s", error)


def beat_note(path: str) -> str:
    """The name of the note that holds a call's sign of life."""
    return BEAT + hashlib.sha256(path.encode()).hexdigest()[:32]
