"""What the tests of the HTTP connector share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from eventual_connectors import connections
from eventual_connectors.http import HttpConnection, HttpConnector
from eventual_connectors.testing import TestEngine
from tests.http.script import Answer, Script
from tests.http.warehouse import WarehouseFake, warehouse

Serve = Callable[..., Script]


@pytest.fixture
def fake_warehouse(eventual: TestEngine) -> Iterator[WarehouseFake]:
    """The warehouse for this test."""
    with eventual.faked(warehouse, WarehouseFake()) as fake:
        yield fake


@pytest.fixture
def served() -> Iterator[WarehouseFake]:
    """The warehouse for a test without workflows."""
    fake = WarehouseFake()
    with fake.serve() as url, connections.override("warehouse", HttpConnection(**fake.settings(url))):
        yield fake


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Serve a script for a connector: `serve(api, {"/orders": Response.json([])}, token="secret")`."""
    with ExitStack() as stack:

        def start(connector: HttpConnector, answers: dict[str, Answer | list[Answer]], **settings: Any) -> Script:
            script = Script(answers)
            url = stack.enter_context(script.serve())
            connection = HttpConnection(**{**script.settings(url), **settings})
            stack.enter_context(connections.override(connector.name, connection))
            return script

        yield start
