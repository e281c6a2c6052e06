"""A bank for the tests that kill its client: accounts and a ledger in one SQLite file, changed in one transaction.

`python -m tests.engines.bank work DATABASE` runs the worker again and again, as long as it dies.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from tenacity import stop_never, wait_fixed

from eventual_connectors import AlreadyApplied, Attempt, Retry, activity, connect, durable, errors, workflow
from tests.engines.shop import fork

BANK = Path(os.environ.get("BANK_FILE", "/nonexistent"))
QUICK = Retry(stop=stop_never, wait=wait_fixed(0.01))
DEATHS = 40


@contextmanager
def transaction(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
        connection.execute("COMMIT")
    finally:
        connection.close()


def open_bank(path: Path) -> None:
    with transaction(path) as bank:
        bank.execute("CREATE TABLE deposits (account TEXT, amount INTEGER)")
        bank.execute("CREATE TABLE ledger (key TEXT PRIMARY KEY, digest TEXT, at TEXT)")


def deposits(path: Path) -> list[tuple[str, int]]:
    with transaction(path) as bank:
        return bank.execute("SELECT account, amount FROM deposits ORDER BY account, amount").fetchall()


def write(path: Path, attempt: Attempt, account: str, amount: int) -> int | AlreadyApplied:
    """The effect and its ledger row, or what the ledger says of an earlier attempt."""
    with transaction(path) as bank:
        row = bank.execute("SELECT digest, at FROM ledger WHERE key = ?", (str(attempt.key),)).fetchone()
        if row is not None:
            return attempt.already_applied(row[0], at=datetime.fromisoformat(row[1]))
        bank.execute("INSERT INTO deposits VALUES (?, ?)", (account, amount))
        bank.execute("INSERT INTO ledger VALUES (?, ?, ?)", (str(attempt.key), attempt.digest, datetime.now(UTC).isoformat()))
        if dies(attempt, "before the commit"):
            os.kill(os.getpid(), signal.SIGKILL)
    if dies(attempt, "after the commit"):
        os.kill(os.getpid(), signal.SIGKILL)
    return amount


def dies(attempt: Attempt, moment: str) -> bool:
    """The first attempt dies before its commit, the second after it."""
    return "BANK_DEADLY" in os.environ and moment == {1: "before the commit", 2: "after the commit"}.get(attempt.number)


@activity(effect="ledger", name="bank.deposit", retry=QUICK)
def deposit(account: str, amount: int, *, returns: str = "nothing") -> int | AlreadyApplied:
    return write(BANK, durable.attempt(), account, amount)


@deposit.check
def returns_nothing(account: str, amount: int, *, returns: str) -> None:
    if returns != "nothing":
        raise errors.UsageError("a deposit in one transaction with its ledger row returns nothing; leave returns= out")


@workflow(name="bank.saves")
async def saves(account: str) -> list[int | AlreadyApplied]:
    return [await deposit(account, amount) for amount in (1, 2, 3)]


async def work(database: str) -> None:
    async with connect(f"sqlite:///{database}") as engine, engine.worker([saves], standby=True):
        while any(summary.status != "completed" for summary in await engine.executions()):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


if __name__ == "__main__":
    for deaths in range(DEATHS):
        if os.waitpid(fork(lambda: asyncio.run(work(sys.argv[2]))), 0)[1] == 0:
            print(deaths)
            sys.exit()
    sys.exit("it still dies")
