"""The how-to's class, run by pytest as an author runs it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.shell import ROOT, Shell

ACME = """
from datetime import timedelta
from tests.conformance.acme import WINDOW, connector, find_note, invoices_create, notes_add

acme = connector()
acme.activity("invoices.create", effect="keyed", window=WINDOW)(invoices_create.function)
acme.activity("notes.add", effect="lookup")(notes_add.function).lookup(settle=timedelta(seconds=0.1))(find_note)
"""


@pytest.mark.suites
def test_the_class_of_the_how_to_proves_its_connector(tmp_path: Path) -> None:
    text = (ROOT / "docs/how-to/prove-a-connector.md").read_text(encoding="utf-8")
    (suite,) = (code for code in re.findall(r"```python\n(.*?)```", text, re.DOTALL) if "class TestAcme" in code)
    shell = Shell(tmp_path, tmp_path)
    shell.write("acme.py", ACME)
    shell.write("acme_fake.py", "from tests.conformance.acme import AcmeFake as AcmeFake\n")
    shell.write("test_acme.py", suite)
    command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio"]
    chosen = ["-k", "every_write or plain or dropped_after_apply or killed_after_apply", "test_acme.py"]
    done = subprocess.run([*command, *chosen], cwd=tmp_path, env=shell.environment, capture_output=True, text=True, timeout=100)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 passed" in done.stdout
