"""What is kept of a call's latest attempt beside the history, where each note takes the place of the one before.

A history that took in each heartbeat of a day would not end. What the next attempt has to know of them is recorded with the attempt's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..clock import Micros


@dataclass(frozen=True, slots=True)
class Beat:
    """The latest sign of life of an attempt that has not ended.

    Attributes:
        path: the call.
        attempt: the attempt's number; of an earlier one nothing is to be known any more.
        at: when it was given, microseconds since 1970.
        details: what its heartbeats left, in recorded form.
        again: it is not running: it answered that it is not finished, and goes on at this time; None while it runs.
        polls: how often it has answered so; told with `again` alone.
    """

    path: str
    attempt: int
    at: Micros
    details: Any = None
    again: Micros | None = None
    polls: int = 0
