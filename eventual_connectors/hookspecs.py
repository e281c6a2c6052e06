"""The hooks that a plugin can implement; the whole contract between the core and a connector package.

A plugin is a module named by an entry point of the group `eventual_connectors`. It is imported when one of its connectors or
commands is used, never to be listed: what a list needs stands in the manifest beside the package.

    from eventual_connectors.hookspecs import hookimpl

    @hookimpl
    def eventual_register_connectors(register):
        register(acme)
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    import click

    from .connector import Connector

PROJECT = "eventual_connectors"
"""pluggy's name of the project, and the group of the entry points."""

API_VERSION = "1.0"
"""Version of this contract, apart from the package's own. A manifest's `api` says which of them a plugin fits."""

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def eventual_register_connectors(register: Callable[[Connector], None]) -> None:
    """Call `register` with each connector of the plugin; one has the manifest's name."""


@hookspec
def eventual_register_commands(register: Callable[[str, click.Command], None]) -> None:
    """Call `register(name, command)` for each command that the manifest lists without a `run`."""
