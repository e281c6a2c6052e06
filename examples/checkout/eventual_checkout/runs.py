"""The demo's two runs of the same orders: durable, and with the plain SDKs."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from eventual_connectors import connect
from eventual_connectors.engines.port import CLOSED, Engine, ExecutionRecord
from eventual_connectors.errors import UsageError
from eventual_connectors.history import events as ev

from .chaos import KillPlan, Victim
from .count import Count, SeenEffect, count, wanted
from .orders import Order
from .replays import replayed_differently
from .report import Show, counted
from .vendors import Vendors, vendors
from .workflow import checkout

STUCK_SECONDS = 90.0
"""How long nothing may move before the demo gives up and counts."""


@dataclass(frozen=True)
class Task:
    """What both programs are given.

    Attributes:
        orders: distinct orders.
        seed: decides the faults and the kills.
        kills: how often the process is to be killed.
        refused: ids of the orders whose payment the vendor does not take.
    """

    orders: Sequence[Order]
    seed: int
    kills: int
    refused: frozenset[str] = frozenset()

    @property
    def plan(self) -> KillPlan:
        """The same kills for both."""
        return KillPlan(self.seed, self.kills, sum(len(wanted(order)) for order in self.orders))

    def count(self, effects: Sequence[SeenEffect]) -> Count:
        """Compare what the vendors saw with what the orders ask for."""
        return count(self.orders, effects, refused=self.refused)


@dataclass(frozen=True)
class PlainRun:
    """What the plain SDKs made of the orders.

    Attributes:
        count: effects beside what the orders ask for.
        effects: everything that the fakes saw.
        kills: how often the process was killed.
        kills_before_answer: how many of those came between a vendor's effect and its answer.
        requests: how many reached the vendors.
        faults: how many of those met a fault.
        seconds: how long it took.
    """

    count: Count
    effects: list[SeenEffect]
    kills: int
    kills_before_answer: int
    requests: int
    faults: int
    seconds: float


@dataclass(frozen=True)
class DurableRun(PlainRun):
    """What the durable workflow made of them.

    Attributes:
        outcomes: how many orders ended how.
        unfinished: ids of the executions that have not ended or have failed, and why.
        replays: how many histories were exported from the engine and replayed.
        different: ids of the executions whose replay differed, and how.
        longest: the record of the execution with the most attempts.
        last_words: the end of the worker's log, where something is unfinished.
    """

    outcomes: dict[str, int] = field(default_factory=dict)
    unfinished: dict[str, str] = field(default_factory=dict)
    replays: int = 0
    different: dict[str, str] = field(default_factory=dict)
    longest: ExecutionRecord | None = None
    last_words: str = ""

    @property
    def good(self) -> bool:
        """Every effect once, and every replay the same."""
        return not (self.count.total_duplicates or self.count.total_lost or self.unfinished or self.different)


async def run_durably(task: Task, *, url: str, folder: Path, show: Show) -> DurableRun:
    """Start every order, and keep killing the worker until all have ended."""
    began = time.monotonic()
    async with connect(url) as engine:
        if await engine.executions(limit=1):
            raise UsageError(f"{url} holds executions already; the demo needs an engine of its own")
        for order in task.orders:
            await engine.start(checkout, order, id=order.id)
        with vendors(task.seed) as served:
            served.write_settings(folder)
            with Victim(["eventual_checkout.worker", url], folder, task.plan) as victim:
                served.on_applied(victim.effect_happened)
                await _until_ended(engine, len(task.orders), served, victim, show)
            records = [await engine.record(order.id) for order in task.orders]
            different = replayed_differently(records, engine=engine.name, folder=folder)
            run = _durable_run(task, records, served, victim, time.monotonic() - began)
            return replace(run, replays=len(records), different=different)


async def _until_ended(engine: Engine, number: int, served: Vendors, victim: Victim, show: Show) -> None:
    last, moved_at = -1, time.monotonic()
    while True:
        summaries = await engine.executions(limit=number)
        ended = sum(summary.status in CLOSED for summary in summaries)
        moved = ended + len(served.effects())
        show(ended, counted(victim.kills, "kill"))
        if ended == number:
            return
        if moved != last:
            last, moved_at = moved, time.monotonic()
        if time.monotonic() - moved_at > STUCK_SECONDS or await asyncio.to_thread(victim.finished, 0.2):
            return


def _durable_run(task: Task, records: Sequence[ExecutionRecord], served: Vendors, victim: Victim, seconds: float) -> DurableRun:
    outcomes, unfinished = Counter[str](), dict[str, str]()
    for order, record in zip(task.orders, records, strict=True):
        status = record.summary.status
        if status != "completed":
            unfinished[order.id] = record.summary.reason or status
            outcomes[status] += 1
            continue
        outcomes[record.events[-1].data["result"]["status"]] += 1
    effects = served.effects()
    return DurableRun(
        count=task.count(effects),
        effects=effects,
        kills=victim.kills,
        kills_before_answer=victim.kills_before_answer,
        requests=len(served.received),
        faults=served.faults(),
        seconds=seconds,
        outcomes=dict(outcomes),
        unfinished=unfinished,
        longest=max(records, key=_attempts, default=None),
        last_words=victim.last_words() if unfinished else "",
    )


def _attempts(record: ExecutionRecord) -> int:
    return sum(event.type == ev.ATTEMPT_STARTED for event in record.events)


def run_plainly(task: Task, *, folder: Path, show: Show, stopping: threading.Event) -> PlainRun:
    """The same orders, faults and kills with the plain SDKs; blocks until they are done or `stopping` is set."""
    began = time.monotonic()
    orders_path, done = folder / "plain-orders.jsonl", folder / "plain-done.txt"
    orders_path.write_text("".join(order.model_dump_json() + "\n" for order in task.orders), encoding="utf-8")
    with vendors(task.seed) as served:
        served.write_settings(folder)
        with Victim(["eventual_checkout.plain", str(orders_path), str(done)], folder, task.plan) as victim:
            served.on_applied(victim.effect_happened)
            while not (victim.finished(0.2) or stopping.is_set()):
                ids = done.read_text(encoding="utf-8").split() if done.exists() else []
                show(len(ids), counted(victim.kills, "kill"))
            show(len(task.orders), counted(victim.kills, "kill"))
        effects = served.effects()
        return PlainRun(
            count=task.count(effects),
            effects=effects,
            kills=victim.kills,
            kills_before_answer=victim.kills_before_answer,
            requests=len(served.received),
            faults=served.faults(),
            seconds=time.monotonic() - began,
        )
