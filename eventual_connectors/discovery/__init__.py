"""Which connectors are installed, and getting at them. Listing reads manifests; only `load` and its like import a plugin."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from .catalogue import Catalogue
from .installed import PluginInfo as ConnectorInfo
from .installed import installed
from .loading import CommandInfo, Plugins

if TYPE_CHECKING:
    import click

    from ..activities import Activity
    from ..connector import Connector
    from ..hookspecs import AttemptWrapper, EngineFactory, InfrastructureTarget, SecretReader

__all__ = [
    "CommandInfo",
    "ConnectorInfo",
    "attempt_wrappers",
    "catalogue_of",
    "check",
    "commands",
    "connectors",
    "engine",
    "engine_schemes",
    "find_activity",
    "iac_target",
    "iac_targets",
    "info",
    "load",
    "load_command",
    "load_conformance",
    "load_fake",
    "plugins",
    "secret_provider",
    "secret_provider_schemes",
]


@cache
def _plugins() -> Plugins:
    return Plugins(installed())


def plugins() -> list[ConnectorInfo]:
    """All installed plugins, also those without a connector. See `Plugins.infos`."""
    return _plugins().infos()


def connectors() -> list[ConnectorInfo]:
    """The installed connectors, from their manifests alone."""
    return _plugins().connectors()


def info(name: str) -> ConnectorInfo:
    """What is known of one connector. See `Plugins.info`."""
    return _plugins().info(name)


def load(name: str) -> Connector:
    """The connector of this name, imported at its first use. See `Plugins.load`."""
    return _plugins().load(name)


def catalogue_of(name: str) -> Catalogue:
    """What a connector offers. See `Plugins.catalogue`."""
    return _plugins().catalogue(name)


def check(info: ConnectorInfo) -> ConnectorInfo:
    """Import a plugin and see whether it is whole. See `Plugins.check`."""
    return _plugins().check(info)


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


def engine_schemes() -> list[str]:
    """The schemes of the URLs that plugins have engines for, from their manifests alone."""
    return _plugins().engine_schemes()


def engine(scheme: str) -> EngineFactory:
    """What opens the engine for URLs of this scheme. See `Plugins.engine`."""
    return _plugins().engine(scheme)


def secret_provider_schemes() -> list[str]:
    """The schemes of the references that plugins can read, from their manifests alone."""
    return _plugins().secret_provider_schemes()


def secret_provider(scheme: str) -> SecretReader:
    """What reads references of this scheme. See `Plugins.secret_provider`."""
    return _plugins().secret_provider(scheme)


def iac_targets() -> list[str]:
    """The targets of `eventual iac` that plugins have, from their manifests alone."""
    return _plugins().iac_targets()


def iac_target(name: str) -> InfrastructureTarget:
    """What writes for a target of a plugin. See `Plugins.iac_target`."""
    return _plugins().iac_target(name)


def attempt_wrappers() -> Iterator[tuple[str, AttemptWrapper]]:
    """Each attempt wrapper with the name of its plugin. See `Plugins.attempt_wrappers`."""
    return _plugins().attempt_wrappers()
