"""The version fence: whether a plugin fits this core, known before anything of it is imported."""

from __future__ import annotations

from collections.abc import Iterable
from importlib import metadata

from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name

from .. import __version__
from ..hookspecs import API_VERSION
from .manifest import FILE_NAME, ManifestError

CORE = "eventual-connectors"


def api_problem(wanted: object) -> str:
    """Why a manifest's `api` does not hold this core's; empty where it does.

    Raises:
        ManifestError: it is not a version range.
    """
    try:
        fits = isinstance(wanted, str) and SpecifierSet(wanted).contains(API_VERSION, prereleases=True)
    except InvalidSpecifier:
        raise ManifestError(f"{FILE_NAME}: api: {wanted!r} is not a version range, such as '>=1,<2'") from None
    if wanted is None:
        raise ManifestError(f"{FILE_NAME}: api: this key is missing")
    return "" if fits else f"it is made for plugin API {wanted}, this core has {API_VERSION}; install versions that fit"


def core_problem(requires: Iterable[str]) -> str:
    """Why a distribution's requirements exclude the installed core; empty where they do not."""
    installed = core_version()
    for text in requires:
        try:
            requirement = Requirement(text)
        except InvalidRequirement:
            continue  # the installer's business
        if canonicalize_name(requirement.name) != CORE:
            continue
        applies = requirement.marker is None or requirement.marker.evaluate({"extra": ""})
        if applies and not requirement.specifier.contains(installed, prereleases=True):
            return f"it needs {CORE}{requirement.specifier}, installed is {installed}; install versions that fit"
    return ""


def core_version() -> str:
    """The version of the installed core; of the source where it runs from a checkout."""
    try:
        return metadata.version(CORE)
    except metadata.PackageNotFoundError:
        return __version__
