"""The pytest fixture `eventual`; loaded by pytest through its entry point, so it imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .runner import TestEngine


@pytest.fixture
def eventual(tmp_path: Path) -> Iterator[TestEngine]:
    """Run workflows in virtual time; a vendor that is not faked raises instead of being called."""
    from ..connection import connections
    from .runner import TestEngine

    with connections.only_configured():
        yield TestEngine(tmp_path)
