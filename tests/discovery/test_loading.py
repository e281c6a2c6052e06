"""Plugins are listed without being imported, loaded one by one, and a broken one breaks nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from eventual_connectors.discovery.installed import PluginInfo, installed
from eventual_connectors.discovery.loading import Plugins
from eventual_connectors.errors import PluginError
from tests.discovery.site import MANIFEST, PLUGIN, Site, add_one_of_each


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    made = Site(tmp_path / "site")
    monkeypatch.syspath_prepend(str(made.path))
    before = set(sys.modules)
    yield made
    for name in set(sys.modules) - before:
        del sys.modules[name]


def find(site: Site) -> list[PluginInfo]:
    return installed(metadata.distributions(path=[str(site.path)]))


def plugins(site: Site) -> Plugins:
    return Plugins(find(site))


def test_each_wrong_plugin_shows_its_status_and_reason_and_nothing_is_imported(site: Site) -> None:
    add_one_of_each(site)
    found = find(site)
    shown = {info.name: (info.status, info.reason) for info in found}
    # What shows only at the import is not known yet.
    assert {name for name, (status, _) in shown.items() if status == "ok"} == {"good", "raises", "exits", "quits", "silent", "typo"}
    assert shown["old"] == ("incompatible", "it is made for plugin API <1, this core has 1.0; install versions that fit")
    assert shown["fenced"][0] == "incompatible"
    assert shown["fenced"][1].startswith("it needs eventual-connectors>=99, installed is ")
    assert shown["bare"][0] == "missing-manifest"
    assert "eventual_connector_bare has no eventual-connector.toml" in shown["bare"][1]
    assert shown["garbled"][0] == shown["binary"][0] == "broken"
    assert "is not valid TOML" in shown["garbled"][1]
    assert shown["renamed"] == ("broken", "eventual-connector.toml: name is 'other', its entry point is called 'renamed'")
    assert shown["lacking"][1] == "eventual-connector.toml: summary: this key is missing"
    assert shown["twin"][0] == "duplicate"
    twins = {info.distribution: info.reason for info in found if info.name == "twin"}
    assert twins["their-twin"].startswith("eventual-connector-twin has a plugin of this name too")
    assert not [name for name, module in sys.modules.items() if str(site.path) in (getattr(module, "__file__", None) or "")]


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("raises", "ModuleNotFoundError: No module named 'a_vendor_sdk_that_is_not_there'"),
        ("exits", "SystemExit: no licence"),
        ("quits", "Quits: for good"),
        ("silent", "it should register one connector, 'silent', and registers none"),
        ("typo", "PluginValidationError: unknown hook 'eventual_register_conectors'"),
    ],
)
def test_what_breaks_at_its_import_raises_when_used_and_is_remembered(site: Site, name: str, reason: str) -> None:
    add_one_of_each(site)
    known = plugins(site)
    for _ in range(2):
        with pytest.raises(PluginError, match=f"the plugin '{name}' .* is broken") as caught:
            known.load(name)
        assert reason in str(caught.value)
    info = known.info(name)
    assert info.status == "broken"
    assert reason in info.reason
    assert known.load("good").name == "good"


@pytest.mark.parametrize("name", ["old", "fenced", "bare", "garbled", "renamed", "twin"])
def test_what_is_known_to_be_wrong_is_never_imported(site: Site, name: str) -> None:
    add_one_of_each(site)
    known = plugins(site)
    with pytest.raises(PluginError) as caught:
        known.load(name)
    assert known.info(name).reason in str(caught.value)
    assert f"eventual_connector_{name}" not in sys.modules


def test_an_unknown_name_gets_a_hint(site: Site) -> None:
    site.add("stripes")
    with pytest.raises(PluginError, match=r"no connector is called 'strips'; did you mean 'stripes'\?"):
        plugins(site).load("strips")
    with pytest.raises(PluginError, match="no connector is called 'zzz'; installed: stripes"):
        plugins(site).load("zzz")


def test_an_activity_is_found_by_its_full_name_and_loads_its_connector_alone(site: Site) -> None:
    site.add("acme")
    site.add("other")
    site.add("bad", plugin="1 / 0\n")
    known = plugins(site)
    found = known.find_activity("acme.things.create")
    assert found is not None
    assert found.name == "acme.things.create"
    assert "eventual_connector_other" not in sys.modules
    assert known.find_activity("acme.things.destroy") is None
    assert known.find_activity("nobody.things.create") is None
    assert known.find_activity("reserve") is None
    with pytest.raises(PluginError, match="ZeroDivisionError"):
        known.find_activity("bad.things.create")


def test_an_editable_install_is_found_where_its_code_stands(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "checkout" / "src"
    site.add("edited", packages=source)
    assert find(site)[0].status == "broken"  # its path is not active yet
    monkeypatch.syspath_prepend(str(source))
    assert find(site)[0].status == "ok"
    assert plugins(site).load("edited").name == "edited"


def test_the_same_distribution_twice_on_the_path_is_one(site: Site, tmp_path: Path) -> None:
    site.add("acme")
    shadow = Site(tmp_path / "shadow")
    shadow.add("acme", version="0.9")
    found = installed(metadata.distributions(path=[str(site.path), str(shadow.path)]))
    assert [(info.version, info.status) for info in found] == [("1.2.3", "ok")]


def test_damaged_metadata_is_one_broken_plugin(site: Site) -> None:
    site.add("acme")
    site.add("damaged")
    info = site.path / "eventual_connector_damaged-1.2.3.dist-info"
    (info / "METADATA").unlink()
    (info / "entry_points.txt").write_text("[eventual_connectors]\nno value here\n", encoding="utf-8")
    site.add("unreadable")
    (site.path / "eventual_connector_unreadable-1.2.3.dist-info" / "entry_points.txt").write_bytes(b"[eventual_connectors]\xff")
    assert [(plugin.name, plugin.status) for plugin in find(site)] == [("acme", "ok"), ("damaged", "broken"), ("unreadable", "broken")]


def test_what_an_interrupted_installation_leaves_is_shown_with_its_reason(site: Site) -> None:
    def info(name: str) -> Path:
        site.add(name)
        return site.path / f"eventual_connector_{name}-1.2.3.dist-info"

    info("whole")
    (info("bare") / "METADATA").unlink()
    (info("empty") / "METADATA").write_text("", encoding="utf-8")
    (info("gone") / "entry_points.txt").unlink()
    odd = info("odd") / "METADATA"
    odd.write_text(odd.read_text(encoding="utf-8") + "Requires-Dist: >=3 what\n", encoding="utf-8")
    reasons = {plugin.name: (plugin.status, plugin.reason.partition(";")[0]) for plugin in find(site)}
    assert reasons == {
        "whole": ("ok", ""),
        "bare": ("broken", "its METADATA is not there or empty"),
        "empty": ("broken", "its METADATA is not there or empty"),
        "gone": ("broken", "its entry_points.txt names nothing in the group 'eventual_connectors', or is not there"),
        "odd": ("broken", "its METADATA has a requirement that cannot be read, '>=3 what'"),
    }


COMMANDS = MANIFEST.replace("[activities]", 'kind = "commands"\n\n[activities]').replace(
    'names = ["things.create", "things.list"]',
    '[commands.by-name]\nrun = "{package}.demo:command"\nhelp = "One."\n\n[commands.by-hook]\nhelp = "Two."\n\n'
    '[commands.gone]\nrun = "{package}.demo:missing"\nhelp = "Three."\n\n[commands.odd]\nrun = "{package}.demo:number"\nhelp = "Four."',
)
BY_HOOK = """\
import click

