"""Moments as people type them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from ..clock import Micros, from_datetime
from ..errors import UsageError

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def moment(option: str, text: str | None, now: datetime | None = None) -> Micros | None:
    """The moment that an option names, in microseconds since 1970: ISO 8601, UTC where it names no zone, or so long ago (`36h`, `7d`).

    Args:
        option: the option's name, for an error.
        text: what was typed; None stays None.
        now: what `ago` is counted from; the machine's clock unless given.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    try:
        if ago := re.fullmatch(r"(\d+)([smhdw])", text):
            return from_datetime((now or datetime.now(UTC)) - timedelta(**{_UNITS[ago[2]]: int(ago[1])}))
        found = datetime.fromisoformat(text)
        return from_datetime(found if found.tzinfo else found.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        raise UsageError(f"{option} is no time: {text!r}; give 2026-11-01, 2026-11-01T12:00:00Z, or 36h or 7d for so long ago") from None
