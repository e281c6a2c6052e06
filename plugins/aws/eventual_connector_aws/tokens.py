"""Idempotency tokens: the key of a call, written as a member's length and pattern ask for."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

SHORTEST = 20
"""Characters of a token; fewer could be shared by two calls by chance (20 of base 36 are about a hundred bits)."""

_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

_JAVA_CLASSES = {r"\p{ASCII}": r"[\x00-\x7F]", "||": ""}
"""What the models' patterns use, and Python's do not have. `\\p{L}` and its like become letters, below."""


def render(key: uuid.UUID, constraints: Mapping[str, Any]) -> str | None:
    """The key as a token of a shape with these constraints (`min`, `max`, `pattern`, `enum`); None where no form of it fits."""
    return next((form for form in forms(key) if _fits(form, constraints)), None)


def forms(key: uuid.UUID) -> Iterator[str]:
    """The key in every form that a token may have; each is a function of the key alone."""
    yield str(key)
    yield key.hex
    yield f"ec-{key.hex}"
    yield _base36(key)
    yield key.hex * 2
    yield _base36(key)[:SHORTEST]


def _base36(key: uuid.UUID) -> str:
    number, digits = key.int, []
    while number:
        number, digit = divmod(number, len(_DIGITS))
        digits.append(_DIGITS[digit])
    return "".join(reversed(digits)).rjust(25, "0")


def _fits(token: str, constraints: Mapping[str, Any]) -> bool:
    if not constraints.get("min", 0) <= len(token) <= constraints.get("max", len(token)) or "enum" in constraints:
        return False
    pattern = constraints.get("pattern")
    if pattern is None:
        return True
    compiled = _compiled(pattern)
    return compiled is not None and compiled.fullmatch(token) is not None


@cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    """A model's pattern as Python's; None where it cannot be read, and so nothing is known to fit."""
    for theirs, ours in _JAVA_CLASSES.items():
        pattern = pattern.replace(theirs, ours)
    pattern = re.sub(r"\[((?:\\p\{\w+\})+)\]", r"[^\\x00-\\x1F]", pattern)
    # A pair of surrogates is one character in Python.
    pattern = pattern.replace(r"\uD800\uDC00-\uDBFF\uDFFF", r"\U00010000-\U0010FFFF")
    try:
        return re.compile(pattern)
    except re.error:
        return None
