"""How one attempt ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..clock import Micros
from ..errors import Retryable


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The vendor answered, or the look-up found the effect.

    Attributes:
        result: the recorded form of the result.
    """

    result: Any


@dataclass(frozen=True, slots=True)
class Absent:
    """A look-up proved that no earlier attempt was applied."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The attempt raised.

    Attributes:
        error: one of `errors.ConnectorError`, or an application's own exception (its function's answer).
        lives: the function was given up and still runs, so nothing that relies on its end may begin.
        begun: whether its function was called. One that was not takes nothing from the retry budget: that is for what the vendor does.
    """

    error: BaseException
    lives: bool = False
    begun: bool = True


@dataclass(frozen=True, slots=True)
class Unfinished:
    """The function is to be called again: what it asks for is not finished.

    Attributes:
        after: seconds until then.
        details: what the next attempt gets, in recorded form; None where what it has is to stay.
    """

    after: float
    details: Any = None


@dataclass(frozen=True, slots=True)
class Deferred:
    """The function has handed the call on: somebody completes it from outside.

    Attributes:
        until: when the last token for it expires, microseconds since 1970.
    """

    until: Micros


Outcome = Succeeded | Absent | Failed | Unfinished | Deferred

SHORTEST = 1.0
"""Seconds. An attempt that has less counts even where it was not begun: else one whose time is too short would be tried for ever."""


GONE = Failed(Retryable("its process was gone before it could begin", code="not_begun"), begun=False)
"""The outcome of an attempt that nobody could take up."""


LEAST_LEFT = 0.1
"""The part of its time that an attempt needs when its function is called: with less it would be given up amid its request, in doubt."""


def can_begin(left: float, timeout: float) -> bool:
    """Whether an attempt of `timeout` seconds, of which these are left, is to be begun."""
    return left > timeout * LEAST_LEFT


def too_late(timeout: float) -> Failed:
    """The outcome of an attempt of whose time too little was left before its function could be called: a locked file, a busy machine.

    Args:
        timeout: the seconds that it had.
    """
    return Failed(Retryable("too little of its time was left when it could begin", code="not_begun"), begun=timeout < SHORTEST)
