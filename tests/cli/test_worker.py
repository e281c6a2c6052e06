"""`eventual worker`: one owner per database, a clear line for the second, and a clean end."""

from __future__ import annotations

import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.cli.shell import Shell


@contextmanager
def owning(shop: Shell, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """A worker that owns a database, killed at the end."""
    worker = shop.start("worker", *arguments)
    assert worker.stderr is not None
    for line in worker.stderr:
        if line.startswith("worker: "):
            break
    try:
        yield worker
    finally:
        worker.kill()
        worker.communicate()


@pytest.fixture
def owner(shop: Shell) -> Iterator[subprocess.Popen[str]]:
    """A worker that owns the database of the shop."""
    with owning(shop, "shop") as worker:
        yield worker


def test_a_second_worker_is_refused_in_one_line(shop: Shell, owner: subprocess.Popen[str]) -> None:
    second = shop.run("worker", "shop:service", "--engine", "sqlite:///app.db")
    assert second.code == 2
    assert second.error == (
        f"app.db is owned by process {owner.pid}; one worker at a time: stop that one, or start this one with standby"
    )


def test_run_waits_for_the_worker_that_owns_the_database(shop: Shell, owner: subprocess.Popen[str]) -> None:
    done = shop.run("run", "shop:checkout", "--input", "-", stdin='{"id": "o1", "amount": 5}')
    assert (done.code, done.json) == (0, {"held": "held-o1"})
    assert "another process runs the executions of sqlite:///app.db" in done.err


def test_run_waits_no_longer_once_the_execution_is_blocked(shop: Shell) -> None:
    shop.write("bakery.py", "from eventual_connectors import workflow\n\n@workflow()\nasync def bread() -> None: ...\n")
    with owning(shop, "bakery", "--engine", "sqlite:///bakery.db"):
        done = shop.run("run", "shop:waiting", "--id", "waiting-1", "--url", "sqlite:///bakery.db", "--json")
    assert (done.code, done.json["status"]) == (1, "blocked")
    assert done.error.startswith("the execution 'waiting-1' is blocked, nothing is lost: no workflow called 'waiting' is registered")


def test_a_stopping_worker_finishes_what_is_under_way(shop: Shell, owner: subprocess.Popen[str]) -> None:
    run = shop.start("run", "shop:baking", "--id", "baking-1")
    while not (shop.folder / "baking").exists():
        assert run.poll() is None
        time.sleep(0.01)
    owner.send_signal(signal.SIGTERM)
    assert owner.stderr is not None
    assert "worker: stopping\n" in owner.stderr
    (shop.folder / "baked").touch()
    assert owner.wait(timeout=30) == 0
    run.kill()
    run.communicate()
    shown = shop.run("executions", "show", "baking-1", "--json").json
    assert [(row["attempt"], row["outcome"]) for row in shown["timeline"] if row["path"] == "bake"] == [(1, "done")]
    assert (shop.folder / "loaves").read_text() == "loaf\n"


def test_a_worker_needs_code(shop: Shell) -> None:
    shop.write("empty.py", "")
    assert shop.run("worker", "empty").error.startswith("empty holds no workflow")
    assert shop.run("worker").error == "no application is named; give MODULE[:SERVICE], or `app` in eventual.toml"
