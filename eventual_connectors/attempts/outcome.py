"""How one attempt ended."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..clock import Micros


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
    """

    error: BaseException
    lives: bool = False


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
