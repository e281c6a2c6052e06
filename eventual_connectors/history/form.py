"""The published form of a line, `history.schema.json`, held to: what is read after it need not be asked for a second time."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from ..errors import HistoryError
from . import events, schema

KNOWN = frozenset(value for name, value in vars(events).items() if name.isupper() and isinstance(value, str))
"""The types of events that this version writes and reads."""


def check_header(line: dict[str, Any]) -> None:
    """Whether the first line is a header.

    Raises:
        HistoryError: something is missing, wrong, or of a newer version.
    """
    _check("header", "the header", line)


def check_event(line: dict[str, Any]) -> None:
    """Whether a further line is an event of a known type.

    Raises:
        HistoryError: something is missing, wrong, or of a newer version.
    """
    kind = line.get("type")
    if kind is None:
        raise HistoryError("an event is damaged: it has no type")
    _check_type(kind)
    _check(kind, kind, line)


def check_place(expected: int, seq: int, kind: str) -> None:
    """Whether an event follows the one before, and is of a known type.

    Args:
        expected: the number that it has to have.
        seq: the number that it has.
        kind: its type.

    Raises:
        HistoryError: it does not, or is not.
    """
    if seq != expected:
        raise HistoryError(f"event {seq} where {expected} was expected; some are missing or out of order")
    _check_type(kind)


def _check_type(kind: Any) -> None:
    if not isinstance(kind, str) or kind not in KNOWN:
        raise HistoryError(f"unknown event type {kind!r}; it was changed, or a newer version wrote it")


def _check(kind: str, name: str, line: dict[str, Any]) -> None:
    from fastjsonschema import JsonSchemaValueException

    try:
        _form(kind)(line)
    except JsonSchemaValueException as error:
        where = ".".join(str(step) for step in error.path[1:])
        said = str(error.message).removeprefix(str(error.name)).strip()
        raise HistoryError(f"{name} is damaged: {where} {said}" if where else f"{name} is damaged: it {said}") from None


@cache
def _form(kind: str) -> Callable[[Any], Any]:
    """What checks lines of one kind; made when the first such line is read, which takes some milliseconds."""
    import fastjsonschema

    made: Callable[[Any], Any] = fastjsonschema.compile(
        {"$ref": f"#/$defs/{kind}", "$defs": _schema()["$defs"]}, use_default=False, use_formats=False
    )
    return made


_schema = cache(schema)
