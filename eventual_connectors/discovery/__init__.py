"""Which connectors are installed, and getting at them. Listing reads manifests; only `load` and its like import a plugin."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from .installed import PluginInfo as ConnectorInfo
from .installed import installed
from .loading import CommandInfo, Plugins

if TYPE_CHECKING:
    import click

    from ..activities import Activity
    from ..connector import Connector

__all__ = [
    "CommandInfo",
    "ConnectorInfo",
    "commands",
    "connectors",
    "find_activity",
    "info",
    "load",
    "load_command",
    "load_conformance",
    "load_fake",
]


@cache
def _plugins() -> Plugins:
    return Plugins(installed())


def connectors() -> list[ConnectorInfo]:
    """The installed connectors, from their manifests alone."""
    return _plugins().connectors()


def info(name: str) -> ConnectorInfo:
    """What is known of one connector. See `Plugins.info`."""
    return _plugins().info(name)


def load(name: str) -> Connector:
    """The connector of this name, imported at its first use. See `Plugins.load`."""
    return _plugins().load(name)


def find_activity(full_name: str) -> Activity[..., Any] | None:
    """The activity of a full name such as `stripe.v1.refunds.create`. See `Plugins.find_activity`."""
    return _plugins().find_activity(full_name)


def commands() -> list[CommandInfo]:
    """The commands that plugins bring to the command line, from their manifests alone."""
    return _plugins().commands()


def load_command(command: CommandInfo) -> click.Command:
    """The command itself. See `Plugins.load_command`."""
    return _plugins().load_command(command)


def load_fake(name: str) -> type[Any]:
    """The class of this connector's fake. See `Plugins.load_fake`."""
    return _plugins().load_fake(name)


def load_conformance(name: str) -> type[Any]:
    """The class of this connector's conformance suite. See `Plugins.load_conformance`."""
    return _plugins().load_conformance(name)
