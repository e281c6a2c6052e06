"""What a fresh interpreter imports: no vendor's SDK and no plugin, unless it is used."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.discovery.site import PLUGIN, Site

ROOT = Path(__file__).parents[2]

CHECK = """\
import sys

import eventual_connectors
from eventual_connectors.cli import main

heavy = {"stripe", "slack_sdk", "boto3", "botocore", "keyring", "httpx", "packaging", "pluggy", "pydantic", "snowflake", "rich"}
for arguments in ARGUMENTS:
    assert main(arguments) == 0, arguments
names = {name.partition(".")[0] for name in sys.modules}
print("imported:", sorted(names & heavy), sorted(name for name in names if name.startswith("eventual_connector_")))
"""


@pytest.fixture
def site(tmp_path: Path) -> Site:
    made = Site(tmp_path / "site")
    made.add("acme", plugin=PLUGIN.replace("client=lambda connection: None", "client=lambda connection: __import__('httpx').Client()"))
    made.add("loud", plugin="raise RuntimeError('imported')\n")
    return made


def _imported(site: Site, arguments: str) -> str:
    path = os.pathsep.join([str(ROOT), str(site.path), *(str(folder) for folder in (ROOT / "plugins").glob("*"))])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", CHECK.replace("ARGUMENTS", arguments)],
        env={**os.environ, "PYTHONPATH": path, "EVENTUAL_CACHE_DIR": str(site.path / "cache")},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()[-1]


def test_importing_the_package_and_listing_import_no_plugin_and_no_sdk(site: Site) -> None:
    assert _imported(site, "[['--help'], ['connectors', 'list'], ['connectors', 'list', '--json']]") == "imported: [] []"


def test_using_one_connector_imports_that_one_and_no_sdk(site: Site) -> None:
    shown = _imported(site, "[['connectors', 'show', 'acme', '--json']]")
    assert shown == "imported: ['pluggy', 'pydantic'] ['eventual_connector_acme']"


def test_what_a_connector_offers_is_computed_once(site: Site) -> None:
    _imported(site, "[['connectors', 'show', 'acme', '--json']]")
    assert _imported(site, "[['connectors', 'show', 'acme', '--json']]") == "imported: [] []"
