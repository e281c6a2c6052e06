"""Which process runs an execution: DBOS has each run by one executor, and recovers an executor's executions when it is there again.

Executors are numbered, and whoever holds the number's advisory lock in PostgreSQL is that executor: two processes never are the same one,
and a new process takes over the lowest number whose process is gone.
"""

from __future__ import annotations

import hashlib

import psycopg

from ...errors import EngineError

MOST = 1000
"""Processes that may serve one database."""


class Owner:
    """An executor's number, held as long as its connection lasts."""

    def __init__(self, database: str) -> None:
        self._connection = psycopg.connect(database, autocommit=True)
        self.number = next((number for number in range(MOST) if self._take(number)), None)
        if self.number is None:
            self._connection.close()
            raise EngineError(f"{MOST} workers serve this database already")

    @property
    def executor(self) -> str:
        """The executor's id."""
        return _executor(self.number or 0)

    def holds(self) -> bool:
        """Whether the number is still ours: the server forgets it with the connection."""
        try:
            self._connection.execute("SELECT 1")
        except psycopg.Error:
            return False
        return True

    def take_over(self, executors: list[str]) -> list[str]:
        """Those of these executors whose process is gone, and which are ours from now on."""
        return [name for name in executors if name != self.executor and self._take(_number(name))]

    def close(self) -> None:
        """Give the number back."""
        self._connection.close()

    def _take(self, number: int) -> bool:
        row = self._connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (_SPACE, number)).fetchone()
        return bool(row and row[0])


def _executor(number: int) -> str:
    return f"eventual-{number}"


def _number(executor: str) -> int:
    return int(executor.rpartition("-")[2]) if executor.startswith("eventual-") else MOST


_SPACE = int.from_bytes(hashlib.sha256(b"eventual-connectors executors").digest()[:4], "big", signed=True)
