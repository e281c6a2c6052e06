"""The public surface of each package, as its code has it: what `docs/explanation/versions.md` makes promises about.

`surface.json` beside each package's pyproject.toml holds it; `make generated` writes it. Of a connector the declared activities are
listed: what is computed from a vendor's SDK is that SDK's surface.
"""

from __future__ import annotations

import enum
import functools
import importlib
import inspect
import json
import tomllib
import uuid
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, ForwardRef, ParamSpec, TypeVar, TypeVarTuple

import click
from check_repository import ROOT, projects
from pydantic import BaseModel

from eventual_connectors import discovery, hookspecs, identity, plugin_api
from eventual_connectors.activities import Activity
from eventual_connectors.cli import _COMMANDS

FILE = "surface.json"
OURS = "eventual_"
"""What our modules' names begin with."""
MODULES = ("", ".conformance", ".durable", ".errors", ".fakes", ".hookspecs", ".http", ".requirements", ".services", ".surface", ".testing")
"""The public modules of the core."""
SPECIAL = ("__call__", "__getitem__")
"""Methods that are public though their names begin with an underscore."""

Section = dict[str, Any]


def surfaces() -> dict[Path, dict[str, Any]]:
    """The surface of each package, by the file that keeps it."""
    found = {ROOT / FILE: core()}
    for folder in projects():
        if folder.parent == ROOT / "plugins":
            found[folder / FILE] = connector(folder)
    return found


def core() -> dict[str, Any]:
    """The core's."""
    modules = _modules()
    return {
        "names": {name: text for module in modules for name, text in _names(module)},
        "commands": {name: text for top, command in _COMMANDS.items() for name, text in _command(top, command.load())},
        "hooks": {name: _signature(hook) for name, hook in vars(hookspecs).items() if name.startswith("eventual_")},
        "plugin API": {"version": plugin_api.API_VERSION},
        "history": dict(_history()),
        "keys": _keys(),
        "extras": _extras(ROOT),
    }


def connector(folder: Path) -> dict[str, Any]:
    """A connector's."""
    project = tomllib.loads((folder / "pyproject.toml").read_text())
    ((name, module),) = project["project"]["entry-points"]["eventual_connectors"].items()
    package = importlib.import_module(module.partition(".")[0])
    found = discovery.load(name)
    return {
        "names": dict(_names(package)),
        "activities": {activity.local_name: _activity(activity) for activity in found.declared().values()},
        "computed": {"from": "the vendor's SDK" if found.surface else "nothing"},
        "events": {event.name: event.model.__name__ for event in found.events()},
        "extras": _extras(folder),
    }


def _activity(activity: Activity[..., Any]) -> Section:
    looks_up = activity.looks_up
    return {
        "effect": activity.effect.value,
        "window": activity.window.total_seconds() if activity.window else None,
        "settle": None if looks_up is None else "configured" if callable(looks_up.settle) else looks_up.settle.total_seconds(),
        "mechanism": activity.mechanism,
        "permissions": sorted(activity.permissions),
        "signature": f"def {_signature(activity.signature)}",
        "deprecated": str(activity.deprecated or ""),
    }


def _names(module: ModuleType) -> Iterator[tuple[str, str]]:
    for name in _listed(module):
        item = getattr(module, name)
        if not inspect.ismodule(item):
            yield from _item(f"{module.__name__}.{name}", item)


def _modules() -> list[ModuleType]:
    return [importlib.import_module(f"eventual_connectors{module}") for module in MODULES]


def _listed(module: ModuleType) -> list[str]:
    """The public names of a module: those that it lists, or what it defines itself."""
    own = (name for name, item in vars(module).items() if getattr(item, "__module__", "") == module.__name__ and not name.startswith("_"))
    return sorted(getattr(module, "__all__", own))


def _item(name: str, item: Any) -> Iterator[tuple[str, str]]:
    if inspect.isclass(item):
        yield name, _class(item)
        if kinds := [base.__name__ for base in item.__mro__[1:] if base in _public()]:
            yield f"{name} (is)", f"kinds {' | '.join(kinds)}"
        yield from ((f"{name}.{member}", text) for member, text in _members(item))
    elif inspect.isfunction(item):
        yield name, f"{'async def' if inspect.iscoroutinefunction(item) else 'def'} {_signature(item)}"
    elif not isinstance(item, TypeVar | TypeVarTuple | ParamSpec):
        yield name, "value"


@functools.cache
def _public() -> frozenset[type]:
    """The core's public classes. What they hand down to another class is listed once, as theirs."""
    found = ((module, name) for module in _modules() for name in _listed(module))
    return frozenset(item for module, name in found if inspect.isclass(item := getattr(module, name)))


