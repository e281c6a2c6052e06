"""Each test of the suite runs on each engine: on the embedded one in `make test`, on the hosted ones in `make engines`."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.engines.suite import application, targets
from tests.engines.suite.targets import Target

HOSTED = ("temporal", "dbos", "lambda_")
ENGINES = ("embedded", *(pytest.param(engine, marks=pytest.mark.engines) for engine in HOSTED))


@pytest.fixture(scope="session")
def temporal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Target]]:
    with targets.temporal_server(tmp_path_factory.mktemp("temporal")) as make:
        yield make


@pytest.fixture(scope="session")
def dbos() -> Iterator[Callable[[], Target]]:
    # Not below pytest's own folder: every pytest that starts, such as one that a test runs, closes that to other users, and root's server
    # runs as one.
    with tempfile.TemporaryDirectory(prefix="eventual-pg-") as folder, targets.postgresql(Path(folder)) as make:
        yield make


@pytest.fixture(scope="session")
def lambda_(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], Target]]:
    with targets.lambda_runner(tmp_path_factory.mktemp("lambda")) as make:
        yield make


@pytest.fixture(params=ENGINES)
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """The engine under test."""
    if request.param == "embedded":
        return targets.embedded(tmp_path)
    target: Target = request.getfixturevalue(request.param)()
    return target


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The vendor's folder."""
    folder = tmp_path / "vendor"
    folder.mkdir()
    monkeypatch.setenv("SUITE_VENDOR", str(folder))
    monkeypatch.setenv("SUITE_API_KEY", application.SECRET)
    assert os.environ["SUITE_API_KEY"] == application.SECRET
    return folder
