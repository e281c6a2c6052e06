"""Decides for itself which recorded call each call of the code is, and holds the execution to that."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from eventual_connectors.errors import HistoryMismatch
from eventual_connectors.history import events as ev
from eventual_connectors.history.events import Event
from eventual_connectors.identity import CallPath, Scope
from eventual_connectors.workflows.commands import Activation, NeedAttempt, StartChild
from eventual_connectors.workflows.execution import Start, WorkflowExecution
from eventual_connectors.workflows.records import Record

Slot = tuple[Scope, str]
INPUT = ("seconds", "input", "key", "workflow")
"""Members of a recorded call that make its input, as far as the programs give any."""


class Model:
    """What the history alone says of the calls to come, with nothing of how the core keeps them.

    A call takes the lowest unmatched record of its scope and name with equal input. It is new only where no unmatched record of
    that scope and name is left; with others left the execution has to block, at the lowest of them. With a write of that name left in
    another scope it has to block, too, at the earliest: it may be this call, whose function was renamed.
    """

    def __init__(self, history: Iterable[Event]) -> None:
        self._recorded: defaultdict[Slot, list[tuple[int, str]]] = defaultdict(list)
        self._taken: defaultdict[Slot, set[int]] = defaultdict(set)
        self._writes: list[CallPath] = []
        for event in history:
            if event.type in ev.SCHEDULING:
                path = CallPath.parse(event.path)
                if event.type == ev.CHILD_STARTED or event.data.get("effect", "read") != "read":
                    self._writes.append(path)
                self._recorded[path.scope, path.name].append((path.ordinal, _input(event.data)))

    def unmatched(self, slot: Slot) -> list[tuple[int, str]]:
        """The recorded calls that this run of the code has not made, lowest first."""
        return sorted(call for call in self._recorded[slot] if call[0] not in self._taken[slot])

    def call(self, slot: Slot, given: dict[str, Any]) -> tuple[str, str]:
        """The code makes a call: what has to become of it, and the path that this is about."""
        left = self.unmatched(slot)
        equal = [ordinal for ordinal, recorded in left if recorded == _input(given)]
        if left and not equal:
            return "blocks", str(CallPath(*slot, left[0][0]))
        if not left and (moved := self._elsewhere(slot[1])):
            return "blocks", str(moved)
        ordinal = equal[0] if left else 1 + max((ordinal for ordinal, _ in self._recorded[slot]), default=0)
        if not left:
            self._recorded[slot].append((ordinal, _input(given)))
        self._taken[slot].add(ordinal)
        return "is recorded" if left else "is new", str(CallPath(*slot, ordinal))

    def _elsewhere(self, name: str) -> CallPath | None:
        """The earliest recorded write of this name that the code has not made, as the lowest of its scope."""
        for path in self._writes:
            left = self.unmatched((path.scope, path.name)) if path.name == name else []
            if left and left[0][0] == path.ordinal:
                return path
        return None


def _input(data: dict[str, Any]) -> str:
    return json.dumps({name: data[name] for name in INPUT if name in data}, sort_keys=True)


class HeldToTheModel(WorkflowExecution):
    """An execution whose every call is what the model says, and which is blocked when it says so and only then."""

    def __init__(self, definition: Any, start: Start, history: Sequence[Event] = (), **others: Any) -> None:
        self._model = Model(history)
        self._problems: list[str] = []
        self._new: list[str] = []
        self.has_to_block: str | None = None
        super().__init__(definition, start, history, **others)

    def _match(self, scope: Scope, name: str, digest: str, shown: Any, **others: bool) -> Record | None:
        if self.silent:
            return super()._match(scope, name, digest, shown, **others)
        verdict, path = self._model.call((scope, name), shown)
        if verdict == "blocks":
            self.has_to_block = path
        record = super()._match(scope, name, digest, shown, **others)
        became = ("is new", path) if record is None else ("is recorded", record.name)
        if became != (verdict, path):
            self._problems.append(f"{path} {verdict}, but {became[1]} {became[0]}")
        if record is None:
            self._new.append(path)
        return record

    def _schedule(self, kind: str, scope: Scope, name: str, data: dict[str, Any]) -> Record:
        record = super()._schedule(kind, scope, name, data)
        if not self.silent:
            expected = self._new.pop() if self._new else None
            if record.name != expected:
                self._problems.append(f"{record.name} is scheduled, where {expected} is to be")
        return record

    def _finish(self) -> Activation:
        # Here, and not where the code makes its calls: that could catch the error.
        activation = super()._finish()
        assert not self._problems, self._problems
        if self.has_to_block is not None:
            assert isinstance(self.blocked, HistoryMismatch), self.has_to_block
            assert self.blocked.path == self.has_to_block, (self.blocked, self.has_to_block)
            assert self.blocked.expected != self.blocked.actual, self.blocked
        elif isinstance(self.blocked, HistoryMismatch):
            assert CallPath.parse(self.blocked.path).name.startswith("signal:"), self.blocked
        if self.blocked is not None:
            assert not any(event.type in ev.SCHEDULING for event in activation.events), activation.events
            assert not any(isinstance(command, NeedAttempt | StartChild) for command in activation.commands), activation.commands
        return activation
