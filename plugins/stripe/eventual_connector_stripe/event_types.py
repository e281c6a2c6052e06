"""Every type of event that Stripe sends: a table that is generated from the SDK."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .event_table import LINES


@dataclass(frozen=True)
class EventType:
    """A type of event.

    Attributes:
        name: such as `invoice.paid`, or `v2.core.account.updated`.
        about: the classes of the objects that it may hold, as `module:Class`; none of thin events, which name an object and hold none.
    """

    name: str
    about: tuple[str, ...]

    @property
    def is_thin(self) -> bool:
        """Whether it is of version 2."""
        return not self.about

    @property
    def class_name(self) -> str:
        """`InvoicePaid`."""
        return "".join(part.title() for part in re.split(r"[._\[\]]+", self.name))

    def to_line(self) -> str:
        """A line of the table."""
        return "\t".join((self.name, *self.about))


@cache
def event_types() -> Mapping[str, EventType]:
    """All of them, by name."""
    found = (EventType(name, tuple(about)) for name, *about in (line.split("\t") for line in LINES.splitlines()))
    return {one.name: one for one in found}
