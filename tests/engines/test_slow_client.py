"""Importing a vendor's SDK takes its time; that is not the attempt's time."""

from __future__ import annotations

import time
from typing import Any

from eventual_connectors import Attempt, Connection, Connector, connections, workflow
from eventual_connectors.history import events as ev
from eventual_connectors.testing import TestEngine


def slow_client(connection: Connection) -> str:
    time.sleep(0.4)
    return "client"


acme = Connector("slowclient", client=slow_client)


@acme.activity("things.create", effect="unsafe", timeout=0.2)
async def create(client: Any, attempt: Attempt, name: str) -> str:
    return f"{client} made {name}"


@workflow(version="1")
async def make(name: str) -> str:
    return await create(name)


def test_in_a_workflow(eventual: TestEngine) -> None:
    with connections.override("slowclient", Connection()):
        assert eventual.run(make, "one") == "client made one"
    assert [event.type for event in eventual.history()].count(ev.ATTEMPT_STARTED) == 1


def test_outside_a_workflow() -> None:
    with connections.override("slowclient", Connection()):
        assert create("two").run() == "client made two"
