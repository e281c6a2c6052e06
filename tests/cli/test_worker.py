"""`eventual worker`: one owner per database, a clear line for the second, and a clean end."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from eventual_connectors.cli.worker import without_password
from eventual_connectors.engines.lambda_.development import development_server as lambda_runner
from tests.cli.shell import ROOT, Shell, wait_for


@pytest.fixture
def owner(shop: Shell) -> Iterator[subprocess.Popen[str]]:
    """A worker that owns the database of the shop."""
    with shop.start("worker", "shop", until="worker: sqlite:///app.db, ") as worker:
        yield worker


def test_a_second_worker_is_refused_in_one_line(shop: Shell, owner: subprocess.Popen[str]) -> None:
    second = shop.run("worker", "shop:service", "--engine", "sqlite:///app.db")
    assert second.code == 2
    assert second.error == (f"app.db is owned by process {owner.pid}; one worker at a time: stop that one, or start this one with standby")


def test_run_waits_for_the_worker_that_owns_the_database(shop: Shell, owner: subprocess.Popen[str]) -> None:
    done = shop.run("run", "shop:checkout", "--input", "-", stdin='{"id": "o1", "amount": 5}')
    assert (done.code, done.json) == (0, {"held": "held-o1"})
    assert "another process runs the executions of sqlite:///app.db" in done.err


def test_run_waits_no_longer_once_the_execution_is_blocked(shop: Shell) -> None:
    shop.write("bakery.py", "from eventual_connectors import workflow\n\n@workflow()\nasync def bread() -> None: ...\n")
    with shop.start("worker", "bakery", "--engine", "sqlite:///bakery.db", until="worker: "):
        done = shop.run("run", "shop:waiting", "--id", "waiting-1", "--url", "sqlite:///bakery.db", "--json")
    assert (done.code, done.json["status"]) == (1, "blocked")
    assert done.error.startswith("the execution 'waiting-1' is blocked, nothing is lost: no workflow called 'waiting' is registered")


def test_a_stopping_worker_finishes_what_is_under_way(shop: Shell, owner: subprocess.Popen[str]) -> None:
    with shop.start("run", "shop:baking", "--id", "baking-1", until="another process runs"):
        while not (shop.folder / "baking").exists():
            time.sleep(0.01)
        owner.send_signal(signal.SIGTERM)
        wait_for(owner, "worker: stopping")
        (shop.folder / "baked").touch()
        assert owner.wait(timeout=30) == 0
    shown = shop.run("executions", "show", "baking-1", "--json").json
    assert [(row["attempt"], row["outcome"]) for row in shown["timeline"] if row["path"] == "bake"] == [(1, "done")]
    assert (shop.folder / "loaves").read_text() == "loaf\n"


def test_an_interrupted_run_leaves_the_execution_alone(shop: Shell, owner: subprocess.Popen[str]) -> None:
    with shop.start("run", "shop:waiting", "--id", "waiting-1", until="another process runs") as run:
        run.send_signal(signal.SIGINT)
        wait_for(run, "the execution 'waiting-1' is not cancelled; it goes on where a worker runs")
        wait_for(run, "error: interrupted")
        assert run.wait(timeout=30) == 130
    assert shop.run("executions", "show", "waiting-1", "--json").json["status"] in ("pending", "running")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("dbos+postgresql://shop:s3cret@db:5432/shop", "dbos+postgresql://shop:***@db:5432/shop"),
        ("dbos+postgresql://shop@db:5432/shop", "dbos+postgresql://shop@db:5432/shop"),
        ("sqlite:///app.db", "sqlite:///app.db"),
    ],
)
def test_a_workers_log_shows_no_password(url: str, shown: str) -> None:
    assert without_password(url) == shown


def test_a_worker_needs_code(shop: Shell) -> None:
    shop.write("empty.py", "")
    assert shop.run("worker", "empty").error.startswith("empty holds no workflow")
    assert shop.run("worker").error == "no application is named; give MODULE[:SERVICE], or `app` in eventual.toml"


def test_a_worker_does_not_begin_without_a_credential_that_is_configured(tmp_path: Path) -> None:
    """It says which one and where it was looked for, before an execution could run into it."""
    shell = Shell(tmp_path, *(ROOT / "plugins").glob("*"))
    shell.write("app.py", "from eventual_connectors import workflow\n\n@workflow()\nasync def nothing() -> None: ...\n")
    shell.write("eventual.toml", '[connections.slack.default]\ntoken = "file:missing.token"\n')
    done = shell.run("worker", "app", "--engine", "sqlite:///app.db")
    assert done.code == 2
    assert done.error == (
        "the slack connection 'default': token (file:missing.token): secret file missing.token cannot be read: No such file or directory"
    )
    assert not (tmp_path / "app.db").exists()
    shell.write("missing.token", "xoxb-here")
    with shell.start("worker", "app", "--engine", "sqlite:///app.db", until="worker: "):
        pass  # Stripe is installed, too, and nobody configured it


def test_a_worker_looks_at_the_connections_of_the_applications_own_connectors(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    lines = ["from eventual_connectors import workflow", "from eventual_connectors.http import HttpConnector"]
    lines += ["warehouse = HttpConnector('warehouse')", "@workflow()\nasync def nothing() -> None: ...\n"]
    shell.write("app.py", "\n".join(lines))
    shell.write("eventual.toml", '[connections.warehouse.default]\nbase_ulr = "http://x"\n[connections.warehuose.default]\n')
    done = shell.run("worker", "app", "--engine", "sqlite:///app.db")
    assert done.code == 2
    assert done.error.startswith("the warehouse connection 'default': base_ulr: there is no such setting; did you mean 'base_url'?")
    assert "settings for the connector 'warehuose', which nobody provides; did you mean 'warehouse'?" in done.err


SERVICES = """
from pydantic import BaseModel
from eventual_connectors import workflow
from eventual_connectors.services import EventType, Service

