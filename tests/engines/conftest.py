"""The mill: an application with long work, and a worker of it that can be killed."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


class Mill:
    """The folder that the mill works in, and its database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.database = str(folder / "mill.db")
        self.url = f"sqlite:///{self.database}"

    @contextmanager
    def worker(self) -> Iterator[subprocess.Popen[str]]:
        """A worker in a process of its own, which gets SIGKILL at the end of the block."""
        with subprocess.Popen([sys.executable, "-m", "tests.engines.mill", self.database], cwd=ROOT, text=True) as running:
            try:
                yield running
            finally:
                running.kill()

    def done(self, name: str) -> bool:
        """Whether the mill has left this file."""
        return (self.folder / name).exists()

    def count(self, prefix: str) -> int:
        """How many files there are of this kind."""
        return len(list(self.folder.glob(f"{prefix}*")))

    @staticmethod
    def until(condition: Callable[[], bool], seconds: float = 30.0) -> None:
        """Wait for what another process does."""
        give_up = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < give_up, "it did not come about"
            time.sleep(0.005)


@pytest.fixture
def mill(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mill:
    monkeypatch.setenv("MILL", str(tmp_path))
    return Mill(tmp_path)
