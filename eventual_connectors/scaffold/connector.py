"""A new connector: the example `acme` under another name."""

from __future__ import annotations

from collections.abc import Iterable

from .names import Name, checked, names_beside
from .project import Files, template

EXAMPLE = "eventual-connector-acme"


def connector_name(name: str, *, taken: Iterable[str] = ()) -> Name:
    """The checked name of a new connector.

    Args:
        name: what the user typed.
        taken: the names of the installed connectors.

    Raises:
        UsageError: it cannot be one.
    """
    return checked(name, "connector", taken=taken, reserved=names_beside("acme", template(EXAMPLE)))


def connector_project(name: Name) -> Files:
    """The files of a connector with an activity of each effect class, an event, its fake, its proof and its tests."""
    return {name.in_place_of_acme(path): name.in_place_of_acme(text) for path, text in template(EXAMPLE).items()}
