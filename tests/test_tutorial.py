"""The tutorial for authors of connectors, followed to the letter: each command run, each file written."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.cli.shell import ROOT
from tests.scaffold.projects import QUICK, TOOLS

TUTORIAL = (ROOT / "docs/tutorial/write-a-connector.md").read_text(encoding="utf-8")


class Author:
    """Somebody at a shell. What installs is done by hand, since a test reaches no package index."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.said: dict[str, str] = {}
        self._site = folder / "site"
        tests = f"-k {shlex.quote(QUICK)} -p no:cacheprovider -p no:asyncio -p no:xdist"
        path = f"{TOOLS}{os.pathsep}{os.environ['PATH']}"
        self._environment = {**os.environ, "PATH": path, "PYTEST_ADDOPTS": tests, "PYTHONDONTWRITEBYTECODE": "1", "RUFF_NO_CACHE": "true"}

    def write(self, block: str) -> None:
        """Write a file; its path is the block's first line."""
        first, _, text = block.partition("\n")
        (self.folder / first.removeprefix("# ")).write_text(text, encoding="utf-8")

    def run(self, line: str) -> None:
        """Run one command line."""
        if line.startswith("cd "):
            self.folder /= line.removeprefix("cd ")
        elif line == 'pip install -e ".[test,lint]"':
            self._install()
        elif not line.startswith(("python -m venv", "pip install eventual-connectors")):
            done = subprocess.run(["bash", "-c", line], cwd=self.folder, env=self._environment, capture_output=True, text=True, timeout=280)
            assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
            self.said[line] = done.stdout

    def _install(self) -> None:
        subprocess.run(
            [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", self._site], cwd=self.folder, check=True, timeout=60
        )
        (wheel,) = self._site.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(self._site, [name for name in archive.namelist() if ".dist-info/" in name])
        # The code is that of the project's folder, as an editable install has it.
        self._environment["PYTHONPATH"] = os.pathsep.join(map(str, (ROOT, self.folder, self._site)))


@pytest.mark.projects
@pytest.mark.timeout(400)
def test_the_tutorial_leads_to_a_proven_connector(tmp_path: Path) -> None:
    author = Author(tmp_path)
    for language, block in re.findall(r"```(\w+)\n(.*?)```", TUTORIAL, re.DOTALL):
        if language == "sh":
            for line in block.splitlines():
                author.run(line)
        else:
            author.write(block)
    listed = [line.split()[:3] for line in author.said["eventual connectors list"].splitlines()]
    assert ["parcels", "0.1.0", "ok"] in listed  # how wide a column is depends on what else is installed
    (row,) = (line for line in author.said["eventual connectors show parcels"].splitlines() if "parcels.create" in line)
    assert "keyed" in row
    assert "0 errors" in author.said["ruff check . && ruff format --check . && mypy && basedpyright"]
    author.run("eventual connectors list --json")
    assert '"maturity": "proven on the fake"' in author.said["eventual connectors list --json"]
