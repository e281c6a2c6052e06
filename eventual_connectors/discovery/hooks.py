"""The hooks of one plugin, typed: what pluggy's `hook` object offers without types."""

from __future__ import annotations

from types import ModuleType
from typing import TYPE_CHECKING

import pluggy

from .. import hookspecs

if TYPE_CHECKING:
    import click

    from ..connector import Connector
    from ..hookspecs import AttemptWrapper, EngineFactory, InfrastructureTarget, SecretReader


class Hooks:
    """Calls the hooks of one plugin module. Each plugin has a manager of its own, so that a wrong one spoils no other.

    Raises:
        pluggy.PluginValidationError: the module implements a hook that does not exist, or with wrong parameters.
    """

    def __init__(self, module: ModuleType) -> None:
        self._manager = pluggy.PluginManager(hookspecs.PROJECT)
        self._manager.add_hookspecs(hookspecs)
        try:
            self._manager.register(module)
            self._manager.check_pending()
        except pluggy.PluginValidationError as error:  # which arguments are wrong stands on its last line
            raise pluggy.PluginValidationError(error.plugin, "; ".join(str(error).splitlines())) from None

    def connectors(self) -> list[Connector]:
        """The connectors that the plugin registers."""
        found: list[Connector] = []
        self._manager.hook.eventual_register_connectors(register=found.append)
        return found

    def commands(self) -> dict[str, click.Command]:
        """The commands that the plugin registers, by name."""
        found: dict[str, click.Command] = {}
        self._manager.hook.eventual_register_commands(register=found.__setitem__)
        return found

    def engines(self) -> dict[str, EngineFactory]:
        """The engines that the plugin registers, by the scheme of their URLs."""
        found: dict[str, EngineFactory] = {}
        self._manager.hook.eventual_register_engines(register=found.__setitem__)
        return found

    def secret_providers(self) -> dict[str, SecretReader]:
        """The secret providers that the plugin registers, by the scheme of their references."""
        found: dict[str, SecretReader] = {}
        self._manager.hook.eventual_register_secret_providers(register=found.__setitem__)
        return found

    def iac_targets(self) -> dict[str, InfrastructureTarget]:
        """The targets of `eventual iac` that the plugin registers, by name."""
        found: dict[str, InfrastructureTarget] = {}
        self._manager.hook.eventual_register_iac_targets(register=found.__setitem__)
        return found

    def attempt_wrappers(self) -> list[AttemptWrapper]:
        """The attempt wrappers that the plugin registers, outermost first."""
        found: list[AttemptWrapper] = []
        self._manager.hook.eventual_register_attempt_wrappers(register=found.append)
        return found
