"""What a connector offers, kept on disk: from a large SDK it takes long to compute.

What is kept belongs to exactly the code that it was computed from, its SDK's and the core's included. Where the disk cannot be read or
written, it is computed each time.
"""

from __future__ import annotations

import hashlib
import json
import os
from contextlib import suppress
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from . import requirements
from .evidence import package_digest
from .fence import core_version
from .installed import PluginInfo

if TYPE_CHECKING:
    from ..connector import Connector

FORMAT = "eventual-catalogue/3"
KEPT = 4
"""Catalogues of one connector that are kept: environments with other versions share the folder."""

Catalogue = dict[str, Any]
"""`{activities: [{name, local_name, effect, mechanism, window_seconds, permissions, deprecated, modelled,
tells_conflicts}], events: [{name, verified}]}`"""


def of(connector: Connector) -> Catalogue:
    """The catalogue of a connector, computed."""
    activities = [
        {
            "name": activity.name,
            "local_name": activity.local_name,
            "effect": activity.effect.value,
            "mechanism": activity.mechanism,
            "window_seconds": activity.window.total_seconds() if activity.window else None,
            "permissions": list(activity.permissions),
            "deprecated": str(activity.deprecated) if activity.deprecated else "",
            "modelled": activity.modelled,
            "tells_conflicts": activity.tells_conflicts,
        }
        for activity in connector.activities()
    ]
    events = [{"name": event.name, "verified": event.verify is not None} for event in connector.events()]
    return {"activities": activities, "events": events}


def read(info: PluginInfo) -> Catalogue | None:
    """The catalogue that was kept for this plugin as it is; None where there is none."""
    try:
        kept = json.loads(_file(info).read_text(encoding="utf-8"))
        return {"activities": kept["activities"], "events": kept["events"]} if kept["format"] == FORMAT else None
    except (OSError, RuntimeError, ValueError, KeyError, TypeError):
        return None


def keep(info: PluginInfo, catalogue: Catalogue) -> None:
    """Keep a catalogue for this plugin as it is, where the disk lets us."""
    with suppress(OSError, RuntimeError):
        file = _file(info)
        file.parent.mkdir(parents=True, exist_ok=True)
        # A reader meets a whole file or none, whoever else writes or dies.
        written = file.with_name(f".{file.name}.{os.getpid()}")
        written.write_text(json.dumps({"format": FORMAT, **catalogue}), encoding="utf-8")
        written.replace(file)
        by_age = sorted(file.parent.glob(f"{info.name}-*.json"), key=lambda path: path.stat().st_mtime_ns)
        for old in by_age[:-KEPT]:
            old.unlink(missing_ok=True)


def folder() -> Path:
    """Where catalogues are kept: `$EVENTUAL_CACHE_DIR`, or a folder in the user's cache.

    Raises:
        RuntimeError: the user has no home.
    """
    if given := os.environ.get("EVENTUAL_CACHE_DIR"):
        return Path(given)
    of_user = os.environ.get("XDG_CACHE_HOME")
    return (Path(of_user) if of_user else Path.home() / ".cache") / "eventual-connectors"


def _file(info: PluginInfo) -> Path:
    versions = requirements.versions(info.distribution)
    content = package_digest(info.package) if info.package else ""
    code = [FORMAT, core_version(), versions, {name: _record(name) for name in versions}, content]
    digest = hashlib.sha256(json.dumps(code, sort_keys=True).encode()).hexdigest()
    return folder() / f"{info.name}-{digest[:32]}.json"


def _record(distribution: str) -> str:
    """A digest over the digests of a distribution's files, as they were installed; empty for an editable one."""
    try:
        record = metadata.distribution(distribution).read_text("RECORD")
    except (metadata.PackageNotFoundError, OSError, ValueError):
        record = None
    return hashlib.sha256(record.encode()).hexdigest() if record else ""