class Sold(BaseModel):
    id: str

@workflow()
async def nothing() -> str:
    return "done"

plain = Service("plain", workflows=[nothing])
speaking = Service("speaking", workflows=[nothing], events=[EventType("sold", Sold, version=1)])
"""


def test_a_service_with_events_is_refused_where_the_engine_keeps_none(tmp_path: Path) -> None:
    """In one line that says what to do, and before anything is connected to."""
    shell = Shell(tmp_path)
    shell.write("shop.py", SERVICES)
    done = shell.run("worker", "shop:speaking", "--engine", "temporal://127.0.0.1:1/default")
    assert done.code == 2
    assert done.error == (
        "temporal://… keeps no events, webhooks, subscriptions and schedules, which the service speaking runs; "
        "use the embedded engine, sqlite:///path, or a service of workflows alone"
    )


def test_a_service_of_workflows_alone_runs_on_other_engines(tmp_path: Path) -> None:
    """And drains on SIGTERM there, too."""
    shell = Shell(tmp_path)
    shell.write("shop.py", SERVICES)
    with lambda_runner(tmp_path) as development:
        url = development.url("shop")
        with shell.start("worker", "shop:plain", "--engine", url, until=f"worker: {url}, workflows nothing") as worker:
            assert shell.run("run", "shop:nothing", "--url", url, "--json").json["result"] == "done"
            worker.send_signal(signal.SIGTERM)
            assert worker.wait(timeout=60) == 0


@pytest.mark.parametrize(
    ("part", "command"),
    [("executions", ["executions", "list"]), ("events", ["executions", "show", "o1"]), ("open_executions", ["worker", "shop:service"])],
)
def test_a_damaged_database_is_one_line(shop: Shell, part: str, command: list[str]) -> None:
    url, file = f"sqlite:///{part}.db", shop.folder / f"{part}.db"
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "o1", "--url", url, stdin='{"id": "o1", "amount": 5}').code == 0
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", [part]).fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    with file.open("r+b") as damaged:
        damaged.seek((page - 1) * size)
        damaged.write(b"\xff" * 100)
    done = shop.run(*command, "--url", url)
    assert done.code == 2
    assert "database disk image is malformed" in done.error


def test_what_a_damaged_value_holds_is_not_shown(shop: Shell) -> None:
    url = "sqlite:///card.db"
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "o1", "--url", url, stdin='{"id": "of-ada", "amount": 5}').code == 0
    with closing(sqlite3.connect(shop.folder / "card.db")) as connection, connection:
        connection.execute("UPDATE events SET data = CAST(data || x'ff' AS TEXT) WHERE seq = 1")
    done = shop.run("executions", "show", "o1", "--url", url)
    assert done.code == 2
    assert done.error.endswith("Could not decode to UTF-8 column 'data'")
    assert "of-ada" not in done.out + done.err
