"""What is installed: the entry points of our group and the manifests beside their packages. Imports no plugin."""

from __future__ import annotations

import importlib.util
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

from ..plugin_api import PROJECT
from . import evidence, fence, manifest
from .evidence import DECLARED, Evidence
from .manifest import FILE_NAME, Manifest, ManifestError
from .selection import Selection, selection
from .versions import names_something, normalized

UNKNOWN = "unknown"
PLUGIN_PREFIX = "eventual-connector-"
"""How the distributions of plugins are usually called."""
Status = Literal["ok", "broken", "incompatible", "missing-manifest", "duplicate", "incomplete", "disabled"]


@dataclass(frozen=True)
class PluginInfo:
    """One plugin, as its manifest shows it.

    Attributes:
        name: the entry point's name; for a connector, the connector's.
        version: of its distribution.
        status: `ok` as far as can be known without importing it, or what is wrong.
        reason: why it is not `ok`, one line.
        distribution: the package that it was installed by.
        manifest: None where there is none, or it cannot be read.
        package: the package's folder; None where it was not found.
    """

    name: str
    version: str
    status: Status
    reason: str
    distribution: str
    manifest: Manifest | None = None
    package: Path | None = None

    @property
    def evidence(self) -> Evidence | None:
        """The proof in the package, if it holds for the package as it is."""
        if self.package is None or self.manifest is None:
            return None
        return evidence.holding(self.package, self.manifest.fake)

    @property
    def maturity(self) -> str:
        """What was shown of its promises; empty where nothing is known of the plugin, or it makes none."""
        if self.manifest is None or not self.is_connector:
            return ""
        found = self.evidence
        declared = self.manifest.activities
        return found.maturity if found is not None and found.is_whole(declared.names, declared.total) else DECLARED

    @property
    def is_connector(self) -> bool:
        """False for a plugin that brings no connector."""
        return self.manifest is None or self.manifest.kind == "connector"

    def to_json(self) -> dict[str, Any]:
        """The object of `connectors list --json`."""
        return {
            "name": self.name,
            "version": self.version,
            "status": self.status,
            "reason": self.reason,
            "maturity": self.maturity,
            "distribution": self.distribution,
        }

    def failed(self, status: Status, reason: str) -> PluginInfo:
        """The same plugin, found unusable."""
        return replace(self, status=status, reason=reason)


def installed(distributions: Iterable[metadata.Distribution] | None = None, chosen: Selection | None = None) -> list[PluginInfo]:
    """Every plugin, in the order of their names.

    Args:
        distributions: where to look; the whole environment unless given.
        chosen: which may be used; what the environment and the settings say unless given.

    Raises:
        ConfigurationError: the settings file cannot be read, so it cannot be known which plugins it denies.
    """
    chosen = chosen or selection()
    found: list[PluginInfo] = []
    seen: set[str] = set()
    for distribution in metadata.distributions() if distributions is None else distributions:
        if not _has_plugins(distribution):
            continue
        name, version = _identity(distribution)
        if normalized(name) in seen:
            continue  # the same distribution twice on the path: the first one is what Python imports
        if name != UNKNOWN:
            seen.add(normalized(name))
        found += _plugins(distribution, name, version)
    allowed = [info for info in found if not chosen.refusal(info.name, info.distribution)]
    others = [info.failed("disabled", refusal) for info in found if (refusal := chosen.refusal(info.name, info.distribution))]
    return sorted([*_without_duplicates(allowed), *others], key=lambda info: (info.name, info.distribution))


def _has_plugins(distribution: metadata.Distribution) -> bool:
    # The text alone: parsing the metadata of everything that is installed would take long.
    # One whose entry points cannot be read may be anything, unless it is called as plugins are.
    try:
        text = distribution.read_text("entry_points.txt") or ""
    except (OSError, ValueError):
        text = ""
    return f"[{PROJECT}]" in text or (not text.strip() and _by_folder(distribution)[0].startswith(PLUGIN_PREFIX))


def _by_folder(distribution: metadata.Distribution) -> tuple[str, str]:
    """Name and version by the folder of the metadata, which is there when its files are not."""
    folder = getattr(distribution, "_path", None)  # the standard library has no public way to it
    name, _, version = Path(str(folder or "")).name.removesuffix(".dist-info").partition("-")
    return normalized(name), version or UNKNOWN


