"""Time as whole microseconds since 1970 (UTC), the unit of every record; clocks as a parameter."""

from __future__ import annotations

import math
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol

Micros = int
SECOND: Micros = 1_000_000

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Clock(Protocol):
    """Where an engine reads the time."""

    def now(self) -> Micros:
        """The time now."""
        ...


class SystemClock:
    """The machine's clock, which in one process never goes back: it stands still while a machine's clock that was set back catches up."""

    def __init__(self) -> None:
        self._latest: Micros = 0

    def now(self) -> Micros:
        """The time now."""
        self._latest = max(self._latest, time.time_ns() // 1000)
        return self._latest


def to_datetime(at: Micros) -> datetime:
    """An aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def from_datetime(value: datetime) -> Micros:
    """The inverse of `to_datetime`."""
    return (value - _EPOCH) // _MICROSECOND


def to_text(at: Micros) -> str:
    """RFC 3339 in UTC with microseconds."""
    return to_datetime(at).isoformat(timespec="microseconds").replace("+00:00", "Z")


def from_text(text: str) -> Micros:
    """The inverse of `to_text`."""
    return from_datetime(datetime.fromisoformat(text))


def micros(duration: timedelta | float) -> Micros:
    """A duration as whole microseconds."""
    seconds = duration.total_seconds() if isinstance(duration, timedelta) else duration
    return round(seconds * SECOND)


LONGEST: Micros = 100 * 365 * 24 * 3600 * SECOND
"""No wait is longer: its end has to be a date."""


def stated_wait(seconds: float | None) -> Micros:
    """A wait that somebody else stated, in microseconds: none where it is no number of seconds, `LONGEST` at most."""
    if seconds is None or not math.isfinite(seconds) or seconds <= 0:
        return 0
    return min(LONGEST, round(seconds * SECOND))
