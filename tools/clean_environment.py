"""A clean environment: a virtual environment in a folder of its own, with nothing of the checkout."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from check_repository import ROOT
from commands import TIMEOUT_SECONDS, UV, run


@dataclass(frozen=True)
class CleanEnvironment:
    """What a user has before and after `pip install`.

    Attributes:
        home: the folder that commands run in; empty at first, but for the environment.
        resolution: uv's word for which dependencies are taken: `highest`, or `lowest-direct`.
    """

    home: Path
    resolution: str = "highest"

    @property
    def binaries(self) -> Path:
        """Where its programs are."""
        return self.home / "venv" / "bin"

    def install(self, *what: str | Path) -> None:
        """Install by the bounds that are given, and by no settings of this repository; what is there fits together afterwards."""
        python = ("--python", self.binaries / "python")
        run(*UV, "pip", "install", "--quiet", "--no-config", *python, "--resolution", self.resolution, *what)
        run(*UV, "pip", "check", "--quiet", *python)

    def python(self, *arguments: str | Path) -> str:
        """Run Python; any warning is an error."""
        return run(self.binaries / "python", "-I", "-W", "error", *arguments, within=self.home)

    def eventual(self, *arguments: str | Path, timeout: float = TIMEOUT_SECONDS) -> str:
        """Run the command line."""
        return run(self.binaries / "eventual", *arguments, within=self.home, timeout=timeout)

    def pytest(self, *arguments: str | Path, within: Path | None = None, timeout: float = TIMEOUT_SECONDS) -> str:
        """Run tests, by pytest's own program: `python -m pytest` would put a project's source before its wheel."""
        return run(self.binaries / "pytest", "-q", "-p", "no:cacheprovider", *arguments, within=within or self.home, timeout=timeout)

    def commands(self) -> set[str]:
        """The commands that the installed command line says it has."""
        return command_names(self.eventual("--help"))


def command_names(help_text: str) -> set[str]:
    """The commands that a command line's help lists."""
    listed = help_text.partition("\nCommands:\n")[2].partition("\n\n")[0]
    return set(re.findall(r"^  ([a-z][a-z0-9-]*)", listed, re.MULTILINE))


@contextmanager
def clean_environment(resolution: str = "highest") -> Iterator[CleanEnvironment]:
    """A new one, for as long as the block runs."""
    with tempfile.TemporaryDirectory() as folder:
        environment = CleanEnvironment(Path(folder), resolution)
        run(*UV, "venv", "--quiet", "--no-project", "--python", ROOT / ".venv", environment.binaries.parent)
        yield environment
