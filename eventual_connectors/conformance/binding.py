"""What a proof is bound to has to be in the package, or in a distribution that the package needs and whose version is named."""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import metadata
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from ..fakes import Fake
from .suite import ConformanceSuite

CORE = __name__.partition(".")[0]
CORE_DISTRIBUTION = "eventual-connectors"


def unbound(suite: type[ConformanceSuite], package: Path, distribution: str) -> str:
    """Which part of a proof could change without being noticed; empty where there is none.

    Args:
        suite: its class and its fake's, with all their bases, are looked at.
        package: the connector's package, of which every import is.
        distribution: the package's, which names what it needs.
    """
    needed = _needed(distribution)
    problem = _unbound_base("fake", suite.fake, package, needed) or _unbound_base("suite", suite, package, needed)
    if problem:
        return problem
    for place, name in _unbound_imports(package, needed):
        return f"{place} imports {name}, which is neither in the package nor of a distribution that it needs"
    return ""


def _unbound_base(what: str, made: type[Fake] | type[ConformanceSuite], package: Path, needed: set[str]) -> str:
    for kind in made.__mro__:
        if _is_bound(kind.__module__, needed) or package.resolve() in Path(inspect.getfile(kind)).resolve().parents:
            continue
        return f"its {what} {made.__name__} is made of {kind.__module__}.{kind.__qualname__}, which is outside of the package"
    return ""


def _unbound_imports(package: Path, needed: set[str]) -> Iterator[tuple[str, str]]:
    """Each import that leads elsewhere: the file and line, and the module."""
    for path in sorted(package.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_bytes(), str(path))):
            for name in _imported(node):
                if name.partition(".")[0] != package.name and not _is_bound(name, needed):
                    yield f"{path.relative_to(package).as_posix()}:{getattr(node, 'lineno', 0)}", name


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    return [node.module] if isinstance(node, ast.ImportFrom) and node.module and not node.level else []


def _is_bound(module: str, needed: set[str]) -> bool:
    top = module.partition(".")[0]
    if top in sys.stdlib_module_names or top == CORE:
        return True
    return bool(needed & {canonicalize_name(name) for name in _brought_by().get(top, ())})


@cache
def _brought_by() -> Mapping[str, list[str]]:
    """The distributions of each top-level module that is installed."""
    return metadata.packages_distributions()


def _needed(distribution: str) -> set[str]:
    """The distributions that this one and the core need, with all their extras, and what those need in turn."""
    found: set[str] = set()
    waiting = [requirement for name in (distribution, CORE_DISTRIBUTION) for requirement in _requirements(name, None)]
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name not in found:
            found.add(name)
            waiting += _requirements(name, requirement.extras)
    return found


def _requirements(distribution: str, extras: set[str] | None) -> list[Requirement]:
    """What a distribution requires; None: with every extra."""
    try:
        lines = metadata.requires(distribution) or ()
    except metadata.PackageNotFoundError:  # of an extra that is not installed
        return []
    found = [Requirement(line) for line in lines]
    if extras is None:
        return found
    asked = ("", *extras)
    return [one for one in found if one.marker is None or any(one.marker.evaluate({"extra": extra}) for extra in asked)]
