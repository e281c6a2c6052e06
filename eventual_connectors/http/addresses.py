"""From a path template and its values to a target that no value can lead elsewhere."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from .header_rules import refused

PathValue = str | int | uuid.UUID
"""What may stand in a path."""

ParamValue = str | int | float | bool | Decimal | date | datetime | uuid.UUID
"""What may stand in a query or a form; several values of one name are a list, None is "not given"."""

Params = Mapping[str, ParamValue | Sequence[ParamValue] | None]

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")
_KEPT = "/%:@!$&'()*+,;=~-._"
"""What stays as it is in the written part of a path: RFC 3986's characters of a path, and what is encoded already."""

_DEFAULT_PORTS = {"http": 80, "https": 443}


def expand(template: str, values: Mapping[str, PathValue] | None = None) -> str:
    """Fill a template such as `/orders/{id}?expand=lines`; each value becomes one segment's text, percent-encoded.

    Raises:
        Permanent: the template is no path, a value is missing or left over, or would change which resource is meant.
    """
    if not isinstance(template, str):
        raise refused(f"a path is a text, not a {type(template).__name__}")
    given = dict(values or {})
    path, mark, query = template.partition("?")
    if not path.startswith("/") or path.startswith("//") or "#" in template or "\\" in template:
        raise refused(f"{template!r} is no path below the connection's base_url; it begins with one slash")
    if {".", ".."} & set(path.split("/")):
        raise refused(f"{template!r} has a segment that leads elsewhere")
    written = _PLACEHOLDER.split(path)
    names = written[1::2]
    if missing := [name for name in names if name not in given]:
        raise refused(f"{template}: path= lacks {', '.join(missing)}")
    if left := sorted(given.keys() - set(names)):
        raise refused(f"{template}: path= has {', '.join(left)}, which the template does not")
    parts = [
        quote(part, safe=_KEPT) if place % 2 == 0 else _segment(template, part, given[part], written, place)
        for place, part in enumerate(written)
    ]
    return "".join(parts) + mark + quote(query, safe=_KEPT + "?")


def _segment(template: str, name: str, value: Any, written: list[str], place: int) -> str:
    if isinstance(value, bool) or not isinstance(value, str | int | uuid.UUID):
        raise refused(f"{template}: {name} is a {type(value).__name__}; a path takes text, whole numbers and UUIDs")
    text = str(value)
    alone = written[place - 1].endswith("/") and written[place + 1][:1] in ("", "/")
    # Encoded or not, a dot segment is taken away on the way (RFC 3986, section 5.2.4; WHATWG URL), and an empty one names the collection.
    if not text or (alone and text in (".", "..")):
        raise refused(f"{template}: {name} is {text!r}, which would name another resource")
    return quote(text, safe="")


def query(params: Params | None) -> str:
    """Parameters as a query, or as a form's body, in the order of their names: each attempt sends the same text.

    Raises:
        Permanent: a value has no text.
    """
    pairs = [
        (name, _text(name, value))
        for name, given in sorted((params or {}).items(), key=lambda pair: str(pair[0]))
        for value in _each(given)
    ]
    return urlencode(pairs, quote_via=quote, safe="")


def _each(given: Any) -> Iterator[Any]:
    if isinstance(given, list | tuple):
        yield from given
    elif given is not None:
        yield given


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, date):  # a datetime is one
        return value.isoformat()
    if isinstance(value, str | int | float | Decimal | uuid.UUID):
        return str(value)
    raise refused(f"the parameter {name} is a {type(value).__name__}; it takes text, numbers, dates and lists of them")


def with_query(target: str, added: str) -> str:
    """A path or URL with more in its query."""
    return f"{target}{'&' if '?' in target else '?'}{added}" if added else target


def origin(url: str) -> tuple[str, str, int | None]:
    """Scheme, host and port: what a credential is for (RFC 6454)."""
    parts = urlsplit(url)
    return parts.scheme, (parts.hostname or "").lower(), parts.port or _DEFAULT_PORTS.get(parts.scheme)
