"""Flow files: a history as JSON Lines. The first line is the header, each further line one event."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ..clock import Micros, from_text, to_text
from ..codec import dumps
from ..errors import HistoryError
from .events import Event
from .form import check_event, check_header, check_place

FORMAT = "eventual-history/1"
SUFFIX = ".flow.jsonl"


@dataclass(frozen=True)
class Header:
    """What a history is of.

    Attributes:
        workflow: the workflow's name.
        reference: `module:qualname` of its function.
        version: the version that the code named.
        execution_id: the caller's id.
        root: 16 bytes, from which the keys are derived.
        input: recorded arguments.
        started_at: microseconds since 1970.
        engine: which engine wrote it.
        python: minor version of Python, such as `3.11`.
        connectors: versions of the connectors in use.
    """

    workflow: str
    reference: str
    version: str
    execution_id: str
    root: bytes
    input: dict[str, Any]
    started_at: Micros
    engine: str
    python: str
    connectors: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The object of the first line."""
        plain = {name: value for name, value in vars(self).items() if name not in ("root", "started_at")}
        return {"format": FORMAT, **plain, "root": self.root.hex(), "started_at": to_text(self.started_at)}

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Header:
        """The inverse of `to_json`.

        Raises:
            HistoryError: another format, or something is missing or wrong.
        """
        found = line.get("format")
        if found != FORMAT:
            raise HistoryError(f"the history has the format {found!r}, this version reads {FORMAT!r}; export it again with this version")
        check_header(line)
        values = {name: line[name] for name in cls.__dataclass_fields__ if name not in ("root", "started_at")}
        try:
            return cls(**values, root=bytes.fromhex(line["root"]), started_at=from_text(line["started_at"]))
        except ValueError as error:
            raise HistoryError(f"the header is damaged: {error}") from None


@dataclass(frozen=True)
class Flow:
    """One history, as a file holds it."""

    header: Header
    events: Sequence[Event]


def write_flow(flow: Flow, path: Path) -> None:
    """Write a flow file."""
    lines = [flow.header.to_json(), *(event.to_json() for event in flow.events)]
    path.write_text("".join(dumps(line) + "\n" for line in lines), encoding="utf-8")


def read_flow(path: Path) -> Flow:
    """Read a flow file.

    Raises:
        HistoryError: it is missing, another format, or damaged; the message names the line.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise HistoryError(f"{path} cannot be read: {getattr(error, 'strerror', None) or error}") from None
    # Only a line feed ends a line: JSON texts may hold what `splitlines` takes for one, such as U+2028.
    lines = [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]
    if not lines:
        raise HistoryError(f"{path} is empty")
    header: Header | None = None
    found: list[Event] = []
    for number, line in lines:
        try:
            tree = json.loads(line)
            if not isinstance(tree, dict):
                raise HistoryError("not an object")
            if header is None:
                header = Header.from_json(tree)
            else:
                check_event(tree)
                event = Event.from_json(tree)
                check_place(len(found) + 1, event.seq, event.type)
                found.append(event)
        except (ValueError, HistoryError) as error:
            raise HistoryError(f"{path}, line {number}: {error}") from None
        except RecursionError:
            raise HistoryError(f"{path}, line {number}: it is nested too deeply") from None
    assert header is not None
    return Flow(header, found)
