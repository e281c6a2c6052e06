"""The package as the core sees it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from eventual_connectors import Connector

import eventual_connector_acme
from eventual_connector_acme import plugin
from eventual_connector_acme.connector import acme

MANIFEST = Path(eventual_connector_acme.__file__).with_name("eventual-connector.toml")


def test_importing_the_package_loads_no_client() -> None:
    code = f"import sys, {plugin.__name__}; print('httpx' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_manifest_lists_what_there_is() -> None:
    manifest = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    assert manifest["name"] == acme.name
    assert manifest["connections"] == [acme.connection.__name__]
    assert _names(manifest, "activities") == sorted(activity.local_name for activity in acme.activities())
    assert _names(manifest, "events") == sorted(event.name for event in acme.events())


def test_the_plugin_registers_the_connector() -> None:
    found: list[Connector] = []
    plugin.eventual_register_connectors(found.append)
    assert found == [acme]


def _names(manifest: dict[str, Any], of: str) -> list[str]:
    return sorted(manifest.get(of, {}).get("names", []))