from eventual_connectors.hookspecs import hookimpl


@hookimpl
def eventual_register_commands(register):
    register("by-hook", click.Command("by-hook"))
"""


def test_commands_are_listed_from_the_manifest_and_imported_when_used(site: Site) -> None:
    package = site.add("tools", manifest=COMMANDS, plugin=BY_HOOK)
    (site.path / package / "demo.py").write_text("import click\ncommand = click.Command('x')\nnumber = 3\n", encoding="utf-8")
    known = plugins(site)
    commands = {command.name: command for command in known.commands()}
    assert {name: command.help for name, command in commands.items()} == {
        "by-name": "One.",
        "by-hook": "Two.",
        "gone": "Three.",
        "odd": "Four.",
    }
    assert known.connectors() == []  # it brings commands alone
    assert package not in sys.modules
    assert known.load_command(commands["by-name"]).name == "x"
    assert known.load_command(commands["by-hook"]).name == "by-hook"
    with pytest.raises(PluginError, match=r"the command 'gone' .* is broken: AttributeError"):
        known.load_command(commands["gone"])
    with pytest.raises(PluginError, match=r"it is no click\.Command"):
        known.load_command(commands["odd"])


def test_a_command_of_a_plugin_that_does_not_fit_says_why(site: Site) -> None:
    site.add("tools", manifest=COMMANDS, plugin=BY_HOOK, api=">=2")
    known = plugins(site)
    (command,) = (command for command in known.commands() if command.name == "by-hook")
    with pytest.raises(PluginError, match="is incompatible: it is made for plugin API >=2"):
        known.load_command(command)


def test_a_plugin_registers_the_connector_that_its_manifest_names(site: Site) -> None:
    site.add("acme", plugin=PLUGIN.replace('Connector("{name}"', 'Connector("other"'))
    with pytest.raises(PluginError, match="should register one connector, 'acme', and registers 'other'"):
        plugins(site).load("acme")
