"""Plugins are imported one by one, when something of theirs is used. A broken one is remembered and breaks nothing else."""

from __future__ import annotations

import difflib
import importlib
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from ..errors import PluginError
from . import catalogue, requirements
from .catalogue import Catalogue
from .installed import PluginInfo, Status, one_line
from .manifest import Manifest

if TYPE_CHECKING:
    from logging import Logger

    import click

    from ..activities import Activity
    from ..connector import Connector
    from ..hookspecs import AttemptWrapper, EngineFactory, InfrastructureTarget, SecretReader
    from .hooks import Hooks

T = TypeVar("T")


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

    def infos(self) -> list[PluginInfo]:
        """All plugins, also those without a connector; a failed load shows in status and reason."""
        return list(self._infos)

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

    def catalogue(self, name: str) -> Catalogue:
        """What a connector offers. Imports it where no catalogue was kept of it as it is.

        Raises:
            PluginError: none is installed under this name, or it cannot be used.
        """
        info = self.info(name)
        if info.status == "ok" and (kept := catalogue.read(info)) is not None:
            return kept
        computed = catalogue.of(self.load(name))
        catalogue.keep(info, computed)
        return computed

    def check(self, info: PluginInfo) -> PluginInfo:
        """Import a plugin and see whether it keeps what its manifest says, and whether what it needs is installed.

        Returns what is known of it then. Nothing is raised: what is wrong shows in status and reason.
        """
        if info.status != "ok":
            return info
        try:
            if info.is_connector:
                self.load(info.name)
            problem = self._registered(info, lambda hooks: _unkept(self._usable(info), hooks))
        except PluginError:
            return self._now(info)
        if problem:
            self._remember(info, problem)
        elif missing := requirements.unmet(info.distribution):
            self._remember(info, missing, "incomplete")
        return self._now(info)

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
            return self.load(name)[local_name]
        except KeyError:
            return None

    def commands(self) -> list[CommandInfo]:
        """The commands of all plugins, from their manifests alone."""
        return [
            CommandInfo(name, entry.help, info.name)
            for info in self._infos
            if info.manifest is not None and info.status != "disabled"
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
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a plugin's import may raise anything
                raise PluginError(f"the command {command.name!r} of {info.distribution} is broken: {one_line(error)}") from error
            if not isinstance(found, click.Command):
                raise PluginError(f"the command {command.name!r} of {info.distribution} is broken: it is no click.Command")
            return found

    def engine_schemes(self) -> list[str]:
        """The schemes of the URLs that plugins have engines for, from their manifests alone."""
        return sorted({scheme for info in self._infos if info.manifest is not None for scheme in info.manifest.engines})

    def engine(self, scheme: str) -> EngineFactory:
        """What opens the engine for URLs of this scheme.

        Raises:
            PluginError: no plugin has one or several have, or the one that has cannot be used.
        """
        return self._of_scheme("engine", scheme, lambda manifest: manifest.engines, lambda hooks: hooks.engines())

    def secret_provider_schemes(self) -> list[str]:
        """The schemes of the references that plugins can read, from their manifests alone."""
        return sorted({scheme for info in self._infos if info.manifest is not None for scheme in info.manifest.secret_providers})

    def secret_provider(self, scheme: str) -> SecretReader:
        """What reads references of this scheme.

        Raises:
            PluginError: no plugin does or several do, or the one that does cannot be used.
        """
        return self._of_scheme(
            "secret provider", scheme, lambda manifest: manifest.secret_providers, lambda hooks: hooks.secret_providers()
        )

    def iac_targets(self) -> list[str]:
        """The targets of `eventual iac` that plugins have, from their manifests alone."""
        return sorted({name for info in self._infos if info.manifest is not None for name in info.manifest.iac_targets})

    def iac_target(self, name: str) -> InfrastructureTarget:
        """What writes for this target.

        Raises:
            PluginError: no plugin does or several do, or the one that does cannot be used.
        """
        return self._of_scheme("iac target", name, lambda manifest: manifest.iac_targets, lambda hooks: hooks.iac_targets())

    def attempt_wrappers(self) -> Iterator[tuple[str, AttemptWrapper]]:
        """Each attempt wrapper with the name of its plugin. A plugin that cannot be used is left out, and the log says so."""
        for info in self.infos():
            if info.manifest is None or not info.manifest.wraps_attempts or info.status == "disabled":
                continue
            try:
                wrappers = self._registered(info, lambda hooks: hooks.attempt_wrappers())
            except PluginError as error:
                _log().error("attempts are not wrapped: %s", error)
            else:
                yield from ((info.name, wrapper) for wrapper in wrappers)

    def _of_scheme(
        self, what: str, scheme: str, announced: Callable[[Manifest], Collection[str]], registered: Callable[[Hooks], Mapping[str, T]]
    ) -> T:
        infos = [info for info in self._infos if info.manifest is not None and scheme in announced(info.manifest)]
        usable = [info for info in infos if info.status != "disabled"] or infos
        if not usable:
            raise PluginError(f"no plugin has the {what} {scheme!r}")
        if len(usable) > 1:
            names = " and ".join(info.distribution for info in usable)
            raise PluginError(f"{names} both have the {what} {scheme!r}; deny one of them (EVENTUAL_PLUGINS_DENY)")
        found = self._registered(usable[0], registered)
        if scheme not in found:
            raise self._remember(usable[0], f"its manifest lists the {what} {scheme!r}, which it does not register")
        return found[scheme]

    def _registered(self, info: PluginInfo, registered: Callable[[Hooks], T]) -> T:
        """What a hook of this plugin gives; the plugin is imported."""
        with self._lock:
            manifest = self._usable(info)
            try:
                return registered(_hooks(manifest))
            except KeyboardInterrupt:
                raise
            except BaseException as error:  # a plugin's import may raise anything
                raise self._remember(info, error) from error

    def _brought(self, name: str, what: str, reference: str | None) -> Any:
        distribution = self.info(name).distribution
        if reference is None:
            raise PluginError(f"the connector {name!r} ({distribution}) brings no {what}")
        try:
            return _referred(reference)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # a plugin's import may raise anything
            problem = f"the {what} of {name!r} cannot be imported: {one_line(error)}"
            raise PluginError(f"{problem}; pip install '{distribution}[fakes]'") from error

    def _load(self, info: PluginInfo) -> Connector:
        named = self._registered(info, lambda hooks: [(connector.name, connector) for connector in hooks.connectors()])
        if [name for name, _ in named] != [info.name]:
            registered = ", ".join(repr(name) for name, _ in named) or "none"
            raise self._remember(info, f"it should register one connector, {info.name!r}, and registers {registered}")
        return named[0][1]

    def _usable(self, info: PluginInfo) -> Manifest:
        if info.status != "ok" or info.manifest is None:
            raise PluginError(f"the plugin {info.name!r} ({info.distribution}) is {info.status}: {info.reason}")
        return info.manifest

    def _now(self, info: PluginInfo) -> PluginInfo:
        """What is known of a plugin now."""
        return next(now for now in self._infos if (now.name, now.distribution) == (info.name, info.distribution))

    def _remember(self, info: PluginInfo, problem: BaseException | str, status: Status = "broken") -> PluginError:
        reason = problem if isinstance(problem, str) else one_line(problem)
        self._infos[self._infos.index(self._now(info))] = info.failed(status, reason)
        return PluginError(f"the plugin {info.name!r} ({info.distribution}) is {status}: {reason}")


def _log() -> Logger:
    import logging  # which a list does not need

    return logging.getLogger("eventual.plugins")


def _hooks(manifest: Manifest) -> Hooks:
    """The hooks of a plugin, which is imported."""
    from .hooks import Hooks  # with pluggy, which a list does not need

    return Hooks(importlib.import_module(manifest.plugin))


def _unkept(manifest: Manifest, hooks: Hooks) -> str:
    """What the manifest announces and the plugin does not register, in one line; empty where all is there."""
    missing = [
        *(f"engine {scheme!r}" for scheme in manifest.engines if scheme not in hooks.engines()),
        *(f"secret provider {scheme!r}" for scheme in manifest.secret_providers if scheme not in hooks.secret_providers()),
        *(f"iac target {name!r}" for name in manifest.iac_targets if name not in hooks.iac_targets()),
        *(["attempt wrapper"] if manifest.wraps_attempts and not hooks.attempt_wrappers() else []),
        *(f"command {name!r}" for name, entry in manifest.commands.items() if entry.run is None and name not in hooks.commands()),
    ]
    return f"its manifest lists what it does not register: {', '.join(missing)}" if missing else ""


def _command(manifest: Manifest, name: str) -> object:
    reference = manifest.commands[name].run
    if reference is None:
        return _hooks(manifest).commands().get(name)
    return _referred(reference)


def _referred(reference: str) -> Any:
    """What `module:name` refers to."""
    module, _, attribute = reference.partition(":")
    found: Any = importlib.import_module(module)
    for part in attribute.split("."):
        found = getattr(found, part)
    return found
