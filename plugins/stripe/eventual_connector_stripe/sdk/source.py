"""The SDK's modules as syntax trees: their classes, and what their names refer to."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path


@dataclass(frozen=True)
class Module:
    """A module of the SDK.

    Attributes:
        name: such as `stripe._customer`.
        tree: its syntax.
        classes: those at its top level.
        imported: `module.Name` of each name that it imports from the SDK, under `TYPE_CHECKING` too.
    """

    name: str
    tree: ast.Module
    classes: Mapping[str, ast.ClassDef]
    imported: Mapping[str, str]


@dataclass(frozen=True)
class Class:
    """A class of the SDK; nested ones have dotted names.

    Attributes:
        module: where it stands.
        name: inside the module, such as `Customer.Address`.
        node: its syntax.
    """

    module: Module
    name: str
    node: ast.ClassDef

    @property
    def reference(self) -> str:
        """`stripe._customer:Customer.Address`."""
        return f"{self.module.name}:{self.name}"

    @property
    def bases(self) -> list[str]:
        """The names of its bases, without what stands in brackets."""
        return [ast.unparse(base).partition("[")[0] for base in self.node.bases]

    def fields(self) -> dict[str, ast.expr]:
        """The annotations of its body, by name; private ones and class variables left out."""
        return {
            statement.target.id: statement.annotation
            for statement in self.node.body
            if isinstance(statement, ast.AnnAssign)
            and isinstance(statement.target, ast.Name)
            and not statement.target.id.startswith("_")
            and not ast.unparse(statement.annotation).startswith("ClassVar")
        }

    def inner(self, name: str) -> Class | None:
        """A class that is written inside this one."""
        for statement in self.node.body:
            if isinstance(statement, ast.ClassDef) and statement.name == name:
                return Class(self.module, f"{self.name}.{name}", statement)
        return None

    def constant(self, name: str) -> str | None:
        """The text that a class variable is set to, such as `OBJECT_NAME`."""
        for statement in self.node.body:
            match statement:
                case ast.AnnAssign(target=ast.Name(id=found), value=ast.Constant(value=value)) if found == name:
                    return str(value)
                case ast.Assign(targets=[ast.Name(id=found)], value=ast.Constant(value=value)) if found == name:
                    return str(value)
        return None

    def resolve(self, name: str) -> Class | None:
        """The class that a name in this one's annotations means; None where it is none of the SDK's."""
        scope: Class | None = self
        while scope is not None:
            if (found := scope.inner(name)) is not None:
                return found
            scope = scope.outer
        if name in self.module.classes:
            return Class(self.module, name, self.module.classes[name])
        if name in self.module.imported:
            return find(self.module.imported[name])
        return None

    @property
    def outer(self) -> Class | None:
        """The class around it."""
        around = self.name.rpartition(".")[0]
        return find(f"{self.module.name}:{around}") if around else None


@cache
def folder() -> Path:
    """Where the SDK is installed.

    Raises:
        ModuleNotFoundError: nowhere.
    """
    spec = importlib.util.find_spec("stripe")
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError("the Stripe SDK is not installed", name="stripe")
    return Path(spec.origin).parent


@cache
def module(name: str) -> Module:
    """A module of the SDK, by its full name."""
    place = folder().joinpath(*name.split(".")[1:])
    path = place / "__init__.py" if place.is_dir() else place.with_suffix(".py")
    tree = ast.parse(path.read_text(encoding="utf-8"))
    classes = {statement.name: statement for statement in tree.body if isinstance(statement, ast.ClassDef)}
    return Module(name, tree, classes, _imported(tree))


def find(reference: str) -> Class:
    """The class of a reference, such as `stripe._customer:Customer`.

    Raises:
        KeyError: there is none.
    """
    where, _, name = reference.partition(":")
    first, *rest = name.split(".")
    found = Class(module(where), first, module(where).classes[first])
    for part in rest:
        inner = found.inner(part)
        if inner is None:
            raise KeyError(reference)
        found = inner
    return found


def written(annotation: ast.expr) -> ast.expr:
    """An annotation, read out of the quotes in which it may stand."""
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        return written(ast.parse(annotation.value.strip(), mode="eval").body)
    return annotation


def _imported(tree: ast.Module) -> dict[str, str]:
    found: dict[str, str] = {}
    guarded = [inner for statement in tree.body if isinstance(statement, ast.If) for inner in statement.body]
    for statement in (*tree.body, *guarded):
        if isinstance(statement, ast.ImportFrom) and (statement.module or "").partition(".")[0] == "stripe":
            found |= {alias.asname or alias.name: f"{statement.module}:{alias.name}" for alias in statement.names}
    return found
