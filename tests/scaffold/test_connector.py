"""`eventual new connector`: a project that passes its own tests, whatever its name."""

from __future__ import annotations

from pathlib import Path

import pytest
from packaging.requirements import Requirement

from eventual_connectors import __version__
from eventual_connectors.effect import Effect
from eventual_connectors.scaffold.connector import EXAMPLE
from eventual_connectors.scaffold.names import MAX_LENGTH
from eventual_connectors.scaffold.project import template
from tests.cli.shell import Shell

from .projects import Project

LONGEST = "a_vendor_of_my_own_x"


def new(folder: Path, name: str, *options: str) -> Project:
    """The project of a new connector."""
    project = folder / "project"
    made = Shell(folder).run("new", "connector", name, "-o", str(project), *options)
    assert made.code == 0, made.err
    return Project(project)


def test_the_template_is_the_project_called_acme(tmp_path: Path) -> None:
    assert new(tmp_path, "acme").texts() == template(EXAMPLE)


@pytest.mark.projects
@pytest.mark.timeout(300)
def test_its_tests_types_and_list_are_good_under_another_name(tmp_path: Path) -> None:
    project = new(tmp_path, "my_vendor")
    assert "acme" not in "".join(f"{path}{text}" for path, text in project.texts().items()).lower()
    project.style()
    project.types()
    assert " passed" in project.test()
    listed = {each["name"]: each for each in project.shell().run("connectors", "list", "--check", "--json").json}
    assert listed["my_vendor"]["status"] == "ok"
    assert listed["my_vendor"]["distribution"] == "eventual-connector-my-vendor"
    shown = project.shell().run("connectors", "show", "my_vendor", "--json").json
    assert {activity["effect"] for activity in shown["activities"]} == set(Effect)
    assert shown["events"] == [{"name": "invoice.paid", "verified": True}]


@pytest.mark.parametrize("name", ["ab", LONGEST])
def test_layout_and_order_of_imports_are_good_under_short_and_long_names(tmp_path: Path, name: str) -> None:
    assert len(LONGEST) == MAX_LENGTH
    new(tmp_path, name).style()


def test_it_asks_for_a_core_like_this_one() -> None:
    text = template(EXAMPLE)["pyproject.toml"]
    (line,) = (line for line in text.splitlines() if '"eventual-connectors>' in line)
    assert Requirement(line.strip(' ",')).specifier.contains(__version__)


def test_a_name_or_a_folder_that_cannot_be_used_is_one_line(tmp_path: Path) -> None:
    shell = Shell(tmp_path)
    shell.write("file", "")
    (tmp_path / "full").mkdir()
    shell.write("full/file", "")
    (tmp_path / "empty").mkdir()
    names = ["Acme", "my-vendor", "a__b", "1a", "class", "list", "attempt", "stripe", LONGEST + "x"]
    refused = shell.run_many(*((["new", "connector", name], "") for name in names))
    assert {result.code for result in refused} == {2}
    assert [result.error.partition(";")[0] for result in refused[6:8]] == [
        "'attempt' cannot be the name of a new connector: it means something else in its code",
        "a connector called 'stripe' is installed already",
    ]
    assert all(result.error for result in refused)
    placed = shell.run_many(*((["new", "connector", "acme", "-o", folder], "") for folder in ("file", "full", "empty", "empty")))
    assert [result.code for result in placed] == [2, 2, 0, 2]
    assert placed[1].error == "full is not empty; name another one with -o"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "file", "full"]


def test_json_names_what_was_made(tmp_path: Path) -> None:
    made = Shell(tmp_path).run("new", "connector", "my_vendor", "--json").json
    files = made.pop("files")
    assert made == {"name": "my_vendor", "distribution": "eventual-connector-my-vendor", "folder": "eventual-connector-my-vendor"}
    assert [name for name in files if not (tmp_path / made["folder"] / name).is_file()] == []
    assert "eventual_connector_my_vendor/py.typed" in files
