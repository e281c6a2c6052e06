"""`eventual connectors`, and the commands that plugins bring."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.cli.shell import Shell
from tests.discovery.site import MANIFEST, Site, add_one_of_each

COMMANDS_ALONE = """\
manifest_version = 1
name = "{name}"
summary = "An example."
api = ">=1,<2"
plugin = "{package}.plugin"
kind = "commands"

[commands.parade]
run = "{package}.parade:command"
help = "Show everything."
"""

PARADE = """\
import click

@click.command()
@click.option("--code", type=int, default=0)
@click.pass_context
def command(context, code):
    "Show everything, at length."
    print("parading")
    context.exit(code)
"""


@pytest.fixture(scope="module")
def shell(tmp_path_factory: pytest.TempPathFactory) -> Shell:
    folder = tmp_path_factory.mktemp("connectors")
    site = Site(folder / "site")
    add_one_of_each(site)
    package = site.add("example", manifest=COMMANDS_ALONE, plugin="raise RuntimeError('imported')\n")
    (site.path / package / "parade.py").write_text(PARADE, encoding="utf-8")
    site.add("clash", manifest=COMMANDS_ALONE.replace("parade]", "run]"), plugin="")
    return Shell(folder, site.path)


def test_the_list_shows_each_with_its_status_and_reason(shell: Shell) -> None:
    listed = shell.run("connectors", "list", "--json")
    assert listed.code == 0
    by_name = {item["name"]: item for item in listed.json}
    assert by_name["good"] == {
        "name": "good",
        "version": "1.2.3",
        "status": "ok",
        "reason": "",
        "maturity": "declared",
        "distribution": "eventual-connector-good",
    }
    statuses = {name: item["status"] for name, item in by_name.items() if item["status"] != "ok"}
    assert statuses == {
        "old": "incompatible",
        "fenced": "incompatible",
        "bare": "missing-manifest",
        "garbled": "broken",
        "binary": "broken",
        "renamed": "broken",
        "lacking": "broken",
        "twin": "duplicate",
    }
    assert all(by_name[name]["reason"] for name in statuses)
    assert "example" not in by_name  # it brings a command, no connector
    plain = shell.run("connectors", "list")
    assert plain.out.splitlines()[0].split() == ["NAME", "VERSION", "STATUS", "MATURITY", "DISTRIBUTION", "REASON"]
    assert "made for plugin API <1, this core has 1.0" in plain.out


def test_check_imports_each_and_finds_what_only_shows_then(shell: Shell) -> None:
    checked = shell.run("connectors", "list", "--check", "--json")
    assert checked.code == 1
    by_name = {item["name"]: item for item in checked.json}
    assert by_name["good"]["status"] == "ok"
    assert {name for name in ("raises", "exits", "silent", "typo") if by_name[name]["status"] == "broken"} == {
        "raises",
        "exits",
        "silent",
        "typo",
    }
    assert by_name["raises"]["reason"] == "ModuleNotFoundError: No module named 'a_vendor_sdk_that_is_not_there'"


def test_show_says_what_each_activity_promises(shell: Shell) -> None:
    shown = shell.run("connectors", "show", "good", "--json").json
    assert (shown["name"], shown["summary"], shown["docs"]) == ("good", "The good of a test.", "https://good.example")
    assert shown["activities"] == [
        {
            "name": "good.things.create",
            "effect": "keyed",
            "mechanism": "a key in a header",
            "window_seconds": 86400.0,
            "permissions": ["things:write"],
            "deprecated": "",
            "modelled": False,
            "tells_conflicts": True,
            "proof": "none",
        },
        {
            "name": "good.things.list",
            "effect": "read",
            "mechanism": "",
            "window_seconds": None,
            "permissions": [],
            "deprecated": "deprecated since 1.2, to be removed in 2.0; use good.things.search",
            "modelled": False,
            "tells_conflicts": True,
            "proof": "none",
        },
    ]
    assert shown["events"] == []
    counted = shell.run("connectors", "show", "good", "--count", "--json").json
    assert counted == {"name": "good", "activities": 2, "events": 0, "effects": {"keyed": 1, "read": 1}}
    assert "good.things.create  keyed   none   24 h    a key in a header  things:write" in shell.run("connectors", "show", "good").out
    assert (
        "good.things.list  deprecated since 1.2, to be removed in 2.0; use good.things.search"
        in shell.run("connectors", "show", "good").out
    )


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("raises", "the plugin 'raises' (eventual-connector-raises) is broken: ModuleNotFoundError: No module named"),
        ("old", "the plugin 'old' (eventual-connector-old) is incompatible: it is made for plugin API <1"),
        ("goood", "no connector is called 'goood'; did you mean 'good'?"),
    ],
)
def test_using_a_broken_one_is_one_line(shell: Shell, name: str, line: str) -> None:
    shown = shell.run("connectors", "show", name)
    assert shown.code == 2
    assert shown.error.startswith(line)
    assert shown.out == ""


def test_a_plugins_command_is_listed_from_its_manifest_and_runs(shell: Shell) -> None:
    listed = shell.run("--help")
    assert listed.code == 0
    assert re.search(r"parade +Show everything\.", listed.out)
    done = shell.run("parade", "--code", "1")
    assert (done.code, done.out) == (1, "parading\n")


def test_a_plugins_command_does_not_hide_one_of_ours(shell: Shell) -> None:
    assert "MODULE:WORKFLOW" in shell.run("run", "--help").out


def test_debugging_shows_where_a_plugin_broke(shell: Shell) -> None:
    debugging = Shell(shell.folder, Path(shell.folder / "site"), EVENTUAL_DEBUG="1")
    shown = debugging.run("connectors", "show", "raises")
    assert "Traceback" in shown.err
    assert shown.err.splitlines()[-1].startswith("error: the plugin 'raises'")


def test_no_connector_is_no_error(tmp_path: Path) -> None:
    site = Site(tmp_path / "site")
    site.add("example", manifest=MANIFEST.replace("[activities]", 'kind = "commands"\n[activities]'))
    names = {item["name"] for item in Shell(tmp_path, site.path).run("connectors", "list", "--json").json}
    assert "example" not in names
