"""An execution in the worker's memory."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from ...cancellation import Cancellation
from ...workflows.execution import WorkflowExecution


@dataclass(slots=True, eq=False)
class Hosted:
    """An execution in memory.

    Attributes:
        id: the caller's id of it.
        execution: its code and what is recorded of it.
        parent: the execution that started it as a child, if one did.
        parent_path: the parent's call.
        written: the number of the journal's commit that holds its latest record.
        running: its attempts under way, by path.
        cancellations: how each of these is told that nobody waits for it, by path.
        waiting: its calls that wait for a slot of their connection, by path.
        status: what its row says: status, time of the next wake-up, and why it goes no further.
        broken: why nothing more of it may be recorded, or empty.
        told_held_up: it was said what keeps it from ending though it was asked to cancel.
    """

    id: str
    execution: WorkflowExecution
    parent: str | None
    parent_path: str | None
    written: int = 0
    running: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    cancellations: dict[str, Cancellation] = field(default_factory=dict)
    waiting: set[str] = field(default_factory=set)
    status: tuple[Any, ...] = ()
    broken: str = ""
    told_held_up: bool = False

    @property
    def stuck(self) -> bool:
        """It goes no further until somebody has its code tried again."""
        return bool(self.broken) or self.execution.blocked is not None

    @property
    def idle(self) -> bool:
        """Nothing of it is under way."""
        return not self.running and not self.waiting
