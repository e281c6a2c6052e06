"""What of a changed surface is breaking, and which version is due: the rules of docs/explanation/versions.md."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import changes
import news
import pytest
import releases
from packaging.version import Version

ACTIVITY = {
    "effect": "keyed",
    "window": 86400.0,
    "settle": None,
    "mechanism": "a header",
    "permissions": ["orders:write"],
    "signature": "def (*, item: str) -> Order",
    "deprecated": "",
}


def calm(section: str, old: Any, new: Any) -> bool:
    """Whether a thing that became another breaks nobody. None: it is not there."""
    before, now = ({section: {} if item is None else {"it": item}} for item in (old, new))
    found = changes.changes(before, now)
    assert found
    return all(change.calm for change in found)


@pytest.mark.parametrize(
    ("old", "new", "is_calm"),
    [
        ("def (a: int)", "def (a: int, b: str = '')", True),
        ("def (a: int)", "def (a: int | str)", True),
        ("def (a: int)", "def (a: int, *, b: str)", False),
        ("def (a: int | str)", "def (a: int)", False),
        ("def (a: int = 1)", "def (a: int)", False),
        ("def (a: int, b: int)", "def (b: int, a: int)", False),
        ("def (a: int)", "def (*, a: int)", False),
        ("def (*, a: int)", "def (a: int)", True),
        ("def (a: int)", "def (b: int)", False),
        ("def (a: int, b: int = 1)", "def (a: int, new: int = 1, b: int = 1)", False),
        ("def () -> int | None", "def () -> int", True),
        ("def () -> int", "def () -> int | None", False),
        ("def () -> int", "async def () -> int", False),
        ("property () -> int", "def () -> int", False),
        ("values 'read' | 'keyed'", "values 'read' | 'keyed' | 'ledger'", True),
        ("values 'read' | 'keyed'", "values 'keyed'", False),
        ("kinds Permanent | EventualError", "kinds EventualError", False),
        ("value", None, False),
        (None, "def (a: int)", True),
    ],
)
def test_of_a_public_name(old: str | None, new: str | None, is_calm: bool) -> None:
    assert calm("names", old, new) is is_calm


@pytest.mark.parametrize(
    ("changed", "is_calm"),
    [
        ({"effect": "unsafe"}, False),
        ({"effect": "natural"}, False),
        ({"window": 3600.0}, False),
        ({"window": 2 * 86400.0}, True),
        ({"window": None}, True),
        ({"mechanism": "a row"}, False),
        ({"settle": 5.0}, False),
        ({"permissions": ["orders:write", "orders:read"]}, False),
        ({"permissions": []}, True),
        ({"signature": "def (*, item: str, amount: int = 1) -> Order"}, True),
        ({"signature": "def (*, thing: str) -> Order"}, False),
        ({"deprecated": "deprecated since 1.0, to be removed in 2.0"}, True),
    ],
)
def test_of_an_activity(changed: dict[str, Any], is_calm: bool) -> None:
    assert calm("activities", ACTIVITY, {**ACTIVITY, **changed}) is is_calm


def test_a_class_that_promises_more_is_breaking_too() -> None:
    """An attempt of the old class carried no key: sent again under the new one, it could make a second effect."""
    assert not calm("activities", {**ACTIVITY, "effect": "unsafe", "window": None}, ACTIVITY)


@pytest.mark.parametrize(
    ("section", "old", "new", "is_calm"),
    [
        ("commands", {"run": "command"}, {"run": "command", "run --id": "optional text"}, True),
        ("commands", {"run": "command"}, {"run": "command", "run --id": "required text"}, False),
        ("commands", {"run": "command"}, {"run": "command", "new": "command", "new NAME": "required text"}, True),
        ("commands", {"list --status": "optional a"}, {"list --status": "optional a | b"}, True),
        ("commands", {"list --status": "optional a"}, {"list --status": "required a"}, False),
        ("history", {"failed.at": "required {}"}, {"failed.at": "optional {}"}, True),
        ("history", {"failed.at": "optional {}"}, {"failed.at": "required {}"}, False),
        ("history", {"failed.at": "required {}"}, {"failed.at": "required {}", "failed.why": "required {}"}, False),
        ("history", {"failed.at": "required {}"}, {"failed.at": "required {}", "new.why": "required {}"}, True),
        ("history", {"done.via": 'required {"enum": ["a"]}'}, {"done.via": 'required {"enum": ["a", "b"]}'}, True),
        ("history", {"done.via": 'required {"enum": ["a", "b"]}'}, {"done.via": 'required {"enum": ["a"]}'}, False),
        ("hooks", {"eventual_x": "(register)"}, {"eventual_x": "(register, more)"}, False),
        ("plugin API", {"version": "1.0"}, {"version": "1.1"}, True),
        ("plugin API", {"version": "1.0"}, {"version": "2.0"}, False),
        ("keys", {"call": "a"}, {"call": "b"}, False),
        ("extras", {"yaml": "extra"}, {}, False),
    ],
)
def test_of_everything_else(section: str, old: dict[str, str], new: dict[str, str], is_calm: bool) -> None:
    found = changes.changes({section: old}, {section: new})
    assert found
    assert all(change.calm for change in found) is is_calm


@pytest.mark.parametrize(
    ("last", "is_calm", "next_version"),
    [
        ("0.1.3", None, "0.1.4"),
        ("0.1.3", True, "0.1.4"),
        ("0.1.3", False, "0.2.0"),
        ("1.2.3", None, "1.2.4"),
        ("1.2.3", True, "1.3.0"),
        ("1.2.3", False, "2.0.0"),
    ],
)
def test_the_version_that_is_due(last: str, is_calm: bool | None, next_version: str) -> None:
    found = [] if is_calm is None else [changes.Change(is_calm, "it", "changed")]
    assert changes.due(Version(last), found) == Version(next_version)


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with one connector, whose release 1.2.0 had one activity."""
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "surface.json").write_text(json.dumps({"activities": {"orders.create": ACTIVITY}}))
    (folder / "CHANGELOG.md").write_text("# Changelog\n\n<!-- releases -->\n\n## 1.2.0 (2030-01-01)\n\nThe first version.\n")
    author = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    for command in (("init", "-q"), ("add", "."), (*author, "commit", "-q", "-m", "x"), ("tag", "acme-v1.2.0"), ("tag", "v9.0.0")):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.setattr(releases, "ROOT", tmp_path)
    return tmp_path


