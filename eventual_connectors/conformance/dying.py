"""A journal whose process is killed, for real, at a chosen commit."""

from __future__ import annotations

import os
import signal
import sqlite3
from collections.abc import Callable, Sequence
from typing import Literal

from ..engines.embedded.journal import Journal, Statement
from ..history import events as ev

Moment = Literal["before_intent", "after_intent", "after_record"]
MOMENTS: tuple[Moment, ...] = ("before_intent", "after_intent", "after_record")


class DyingJournal(Journal):
    """Kills its process just before, or just after, the commit that matters."""

    def __init__(self, path: str, on_failure: Callable[[BaseException], None], moment: Moment) -> None:
        self._moment = moment
        super().__init__(path, on_failure)

    def _commit(self, connection: sqlite3.Connection, statements: Sequence[Statement]) -> None:
        kinds = {value for _, parameters in statements for value in parameters if isinstance(value, str)}
        intent = ev.ATTEMPT_STARTED in kinds
        if intent and self._moment == "before_intent":
            _die()
        super()._commit(connection, statements)
        if (intent and self._moment == "after_intent") or (ev.ACTIVITY_COMPLETED in kinds and self._moment == "after_record"):
            _die()


def _die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)
