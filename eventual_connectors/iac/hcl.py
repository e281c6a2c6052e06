"""HCL as `terraform fmt` lays it out."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

__all__ = ["Block", "Expression", "render"]


class Expression(str):
    """Text that is HCL already, such as `var.name`."""

    __slots__ = ()


Value = Expression | str | int | bool | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True)
class Block:
    """A block, such as `resource "aws_sqs_queue" "jobs" { … }`.

    Attributes:
        kind: its first word.
        labels: those that follow.
        body: its attributes, and blocks inside it, in their order.
    """

    kind: str
    labels: tuple[str, ...]
    body: tuple[tuple[str, Value] | Block, ...]


def render(blocks: Iterable[Block], header: str) -> str:
    """A file."""
    return f"# {header}\n\n" + "\n\n".join("\n".join(_block(block, "")) for block in blocks) + "\n"


def _block(block: Block, indent: str) -> Iterator[str]:
    head = " ".join([block.kind, *(json.dumps(label) for label in block.labels)])
    if not block.body:
        yield f"{indent}{head} {{}}"
        return
    yield f"{indent}{head} {{"
    attributes: list[tuple[str, Value]] = []
    before = ""
    for item in block.body:
        if isinstance(item, Block):
            yield from _attributes(attributes, indent + "  ")
            attributes, before = [], before or ("attributes" if attributes else "")
            if before:
                yield ""
            yield from _block(item, indent + "  ")
            before = "block"
        else:
            if before == "block" and not attributes:
                yield ""
            attributes.append(item)
            before = "attributes"
    yield from _attributes(attributes, indent + "  ")
    yield f"{indent}}}"


def _attributes(items: Sequence[tuple[str, Value]], indent: str) -> Iterator[str]:
    """Attributes one under the other; the signs of those that follow one another and take one line each stand in one column."""
    group: list[tuple[str, str]] = []
    for name, value in items:
        lines = list(_value(value, indent))
        if len(lines) == 1:
            group.append((name, lines[0]))
            continue
        yield from _aligned(group, indent)
        group = []
        yield f"{indent}{name} = {lines[0]}"
        yield from lines[1:]
    yield from _aligned(group, indent)


def _aligned(group: Sequence[tuple[str, str]], indent: str) -> Iterator[str]:
    width = max((len(name) for name, _ in group), default=0)
    yield from (f"{indent}{name.ljust(width)} = {value}" for name, value in group)


def _value(value: Value, indent: str) -> Iterator[str]:
    match value:
        case Expression():
            yield str(value)
        case str():
            yield json.dumps(value, ensure_ascii=False)
        case bool():
            yield "true" if value else "false"
        case int():
            yield str(value)
        case Mapping():
            yield from _map(value, indent)
        case _:
            yield from _list(value, indent)


def _map(value: Mapping[str, Value], indent: str) -> Iterator[str]:
    if not value:
        yield "{}"
        return
    yield "{"
    yield from _attributes([(name if name.isidentifier() else json.dumps(name), each) for name, each in value.items()], indent + "  ")
    yield f"{indent}}}"


def _list(value: Sequence[Value], indent: str) -> Iterator[str]:
    one = [next(iter(_value(each, indent))) for each in value]
    if len(one) <= 1:
        yield f"[{', '.join(one)}]"
        return
    yield "["
    yield from (f"{indent}  {each}," for each in one)
    yield f"{indent}]"
