"""`eventual new app`: an application that passes its tests and runs, with whatever connectors there are."""

from __future__ import annotations

import json
import subprocess
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from eventual_connectors.scaffold.app import VENDORS, app_project
from eventual_connectors.scaffold.names import Name
from eventual_connectors.scaffold.project import write
from tests.cli.shell import COMMAND, Shell, wait_for

from .projects import Project

PYTEST = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "-p", "no:xdist")
ORDER = ("--input", "order.json", "--id", "order-A-1001")


@pytest.fixture
def shop(tmp_path: Path) -> Shell:
    """A folder with the application `shop`, made where the connectors of this repository are installed."""
    made = Shell(tmp_path).run("new", "app", "shop", "--json")
    assert made.code == 0, made.err
    assert made.json["connectors"] == list(VENDORS)
    return Shell(tmp_path / "shop")


@pytest.mark.projects
def test_it_runs_on_fakes_of_the_vendors(shop: Shell) -> None:
    assert "1 passed" in shop.python(*PYTEST)
    assert "acme" not in "".join(Project(shop.folder).texts().values()).lower()
    with _fakes_up(shop):
        first, second = shop.run("run", "shop:checkout", *ORDER), shop.run("run", "shop:checkout", *ORDER)
    assert first.code == 0, first.err
    assert first.json["payment"].startswith("pi_")
    assert first.json == second.json
    assert shop.run("check", "shop").code == 0


@contextmanager
def _fakes_up(shop: Shell) -> Iterator[None]:
    """The README's `eventual fakes up … --write`, in another terminal."""
    command = [*COMMAND, "fakes", "up", *VENDORS, "--write"]
    serving = subprocess.Popen(command, cwd=shop.folder, env=shop.environment, stderr=subprocess.PIPE, text=True)
    try:
        wait_for(serving, "fakes:")
        yield
    finally:
        serving.kill()
        serving.communicate()


@pytest.mark.projects
@pytest.mark.timeout(300)
@pytest.mark.parametrize("vendors", [(), ("stripe",), ("slack",), VENDORS], ids=lambda vendors: "_".join(vendors) or "none")
def test_it_is_good_with_any_of_the_connectors(tmp_path: Path, vendors: tuple[str, ...]) -> None:
    folder = tmp_path / "project"
    write(app_project(Name("my_own_app"), vendors), folder)
    assert "1 passed" in Shell(folder).python(*PYTEST)
    if len(vendors) != 1:
        Project(folder).types()
    Project(folder).style()
    project = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
    needs = [line.partition(">")[0] for line in project["dependencies"] if line.startswith("eventual")]
    assert needs == ["eventual-connectors", *(f"eventual-connector-{vendor}" for vendor in vendors)]
    assert len(project["optional-dependencies"]["test"]) == 1 + len(vendors)


def test_without_connectors_it_runs_at_once_and_on_a_worker(tmp_path: Path) -> None:
    write(app_project(Name("shop"), ()), tmp_path / "shop")
    shop = Shell(tmp_path / "shop")
    receipt = {"order": "A-1001", "shelf": "shelf of A-1001"}
    assert json.loads(shop.run("run", "shop:checkout", *ORDER).out) == receipt
    with shop.start("worker", until="worker:"):
        assert json.loads(shop.run("run", "shop:checkout", "--input", "order.json", "--id", "again").out) == receipt
    assert {row["status"] for row in shop.run("executions", "list", "--json").json} == {"completed"}


def test_a_name_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    names = ["Shop", "my-shop", "class", "tests", "json", "pytest", "eventual_connectors"]
    refused = Shell(tmp_path).run_many(*((["new", "app", name], "") for name in names))
    assert {result.code for result in refused} == {2}
    assert refused[4].error == "'json' cannot be the name of a new application: a module of this name is installed"
    assert all(result.error for result in refused)
    assert list(tmp_path.iterdir()) == []
