"""Every stage is taken down after its test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .stage import Stage


@pytest.fixture(autouse=True)
def _taken_down() -> Iterator[None]:
    yield
    while Stage.open_stages:
        Stage.open_stages.pop().execution.evict()
