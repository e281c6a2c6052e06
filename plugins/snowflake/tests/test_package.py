"""The package as the core sees it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import eventual_connector_snowflake
from eventual_connector_snowflake import plugin, snowflake
from eventual_connectors import Connector

MANIFEST = Path(eventual_connector_snowflake.__file__).with_name("eventual-connector.toml")
HEAVY = ("duckdb", "httpx", "jwt", "snowflake", "sqlglot")


def test_importing_the_package_loads_no_client() -> None:
    code = f"import sys, {plugin.__name__}; print([name for name in {HEAVY} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_manifest_lists_what_there_is() -> None:
    manifest = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    assert manifest["connections"] == [snowflake.connection.__name__]
    assert manifest["activities"]["names"] == sorted(activity.local_name for activity in snowflake.activities())
    assert manifest.get("events", {}).get("names", []) == sorted(event.name for event in snowflake.events())


def test_the_plugin_registers_the_connector() -> None:
    found: list[Connector] = []
    plugin.eventual_register_connectors(found.append)
    assert found == [snowflake]
