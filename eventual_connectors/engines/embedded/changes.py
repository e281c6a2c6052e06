"""Wake-ups inside one process: who writes to a file tells those who wait for it. Other processes are noticed by polling."""

from __future__ import annotations

import asyncio
import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

POLL_SECONDS = 0.02
"""How often a waiting process looks whether another process changed the file."""


class Changes:
    """The waiters of one process, by file and topic."""

    def __init__(self) -> None:
        self._waiting: defaultdict[tuple[str, str], set[tuple[asyncio.AbstractEventLoop, asyncio.Event]]] = defaultdict(set)
        self._lock = threading.Lock()

    @contextmanager
    def waiting(self, database: str, topic: str) -> Iterator[asyncio.Event]:
        """An event that is set when somebody in this process tells of the topic."""
        entry = (asyncio.get_running_loop(), asyncio.Event())
        slot = (os.path.abspath(database), topic)
        with self._lock:
            self._waiting[slot].add(entry)
        try:
            yield entry[1]
        finally:
            with self._lock:
                self._waiting[slot].discard(entry)
                if not self._waiting[slot]:
                    del self._waiting[slot]

    def tell(self, database: str, topic: str) -> None:
        """Something changed."""
        slot = (os.path.abspath(database), topic)
        with self._lock:
            entries = list(self._waiting.get(slot, ()))
        for loop, event in entries:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)


changes = Changes()

INBOX = "inbox"
"""The topic of new messages for the owner; an execution's end has its id as topic, with a prefix."""


def ended(execution: str) -> str:
    """The topic of an execution's end."""
    return f"ended:{execution}"
