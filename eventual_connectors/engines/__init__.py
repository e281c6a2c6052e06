"""Engines: what keeps executions. `connect(url)` opens one; workflow code is the same on all."""

from __future__ import annotations

from typing import Any

from .. import discovery
from .hosting.schemes import hosted_engine
from .port import Engine
from .url import database_file, plugin_scheme, scheme_of


def connect(url: str, **options: Any) -> Engine:
    """Open an engine by its URL.

    Args:
        url: `sqlite:///path` (relative) or `sqlite:////absolute/path`: the embedded engine, one machine. `temporal://host:port/namespace`:
            Temporal, with the extra `temporal`. `dbos+postgresql://user@host/database`: DBOS, with the extra `dbos`. Plugins serve
            other schemes.
        **options: the engine's own, such as `clock`.

    Raises:
        EngineError: no engine serves this URL.
        PluginError: the plugin whose engine serves it cannot be used.
        UsageError: it is no URL, or names no file: an in-memory database is one that nobody else sees.
    """
    if scheme := plugin_scheme(url):
        return discovery.engine(scheme)(url, **options)
    if hosted := hosted_engine(scheme_of(url)):
        return hosted(url, **options)
    path = database_file(url)
    from .embedded.client import EmbeddedEngine

    return EmbeddedEngine(path, **options)
