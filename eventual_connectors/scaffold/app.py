"""A new application: the example `acme`, with the vendors whose connectors are installed."""

from __future__ import annotations

import importlib.util
from collections.abc import Collection

from ..errors import UsageError
from .names import Name, checked
from .project import Files, template

EXAMPLE = "app-acme"
VENDORS = ("stripe", "slack")
"""The connectors that the example has a use for."""

_CORE = '    "eventual-connectors>=0.1,<0.2",\n'
_TESTING = '    "eventual-connectors[testing]",\n'


def app_name(name: str) -> Name:
    """The checked name of a new application, which is that of its module.

    Raises:
        UsageError: it cannot be one.
    """
    called = checked(name, "application", reserved=("tests",))
    if importlib.util.find_spec(name) is not None:
        raise UsageError(f"{name!r} cannot be the name of a new application: a module of this name is installed")
    return called


def vendors_among(installed: Collection[str]) -> list[str]:
    """The vendors that an application calls where these connectors are installed."""
    return [vendor for vendor in VENDORS if vendor in installed]


def app_project(name: Name, vendors: Collection[str]) -> Files:
    """The files of an application: a workflow, a test of it, settings, the commands to run it.

    Args:
        name: of its module.
        vendors: those of `VENDORS` that it calls.
    """
    files = template(EXAMPLE, *(["vendors", "_".join(vendors)] if vendors else []))
    if vendors:
        files["README.md"] = files["README.md"].replace("VENDORS", " ".join(vendors))
        files["pyproject.toml"] = _requiring(files["pyproject.toml"], vendors)
    return {name.in_place_of_acme(path): name.in_place_of_acme(text) for path, text in files.items()}


def _requiring(pyproject: str, vendors: Collection[str]) -> str:
    needed = "".join(_CORE.replace("connectors", f"connector-{vendor}") for vendor in vendors)
    faked = "".join(f'    "eventual-connector-{vendor}[fakes]",\n' for vendor in vendors)
    return pyproject.replace(_CORE, _CORE + needed).replace(_TESTING, _TESTING + faked)
