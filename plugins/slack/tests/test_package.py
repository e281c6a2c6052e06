"""The package as the core sees it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import eventual_connector_slack
from eventual_connector_slack import plugin, slack
from eventual_connectors import Connector

MANIFEST = Path(eventual_connector_slack.__file__).with_name("eventual-connector.toml")


def test_importing_the_package_loads_no_sdk() -> None:
    code = (
        "import sys, eventual_connector_slack.plugin, eventual_connector_slack.fakes.pytest_plugin\n"
        "print([name for name in sys.modules if name.partition('.')[0] in ('slack_sdk', 'aiohttp')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_manifest_lists_what_there_is() -> None:
    manifest = tomllib.loads(MANIFEST.read_text(encoding="utf-8"))
    names = sorted(activity.local_name for activity in slack.activities())
    assert manifest["activities"] == {"count": len(names)}
    assert manifest["name"] == slack.name
    assert manifest["connections"] == [slack.connection.__name__]
    assert manifest["plugin"] == plugin.__name__


def test_the_plugin_registers_the_connector() -> None:
    found: list[Connector] = []
    plugin.eventual_register_connectors(found.append)
    assert found == [slack]


def test_options_make_a_copy() -> None:
    other = slack.with_options(connection="other")
    assert other.chat_postMessage.options.connection == "other"
    assert slack.chat_postMessage.options.connection is None
