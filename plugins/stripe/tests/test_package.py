"""The package as the core finds it."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from importlib import resources
from pathlib import Path

import eventual_connector_stripe
from eventual_connector_stripe import plugin, stripe
from eventual_connectors import Connector
from eventual_connectors.discovery import manifest


def test_the_manifest_says_what_there_is() -> None:
    text = resources.files(eventual_connector_stripe).joinpath(manifest.FILE_NAME).read_text()
    said = tomllib.loads(text)
    assert said["activities"] == {"count": len(list(stripe.activities()))}
    assert said["events"] == {"count": len(list(stripe.events()))}
    assert (said["name"], said["plugin"]) == (stripe.name, plugin.__name__)
    assert said["summary"] == stripe.summary
    assert all(hasattr(eventual_connector_stripe, name) for name in said["connections"])


def test_the_plugin_registers_the_connector() -> None:
    registered: list[Connector] = []
    plugin.eventual_register_connectors(registered.append)
    assert registered == [stripe]


def test_importing_loads_no_sdk() -> None:
    code = """
import sys
import eventual_connector_stripe.plugin
from eventual_connector_stripe import stripe
stripe.v1.payment_intents.create.signature, stripe.v1.refunds.list.result_type
print(sorted({"stripe", "httpx", "requests", "anyio"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("[]\n", "")


def test_a_missing_package_is_said_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "conftest.py").write_text("import sys\nsys.modules['stripe'] = None\n")
    (tmp_path / "test_it.py").write_text("def test_pays(fake_stripe): ...\n")
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "test_it.py"], cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert "E       fake_stripe needs" not in done.stdout
    assert "\nfake_stripe needs stripe; pip install 'eventual-connector-stripe[fakes]'\n" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr
