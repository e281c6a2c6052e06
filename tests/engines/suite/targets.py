"""The engines that the suite runs against, each with its real server or store."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Target:
    """An engine under test.

    Attributes:
        name: of the engine.
        url: where it is; another place for each test.
        stored: all bytes that it has stored.
    """

    name: str
    url: str
    stored: Callable[[], bytes]

    def named(self, name: str) -> str:
        """An execution's id that no other test uses."""
        return f"{name}-{hash(self.url) % 10**9}"

    @contextmanager
    def worker(self, vendor: Path, **environment: str) -> Iterator[subprocess.Popen[bytes]]:
        """A worker in a process of its own, at work at the beginning of the block, and killed with SIGKILL at its end."""
        known = {"SUITE_VENDOR": str(vendor), **environment}
        command = [sys.executable, "-m", "tests.engines.suite.application", self.url]
        with subprocess.Popen(command, cwd=ROOT, env={**os.environ, **known}) as running:
            try:
                until(lambda: (vendor / f"at-work-{running.pid}").exists() or running.poll() is not None)
                yield running
            finally:
                running.kill()

    @contextmanager
    def command(self) -> Iterator[subprocess.Popen[bytes]]:
        """`eventual worker`, killed at the end of the block where it still runs."""
        line = [sys.executable, "-m", "eventual_connectors", "worker", "tests.engines.suite.application", "--engine", self.url]
        with subprocess.Popen(line, cwd=ROOT, stderr=subprocess.DEVNULL) as running:
            try:
                yield running
            finally:
                running.kill()


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for something, looking again and again."""
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError("it did not come about")
        time.sleep(0.02)


def embedded(folder: Path) -> Target:
    """A database file."""

    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in folder.glob("suite.db*"))

    return Target("embedded", f"sqlite:///{folder / 'suite.db'}", stored)


@contextmanager
def temporal_server(folder: Path) -> Iterator[Callable[[], Target]]:
    """A development server, whose every target has a task queue of its own."""

    from eventual_connectors.engines.temporal.development import development_server

    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in folder.glob("temporal.db*"))

    with development_server(folder) as url:
        yield lambda: Target("temporal", f"{url}&task_queue=suite-{uuid.uuid4().hex}", stored)


@contextmanager
def postgresql(folder: Path) -> Iterator[Callable[[], Target]]:
    """A PostgreSQL server, whose every target has a database of its own."""
    from eventual_connectors.engines.dbos.development import development_server

    with development_server(folder) as development:

        def make() -> Target:
            name = f"suite_{uuid.uuid4().hex}"
            return Target("dbos", development.url(name), lambda: dumped(development.database(name)))

        yield make


def dumped(database: str) -> bytes:
    """All rows that DBOS has stored."""
    import psycopg

    connection: Any = psycopg.connect(database)
    with connection as reader:
        tables = reader.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'dbos'").fetchall()
        rows = [reader.execute(f'SELECT t::text FROM dbos."{table}" t').fetchall() for (table,) in tables]
    return str(rows).encode()


@contextmanager
def lambda_runner(folder: Path) -> Iterator[Callable[[], Target]]:
    """AWS' local runner, whose every target has a function of its own."""

    from eventual_connectors.engines.lambda_.development import development_server

    def stored() -> bytes:
        return b"".join(file.read_bytes() for file in folder.glob("*.db*"))

    with development_server(folder) as development:
        yield lambda: Target("lambda", development.url(f"suite-{uuid.uuid4().hex}"), stored)
