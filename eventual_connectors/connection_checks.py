"""Whether connections can be used as they are configured, found out before anything runs."""

from __future__ import annotations

import difflib
import logging
from collections.abc import Iterator

from . import discovery
from .connection import Connection, connections
from .connection_settings import nameless, places
from .connector import known_connectors
from .errors import ConfigurationError, PluginError

log = logging.getLogger("eventual.connections")


def secret_problems(connector: str, name: str, connection: Connection) -> Iterator[str]:
    """One line for each credential that is not there: the setting, its reference, and where it was looked for."""
    for setting, secret in connection.named_secrets():
        try:
            revealed = secret.reveal()
        except ConfigurationError as error:
            yield f"{setting} ({secret.reference}): {error}"
        else:
            if not revealed:
                yield f"{setting} is empty; looked in {places(connector, name)}"


def check_configured() -> None:
    """Look at every connection that the code, the environment or `eventual.toml` configures for a connector that is there.

    Connections that nobody configured are left alone: not every connector that is installed is used. Settings of a connector that nobody
    provides are named in the log.

    Raises:
        ConfigurationError: settings are wrong or a credential is missing; the message names each with where it was looked for.
    """
    configured = connections.configured()
    for connector in sorted({connector for connector, _ in configured}):
        if problem := unprovided(connector):
            log.warning("%s", problem)
    problems = [*nameless(), *(problem for connector, name in configured for problem in _problems(connector, name))]
    if problems:
        raise ConfigurationError("; ".join(problems))


def unprovided(connector: str) -> str:
    """Why settings of this connector are no use: neither the application nor a plugin has one of this name; empty where one has."""
    names = {*known_connectors, *(info.name for info in discovery.connectors())}
    if connector in names:
        return ""
    close = difflib.get_close_matches(connector, names, 1)
    hint = f"did you mean {close[0]!r}?" if close else "install its package, declare it in the application, or take them away"
    return f"there are settings for the connector {connector!r}, which nobody provides; {hint}"


def _problems(connector: str, name: str) -> Iterator[str]:
    model: type[Connection] = Connection  # enough for what the code configured
    if (connector, name) not in connections.in_code():
        declared = known_connectors.get(connector)
        try:
            model = (declared or discovery.load(connector)).connection
        except PluginError:
            return  # it cannot be used, and says so when it is
    try:
        connection = connections.get(connector, model, name)
    except ConfigurationError as error:
        yield str(error)
        return
    for problem in secret_problems(connector, name, connection):
        yield f"the {connector} connection {name!r}: {problem}"
