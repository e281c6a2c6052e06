"""Commands that are listed without being imported: ours from a table, those of plugins from their manifests."""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import click

from .. import discovery
from ..errors import ConfigurationError


@dataclass(frozen=True)
class Command:
    """One of our own commands.

    Attributes:
        home: `module:name`, the module in this package.
        help: one line for the list of commands.
    """

    home: str
    help: str

    def load(self) -> click.Command:
        """The command itself."""
        module, _, name = self.home.partition(":")
        found: click.Command = getattr(importlib.import_module(f".{module}", __package__), name)
        return found


class Root(click.Group):
    """The top of the command line. A plugin's command never hides one of ours."""

    def __init__(self, name: str, *, core: Mapping[str, Command], **settings: Any) -> None:
        super().__init__(name, **settings)
        self._core = core

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted(self._helps())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of this name, imported now."""
        if cmd_name in self._core:
            return self._core[cmd_name].load()
        for command in discovery.commands():
            if command.name == cmd_name:
                return discovery.load_command(command)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `eventual --help`."""
        with formatter.section("Commands"):
            formatter.write_dl(sorted(self._helps().items()))

    def _helps(self) -> dict[str, str]:
        plugins: dict[str, str] = {}
        with suppress(ConfigurationError):  # settings that cannot be read must not take the help away as well
            plugins = {command.name: command.help for command in discovery.commands()}
        return plugins | {name: command.help for name, command in self._core.items()}