def _class(kind: type) -> str:
    if issubclass(kind, enum.Enum):
        return f"values {' | '.join(repr(member.value) for member in kind)}"
    if issubclass(kind, BaseModel):
        return f"class {_signature(_fields(kind))}"
    if hasattr(kind, "_fields"):  # a named tuple
        return f"class {_signature(kind)}"
    made = next((vars(base)["__init__"] for base in kind.__mro__ if _ours(base) and "__init__" in vars(base)), None)
    return f"class {_signature(made, drop=1)}" if made else "class ()"


def _fields(model: type[BaseModel]) -> inspect.Signature:
    """What a model is made with."""
    written: dict[str, Any] = {}
    for base in reversed(model.__mro__):
        written |= vars(base).get("__annotations__", {})
    keyword, empty = inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.empty
    return inspect.Signature(
        [
            inspect.Parameter(name, keyword, default=empty if field.is_required() else ..., annotation=written[name])
            for name, field in model.model_fields.items()
        ]
    )


def _members(kind: type) -> Iterator[tuple[str, str]]:
    found: dict[str, Any] = {}
    for base in reversed(kind.__mro__):
        if _ours(base) and (base is kind or base not in _public()):
            found |= {name: item for name, item in vars(base).items() if not name.startswith("_") or name in SPECIAL}
    for name, item in sorted(found.items()):
        if isinstance(item, property | functools.cached_property):
            function = item.fget if isinstance(item, property) else item.func
            yield name, f"property {_signature(function, drop=1)}"
        elif isinstance(item, classmethod | staticmethod):
            yield name, f"def {_signature(item.__func__, drop=int(isinstance(item, classmethod)))}"
        elif inspect.isfunction(item):
            yield name, f"{'async def' if inspect.iscoroutinefunction(item) else 'def'} {_signature(item, drop=1)}"


def _ours(kind: type) -> bool:
    return kind.__module__.startswith(OURS)


class _Text:
    """Shown as it is; `inspect` would put an annotation that is a text into quotes."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return self.text


def _signature(what: Any, *, drop: int = 0) -> str:
    """A signature without the first parameters that no caller passes; a default that is no plain value is `...`."""
    whole = what if isinstance(what, inspect.Signature) else inspect.signature(what)
    parameters = [
        parameter.replace(default=_default(parameter.default), annotation=_annotation(parameter.annotation))
        for parameter in list(whole.parameters.values())[drop:]
    ]
    return str(whole.replace(parameters=parameters, return_annotation=_annotation(whole.return_annotation)))


def _default(value: Any) -> Any:
    plain = value is inspect.Parameter.empty or value is None or type(value) in (bool, int, float, str)
    return value if plain else _Text("...")


def _annotation(written: Any) -> Any:
    if written is inspect.Parameter.empty:
        return written
    if isinstance(written, ForwardRef):
        return _Text(written.__forward_arg__)
    return _Text(written if isinstance(written, str) else getattr(written, "__name__", repr(written)))


def _command(path: str, command: click.Command) -> Iterator[tuple[str, str]]:
    yield path, "command"
    for parameter in command.params:
        kind = "flag" if getattr(parameter, "is_flag", False) else _type(parameter.type)
        needed = "required" if parameter.required else "optional"
        name = parameter.opts[0] if isinstance(parameter, click.Option) else (parameter.name or "").upper()
        yield f"{path} {name}", f"{needed} {kind}"
    if isinstance(command, click.Group):
        for name, inner in sorted(command.commands.items()):
            yield from _command(f"{path} {name}", inner)


def _type(kind: Any) -> str:
    return " | ".join(map(str, kind.choices)) if isinstance(kind, click.Choice) else kind.name


def _history() -> Iterator[tuple[str, str]]:
    """Every field of a flow file and what it may hold; descriptions apart."""
    schema = json.loads((ROOT / "eventual_connectors/history/history.schema.json").read_text())
    for name, kind in schema["$defs"].items():
        needed = kind.get("required", ())
        inner = kind.get("properties", {"": kind})
        for field, holds in inner.items():
            place = f"{name}.{field}" if field else name
            yield place, f"{'required' if field in needed else 'optional'} {json.dumps(_undescribed(holds), sort_keys=True)}"


def _undescribed(tree: Any) -> Any:
    if isinstance(tree, dict):
        return {key: _undescribed(value) for key, value in tree.items() if key != "description"}
    return [_undescribed(item) for item in tree] if isinstance(tree, list) else tree


def _keys() -> Section:
    """How keys are derived, by one of each kind."""
    root = bytes(identity.ROOT_BYTES)
    path = identity.CallPath((("scope", 2),), "acme.orders.create", 3)
    return {
        "call": str(identity.call_key(root, path)),
        "business key": str(identity.business_key("acme", "account", "orders.create", "order-123")),
        "child": identity.child_root(root, path).hex(),
        "entry": str(identity.entry_key(uuid.UUID(int=0), 1)),
    }


def _extras(folder: Path) -> Section:
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    return dict.fromkeys(project.get("optional-dependencies", {}), "extra")


def as_text(surface: dict[str, Any]) -> str:
    """A surface as its file has it."""
    return json.dumps(surface, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
