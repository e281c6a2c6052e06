"""The pytest fixture `eventual`, and flow files as tests; loaded through an entry point, so it imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .runner import TestEngine

_SUFFIX = ".flow.jsonl"


def pytest_addoption(parser: pytest.Parser) -> None:
    """The option that takes today's outcomes for the right ones, and where the code of flows is."""
    group = parser.getgroup("eventual", "flows recorded by eventual-connectors")
    group.addoption("--eventual-update", action="store_true", help="Expect of each flow what today's code comes to.")
    parser.addini("eventual_app", "MODULE[:SERVICE] with the workflows of flow files; where each flow says unless given.", default="")


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A flow file is a test."""
    if not file_path.name.endswith(_SUFFIX):
        return None
    from .flows import FlowFile

    return FlowFile.from_parent(parent, path=file_path)


@pytest.fixture
def eventual(tmp_path: Path) -> Iterator[TestEngine]:
    """Run workflows in virtual time; a vendor that is not faked raises instead of being called."""
    from ..connection import connections
    from .runner import TestEngine

    with connections.only_configured():
        yield TestEngine(tmp_path)