def _identity(distribution: metadata.Distribution) -> tuple[str, str]:
    try:
        if name := distribution.metadata["Name"]:
            return str(name), str(distribution.metadata["Version"] or UNKNOWN)
    except Exception:  # damaged metadata has no common error type
        pass
    name, version = _by_folder(distribution)
    return name or UNKNOWN, version


def _plugins(distribution: metadata.Distribution, name: str, version: str) -> list[PluginInfo]:
    try:
        entries = [entry for entry in distribution.entry_points if entry.group == PROJECT]
        # What reads them raises where there is none, or does not: another finder (importlib_metadata's) may be in the place of Python's.
        requires = (distribution.requires or []) if _has_metadata(distribution) else []
    except Exception as error:  # see above
        problem = f"its metadata cannot be read: {one_line(error)}"
        return [PluginInfo(name.removeprefix(PLUGIN_PREFIX), version, "broken", problem, name)]
    damage = _damage(distribution, entries, requires)
    if not entries:
        return [PluginInfo(name.removeprefix(PLUGIN_PREFIX), version, "broken", damage, name)]
    found = [_inspect(PluginInfo(entry.name, version, "ok", "", name), entry.value, requires) for entry in entries]
    return [info.failed("broken", damage) if damage and info.status == "ok" else info for info in found]


def _has_metadata(distribution: metadata.Distribution) -> bool:
    return bool(distribution.read_text("METADATA") or distribution.read_text("PKG-INFO"))


def _damage(distribution: metadata.Distribution, entries: Sequence[metadata.EntryPoint], requires: Iterable[str]) -> str:
    """What is wrong with the metadata of an installation that stopped half-way, in one line; empty where nothing is."""
    if not _has_metadata(distribution):
        return "its METADATA is not there or empty; install it again"
    if not entries:
        return f"its entry_points.txt names nothing in the group {PROJECT!r}, or is not there; install it again"
    unread = next((line for line in requires if not names_something(line)), None)
    return "" if unread is None else f"its METADATA has a requirement that cannot be read, {unread!r}; install it again"


def _inspect(info: PluginInfo, module: str, requires: Iterable[str]) -> PluginInfo:
    package = module.partition(":")[0].partition(".")[0]
    try:
        folder = _manifest_folder(package)
        if folder is None:
            return info.failed("missing-manifest", f"the package {package} has no {FILE_NAME}; its author has to add one")
        info = replace(info, package=folder)
        tree = manifest.parse((folder / FILE_NAME).read_bytes())
        if problem := fence.api_problem(tree.get("api")) or fence.core_problem(requires):
            return replace(info.failed("incompatible", problem), manifest=_readable(tree))
        declared = manifest.validate(tree)
        if declared.name != info.name:
            raise ManifestError(f"{FILE_NAME}: name is {declared.name!r}, its entry point is called {info.name!r}")
        return replace(info, manifest=declared)
    except Exception as error:  # what is wrong with one plugin must not hide the others
        return info.failed("broken", str(error) if isinstance(error, ManifestError) else one_line(error))


def _manifest_folder(package: str) -> Path | None:
    """The package's folder that holds the manifest. A top-level package's spec is found without running any of its code."""
    spec = importlib.util.find_spec(package)
    if spec is None:
        raise ManifestError(f"the package {package} is not there, though its distribution is; install it again")
    for folder in spec.submodule_search_locations or ():
        if (Path(folder) / FILE_NAME).is_file():
            return Path(folder)
    return None


def _readable(tree: dict[str, Any]) -> Manifest | None:
    try:
        return manifest.validate(tree)
    except ManifestError:
        return None


def _without_duplicates(found: list[PluginInfo]) -> list[PluginInfo]:
    """Which of two plugins of one name is meant cannot be guessed, so neither is used."""
    by_name: dict[str, list[PluginInfo]] = defaultdict(list)
    for info in found:
        by_name[info.name].append(info)
    checked: list[PluginInfo] = []
    for same in by_name.values():
        for info in same:
            others = ", ".join(other.distribution for other in same if other is not info)
            reason = f"{others} has a plugin of this name too; uninstall one of them"
            checked.append(info.failed("duplicate", reason) if others else info)
    return checked


def one_line(error: BaseException) -> str:
    """An error's type and the first line of its message, where it can be had: a plugin's own may fail in that, too."""
    try:
        lines = str(error).strip().splitlines()
    except Exception:
        lines = []
    return f"{type(error).__name__}: {lines[0]}" if lines else type(error).__name__
