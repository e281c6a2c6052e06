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

A plugin without a connector has `kind = "commands"` if it brings commands alone, else `kind = "extension"`:

    kind = "extension"
    engines = ["acme", "acme+tls"]
    secret_providers = ["acme-vault"]
    iac_targets = ["acme-deploy"]
    wraps_attempts = true
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any, Literal, TypeVar

from ..errors import PluginError

FILE_NAME = "eventual-connector.toml"


class ManifestError(PluginError):
    """A manifest cannot be used; the message is one line and names the key."""


@dataclass(frozen=True)
class Surface:
    """How much a connector offers of one kind.

    Attributes:
        count: how many there are, where they are not all named.
        names: their names; for a large surface the most used ones, or none.
    """

    count: int | None = None
    names: tuple[str, ...] = ()

    @property
    def total(self) -> int:
        """How many there are."""
        return len(self.names) if self.count is None else self.count


@dataclass(frozen=True)
class CommandEntry:
    """A command of the `eventual` command line.

    Attributes:
        help: one line for `eventual --help`.
        run: `module:name` of a `click.Command`; without it the plugin's `eventual_register_commands` gives the command.
    """

    help: str
    run: str | None = None


@dataclass(frozen=True)
class Manifest:
    """A manifest of version 1; the keys are those of the file.

    Attributes:
        engines: the schemes of the URLs whose engines `eventual_register_engines` gives.
        secret_providers: the schemes of references that `eventual_register_secret_providers` reads.
        iac_targets: the names of targets of `eventual iac` that `eventual_register_iac_targets` gives.
        wraps_attempts: whether `eventual_register_attempt_wrappers` gives any.
    """

    manifest_version: Literal[1]
    name: str
    summary: str
    api: str
    plugin: str
    kind: Literal["connector", "commands", "extension"] = "connector"
    docs: str = ""
    connections: tuple[str, ...] = ()
    fake: str | None = None
    conformance: str | None = None
    engines: tuple[str, ...] = ()
    secret_providers: tuple[str, ...] = ()
    iac_targets: tuple[str, ...] = ()
    wraps_attempts: bool = False
    activities: Surface = Surface()
    events: Surface = Surface()
    commands: Mapping[str, CommandEntry] = field(default_factory=dict)


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


def validate(tree: Mapping[str, Any]) -> Manifest:
    """The manifest of parsed tables.

    Raises:
        ManifestError: a key is missing, unknown or wrong.
    """
    return _table(Manifest, _MANIFEST, tree, "")


# Written out, since the models of pydantic would be most of the time that `eventual --help` takes.
_Check = Callable[[Any, str], Any]
T = TypeVar("T")


def _table(kind: type[T], checks: Mapping[str, _Check], tree: Any, place: str) -> T:
    if not isinstance(tree, Mapping):
        raise _wrong(place, "is not a table")
    inside = f"{place}." if place else ""
    needed = {key.name for key in fields(kind) if key.default is MISSING and key.default_factory is MISSING}  # type: ignore[arg-type]
    for key in sorted(needed - tree.keys()):
        raise _wrong(inside + key, "this key is missing")
    for key in tree.keys() - checks.keys():
        raise _wrong(inside + key, "this key is not known")
    return kind(**{key: checks[key](value, inside + key) for key, value in tree.items()})


def _wrong(place: str, problem: str) -> ManifestError:
    return ManifestError(f"{FILE_NAME}: {place}: {problem}")


def _is(kind: type, words: str) -> _Check:
    def check(value: Any, place: str) -> Any:
        if type(value) is not kind:
            raise _wrong(place, f"is not {words}")
        return value

    return check


_text = _is(str, "a text")


def _like(pattern: str, example: str) -> _Check:
    def check(value: Any, place: str) -> str:
        if not re.fullmatch(pattern, _text(value, place)):
            raise _wrong(place, f"{value!r} is not of the form of {example!r}")
        return str(value)

    return check


def _one_of(*values: str) -> _Check:
    def check(value: Any, place: str) -> Any:
        if value not in values:
            raise _wrong(place, f"{value!r} is none of {', '.join(values)}")
        return value

    return check


def _list_of(item: _Check) -> _Check:
    def check(value: Any, place: str) -> tuple[Any, ...]:
        return tuple(item(one, f"{place}.{index}") for index, one in enumerate(_is(list, "a list")(value, place)))

    return check


def _count(value: Any, place: str) -> int:
    if type(value) is not int or value < 0:
        raise _wrong(place, "is not a number of 0 or more")
    return value


def _surface(value: Any, place: str) -> Surface:
    return _table(Surface, {"count": _count, "names": _list_of(_text)}, value, place)


def _commands(value: Any, place: str) -> dict[str, CommandEntry]:
    name = _like(r"[a-z][a-z0-9-]*", "acme-login")
    entry = {"help": _text, "run": _REFERENCE}
    return {
        name(key, place): _table(CommandEntry, entry, inner, f"{place}.{key}") for key, inner in _is(dict, "a table")(value, place).items()
    }


_REFERENCE = _like(r"[A-Za-z_][\w.]*:[A-Za-z_][\w.]*", "package.module:name")
_SCHEMES = _list_of(_like(r"[a-z][a-z0-9+.-]*", "acme+tls"))

_MANIFEST: Mapping[str, _Check] = {
    "manifest_version": _count,
    "name": _like(r"[a-z][a-z0-9_]*", "acme"),
    "summary": _text,
    "api": _text,
    "plugin": _like(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", "package.module"),
    "kind": _one_of("connector", "commands", "extension"),
    "docs": _text,
    "connections": _list_of(_text),
    "fake": _REFERENCE,
    "conformance": _REFERENCE,
    "engines": _SCHEMES,
    "secret_providers": _SCHEMES,
    "iac_targets": _list_of(_like(r"[a-z][a-z0-9-]*", "acme-deploy")),
    "wraps_attempts": _is(bool, "true or false"),
    "activities": _surface,
    "events": _surface,
    "commands": _commands,
}
