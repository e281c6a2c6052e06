"""Names, versions and ranges as packaging understands them, without importing it for the forms that they usually have.

The import would be a quarter of the time that `eventual --help` takes.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import eq, ge, gt, le, lt, ne

_OPERATORS: dict[str, Callable[[tuple[int, ...], tuple[int, ...]], bool]] = {"==": eq, "!=": ne, ">=": ge, "<=": le, ">": gt, "<": lt}
_RELEASE = re.compile(r"\d+(\.\d+)*")
_CLAUSE = re.compile(r"\s*(==|!=|>=|<=|>|<)\s*(\d+(?:\.\d+)*)\s*")
_NAME = re.compile(r"[A-Za-z0-9](?:[\w.-]*[A-Za-z0-9])?", re.ASCII)
_REQUIREMENT = re.compile(rf"({_NAME.pattern})\s*((?:[<>=!~][^;@\[\]()]*)?)", re.ASCII)


def normalized(name: str) -> str:
    """The name of a distribution in its one form."""
    return re.sub(r"[-_.]+", "-", name).lower()


def contains(specifiers: str, version: str) -> bool:
    """Whether a range such as `>=1,<2` holds a version; pre-releases count.

    Raises:
        ValueError: it is no range.
    """
    clauses = [_CLAUSE.fullmatch(clause) for clause in specifiers.split(",")] if specifiers.strip() else []
    if _RELEASE.fullmatch(version) and all(clauses):
        return all(_OPERATORS[clause[1]](*_aligned(version, clause[2])) for clause in clauses if clause is not None)
    from packaging.specifiers import SpecifierSet

    return SpecifierSet(specifiers).contains(version, prereleases=True)


def concerns(line: str, name: str) -> bool:
    """Whether a requirement is one of this distribution (its name in the one form)."""
    found = _NAME.match(line)
    return found is not None and normalized(found[0]) == name


def names_something(line: str) -> bool:
    """Whether a requirement begins with a name; what follows it is not looked at, which would take an import."""
    return _NAME.match(line.strip()) is not None


def requirement(line: str) -> tuple[str, str] | None:
    """The name and the range of a requirement; None where its marker excludes it here.

    Raises:
        ValueError: it is no requirement.
    """
    if plain := _REQUIREMENT.fullmatch(line.strip()):
        return plain[1], plain[2]
    from packaging.requirements import Requirement

    parsed = Requirement(line)
    if parsed.marker is not None and not parsed.marker.evaluate({"extra": ""}):
        return None
    return parsed.name, str(parsed.specifier)


def _aligned(*releases: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    one, other = ([int(part) for part in release.split(".")] for release in releases)
    length = max(len(one), len(other))
    return tuple(one + [0] * (length - len(one))), tuple(other + [0] * (length - len(other)))
