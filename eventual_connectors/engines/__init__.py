"""Engines: what keeps executions. `connect(url)` opens one; workflow code is the same on all."""

from __future__ import annotations

from typing import Any

from .. import discovery
from ..errors import EngineError
from .port import Engine
from .url import database_file, plugin_scheme


def connect(url: str, **options: Any) -> Engine:
    """Open an engine by its URL.

    Args:
        url: `sqlite:///path` (relative) or `sqlite:////absolute/path`: the embedded engine, one machine. `temporal://host:port/namespace`:
            Temporal, with the extra `temporal`. Plugins serve other schemes.
        **options: the engine's own, such as `clock`.

    Raises:
        EngineError: no engine serves this URL.
        PluginError: the plugin whose engine serves it cannot be used.
        UsageError: it is no URL, or names no file: an in-memory database is one that nobody else sees.
    """
    if scheme := plugin_scheme(url):
        return discovery.engine(scheme)(url, **options)
    if isinstance(url, str) and url.startswith("temporal://"):
        return _temporal(url, **options)
    path = database_file(url)
    from .embedded.client import EmbeddedEngine

    return EmbeddedEngine(path, **options)


def _temporal(url: str, **options: Any) -> Engine:
    try:
        from .temporal.client import TemporalEngine
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "temporalio":
            raise
        raise EngineError("Temporal needs its SDK: pip install 'eventual-connectors[temporal]'") from None
    return TemporalEngine(url, **options)
