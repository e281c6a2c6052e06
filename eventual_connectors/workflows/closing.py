"""Closing the coroutines of an execution that leaves memory."""

from __future__ import annotations

import contextlib
from typing import Any

_CLOSE_TRIES = 1000
_UNDYING: list[Any] = []
"""Coroutines that refuse to be closed; kept, so that no garbage collection runs them."""


def abandon(coroutine: Any) -> None:
    """Close a suspended coroutine, from the innermost that it awaits outwards.

    Its `finally` clauses reach nothing: whatever they await leads nowhere, so they are closed again.
    """
    for _ in range(_CLOSE_TRIES):
        # RuntimeError: it awaited something while it was being closed. What else a dying coroutine raises concerns nobody.
        with contextlib.suppress(BaseException):
            _innermost(coroutine).close()
        if not _suspended(coroutine):
            return
    _UNDYING.append(coroutine)


def _innermost(coroutine: Any) -> Any:
    while True:
        awaited = getattr(coroutine, "cr_await", None) or getattr(coroutine, "gi_yieldfrom", None)
        if not _suspended(awaited):
            return coroutine
        coroutine = awaited


def _suspended(awaited: Any) -> bool:
    return (getattr(awaited, "cr_frame", None) or getattr(awaited, "gi_frame", None)) is not None
