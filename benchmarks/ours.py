"""Steps per second of the embedded engine; prints one JSON line: {"sequential": …, "together": …}."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path

from eventual_connectors import activity, connect, workflow
from eventual_connectors.engines.port import Engine


@activity(effect="natural", name="bench.step")
async def step(number: int) -> int:
    """The smallest write: its intent and its result are durable, it does nothing."""
    return number


@workflow(version="1")
async def steps(number: int) -> int:
    """So many steps, one after the other."""
    total = 0
    for n in range(number):
        total += await step(n)
    return total


async def measure(engine: Engine, name: str, executions: int, number: int) -> float:
    """Steps per second over so many executions of so many steps."""
    began = time.perf_counter()
    handles = [await engine.start(steps, number, id=f"{name}-{i}") for i in range(executions)]
    for handle in handles:
        await handle.result(120)
    return executions * number / (time.perf_counter() - began)


async def main(sequential: int, together: int) -> None:
    """Measure both shapes on a fresh file each."""
    with tempfile.TemporaryDirectory() as folder:
        async with connect(f"sqlite:///{Path(folder) / 'bench.db'}") as engine, engine.worker([steps]):
            await measure(engine, "warm", 1, 20)
            alone = await measure(engine, "alone", 1, sequential)
            many = await measure(engine, "many", together, 20)
    print(json.dumps({"sequential": alone, "together": many}))


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]), int(sys.argv[2])))
