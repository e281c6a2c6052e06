"""Publishing is once per call: in a workflow, from a web handler, and when a process is killed."""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from eventual_connectors import errors
from eventual_connectors.services.envelope import read_envelope
from tests.services.shop import Placed, Shipped, fulfil, placed, shipped, shop

ROOT = Path(__file__).parents[2]


def logged(database: Path, type: str) -> list[dict[str, object]]:
    with sqlite3.connect(database) as connection:
        rows = connection.execute("SELECT envelope FROM service_events WHERE type = ? ORDER BY n", (type,)).fetchall()
    connection.close()
    return [json.loads(row[0]) for row in rows]


async def test_a_web_handler_publishes_and_the_event_is_on_disk(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    async with shop.open(f"sqlite:///{database}"):
        id = await shop.publish(placed, Placed(order="o1", amount=5), key="o1")
        (found,) = logged(database, "order.placed")
    envelope = read_envelope(json.dumps(found))
    assert (envelope.id, envelope.source, envelope.subject, envelope.dataversion) == (id, "/shop", "o1", "1")
    assert envelope.data == {"order": "o1", "amount": 5}
    assert envelope.dataschema == "urn:eventual:event:order.placed:1"


def test_a_sync_view_publishes(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    with shop.open(f"sqlite:///{database}"):
        shop.publish(placed, Placed(order="o1")).run()
    assert len(logged(database, "order.placed")) == 1


async def test_the_same_id_is_one_event_and_other_content_under_it_an_error(tmp_path: Path) -> None:
    database = tmp_path / "shop.db"
    async with shop.open(f"sqlite:///{database}"):
        for _ in range(2):
            assert await shop.publish(placed, Placed(order="o1"), id="order-1") == "order-1"
        with pytest.raises(errors.KeyConflict, match="other content"):
            await shop.publish(placed, Placed(order="o2"), id="order-1")
    assert len(logged(database, "order.placed")) == 1


async def test_a_workflow_publishes_under_its_calls_key(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHOP_FOLDER", str(tmp_path))
    database = tmp_path / "shop.db"
    async with shop.run(f"sqlite:///{database}") as engine:
        handle = await engine.start(fulfil, Placed(order="x"), id="one")
        id = await handle.result(timeout=20)
        record = await engine.record("one")
    assert [event["id"] for event in logged(database, "order.shipped")] == [id]
    assert any(event.data.get("path") == "shop.events.publish" for event in record.events)


async def test_what_does_not_fit_is_not_published(tmp_path: Path) -> None:
    async with shop.open(f"sqlite:///{tmp_path / 'shop.db'}"):
        with pytest.raises(errors.SerializationError):
            await shop.publish(shipped, Shipped.model_construct(order=5))
    assert logged(tmp_path / "shop.db", "order.shipped") == []


async def test_killed_at_any_moment_every_order_is_shipped_once(tmp_path: Path) -> None:
    """From an event to an execution, to an event, to a handler; SIGKILL eight times on the way."""
    database, moments = tmp_path / "shop.db", random.Random(7)
    orders = [f"o{n}" for n in range(100)]
    environment = {**os.environ, "SHOP_FOLDER": str(tmp_path)}

    def worker() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.services.shop", str(database)], cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )

    def ready(running: subprocess.Popen[bytes]) -> None:
        assert running.stdout is not None
        assert running.stdout.readline() == b"ready\n"

    async with shop.open(f"sqlite:///{database}"):
        for order in orders:
            await shop.publish(placed, Placed(order=order), id=order)
            await shop.publish(placed, Placed(order=order), id=order)  # who publishes again after a crash
        for _ in range(8):
            running = worker()
            await asyncio.to_thread(ready, running)
            await asyncio.sleep(moments.uniform(0.0, 0.25))
            running.send_signal(signal.SIGKILL)
            running.communicate()
        running = worker()
        try:
            give_up = time.monotonic() + 60
            while states(database, "tell") != Counter(done=len(orders)) or states(database, "fulfil") != Counter(done=len(orders)):
                assert time.monotonic() < give_up
                await asyncio.sleep(0.05)
        finally:
            running.kill()
            running.communicate()
    events = logged(database, "order.shipped")
    assert Counter(str(event["subject"]) for event in events) == dict.fromkeys(orders, 1)
    told = Counter((tmp_path / "shipped").read_text().split())
    assert told.keys() == set(orders)  # none lost; one may be handled again where its process died in the handler
    assert sum(told.values()) - len(orders) <= 8 * 50


def states(database: Path, subscription: str) -> Counter[str]:
    connection = sqlite3.connect(database)
    try:
        sql = "SELECT state, count(*) FROM service_deliveries WHERE subscription = ? GROUP BY state"
        return Counter(dict(connection.execute(sql, (subscription,)).fetchall()))
    finally:
        connection.close()
