"""The version fence: whether a plugin fits this core, known before anything of it is imported."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata

from .. import __version__
from ..plugin_api import API_VERSION
from .manifest import FILE_NAME, ManifestError
from .versions import concerns, contains, requirement

CORE = "eventual-connectors"


def api_problem(wanted: object) -> str:
    """Why a manifest's `api` does not hold this core's; empty where it does.

    Raises:
        ManifestError: it is not a version range.
    """
    try:
        fits = isinstance(wanted, str) and contains(wanted, API_VERSION)
    except ValueError:
        raise ManifestError(f"{FILE_NAME}: api: {wanted!r} is not a version range, such as '>=1,<2'") from None
    if wanted is None:
        raise ManifestError(f"{FILE_NAME}: api: this key is missing")
    return "" if fits else f"it is made for plugin API {wanted}, this core has {API_VERSION}; install versions that fit"


def core_problem(requires: Iterable[str]) -> str:
    """Why a distribution's requirements exclude the installed core; empty where they do not."""
    installed = core_version()
    for line in requires:
        if not concerns(line, CORE):
            continue
        try:
            wanted = requirement(line)
            if wanted and not contains(wanted[1], installed):
                return f"it needs {CORE}{wanted[1]}, installed is {installed}; install versions that fit"
        except ValueError:
            continue  # the installer's business
    return ""


def core_version() -> str:
    """The version of the installed core; of the source where it runs from a checkout."""
    try:
        return metadata.version(CORE)
    except metadata.PackageNotFoundError:
        return __version__
