"""The limit: two fsynced SQLite rows a step (WAL, synchronous=FULL), one transaction each. One JSON line, as `ours.py`."""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
import time
from pathlib import Path


def main(sequential: int, together: int) -> None:
    """`together`: the rows of that many executions in each transaction."""
    with tempfile.TemporaryDirectory() as folder:
        database = sqlite3.connect(Path(folder) / "raw.db", isolation_level=None)
        database.execute("PRAGMA journal_mode=WAL")
        database.execute("PRAGMA synchronous=FULL")
        database.execute("CREATE TABLE rows (n INTEGER PRIMARY KEY, data TEXT)")
        alone, many = _rate(database, sequential, 1), _rate(database, 20, together)
        database.close()
    print(json.dumps({"sequential": alone, "together": many}))


def _rate(database: sqlite3.Connection, steps: int, group: int) -> float:
    began = time.perf_counter()
    for _ in range(steps * 2):
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO rows (data) VALUES (?)", [('{"result": 1}',)] * group)
        database.execute("COMMIT")
    return steps * group / (time.perf_counter() - began)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
