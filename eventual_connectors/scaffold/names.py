"""The name of a new project, in every spelling in which it occurs, and what cannot be one."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..errors import UsageError

MAX_LENGTH = 20
_SHAPE = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_OCCURRENCE = re.compile(r"(?<=eventual-connector-)acme|acme(?=\.example)|ACME|Acme|acme")


@dataclass(frozen=True)
class Name:
    """A checked name, such as `my_vendor`.

    Attributes:
        snake: as in Python code.
    """

    snake: str

    @property
    def pascal(self) -> str:
        """As in the names of classes: `MyVendor`."""
        return "".join(part.capitalize() for part in self.snake.split("_"))

    @property
    def upper(self) -> str:
        """As in the names of variables of the environment: `MY_VENDOR`."""
        return self.snake.upper()

    @property
    def dashed(self) -> str:
        """As in the names of distributions and hosts: `my-vendor`."""
        return self.snake.replace("_", "-")

    def in_place_of_acme(self, text: str) -> str:
        """A template's path or text with this name, spelt as the template spells its own."""
        return _OCCURRENCE.sub(self._spelt, text)

    def _spelt(self, found: re.Match[str]) -> str:
        before, after = found.string[: found.start()], found.string[found.end() :]
        if before.endswith("eventual-connector-") or after.startswith(".example"):
            return self.dashed
        return {"acme": self.snake, "Acme": self.pascal, "ACME": self.upper}[found[0]]


def checked(name: str, what: str, *, taken: Iterable[str] = (), reserved: Iterable[str] = ()) -> Name:
    """A name that a project can have.

    Args:
        name: what the user typed.
        what: whose name it is, such as `connector`.
        taken: names that are in use.
        reserved: names that mean something in the generated code.

    Raises:
        UsageError: it cannot be one; the message says why.
    """
    if not _SHAPE.fullmatch(name) or len(name) > MAX_LENGTH:
        shape = f"up to {MAX_LENGTH} lower-case letters, digits and single underscores, a letter first"
        raise UsageError(f"{name!r} cannot be the name of a new {what}: it has {shape}")
    if keyword.iskeyword(name) or hasattr(builtins, name) or name in reserved:
        raise UsageError(f"{name!r} cannot be the name of a new {what}: it means something else in its code")
    if name in taken:
        raise UsageError(f"a {what} called {name!r} is installed already; choose another name")
    return Name(name)


def names_beside(own: str, files: Mapping[str, str]) -> set[str]:
    """What a module that uses the name `own` calls something else: the names that it binds, and its functions' parameters."""
    trees = (ast.parse(text) for path, text in files.items() if path.endswith(".py"))
    return {name for tree in trees if own in _used(tree) for name in _bound(tree)} - {own}


def _used(tree: ast.Module) -> set[str]:
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}


def _bound(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.alias):
            yield (node.asname or node.name).partition(".")[0]
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id
