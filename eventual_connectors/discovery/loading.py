"""Plugins are imported one by one, when something of theirs is used. A broken one is remembered and breaks nothing else."""

from __future__ import annotations

import difflib
import importlib
import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ..errors import PluginError
from .hooks import Hooks
from .installed import PluginInfo, one_line
from .manifest import Manifest

if TYPE_CHECKING:
    import click

    from ..activities import Activity
    from ..connector import Connector


@dataclass(frozen=True)
class CommandInfo:
    """A command that a plugin brings to the command line.

    Attributes:
        name: what the user types.
        help: one line.
        plugin: the name of the plugin.
    """

    name: str
    help: str
    plugin: str


class Plugins:
    """The plugins of this process: what is known of them, and those that were loaded."""

    def __init__(self, found: Iterable[PluginInfo]) -> None:
        self._infos = list(found)
        self._loaded: dict[str, Connector] = {}
        self._lock = threading.RLock()

    def connectors(self) -> list[PluginInfo]:
        """The connectors, from their manifests alone; a failed load shows in status and reason."""
        return [info for info in self._infos if info.is_connector]

    def info(self, name: str) -> PluginInfo:
        """What is known of one connector.

        Raises:
            PluginError: none is installed under this name.
        """
        for info in self.connectors():
            if info.name == name:
                return info
        names = [info.name for info in self.connectors()]
        close = difflib.get_close_matches(name, names, 1)
        hint = f"did you mean {close[0]!r}?" if close else f"installed: {', '.join(names) or 'none'}"
        raise PluginError(f"no connector is called {name!r}; {hint}")

    def load(self, name: str) -> Connector:
        """The connector of this name, imported at its first use.

        Raises:
            PluginError: none is installed under this name, or it cannot be used; the message says why.
        """
        with self._lock:
            if name not in self._loaded:
                self._loaded[name] = self._load(self.info(name))
            return self._loaded[name]

    def load_fake(self, name: str) -> type[Any]:
        """The class of this connector's fake.

        Raises:
            PluginError: none is installed under this name, it has no fake, or what the fake needs is not installed.
        """
        fake: type[Any] = self._brought(name, "fake", self._usable(self.info(name)).fake)
        return fake

    def load_conformance(self, name: str) -> type[Any]:
        """The class of this connector's conformance suite.

        Raises:
            PluginError: none is installed under this name, it has no suite, or what the suite needs is not installed.
        """
        suite: type[Any] = self._brought(name, "conformance suite", self._usable(self.info(name)).conformance)
        return suite

    def find_activity(self, full_name: str) -> Activity[..., Any] | None:
        """The activity of a full name such as `stripe.v1.refunds.create`; None where no connector or activity has it.

        Raises:
            PluginError: its connector is installed, but cannot be used.
        """
        name, _, local_name = full_name.partition(".")
        if not local_name or name not in {info.name for info in self.connectors()}:
            return None
        try:
            return self.load(name).get(local_name)
        except KeyError:
            return None

    def commands(self) -> list[CommandInfo]:
        """The commands of all plugins, from their manifests alone."""
        return [
            CommandInfo(name, entry.help, info.name)
            for info in self._infos
            if info.manifest is not None
            for name, entry in info.manifest.commands.items()
        ]

    def load_command(self, command: CommandInfo) -> click.Command:
        """The command itself.

        Raises:
            PluginError: its plugin cannot be used, or does not have it.
        """
        import click

        with self._lock:
            info = next(info for info in self._infos if info.name == command.plugin)
            manifest = self._usable(info)
            try:
                found = _command(manifest, command.name)
            except (Exception, SystemExit) as error:  # a plugin's import may raise anything
                raise PluginError(f"the command {command.name!r} of {info.distribution} is broken: {one_line(error)}") from error
            if not isinstance(found, click.Command):
                raise PluginError(f"the command {command.name!r} of {info.distribution} is broken: it is no click.Command")
            return found

    def _brought(self, name: str, what: str, reference: str | None) -> Any:
        distribution = self.info(name).distribution
        if reference is None:
            raise PluginError(f"the connector {name!r} ({distribution}) brings no {what}")
        try:
            return _referred(reference)
        except (Exception, SystemExit) as error:  # a plugin's import may raise anything
            problem = f"the {what} of {name!r} cannot be imported: {one_line(error)}"
            raise PluginError(f"{problem}; pip install '{distribution}[fakes]'") from error

    def _load(self, info: PluginInfo) -> Connector:
        manifest = self._usable(info)
        try:
            connectors = Hooks(importlib.import_module(manifest.plugin)).connectors()
            names = [connector.name for connector in connectors]
        except (Exception, SystemExit) as error:  # a plugin's import may raise anything
            raise self._remember(info, error) from error
        if names != [info.name]:
            registered = ", ".join(map(repr, names)) or "none"
            raise self._remember(info, f"it should register one connector, {info.name!r}, and registers {registered}")
        return connectors[0]

    def _usable(self, info: PluginInfo) -> Manifest:
        if info.status != "ok" or info.manifest is None:
            raise PluginError(f"the plugin {info.name!r} ({info.distribution}) is {info.status}: {info.reason}")
        return info.manifest

    def _remember(self, info: PluginInfo, problem: BaseException | str) -> PluginError:
        reason = problem if isinstance(problem, str) else one_line(problem)
        broken = info.failed("broken", reason)
        self._infos[self._infos.index(info)] = broken
        return PluginError(f"the plugin {info.name!r} ({info.distribution}) is broken: {reason}")


def _command(manifest: Manifest, name: str) -> object:
    reference = manifest.commands[name].run
    if reference is None:
        return Hooks(importlib.import_module(manifest.plugin)).commands().get(name)
    return _referred(reference)


def _referred(reference: str) -> Any:
    """What `module:name` refers to."""
    module, _, attribute = reference.partition(":")
    found: Any = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found