def package(repository: Path, version: str, *needs: str) -> releases.Package:
    return releases.Package(repository / "acme", "eventual-connector-acme", Version(version), needs)


@pytest.mark.parametrize(("version", "enough"), [("1.2.1", False), ("1.3.0", False), ("2.0.0", True)])
def test_a_release_needs_a_version_as_high_as_its_changes(
    repository: Path, capsys: pytest.CaptureFixture[str], version: str, enough: bool
) -> None:
    """Compared with the connector's own last release, whatever the core's tags are."""
    (repository / "acme/surface.json").write_text(json.dumps({"activities": {"orders.create": {**ACTIVITY, "effect": "unsafe"}}}))
    assert changes.show(package(repository, version), releasing=True) is enough
    assert capsys.readouterr().out.splitlines() == [
        f"eventual-connector-acme {version}: 1 changes since 1.2.0; the next version is 2.0.0 or higher",
        "  breaking: orders.create: its class keyed became unsafe",
    ]


def test_a_release_is_not_compared_with_itself(repository: Path) -> None:
    """In the release workflow the tag is there already."""
    subprocess.run(["git", "tag", "acme-v1.3.0"], cwd=repository, check=True)
    assert package(repository, "1.3.0").last_release(releasing=True) == Version("1.2.0")
    assert package(repository, "1.3.0").last_release() == Version("1.3.0")


def test_news_become_a_section_and_the_fragments_go(repository: Path) -> None:
    pytest.importorskip("towncrier", reason="a tool for releases; the oldest dependencies are tried without")
    fragment = repository / "acme/news.d/+orders.added.md"
    fragment.parent.mkdir()
    fragment.write_text("Orders can be cancelled.\n")
    core = releases.Package(repository, "eventual-connectors", Version("9.0.0"))
    assert list(releases.hindrances(package(repository, "1.3.0", "eventual-connectors>=9.1"), core)) == [
        "its changelog has no dated section 1.3.0; `make news` writes it",
        "news fragments are left over: +orders.added.md",
        "no core that it allows is released; release the core first",
    ]
    found = [changes.Change(True, "orders.cancel", "added")]
    assert "Orders can be cancelled." in news.write_news(package(repository, "1.3.0"), found, draft=True)
    assert fragment.is_file()
    news.write_news(package(repository, "1.3.0"), found, draft=False)
    written = (repository / "acme/CHANGELOG.md").read_text()
    assert [line for line in written.splitlines() if line.startswith(("#", "-", "  -"))] == [
        "# Changelog",
        written[written.index("## 1.3.0") :].splitlines()[0],
        "### Added",
        "- Orders can be cancelled.",
        "### The public surface",
        "- Compared with the release before:",
        "  - orders.cancel: added",
        "## 1.2.0 (2030-01-01)",
    ]
    assert list(fragment.parent.iterdir()) == []
    assert list(releases.hindrances(package(repository, "1.3.0", "eventual-connectors>=9,<10"), core)) == []
