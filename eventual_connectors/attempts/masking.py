"""Arguments as they may be shown to people: without what looks like a credential. What is recorded stays as it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..activities import Activity
from .redaction import HIDDEN, Redaction

_CREDENTIAL = re.compile(
    r"passw(or)?d|passphrase|secret|credential|authorization"
    r"|(^|_)(pwd|token|cookie|cvc|cvv|iban)(_|$)"
    r"|(api|access|private|signing)_?key|(card|account)_?number"
)
_WORD_ENDS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")


def masked(tree: Any, parent: str = "") -> Any:
    """A recorded form in which each value under a field whose name looks like a credential's is `***`.

    A name counts together with the name of the field around it: `number` inside `card` is a card number.
    """
    if isinstance(tree, list):
        return [masked(item, parent) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: HIDDEN if _looks_secret(parent, name) and value is not None else masked(value, name) for name, value in tree.items()}


def shown_arguments(tree: Any, activity: Activity[..., Any] | None) -> tuple[Any, tuple[str, ...]]:
    """Recorded arguments as `masked`, and without the secrets of the activity's connection, where these are known here.

    Returns the arguments, and what was masked in them as JSON pointers.
    """
    shown = masked(tree if activity is None else Redaction(activity).of_tree(tree))
    return shown, tuple(_changed(tree, shown))


def _looks_secret(parent: str, name: str) -> bool:
    whole = f"{parent}_{name}" if parent and not parent.startswith("$") else name
    return _CREDENTIAL.search(_WORD_ENDS.sub("_", whole).lower()) is not None


def _changed(before: Any, after: Any, pointer: str = "") -> Iterator[str]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict) and before.keys() == after.keys():
        for name, value in before.items():
            yield from _changed(value, after[name], f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}")
    elif isinstance(before, list) and isinstance(after, list):
        for index, (value, other) in enumerate(zip(before, after, strict=True)):
            yield from _changed(value, other, f"{pointer}/{index}")
    else:
        yield pointer
