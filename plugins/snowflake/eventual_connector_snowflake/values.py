"""Python's values as Snowflake's binds, and the cells of a result as Python's values."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Any

from eventual_connectors.errors import UsageError

from .models import Column

EPOCH = datetime(1970, 1, 1)


def bindings(values: Sequence[Any]) -> dict[str, dict[str, Any]]:
    """The binds of a statement as both of Snowflake's protocols take them: `{"1": {"type": "FIXED", "value": "5"}}`.

    Raises:
        UsageError: a value has no type of Snowflake's.
    """
    return {str(number): _bound(number, value) for number, value in enumerate(values, 1)}


def _bound(number: int, value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"type": "TEXT", "value": None}
        case bool():
            return {"type": "BOOLEAN", "value": str(value).lower()}
        case int():
            return {"type": "FIXED", "value": str(value)}
        case float():
            return {"type": "REAL", "value": repr(value)}
        case Decimal() | str():
            # A NUMBER with a scale is taken as text, which Snowflake converts without loss.
            return {"type": "TEXT", "value": str(value)}
        case datetime() if value.tzinfo is not None:
            offset = value.utcoffset() or timedelta()
            nanos = _nanos(value.astimezone(UTC).replace(tzinfo=None) - EPOCH)
            return {"type": "TIMESTAMP_TZ", "value": f"{nanos} {1440 + offset // timedelta(minutes=1)}"}
        case datetime():
            return {"type": "TIMESTAMP_NTZ", "value": str(_nanos(value - EPOCH))}
        case date():
            return {"type": "DATE", "value": str((value - EPOCH.date()) // timedelta(milliseconds=1))}
        case time():
            return {"type": "TIME", "value": str(_nanos(datetime.combine(EPOCH, value.replace(tzinfo=None)) - EPOCH))}
        case bytes():
            return {"type": "BINARY", "value": value.hex()}
        case list() | dict():
            return {"type": "TEXT", "value": json.dumps(value)}
    raise UsageError(f"bind {number} is of the type {type(value).__name__}, which Snowflake does not know")


def _nanos(since: timedelta) -> int:
    return since // timedelta(microseconds=1) * 1000


def columns(row_type: Sequence[dict[str, Any]]) -> list[Column]:
    """The columns of a result, from Snowflake's description of them."""
    return [
        Column(
            name=one["name"],
            type=str(one["type"]).lower(),
            nullable=bool(one.get("nullable", True)),
            scale=one.get("scale"),
            precision=one.get("precision"),
        )
        for one in row_type
    ]


def rows(found: Sequence[Column], data: Sequence[Sequence[str | None]]) -> list[dict[str, Any]]:
    """The rows of a result."""
    return [{column.name: cell(column, value) for column, value in zip(found, row, strict=True)} for row in data]


def cell(column: Column, value: str | None) -> Any:
    """One value: a text on the wire, whatever its type."""
    if value is None:
        return None
    match column.type:
        case "fixed":
            return Decimal(value) if column.scale else int(value)
        case "real":
            return float(value)
        case "boolean":
            return value.lower() in ("true", "1")
        case "date":
            return EPOCH.date() + timedelta(days=int(value))
        case "time":
            return (EPOCH + _seconds(value)).time()
        case "timestamp_ntz":
            return EPOCH + _seconds(value)
        case "timestamp_ltz":
            return (EPOCH + _seconds(value)).replace(tzinfo=UTC)
        case "timestamp_tz":
            seconds, _, offset = value.partition(" ")
            zone = timezone(timedelta(minutes=int(offset or 1440) - 1440))
            return (EPOCH + _seconds(seconds)).replace(tzinfo=UTC).astimezone(zone)
        case "binary":
            return bytes.fromhex(value)
    return value


def _seconds(value: str) -> timedelta:
    """Exactly; nanoseconds are cut off, since Python has none."""
    return timedelta(microseconds=int(Decimal(value) * 1_000_000 // 1))
