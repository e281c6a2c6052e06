"""Every operation of Stripe's SDK: a table that is generated from it, so that naming one loads none of it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import astuple, dataclass
from datetime import timedelta
from functools import cache
from typing import Literal

from .table import LINES

EffectName = Literal["read", "natural", "keyed", "unsafe"]

KEY_WINDOWS = {"v1": timedelta(hours=24), "v2": timedelta(days=30)}
"""For how long Stripe remembers a key, by the API's version: at least."""

UNSAFE = frozenset({"v2.billing.meter_event_stream.create"})
"""Of these nobody promises that a key is heeded: the stream has a host of its own, and counts each event as it comes."""


@dataclass(frozen=True)
class Operation:
    """A method of the SDK's services.

    Attributes:
        name: such as `v1.customers.create`.
        method: of HTTP, in capitals.
        path: with a placeholder for each argument that stands before the parameters, such as `/v1/customers/{customer}`.
        base: which of Stripe's hosts it goes to: `api`, `files` or `meter_events`.
        streams: whether the answer is bytes, such as a PDF.
        optional: whether the parameters may be left out.
        params: the SDK's type of the parameters, as `module:Class`.
        result: what comes back, with each of the SDK's classes as `module:Class`.
        takes_metadata: whether its parameters have `metadata`.
        takes_created: whether they have `created`, by which a listing is bounded.
    """

    name: str
    method: str
    path: str
    base: str
    streams: bool
    optional: bool
    params: str
    result: str
    takes_metadata: bool
    takes_created: bool

    @property
    def version(self) -> str:
        """`v1` or `v2`."""
        return self.name.partition(".")[0]

    @property
    def ids(self) -> list[str]:
        """The names of the arguments that stand in the path."""
        return re.findall(r"{(\w+)}", self.path)

    @property
    def creates(self) -> bool:
        """Whether it makes a new object, rather than changing one that is named."""
        return self.method == "POST" and self.name.endswith(".create")

    @property
    def lists(self) -> bool:
        """Whether it answers with a page."""
        return self.result.partition("[")[0].rpartition(":")[2] in ("ListObject", "SearchResultObject")

    @property
    def effect(self) -> EffectName:
        """What repeating it does, by Stripe's rules for its method."""
        if self.method == "GET":
            return "read"
        if self.name in UNSAFE:
            return "unsafe"
        return "natural" if self.method == "DELETE" and self.version == "v1" else "keyed"

    @property
    def window(self) -> timedelta | None:
        """For how long its key is remembered."""
        return KEY_WINDOWS[self.version] if self.effect == "keyed" else None

    def to_line(self) -> str:
        """A line of the table."""
        return "\t".join(("+" if value else "-") if isinstance(value, bool) else value for value in astuple(self))

    @classmethod
    def of_line(cls, line: str) -> Operation:
        """A line of the table, read."""
        name, method, path, base, streams, optional, params, result, metadata, created = line.split("\t")
        return cls(name, method, path, base, streams == "+", optional == "+", params, result, metadata == "+", created == "+")


@cache
def operations() -> Mapping[str, Operation]:
    """All of them, by name."""
    return {operation.name: operation for operation in map(Operation.of_line, LINES.splitlines())}


@cache
def groups() -> Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    """The groups and the operations right inside each group, by its dotted name; the whole of it is the empty name."""
    inside: dict[str, tuple[dict[str, None], dict[str, None]]] = {}
    for name in operations():
        parts = name.split(".")
        for depth in range(len(parts)):
            within = inside.setdefault(".".join(parts[:depth]), ({}, {}))
            within[depth == len(parts) - 1][parts[depth]] = None
    return {name: (tuple(groups), tuple(named)) for name, (groups, named) in inside.items()}
