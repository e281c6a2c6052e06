"""When executions, and single calls of them, are to be looked at: soonest first."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterator

from ...clock import Micros

COMPACT_AT = 100
"""Entries nobody waits for any more, above which they are swept out."""

WHOLE = ""
"""In place of a call's path: the execution itself, which is not in memory."""


class Wakes:
    """One time for each call that waits, and for each execution that sleeps outside memory.

    Args:
        sooner: called when something is to be woken earlier than all else.
    """

    def __init__(self, sooner: Callable[[], None]) -> None:
        self._sooner = sooner
        self._wanted: dict[str, dict[str, Micros]] = {}
        self._heap: list[tuple[Micros, int, str, str]] = []
        self._pushed = 0
        self._stale = 0

    def set(self, execution: str, path: str, at: Micros) -> None:
        """Wake this call (or the whole execution) at this time, and no more at the one set before."""
        wanted = self._wanted.setdefault(execution, {})
        if wanted.get(path) == at:
            return
        self._stale += path in wanted
        wanted[path] = at
        self._compact()
        self._pushed += 1
        heapq.heappush(self._heap, (at, self._pushed, execution, path))
        if self._heap[0][1] == self._pushed:
            self._sooner()

    def forget(self, execution: str, path: str) -> None:
        """Do not wake this call."""
        wanted = self._wanted.get(execution, {})
        if wanted.pop(path, None) is not None:
            self._stale += 1
            if not wanted:
                del self._wanted[execution]

    def forget_all(self, execution: str) -> None:
        """Wake nothing of this execution."""
        self._stale += len(self._wanted.pop(execution, ()))

    def earliest(self, execution: str) -> Micros | None:
        """When something of this execution is to be woken first."""
        return min(self._wanted.get(execution, {}).values(), default=None)

    def first(self) -> Micros | None:
        """When anything may have to be woken first."""
        return self._heap[0][0] if self._heap else None

    def due(self, now: Micros) -> Iterator[tuple[str, str]]:
        """Take out what is due: (execution, path). What is set meanwhile for a time that has come is among it."""
        while self._heap and self._heap[0][0] <= now:
            at, _, execution, path = heapq.heappop(self._heap)
            if self._is_wanted(execution, path, at):
                self.forget(execution, path)
                yield execution, path
            self._stale -= 1

    def _is_wanted(self, execution: str, path: str, at: Micros) -> bool:
        return self._wanted.get(execution, {}).get(path) == at

    def _compact(self) -> None:
        if self._stale > COMPACT_AT and self._stale * 2 > len(self._heap):
            self._heap = [entry for entry in self._heap if self._is_wanted(entry[2], entry[3], entry[0])]
            heapq.heapify(self._heap)
            self._stale = 0
