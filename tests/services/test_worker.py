"""`eventual worker MODULE:SERVICE` runs the service's workflows and its subscriptions."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
from pathlib import Path

from tests.services.shop import Placed, placed, shop
from tests.services.waiting import until

ROOT = Path(__file__).parents[2]


async def test_a_service_is_run_from_the_command_line_and_ends_cleanly(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'shop.db'}"
    async with shop.open(url):
        await shop.publish(placed, Placed(order="o1"))
    command = [sys.executable, "-m", "eventual_connectors", "worker", "tests.services.shop:shop", "--url", url]
    environment = {**os.environ, "SHOP_FOLDER": str(tmp_path)}
    with await asyncio.to_thread(subprocess.Popen, command, cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True) as running:
        try:
            await until(lambda: (tmp_path / "shipped").exists())
            running.send_signal(signal.SIGTERM)
            _, said = await asyncio.to_thread(running.communicate, timeout=30)
        finally:
            running.kill()
    assert running.returncode == 0, said
    assert "Traceback" not in said
    assert (tmp_path / "shipped").read_text() == "o1\n"
