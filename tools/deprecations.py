"""What is deprecated in the core and its connectors: the table in the documents, and what stayed longer than it was to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from check_repository import ROOT
from packaging.version import Version
from releases import packages

from eventual_connectors import Connector, Deprecation, deprecation, discovery

PAGE = ROOT / "docs/reference/deprecations.md"
HEAD = """\
# Deprecations

What goes away, and when. A use of it warns (`DeprecationWarning`), and `eventual connectors show NAME` says it of an activity.
[Versions](../explanation/versions.md) says how a deprecation runs. This page is generated from the code.

"""
NONE = "Nothing is deprecated.\n"
COLUMNS = "| package | what | since | removed in | use instead |\n|---|---|---|---|---|\n"


@dataclass(frozen=True)
class Deprecated:
    """Something that goes away, and the distribution that it is in."""

    package: str
    what: str
    says: Deprecation


def deprecated() -> Iterator[Deprecated]:
    """All that is."""
    core, *connectors = packages()
    yield from (Deprecated(core.distribution, f"eventual_connectors.{name}", says) for name, says in sorted(deprecation.core_names.items()))
    for package in connectors:
        yield from deprecated_activities(package.distribution, discovery.load(package.folder.name))


def deprecated_activities(package: str, connector: Connector) -> Iterator[Deprecated]:
    """A connector's declared activities that are."""
    for activity in connector.declared().values():
        if activity.deprecated is not None:
            yield Deprecated(package, activity.name, activity.deprecated)


def page(found: Iterable[Deprecated]) -> str:
    """The page of the documents."""
    rows = [f"| {one.package} | `{one.what}` | {one.says.since} | {one.says.removal} | {one.says.instead} |\n" for one in found]
    return HEAD + (COLUMNS + "".join(rows) if rows else NONE)


def overdue(found: Iterable[Deprecated], versions: Mapping[str, Version]) -> Iterator[str]:
    """What is still there though its package has the version that was to remove it."""
    for one in found:
        if versions[one.package] >= Version(one.says.removal):
            yield f"{one.package}: {one.what} was to be removed in {one.says.removal}"
