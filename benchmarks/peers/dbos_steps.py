"""DBOS on SQLite with WAL and synchronous=FULL: the same steps. One JSON line, as `ours.py`."""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import sqlalchemy
from dbos import DBOS  # type: ignore[import-not-found,unused-ignore]


@DBOS.step()  # type: ignore[untyped-decorator,unused-ignore]
async def step(number: int) -> int:
    """Does nothing, durably."""
    return number


@DBOS.workflow()  # type: ignore[untyped-decorator,unused-ignore]
async def steps(number: int) -> int:
    """So many steps, one after the other."""
    total = 0
    for n in range(number):
        total += await step(n)
    return total


async def measure(executions: int, number: int) -> float:
    """Steps per second over so many executions of so many steps."""
    began = time.perf_counter()
    handles = [await DBOS.start_workflow_async(steps, number) for _ in range(executions)]
    for handle in handles:
        await handle.get_result()
    return executions * number / (time.perf_counter() - began)


def _engine(path: Path) -> sqlalchemy.Engine:
    engine = sqlalchemy.create_engine(f"sqlite:///{path}")

    @sqlalchemy.event.listens_for(engine, "connect")
    def configure(connection: Any, record: Any) -> None:
        connection.isolation_level = "IMMEDIATE"
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    return engine


async def _both(sequential: int, together: int) -> dict[str, float]:
    await measure(1, 20)
    return {"sequential": await measure(1, sequential), "together": await measure(together, 20)}


def main(sequential: int, together: int) -> None:
    """Measure both shapes."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "dbos.sqlite"
        config = {"name": "bench-steps", "system_database_url": f"sqlite:///{path}", "system_database_engine": _engine(path)}
        DBOS(config={**config, "log_level": "ERROR", "application_version": "1", "run_admin_server": False})
        DBOS.launch()
        print(json.dumps(asyncio.run(_both(sequential, together))))
        DBOS.destroy()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
