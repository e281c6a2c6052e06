"""What a connector offers is kept on disk for exactly the code that it was computed from, and nothing depends on the disk."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from eventual_connectors import discovery
from eventual_connectors.discovery import catalogue
from eventual_connectors.errors import PluginError
from tests.discovery.site import PLUGIN, Site


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    made = tmp_path / "cache"
    monkeypatch.setenv("EVENTUAL_CACHE_DIR", str(made))
    return made


def forget() -> None:
    """As a new process would begin."""
    discovery._plugins.cache_clear()
    for name in [name for name in sys.modules if name.startswith("eventual_connector_acme")]:
        del sys.modules[name]


def offered() -> list[str]:
    return [activity["name"] for activity in discovery.catalogue_of("acme")["activities"]]


def test_what_was_kept_is_read_without_importing_the_connector(plugin_site: Site, folder: Path) -> None:
    plugin_site.add("acme")
    first = discovery.catalogue_of("acme")
    assert len(list(folder.iterdir())) == 1
    forget()
    assert discovery.catalogue_of("acme") == first
    assert "eventual_connector_acme" not in sys.modules


def test_another_content_of_the_package_is_computed_anew(plugin_site: Site) -> None:
    package = plugin_site.add("acme")
    offered()
    forget()
    (plugin_site.path / package / "plugin.py").write_text(PLUGIN.replace("{name}", "acme").replace("things.list", "things.all"))
    assert offered() == ["acme.things.create", "acme.things.all"]


def test_another_version_of_what_it_needs_is_computed_anew(plugin_site: Site, folder: Path) -> None:
    plugin_site.add("acme", requires="a-vendor-sdk>=3")
    offered()
    for version in ("3.0", "3.1"):
        forget()
        info = plugin_site.path / "a_vendor_sdk-3.dist-info"
        info.mkdir(exist_ok=True)
        (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: a-vendor-sdk\nVersion: {version}\n")
        offered()
    assert len(list(folder.iterdir())) == 3


def test_the_same_version_with_other_files_is_computed_anew(plugin_site: Site, folder: Path) -> None:
    """A nightly build of an SDK changes without its version."""
    plugin_site.add("acme")
    record = plugin_site.path / "eventual_connector_acme-1.2.3.dist-info" / "RECORD"
    for content in ("sdk.py,sha256=one,1\n", "sdk.py,sha256=two,1\n"):
        record.write_text(content)
        forget()
        offered()
    assert len(list(folder.iterdir())) == 2


@pytest.mark.parametrize("content", ["", "{", "[]", '{"format": "eventual-catalogue/0", "activities": [], "events": []}', "\xff"])
def test_a_damaged_file_is_computed_anew_and_mended(plugin_site: Site, folder: Path, content: str) -> None:
    plugin_site.add("acme")
    whole = offered()
    (kept,) = folder.iterdir()
    kept.write_text(content, encoding="latin-1")
    forget()
    assert offered() == whole
    assert catalogue.read(discovery.info("acme")) is not None


def test_a_folder_that_cannot_be_written_costs_time_alone(plugin_site: Site, folder: Path) -> None:
    plugin_site.add("acme")
    folder.write_text("a file stands there")
    assert len(offered()) == 2


def test_a_broken_connector_shows_nothing_from_before(plugin_site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    plugin_site.add("acme")
    offered()
    forget()
    monkeypatch.setenv("EVENTUAL_PLUGINS_DENY", "acme")
    with pytest.raises(PluginError, match="is disabled"):
        offered()


def test_the_oldest_are_taken_away(plugin_site: Site, folder: Path) -> None:
    package = plugin_site.add("acme")
    for number in range(catalogue.KEPT + 3):
        (plugin_site.path / package / "data.txt").write_text(str(number))
        forget()
        offered()
    assert len(list(folder.iterdir())) == catalogue.KEPT
