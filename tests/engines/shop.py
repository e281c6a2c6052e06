"""A small application for the tests that kill it: workflows over a vendor that is a file, in forked processes.

`python -m tests.engines.shop kill DATABASE VENDOR SEED KILLS` runs the worker again and again, and kills it (SIGKILL) at random moments.
"""

from __future__ import annotations

import asyncio
import fcntl
import json
import os
import random
import signal
import sys
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from tenacity import stop_never, wait_fixed

import eventual_connectors.engines.embedded.client  # noqa: F401 - so that a forked process is at work at once
from eventual_connectors import Retry, Signal, activity, connect, durable, errors, workflow

VENDOR = Path(os.environ.get("SHOP_VENDOR", "/nonexistent"))
LONGEST_LIFE = 1.0
"""Seconds that a worker lives at most before it is killed."""

QUICK = Retry(stop=stop_never, wait=wait_fixed(0.01))
go = Signal("go", str)


class Vendor:
    """Effects on disk: one JSON line each, written under a lock and synced before it is answered."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def effects(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self._path.read_text().splitlines()] if self._path.exists() else []

    def apply(self, kind: str, order: str, key: str, *, deduplicates: bool) -> str:
        with self._path.open("a+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            if deduplicates and any(effect["key"] == key for effect in self.effects()):
                return f"{kind} {order}"
            time.sleep(random.random() * 0.002)
            file.write(json.dumps({"kind": kind, "order": order, "key": key}) + "\n")
            file.flush()
            os.fsync(file.fileno())
            time.sleep(random.random() * 0.002)
        return f"{kind} {order}"


@activity(effect="keyed", name="shop.charge", window=timedelta(hours=24), retry=QUICK)
def charge(order: str) -> str:
    attempt = durable.attempt()
    if random.random() < 0.2:
        raise errors.Retryable("busy")
    answer = Vendor(VENDOR).apply("charge", order, str(attempt.key), deduplicates=True)
    if random.random() < 0.2:
        raise errors.InDoubt("the answer got lost")
    return answer


@activity(effect="unsafe", name="shop.announce")
def announce(order: str) -> str:
    return Vendor(VENDOR).apply("announce", order, str(durable.attempt().key), deduplicates=False)


@charge.compensation
@activity(effect="keyed", name="shop.refund", window=timedelta(hours=24), retry=QUICK)
def refund(charged: str, order: str) -> str:
    time.sleep(0.03)  # so that most deaths meet one
    answer = Vendor(VENDOR).apply("refund", order, str(durable.attempt().key), deduplicates=True)
    if not (died := VENDOR.with_suffix(".died")).exists():  # and one does on any machine
        died.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    if random.random() < 0.3:
        raise errors.InDoubt("the answer got lost")
    return answer


@workflow()
async def gives_back(order: str) -> None:
    async with durable.saga() as saga:
        for part in "abc":
            await saga.run(charge, f"{order}/{part}")
        raise ValueError("sold out")


@workflow()
async def packs(order: str) -> str:
    return await charge(f"{order}/packing")


@workflow()
async def sells(order: str) -> list[str]:
    first = await charge(order)
    both = await asyncio.gather(charge(f"{order}/a"), charge(f"{order}/b"), asyncio.sleep(0.01, "slept"))
    packed = await durable.child(packs, order)
    said = await announce(order)
    return [first, *both, packed, said]


@workflow()
async def listens(n: int) -> list[str]:
    return [await go.receive() for _ in range(n)]


async def work(database: str) -> None:
    """Run the worker until all that is there has ended or is parked."""
    async with connect(f"sqlite:///{database}") as engine, engine.worker([sells, packs, listens, gives_back], standby=True):
        while True:
            statuses = {summary.status for summary in await engine.executions()}
            if not statuses & {"pending", "running", "blocked"}:
                return
            await asyncio.sleep(0.01)


def fork(function: Callable[[], Any]) -> int:
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            function()
            code = 0
        finally:
            os._exit(code)
    return pid


def run_and_kill(database: str, seed: int, kills: int) -> None:
    """Kill the worker at random moments; the last one is let be. Where one got nothing done (a busy machine), the next lives longer."""
    rng, vendor, lives = random.Random(seed), Vendor(VENDOR), 0.15
    for _ in range(kills):
        before = len(vendor.effects())
        pid = fork(lambda: asyncio.run(work(database)))
        time.sleep(0.02 + rng.random() * lives)
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
        lives = lives if len(vendor.effects()) > before else min(lives * 1.5, LONGEST_LIFE)
    ended: int = signal.SIGKILL
    while ended == signal.SIGKILL:  # one that killed itself
        _, ended = os.waitpid(fork(lambda: asyncio.run(work(database))), 0)
    if ended != 0:
        sys.exit("the last worker failed")


def acknowledge_and_die(database: str, ids: list[str]) -> None:
    """Start executions and signal them, each in a process that dies the moment it is told that it is done."""

    async def ask(id: str) -> None:
        async with connect(f"sqlite:///{database}") as engine:
            handle = await engine.start(listens, 1, id=id)
            await handle.signal(go, f"hello {id}", id="1")
            sys.stdout.write(f"{id}\n")
            sys.stdout.flush()
            os.kill(os.getpid(), signal.SIGKILL)

    for id in ids:
        os.waitpid(fork(lambda id=id: asyncio.run(ask(id))), 0)  # type: ignore[misc]


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["kill", database, seed, kills]:
            run_and_kill(database, int(seed), int(kills))
        case ["work", database]:
            asyncio.run(work(database))
        case ["ack", database, *ids]:
            acknowledge_and_die(database, ids)
