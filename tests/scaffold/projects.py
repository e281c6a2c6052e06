"""Generated projects: their wheel in a site of its own, as an installer leaves it, and the tools that their authors run."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from tests.cli.shell import Shell

TOOLS = Path(sys.executable).parent
QUICK = "not conforms or plain or dropped_after_apply"
"""Of the proof, enough to see that it is wired up; `make wheels` plays all of it."""


class Project:
    """A generated project in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._site = folder.with_name(f"{folder.name}-site")

    def shell(self) -> Shell:
        """Commands in the project's folder, with its wheel installed."""
        if not self._site.exists():
            self._run(sys.executable, "-m", "hatchling", "build", "--target", "wheel")
            (wheel,) = (self.folder / "dist").glob("*.whl")
            zipfile.ZipFile(wheel).extractall(self._site)
        return Shell(self.folder, self._site)

    def test(self, chosen: str = QUICK) -> str:
        """Run the project's own tests against its wheel; returns what pytest printed."""
        command = [sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:xdist"]
        return self._run(*command, "-k", chosen, environment=self.shell().environment)

    def types(self) -> None:
        """Types, by the project's own settings."""
        # What it finds of the core is the same for all projects: they share a cache, beside the tests' own folders.
        self._run(TOOLS / "mypy", "--cache-dir", self.folder.parent.with_name("mypy-cache"))
        self._run(TOOLS / "basedpyright", "--pythonpath", sys.executable)

    def style(self) -> None:
        """Style and layout alone."""
        self._run(TOOLS / "ruff", "check", "--no-cache", ".")
        self._run(TOOLS / "ruff", "format", "--no-cache", "--check", ".")

    def texts(self) -> dict[str, str]:
        """The text of each file."""
        files = (path for path in self.folder.rglob("*") if path.is_file() and "dist" not in path.parts)
        return {path.relative_to(self.folder).as_posix(): path.read_text(encoding="utf-8") for path in files}

    def _run(self, *command: str | Path, environment: dict[str, str] | None = None) -> str:
        words = list(map(str, command))
        done = subprocess.run(words, cwd=self.folder, env=environment, capture_output=True, text=True, timeout=140, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout
