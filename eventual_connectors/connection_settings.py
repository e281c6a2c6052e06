"""Where the settings of connections stand: the file `eventual.toml`, and over it the environment.

    [connections.stripe.eu]
    api_key = "file:/run/secrets/stripe_eu"

    EVENTUAL_CONNECTIONS__STRIPE__EU__API_KEY=file:/run/secrets/stripe_eu

Two underscores part the connector, the connection's name and its settings, all in upper case; what is empty counts as not set.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from typing import Any

from .settings import SETTINGS_FILE, table

PREFIX = "EVENTUAL_CONNECTIONS__"


def settings_of(connector: str, name: str) -> dict[str, Any] | None:
    """The settings of a connection; None where nobody configured it.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    named = table("connections", connector)
    in_file = table("connections", connector, name) if name in named else None
    in_environment = _from_environment().get((connector, name))
    if in_file is None and in_environment is None:
        return None
    return _over(in_environment or {}, in_file or {})


def configured() -> list[tuple[str, str]]:
    """Connector and name of every connection in the file or the environment.

    Raises:
        ConfigurationError: the file cannot be read.
    """
    in_file = ((connector, name) for connector in table("connections") for name in table("connections", connector))
    return sorted({*in_file, *_from_environment()})


def nameless() -> list[str]:
    """Variables that name a connector and a setting and no connection, each with what it should be called, in one line."""
    found = []
    for variable in sorted(os.environ):
        parts = variable.removeprefix(PREFIX).split("__")
        if variable.startswith(PREFIX) and os.environ[variable] and len(parts) == 2 and all(parts):
            found.append(f"the variable {variable} names no connection; write {PREFIX}{parts[0]}__DEFAULT__{parts[1]}")
    return found


def section(connector: str, name: str) -> str:
    """The heading of its table in the file."""
    return f"[connections.{connector}.{name}]"


def places(connector: str, name: str) -> str:
    """Where the settings of a connection are looked for, in words."""
    return f"{section(connector, name)} of {SETTINGS_FILE}, the variables {variable(connector, name, '*')}"


def variable(connector: str, name: str, setting: str) -> str:
    """The environment variable of a setting."""
    return f"{PREFIX}{connector}__{name}__{setting}".upper()


def _from_environment() -> dict[tuple[str, str], dict[str, Any]]:
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for (connector, name, *path, last), value in _variables():
        inner = found.setdefault((connector, name), {})
        for part in path:
            inner = inner.setdefault(part, {})
        inner[last] = value
    return found


def _variables() -> Iterator[tuple[list[str], str]]:
    for variable, value in sorted(os.environ.items()):
        parts = variable.removeprefix(PREFIX).lower().split("__")
        if variable.startswith(PREFIX) and value and len(parts) > 2 and all(parts):
            yield parts, value


def _over(top: Mapping[str, Any], base: Mapping[str, Any]) -> dict[str, Any]:
    merged = {**base, **top}
    for key, value in top.items():
        below = base.get(key)
        if isinstance(value, Mapping) and isinstance(below, Mapping):
            merged[key] = _over(value, below)
    return merged
