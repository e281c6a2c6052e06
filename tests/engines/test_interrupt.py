"""Ctrl-C stops the process also while workflow code runs, and is no end of what it interrupted."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from eventual_connectors import connect_sync, workflow

ROOT = Path(__file__).parents[2]

PROGRAM = """
import asyncio, sys
from eventual_connectors import connect, workflow

@workflow()
async def spins() -> str:
    print("spinning", flush=True)
    while True:
        pass

async def work():
    async with connect("sqlite:///app.db") as engine, engine.worker([spins]):
        await (await engine.start(spins, id="a")).result()

if sys.argv[1] == "asyncio.run":
    asyncio.run(work())
else:
    asyncio.new_event_loop().run_until_complete(work())
"""


@workflow(name="spins")
async def ends() -> str:
    return "ended"


# asyncio.run cancels its task at the first Ctrl-C, which a loop that never awaits does not notice.
@pytest.mark.parametrize(("runner", "presses"), [("asyncio.run", 2), ("a bare loop", 1)])
def test_an_interrupted_execution_goes_on_with_the_next_worker(tmp_path: Path, runner: str, presses: int) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, runner],
        cwd=tmp_path,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    with process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "spinning\n"
            for _ in range(presses):
                with pytest.raises(subprocess.TimeoutExpired):
                    process.wait(0.5)
                process.send_signal(signal.SIGINT)
            assert process.wait(20) != 0
        finally:
            process.kill()
    with connect_sync(f"sqlite:///{tmp_path / 'app.db'}") as engine:
        assert "execution_failed" not in [event.type for event in engine.record("a").events]
        with engine.worker([ends]):
            assert engine.handle("a", ends).result(20) == "ended"
