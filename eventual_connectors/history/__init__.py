"""Histories: the events of an execution, engine-neutral."""

from __future__ import annotations

from typing import Any


def schema() -> dict[str, Any]:
    """The published JSON Schema of one line of a flow file (draft 2020-12)."""
    import json
    from importlib.resources import files

    found: dict[str, Any] = json.loads(files(__name__).joinpath("history.schema.json").read_text(encoding="utf-8"))
    return found
