"""What a release promises of itself: pages that work, a workflow with few rights, a table of what goes away."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from email.message import Message
from pathlib import Path
from typing import ClassVar

import click
import deprecations
import pytest
import surface
import users_path
import wheels
import yaml
from check_repository import ROOT, projects
from clean_environment import CleanEnvironment, command_names
from distributions import Wheel
from packaging.requirements import Requirement
from packaging.version import Version

from eventual_connectors import Attempt, Connector, Deprecation
from eventual_connectors.cli import root

WORKFLOWS = ROOT / ".github/workflows"
PAGES = sorted(folder / "README.md" for folder in projects() if folder.parent == ROOT / "plugins")


@pytest.mark.projects
@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.parent.name)
def test_the_test_on_a_connectors_page_passes(page: Path, tmp_path: Path) -> None:
    """It is what a user tries first."""
    (tmp_path / "test_page.py").write_text(users_path.page_test(page.read_text(encoding="utf-8")))
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "-p", "no:asyncio", "test_page.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("page", ["", "```python\nx = 1\n```\n", 2 * "```python\ndef test_x(): ...\n```\n"])
def test_a_page_without_its_one_test_is_refused(page: str) -> None:
    with pytest.raises(SystemExit, match="shows one test"):
        users_path.page_test(page)


@pytest.mark.parametrize(
    ("released", "current", "older"),
    [([], "0.1.0", False), (["0.1.0"], "0.1.0", False), (["0.1.0"], "0.1.1", True), (["0.0.9"], "0.1.0", False)],
)
def test_the_oldest_core_is_a_released_one_where_there_is_one(released: list[str], current: str, older: bool) -> None:
    """Of the first release there is none but the one that is built; later ones are tried with what users still have."""
    need = Requirement("eventual-connectors>=0.1,<0.2")
    assert wheels.older_core(need, map(Version, released), Version(current)) is older


def test_what_is_promised_of_activities_keys_and_files_is_as_the_code_has_it() -> None:
    """`make lint` compares the whole; names and commands look another way with the oldest dependencies."""
    for file, now in surface.surfaces().items():
        kept = json.loads(file.read_text(encoding="utf-8"))
        for section in ("activities", "events", "hooks", "plugin API", "history", "keys", "extras"):
            assert kept.get(section) == now.get(section), file


def test_the_gate_knows_the_commands_that_there_are() -> None:
    """It goes by the help of what is installed, whose other lines name none."""
    with click.Context(root) as context:
        found = command_names(root.get_help(context))
    assert found == set(root.list_commands(context))


class Rehearsal(CleanEnvironment):
    """An environment whose command line has `schemas`, which writes a file or does not."""

    says: ClassVar[list[tuple[str, ...]]] = []

    def install(self, *what: str | Path) -> None: ...
    def pytest(self, *arguments: str | Path, within: Path | None = None, timeout: float = 0) -> str:
        return ""

    def commands(self) -> set[str]:
        return {"schemas", "run"}

    def eventual(self, *arguments: str | Path, timeout: float = 0) -> str:
        self.says.append(tuple(map(str, arguments)))
        if arguments[0] == "connectors":
            return json.dumps({"events": [] if self.resolution == "no events" else [{"name": "orders.create"}]})
        if self.resolution == "highest":
            (self.home / "schemas").mkdir()
            (self.home / "schemas" / "orders.create.json").write_text("{}")
        return ""


@pytest.mark.parametrize("resolution", ["highest", "writes nothing"])
def test_schemas_are_exported_once_the_command_line_has_the_command(tmp_path: Path, resolution: str) -> None:
    page = Message()
    page.set_payload("```python\ndef test_x(): ...\n```\n")
    page["Name"] = "eventual-connector-acme"
    wheel, environment = Wheel(tmp_path, tmp_path / "acme.whl", page, ()), Rehearsal(tmp_path, resolution)
    Rehearsal.says.clear()
    if resolution == "highest":
        users_path.walk(environment, wheel)
    else:
        with pytest.raises(SystemExit, match="`eventual schemas export acme` wrote nothing"):
            users_path.walk(environment, wheel)
    assert environment.says[1:] == [("schemas", "export", "acme", "-o", "schemas")]


def test_of_a_connector_without_events_no_schemas_are_asked_for(tmp_path: Path) -> None:
    page = Message()
    page.set_payload("```python\ndef test_x(): ...\n```\n")
    page["Name"] = "eventual-connector-acme"
    Rehearsal.says.clear()
    users_path.walk(Rehearsal(tmp_path, "no events"), Wheel(tmp_path, tmp_path / "acme.whl", page, ()))
    assert Rehearsal.says == [("connectors", "show", "acme", "--json")]


def test_only_the_job_that_publishes_gets_a_token_and_it_runs_nothing_of_ours() -> None:
    """What was built and proven without any right is handed to a job that only passes it on."""
    jobs = {file.name: yaml.safe_load(file.read_text())["jobs"] for file in WORKFLOWS.glob("*.yml")}
    rights = {(file, name): job["permissions"] for file, found in jobs.items() for name, job in found.items()}
    publish = jobs["release.yml"]["publish"]
    assert rights.pop(("release.yml", "publish")) == {"id-token": "write"}
    assert all(given == {"contents": "read"} for given in rights.values())
    assert publish["environment"] == "release"
    assert publish["needs"] == "build"
    assert [step for step in publish["steps"] if "run" in step] == []
    assert publish["steps"][-1]["with"]["attestations"] is True


def test_the_ci_runs_on_every_python_that_the_packages_name() -> None:
    job = yaml.safe_load((WORKFLOWS / "ci.yml").read_text())["jobs"]["all"]
    named = [line for line in projects()[ROOT]["project"]["classifiers"] if re.fullmatch(r".*Python :: 3\.\d+", line)]
    assert job["strategy"]["matrix"]["python"] == [line.rpartition(" ")[2] for line in named]
    assert job["steps"][-1]["run"] == ".ci/run"


acme = Connector("acme")


@acme.activity("orders.send", effect="read", deprecated=Deprecation("1.4", removal="2.0", instead="`acme.orders.submit`"))
async def send(client: None, attempt: Attempt) -> None: ...


@acme.activity("orders.submit", effect="read")
async def submit(client: None, attempt: Attempt) -> None: ...


def test_the_table_lists_what_is_deprecated() -> None:
    found = list(deprecations.deprecated_activities("eventual-connector-acme", acme))
    page = deprecations.page(found)
    assert page.endswith("| eventual-connector-acme | `acme.orders.send` | 1.4 | 2.0 | `acme.orders.submit` |\n")
    assert deprecations.page([]).endswith("Nothing is deprecated.\n")


@pytest.mark.parametrize(("version", "late"), [("1.9.9", False), ("2.0.0", True), ("2.1.0", True)])
def test_what_stays_past_its_removal_is_found(version: str, late: bool) -> None:
    found = deprecations.deprecated_activities("eventual-connector-acme", acme)
    said = list(deprecations.overdue(found, {"eventual-connector-acme": Version(version)}))
    assert said == (["eventual-connector-acme: acme.orders.send was to be removed in 2.0"] if late else [])
