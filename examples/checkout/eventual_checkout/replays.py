"""Afterwards: each history is exported from the engine, and its code is run over it here, with no engine and no vendor."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.port import ExecutionRecord
from eventual_connectors.history.file import read_flow, write_flow
from eventual_connectors.workflows.playback import play

from .workflow import checkout


def replayed_differently(records: Iterable[ExecutionRecord], *, engine: str, folder: Path) -> dict[str, str]:
    """The executions whose code does not do what the engine holds, and what differs; by their id.

    Args:
        records: what the engine holds.
        engine: its name.
        folder: for the flow files.
    """
    different: dict[str, str] = {}
    for number, record in enumerate(records):
        file = folder / f"{number}.flow.jsonl"
        write_flow(as_flow(record, engine=engine), file)
        playback = play(read_flow(file), checkout)
        if playback.verdict != "same":
            different[record.summary.id] = f"{playback.verdict}: {playback.detail}"
    return different
