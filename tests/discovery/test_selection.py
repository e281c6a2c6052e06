"""Which plugins may be used is said in the environment or in `eventual.toml`."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventual_connectors import discovery
from eventual_connectors.errors import ConfigurationError, PluginError
from tests.discovery.site import Site


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("EVENTUAL_PLUGINS", raising=False)
    monkeypatch.delenv("EVENTUAL_PLUGINS_DENY", raising=False)


@pytest.fixture
def three(plugin_site: Site) -> Site:
    for name in ("ant", "bee", "cat"):
        plugin_site.add(name)
    return plugin_site


def disabled() -> dict[str, str]:
    return {info.name: info.reason for info in discovery.plugins() if info.status == "disabled"}


def test_without_a_list_all_may_be_used(three: Site) -> None:
    assert disabled() == {}


def test_an_allowed_one_is_used_and_the_others_say_why_not(three: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_PLUGINS", "ant, Eventual_Connector.Bee")  # a distribution's name, as packaging normalises it
    assert disabled() == {"cat": "EVENTUAL_PLUGINS does not name it"}
    assert discovery.load("bee").name == "bee"
    with pytest.raises(PluginError, match="is disabled: EVENTUAL_PLUGINS does not name it"):
        discovery.load("cat")


def test_deny_wins_over_allow(three: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_PLUGINS", "ant,bee,cat")
    monkeypatch.setenv("EVENTUAL_PLUGINS_DENY", "bee")
    assert disabled() == {"bee": "EVENTUAL_PLUGINS_DENY names it"}


def test_the_settings_file_has_the_lists_too(three: Site, tmp_path: Path) -> None:
    (tmp_path / "eventual.toml").write_text('[plugins]\nallow = ["ant", "bee"]\ndeny = ["bee"]\n')
    assert disabled() == {"bee": "plugins.deny in eventual.toml names it", "cat": "plugins.allow in eventual.toml does not name it"}


def test_a_variable_takes_the_place_of_its_list_in_the_file(three: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "eventual.toml").write_text('[plugins]\ndeny = ["ant"]\n')
    monkeypatch.setenv("EVENTUAL_PLUGINS_DENY", "bee")
    assert set(disabled()) == {"bee"}


def test_denying_one_of_two_twins_makes_the_other_usable(plugin_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin_site.add("twin")
    plugin_site.add("twin", package="their_twin", distribution="their-twin")
    monkeypatch.setenv("EVENTUAL_PLUGINS_DENY", "their-twin")
    assert {(info.distribution, info.status) for info in discovery.plugins()} == {
        ("eventual-connector-twin", "ok"),
        ("their-twin", "disabled"),
    }
    assert discovery.load("twin").name == "twin"


@pytest.mark.parametrize(
    ("text", "line"), [("[plugins\n", "eventual.toml cannot be read"), ("[plugins]\ndeny = 3\n", "plugins.deny is not a list of names")]
)
def test_lists_that_cannot_be_read_let_nothing_in(three: Site, tmp_path: Path, text: str, line: str) -> None:
    (tmp_path / "eventual.toml").write_text(text)
    with pytest.raises(ConfigurationError, match=line):
        discovery.load("ant")
