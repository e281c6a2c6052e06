"""YAML in blocks, for files that people read: of what JSON can hold, and CloudFormation's short functions."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Tag", "render"]

_PLAIN = re.compile(r"[A-Za-z/](?:[A-Za-z0-9 ,;.'()_/-]|:(?=\S))*(?<![ :])")
_NOT_TEXT = {"true", "false", "yes", "no", "on", "off", "null", "y", "n"}


@dataclass(frozen=True)
class Tag:
    """A function in its short form: `Tag("!Ref", "Name")`."""

    name: str
    value: Value


Value = str | int | bool | Tag | Sequence["Value"] | Mapping[str, "Value"]


def render(tree: Mapping[str, Value], header: str) -> str:
    """A document."""
    return f"# {header}\n" + "\n".join(_map(tree, "")) + "\n"


def _map(tree: Mapping[str, Value], indent: str) -> Iterator[str]:
    for name, value in tree.items():
        yield from _item(f"{indent}{_text(name)}:", value, indent + "  ")


def _item(head: str, value: Value, indent: str) -> Iterator[str]:
    """A value after the text in front of it: on the same line, or below it."""
    if isinstance(value, Tag) and not isinstance(value.value, str):
        head, value = f"{head} {value.name}", value.value
    if isinstance(value, Mapping) and value:
        yield head
        yield from _map(value, indent)
    elif isinstance(value, Sequence) and not isinstance(value, str) and value:
        yield head
        for each in value:
            yield from _entry(each, indent)
    else:
        yield f"{head} {_scalar(value)}"


def _entry(value: Value, indent: str) -> Iterator[str]:
    """One of a list; a map begins on the line of its dash."""
    if isinstance(value, Mapping) and value:
        lines = list(_map(value, indent + "  "))
        yield f"{indent}- {lines[0].lstrip()}"
        yield from lines[1:]
    else:
        yield from _item(f"{indent}-", value, indent + "  ")


def _scalar(value: Value) -> str:
    match value:
        case Tag():
            return f"{value.name} {_text(str(value.value))}"
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case Mapping():
            return "{}"
    return "[]"


def _text(text: str) -> str:
    return text if _PLAIN.fullmatch(text) and text.lower() not in _NOT_TEXT else json.dumps(text, ensure_ascii=False)
