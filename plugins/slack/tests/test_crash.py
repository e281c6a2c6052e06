"""A worker that is killed between the effect and its answer, for real."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from eventual_connector_slack.fakes import SlackFake

FLOW = """
import asyncio
from eventual_connector_slack import slack
from eventual_connectors import connect, workflow

@workflow(version="1")
async def announce(text: str) -> str:
    return (await slack.chat_postMessage(channel="C1", text=text))["ts"]

async def main() -> None:
    async with connect("sqlite:///flow.db") as engine, engine.worker([announce]):
        handle = await engine.start(announce, "hello", id="one")
        print(await handle.result())

asyncio.run(main())
"""


def test_a_worker_killed_after_the_effect_posts_no_second_message(tmp_path: Path) -> None:
    (tmp_path / "flow.py").write_text(FLOW)
    fake = SlackFake(token="xoxb-not-to-be-seen")
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        process = subprocess.Popen([sys.executable, "flow.py"], cwd=tmp_path, stdout=subprocess.PIPE, text=True)
        running.append(process)
        return process

    def kill(effect: Any) -> None:
        fake.on_applied = None
        os.kill(running[0].pid, signal.SIGKILL)

    fake.on_applied = kill
    try:
        with fake.serve() as url:
            settings = f'token = "{fake.token}"\nbase_url = "{url}/api/"\ntimeout = 0.5\nsettle_seconds = 0.2\n'
            (tmp_path / "eventual.toml").write_text(f"[connections.slack.default]\n{settings}")
            killed = start()
            killed.communicate(timeout=60)
            assert killed.returncode == -signal.SIGKILL
            printed, _ = start().communicate(timeout=60)
    finally:
        for process in running:
            process.kill()
            process.wait()

    (effect,) = fake.effects
    assert effect.object_id == f"C1:{printed.strip()}"
    for file in tmp_path.glob("flow.db*"):
        assert fake.token.encode() not in file.read_bytes()
