"""What the running code compensates, which says in which account it does."""

from __future__ import annotations

from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True)
class Undoing:
    """What the running code compensates.

    Attributes:
        connector: the name of the step's connector; empty where it has none.
        connection: the connection that the step named.
    """

    connector: str = ""
    connection: str | None = None


undoing: ContextVar[Undoing | None] = ContextVar("eventual_undoing", default=None)
"""Set while a saga compensates: a step is undone in the account in which it was done, and nothing interrupts that."""
