"""The manifest: what a plugin says of itself in a file beside its package, readable without importing anything.

    manifest_version = 1
    name = "acme"
    summary = "Invoices of Acme"
    api = ">=1,<2"
    plugin = "eventual_connector_acme.plugin"
    connections = ["AcmeConnection"]
    fake = "eventual_connector_acme.fakes:AcmeFake"
    conformance = "eventual_connector_acme.conformance:AcmeConformance"

    [activities]
    names = ["invoices.create"]

    [commands.acme-login]
    run = "eventual_connector_acme.login:command"
    help = "Store a credential for Acme."

A plugin that brings commands and no connector has `kind = "commands"`.
"""

from __future__ import annotations

import tomllib
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ..errors import PluginError

FILE_NAME = "eventual-connector.toml"

Name = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
CommandName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
ModuleName = Annotated[str, Field(pattern=r"^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$")]
Reference = Annotated[str, Field(pattern=r"^[A-Za-z_][\w.]*:[A-Za-z_][\w.]*$")]


class ManifestError(PluginError):
    """A manifest cannot be used; the message is one line and names the key."""


class _Table(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Surface(_Table):
    """How much a connector offers of one kind.

    Attributes:
        count: how many there are, where they are not all named.
        names: their names; for a large surface the most used ones, or none.
    """

    count: int | None = Field(default=None, ge=0)
    names: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.names) if self.count is None else self.count


class CommandEntry(_Table):
    """A command of the `eventual` command line.

    Attributes:
        help: one line for `eventual --help`.
        run: `module:name` of a `click.Command`; without it the plugin's `eventual_register_commands` gives the command.
    """

    help: str
    run: Reference | None = None


class Manifest(_Table):
    """A manifest of version 1; the keys are those of the file."""

    manifest_version: Literal[1]
    name: Name
    summary: str
    api: str
    plugin: ModuleName
    kind: Literal["connector", "commands"] = "connector"
    docs: str = ""
    connections: tuple[str, ...] = ()
    fake: Reference | None = None
    conformance: Reference | None = None
    activities: Surface = Surface()
    events: Surface = Surface()
    commands: dict[CommandName, CommandEntry] = Field(default_factory=dict)


def parse(content: bytes) -> dict[str, Any]:
    """The tables of a manifest file, unchecked.

    Raises:
        ManifestError: it is no TOML, or of a version that this core does not read.
    """
    try:
        tree = tomllib.loads(content.decode("utf-8"))
    except ValueError as error:  # both kinds of decoding error
        raise ManifestError(f"{FILE_NAME} is not valid TOML: {error}") from None
    version = tree.get("manifest_version")
    if version != 1:
        raise ManifestError(f"{FILE_NAME}: manifest_version is {version!r}, this version reads 1")
    return tree


def validate(tree: dict[str, Any]) -> Manifest:
    """The manifest of parsed tables.

    Raises:
        ManifestError: a key is missing, unknown or wrong.
    """
    try:
        return Manifest.model_validate(tree)
    except ValidationError as error:
        problem = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in problem["loc"] if part != "[key]")
        raise ManifestError(f"{FILE_NAME}: {place}: {_said(problem['type'], problem['msg'])}") from None


def _said(kind: str, message: str) -> str:
    known = {"missing": "this key is missing", "extra_forbidden": "this key is not known"}
    return known.get(kind) or message[:1].lower() + message[1:]
