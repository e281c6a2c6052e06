"""An event that kills the process that handles it ends as a dead letter; the others are handled."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

from eventual_connectors.services.dead_letters import DeadLetters
from tests.services.shop import Placed, placed, shop
from tests.services.waiting import until

ROOT = Path(__file__).parents[2]


async def test_an_event_that_kills_its_process_does_not_do_so_for_ever(tmp_path: Path) -> None:
    database = str(tmp_path / "shop.db")
    async with shop.open(f"sqlite:///{database}"):
        await shop.publish(placed, Placed(order="deadly"))
        await shop.publish(placed, Placed(order="harmless"))
    command = [sys.executable, "-m", "tests.services.shop", database]
    environment = {**os.environ, "SHOP_FOLDER": str(tmp_path)}
    for _ in range(5):
        assert await asyncio.to_thread(subprocess.call, command, cwd=ROOT, env=environment, timeout=30) == 9
    with await asyncio.to_thread(subprocess.Popen, command, cwd=ROOT, env=environment) as running:
        try:
            await until(lambda: shipped(tmp_path) == {"deadly", "harmless"} and bool(DeadLetters(database).all()))
        finally:
            running.kill()
    (letter,) = DeadLetters(database).all()
    assert (letter.subscription, letter.attempts) == ("dies", 5)
    assert "the process ended while the event was handled" in letter.reason
    assert (tmp_path / "deaths").read_text().split() == ["deadly"] * 5


def shipped(folder: Path) -> set[str]:
    file = folder / "shipped"
    return set(file.read_text().split()) if file.exists() else set()
