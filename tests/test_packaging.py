"""The packages as a user gets them: complete, cheap to import, and honest about what they need."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from email.message import Message
from email.parser import Parser
from importlib.metadata import entry_points
from pathlib import Path

import check_repository
import pytest
import run_uv
from packaging.requirements import Requirement

import eventual_connectors

PROJECTS = check_repository.projects()
SDKS = {"stripe", "slack_sdk", "boto3", "botocore", "snowflake", "duckdb"}


@pytest.fixture(scope="module", params=list(PROJECTS), ids=[project["project"]["name"] for project in PROJECTS.values()])
def wheel(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    """A package's wheel, built as an installer would."""
    out = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(out)]
    subprocess.run(command, cwd=request.param, check=True, capture_output=True)
    return zipfile.ZipFile(next(out.glob("*.whl")))


def metadata(wheel: zipfile.ZipFile) -> Message:
    name = next(name for name in wheel.namelist() if name.endswith(".dist-info/METADATA"))
    return Parser().parsestr(wheel.read(name).decode())


def source_of(wheel: zipfile.ZipFile) -> Path:
    return next(folder for folder, project in PROJECTS.items() if project["project"]["name"] == metadata(wheel)["Name"])


def test_a_wheel_holds_every_file_of_its_package(wheel: zipfile.ZipFile) -> None:
    """Code, type stubs, manifest, schemas and templates: nothing that git keeps in the package is left behind."""
    folder = source_of(wheel)
    packages = [folder / package for package in PROJECTS[folder]["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]]
    kept = [path for path in check_repository.committed_files() if any(path.is_relative_to(package) for package in packages)]
    assert {path.relative_to(folder).as_posix() for path in kept} <= set(wheel.namelist())


def test_the_examples_wheel_holds_its_orders(wheel: zipfile.ZipFile) -> None:
    """`eventual demo` runs from a wheel, where nothing stands beside the package."""
    if metadata(wheel)["Name"] == "eventual-example-checkout":
        assert "eventual_checkout/orders.jsonl" in wheel.namelist()


def test_every_dependency_is_bounded_below(wheel: zipfile.ZipFile) -> None:
    """An unbounded dependency would let a resolver choose a release that never worked."""
    for line in metadata(wheel).get_all("Requires-Dist", []):
        operators = {specifier.operator for specifier in Requirement(line).specifier}
        assert operators & {">=", "==", "~="}, line


def test_every_public_name_is_there() -> None:
    """What `__all__` promises can be imported, and it promises all that is loaded on first use."""
    assert set(eventual_connectors.__all__) == {*eventual_connectors._HOME, "durable", "errors"}
    assert [name for name in eventual_connectors.__all__ if not hasattr(eventual_connectors, name)] == []


def loaded_by(statement: str) -> set[str]:
    """The top-level modules that a fresh interpreter has after a statement."""
    code = f"{statement}\nimport sys\nprint(*{{name.partition('.')[0] for name in sys.modules}})"
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize("package", [f"eventual_connector_{name}" for name in ("aws", "slack", "snowflake", "stripe")])
def test_importing_a_connector_loads_no_vendor_sdk(package: str) -> None:
    """The SDK is loaded by the first attempt: a web process that only starts workflows does not pay for it."""
    assert loaded_by(f"import {package}.plugin") & SDKS == set()


def test_importing_the_core_loads_next_to_nothing() -> None:
    """The names are loaded on first use."""
    assert loaded_by("import eventual_connectors") & {"asyncio", "httpx", "pydantic", "click", "rich", *SDKS} == set()


@pytest.mark.parametrize("group", ["pytest11", "eventual_connectors"])
def test_installed_entry_points_lead_somewhere(group: str) -> None:
    """An entry point to a missing module would break pytest, or the connector, for whoever installs the package."""
    ours = [entry for entry in entry_points(group=group) if entry.value.startswith("eventual_")]
    promised = [name for project in PROJECTS.values() for name in project["project"].get("entry-points", {}).get(group, {})]
    assert sorted(entry.name for entry in ours) == sorted(promised)
    for entry in ours:
        entry.load()


@pytest.mark.parametrize(
    "line",
    [
        "https://" + "pypi" + ".org/project/x",
        "--index-url https://mirror.example/simple/",
        "see /" + "home/ann/x",
        "file:" + "///srv/x",
    ],
)
def test_a_host_or_a_machines_path_is_found(line: str) -> None:
    """Installs follow the user's own index; nothing of the machine that a file was made on stays in it."""
    assert check_repository.INDEX_HOST.search(line) or check_repository.MACHINE_PATH.search(line)


@pytest.mark.parametrize("line", ["~/work/x", "https://example.com/work/x", "see docs/home/x", "a simple thing", "sqlite:///app.db"])
def test_what_looks_like_a_machines_path_and_is_none_stays(line: str) -> None:
    """A rule that cried wolf would be switched off."""
    assert not check_repository.INDEX_HOST.search(line)
    assert not check_repository.MACHINE_PATH.search(line)


def test_uv_follows_pips_settings() -> None:
    """A machine whose pip works behind a mirror and a private authority needs no setting more."""
    settings = {"global.index-url": "https://mirror.example/x", "global.cert": "/etc/old.pem", ":env:.cert": "/etc/new.pem"}
    handed = run_uv.uv_environment(settings, {})
    assert handed["UV_DEFAULT_INDEX"] == "https://mirror.example/x"
    assert handed["SSL_CERT_FILE"] == "/etc/new.pem"


def test_a_setting_made_for_uv_wins_over_pips() -> None:
    """Who set uv up on purpose is obeyed."""
    handed = run_uv.uv_environment({"global.index-url": "https://mirror.example/x"}, {"UV_DEFAULT_INDEX": "https://other.example/y"})
    assert "UV_DEFAULT_INDEX" not in handed
