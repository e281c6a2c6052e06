"""Whether what a plugin's distribution needs is installed: an installation that stopped half-way shows here."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import metadata

from .versions import contains, requirement


def unmet(distribution: str) -> str:
    """What a distribution needs and this environment lacks, in one line; empty where all is there."""
    return "; ".join(_unmet(distribution))


def versions(distribution: str) -> dict[str, str]:
    """The installed versions of a distribution and of what it needs, by name; empty ones are not installed."""
    return {name: _version(name) for name in sorted({distribution, *(name for name, _ in _requirements(distribution))})}


def _unmet(distribution: str) -> Iterator[str]:
    for line in _unread(distribution):
        yield f"its requirement {line!r} cannot be read"
    for name, wanted in _requirements(distribution):
        found = _version(name)
        if not found:
            yield f"it needs {name}{wanted}, which is not installed"
        elif not _contains(wanted, found):
            yield f"it needs {name}{wanted}, installed is {found}"


def _unread(distribution: str) -> Iterator[str]:
    for line in _lines(distribution):
        try:
            requirement(line)
        except ValueError:
            yield line


def _lines(distribution: str) -> list[str]:
    try:
        return metadata.requires(distribution) or []
    except metadata.PackageNotFoundError:
        return []


def _requirements(distribution: str) -> Iterator[tuple[str, str]]:
    """Names and ranges of what it needs here, without any extra."""
    for line in _lines(distribution):
        try:
            found = requirement(line)
        except ValueError:
            continue  # said by `unmet`
        if found is not None:
            yield found


def _version(name: str) -> str:
    try:
        return metadata.version(name) or ""
    except (metadata.PackageNotFoundError, KeyError, TypeError):  # damaged metadata has no version
        return ""


def _contains(wanted: str, version: str) -> bool:
    try:
        return contains(wanted, version)
    except ValueError:
        return True  # what it is cannot be told
