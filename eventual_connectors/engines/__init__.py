"""Engines: what keeps executions. `connect(url)` opens one; workflow code is the same on all."""

from __future__ import annotations

from typing import Any

from ..errors import EngineError
from .port import Engine


def connect(url: str, **options: Any) -> Engine:
    """Open an engine by its URL.

    Args:
        url: `sqlite:///path` (relative) or `sqlite:////absolute/path`: the embedded engine, one machine.
        **options: the engine's own, such as `clock`.

    Raises:
        EngineError: no engine serves this URL.
    """
    scheme, separator, rest = url.partition("://")
    if scheme == "sqlite" and separator:
        from .embedded.client import EmbeddedEngine

        return EmbeddedEngine(rest.removeprefix("/"), **options)
    raise EngineError(f"no engine serves {url!r}; use sqlite:///path")
