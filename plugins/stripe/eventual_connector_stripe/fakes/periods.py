"""Stripe's billing periods: a month after 31 January is the last of February, and the month after that the 31st of March."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime, timedelta


def after(anchor: int, interval: str, count: int) -> int:
    """The moment that many intervals after an anchor.

    Args:
        anchor: seconds since 1970 (UTC); its day of the month is kept where the month has it.
        interval: `day`, `week`, `month` or `year`.
        count: how many.
    """
    began = datetime.fromtimestamp(anchor, UTC)
    if interval in ("day", "week"):
        return int((began + timedelta(days=count * (7 if interval == "week" else 1))).timestamp())
    months = began.month - 1 + count * (12 if interval == "year" else 1)
    year, month = began.year + months // 12, months % 12 + 1
    day = min(began.day, calendar.monthrange(year, month)[1])
    return int(began.replace(year=year, month=month, day=day).timestamp())
