"""A million rows into Snowflake's fake, by a worker that is killed at random; prints what is in the table as JSON.

`{"rows", "distinct", "kills", "batches", "seconds", "connector"}`. Rows and distinct have to be what was asked for.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from eventual_connector_snowflake.fakes import SnowflakeFake

FLOW = """
import asyncio
import sys
import warnings

warnings.simplefilter("ignore")
from eventual_connector_snowflake import write_rows
from eventual_connectors import connect, workflow


@workflow(version="1")
async def load(first: int, batches: int, size: int) -> int:
    done = 0
    for batch in range(batches):
        start = first + batch * size
        done += (await write_rows("loaded", ["id", "note"], [[start + n, f"row {start + n}"] for n in range(size)])).inserted
    return done


async def main(executions: int, batches: int, size: int) -> None:
    async with connect("sqlite:///load.db") as engine, engine.worker([load]):
        for number in range(executions):
            handle = await engine.start(load, number * batches * size, batches, size, id=f"load-{number}")
            await handle.result()


asyncio.run(main(*map(int, sys.argv[1:])))
"""


class QuickFake(SnowflakeFake):
    """A forgotten transaction stands in the way for a moment, not for five minutes."""

    idle_seconds = 0.3


def loaded(rows: int, size: int, seed: int, folder: Path) -> dict[str, object]:
    """Load the rows, and kill the worker every few seconds."""
    from snowflake.connector import __version__

    chance = random.Random(seed)
    fake = QuickFake()
    fake.sql("create table loaded (id number(38,0), note varchar)")
    batches = 10
    executions = rows // (batches * size)
    began, kills = time.monotonic(), 0
    with fake.serve() as url:
        settings = "".join(f"{name} = {value!r}\n" for name, value in fake.settings(url).items())
        (folder / "eventual.toml").write_text(f"[connections.snowflake.default]\n{settings}timeout = 30\n")
        (folder / "load.py").write_text(FLOW)
        while True:
            worker = subprocess.Popen([sys.executable, "load.py", str(executions), str(batches), str(size)], cwd=folder)
            try:
                if worker.wait(chance.uniform(8, 16)) == 0:
                    break
                raise SystemExit("the worker failed")
            except subprocess.TimeoutExpired:
                os.kill(worker.pid, signal.SIGKILL)
                worker.wait()
                kills += 1
    ((count, distinct),) = fake.sql("select count(*), count(distinct id) from loaded")
    effects = len(fake.effects)
    seconds = round(time.monotonic() - began, 1)
    found = {"rows": int(count or 0), "distinct": int(distinct or 0), "kills": kills, "batches": effects, "seconds": seconds}
    return {**found, "connector": __version__}


def main() -> int:
    """Load, print, and say whether it came out right."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--size", type=int, default=5_000)
    parser.add_argument("--seed", type=int, default=0)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = loaded(asked.rows, asked.size, asked.seed, Path(folder))
    print(json.dumps(found))
    return int(not found["rows"] == found["distinct"] == asked.rows)


if __name__ == "__main__":
    sys.exit(main())
