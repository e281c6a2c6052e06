"""What an invocation needs of AWS may fail for a while.

Lambda gives an execution up after a few invocations that fail, so it is tried again here for as long as there is time.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Callable
from typing import Any, TypeVar, cast

from botocore.exceptions import BotoCoreError, ClientError

from ...errors import EngineError

T = TypeVar("T")

log = logging.getLogger("eventual.engine")

LONGEST_SECONDS = 120.0
FIRST_DELAY_SECONDS = 0.2
LONGEST_DELAY_SECONDS = 10.0

PASSING = (BotoCoreError, ClientError, EngineError, sqlite3.OperationalError)
"""Errors that may pass."""


class Interrupted(BaseException):
    """The invocation cannot go on, and the execution is none the worse: Lambda invokes the function again."""


def steady(inner: T, remaining: Callable[[], float]) -> T:
    """The same object, whose methods are tried again where they fail, and in the end raise `Interrupted`.

    Args:
        inner: a mailbox, or a client of Lambda.
        remaining: the seconds for which it may be tried.
    """
    return cast(T, _Steady(inner, remaining))


class _Steady:
    def __init__(self, inner: object, remaining: Callable[[], float]) -> None:
        self._inner = inner
        self._remaining = remaining

    def __getattr__(self, name: str) -> Callable[..., Any]:
        method: Callable[..., Any] = getattr(self._inner, name)

        def tried(*args: Any, **options: Any) -> Any:
            return _try(lambda: method(*args, **options), name, self._remaining)

        return tried


def _try(work: Callable[[], T], name: str, remaining: Callable[[], float]) -> T:
    end = time.monotonic() + min(LONGEST_SECONDS, remaining())
    delay = FIRST_DELAY_SECONDS
    while True:
        try:
            return work()
        except PASSING as error:
            if time.monotonic() + delay > end:
                raise Interrupted(f"{name}: {error}") from error
            log.warning("%s is tried again in %.1f s: %s", name, delay, error)
            time.sleep(delay)
            delay = min(2 * delay, LONGEST_DELAY_SECONDS)
