"""How a value is written in a request."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from eventual_connectors import Permanent


def text(value: Any) -> str:
    """A value in a header: the values of a list are parted by commas."""
    if isinstance(value, list):
        return ",".join(map(text, value))
    return str(value).lower() if isinstance(value, bool) else str(value)


def joined(values: list[Any] | None) -> str | None:
    """The values of a parameter that is sent once, parted by commas."""
    return None if values is None else text(values)


def segment(value: Any) -> str:
    """A value in a path.

    Raises:
        Permanent: it would name another resource. Nothing was sent.
    """
    written = ",".join(quote(text(each), safe="") for each in (value if isinstance(value, list) else [value]))
    if written in ("", ".", ".."):
        raise Permanent(f"{value!r} in a path would name another resource; nothing was sent", code="not_sent")
    return written
