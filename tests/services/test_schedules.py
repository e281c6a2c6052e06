"""Schedules: each tick once, on the wall clock of its zone, also where nobody was there for it."""

from __future__ import annotations

import asyncio
import sqlite3
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path

import pytest

from eventual_connectors import Signal, errors, workflow
from eventual_connectors.services import Service, cron, every
from eventual_connectors.services.schedules import CatchUp, Schedule, due

done = Signal("done", str)


@workflow()
async def report(at: datetime) -> datetime:
    return at


@workflow()
async def long(at: datetime) -> str:
    return await done.receive()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_a_cron_expression_is_of_its_zones_clock_also_when_that_is_changed() -> None:
    found = islice(cron("30 2 * * *", "Europe/Berlin")(at("2026-03-27T12:00+00:00")), 3)
    assert list(found) == [at("2026-03-28T01:30+00:00"), at("2026-03-29T01:00+00:00"), at("2026-03-30T00:30+00:00")]
    autumn = islice(cron("30 2 * * *", "Europe/Berlin")(at("2026-10-24T12:00+00:00")), 2)
    assert list(autumn) == [at("2026-10-25T00:30+00:00"), at("2026-10-26T01:30+00:00")]


@pytest.mark.parametrize(("expression", "zone"), [("61 * * * *", "UTC"), ("* * * * *", "Mars/Base"), ("", "UTC"), ("* * * * *", "../x")])
def test_what_is_no_time_is_refused(expression: str, zone: str) -> None:
    with pytest.raises(errors.UsageError, match=r"no cron expression|no time zone"):
        cron(expression, zone)


@pytest.mark.parametrize(("catch_up", "minutes"), [("none", []), ("last", [5]), ("all", [1, 2, 3, 4, 5])])
def test_ticks_that_nobody_was_there_for(catch_up: CatchUp, minutes: list[int]) -> None:
    schedule = Schedule("report", report, every(timedelta(minutes=1)), catch_up)
    found = due(schedule, at("2026-01-01T00:00+00:00"), at("2026-01-01T00:05:45+00:00"))
    assert [tick.minute for tick in found] == minutes


def ran_before(database: Path, service: str, schedule: str, ago: float) -> None:
    """As if the service had last run some seconds ago."""
    connection = sqlite3.connect(database, isolation_level=None)
    then = round((datetime.now(UTC).timestamp() - ago) * 1_000_000)
    connection.execute("UPDATE service_schedules SET at = ? WHERE service = ? AND schedule = ?", (then, service, schedule))
    connection.close()


async def test_each_tick_is_once_also_where_its_start_was_not_noted(tmp_path: Path) -> None:
    """What a crash between the start and its note leaves: the ticks are looked at again, and are the same executions."""
    database = tmp_path / "shop.db"
    service = Service("shop", workflows=[report])
    service.schedule(report, every(timedelta(seconds=1)), catch_up="all")
    began = datetime.now(UTC)
    for _ in range(3):
        async with service.run(f"sqlite:///{database}") as engine:
            await asyncio.sleep(1.2)
        ran_before(database, "shop", "report", 3)
    async with service.run(f"sqlite:///{database}") as engine:
        await asyncio.sleep(1.2)
        ids = [found.id for found in await engine.executions()]
    assert len(set(ids)) == len(ids)
    times = sorted(at(id.removeprefix("shop.report.")) for id in ids)
    assert times[-1] - times[0] == timedelta(seconds=len(times) - 1)  # none is missing
    assert times[-1] - began > timedelta(seconds=3)


async def test_a_tick_is_skipped_while_the_last_one_runs(tmp_path: Path) -> None:
    service = Service("shop", workflows=[long])
    service.schedule(long, every(timedelta(seconds=1)), overlap="skip")
    async with service.run(f"sqlite:///{tmp_path / 'shop.db'}") as engine:
        await asyncio.sleep(2.5)
        (first,) = await engine.executions()
        handle = await engine.handle(first.id, long)
        await handle.signal(done, "go on")
        await handle.result(timeout=10)
        await asyncio.sleep(1.5)
        assert len(await engine.executions()) == 2


def test_two_schedules_of_one_name_are_refused() -> None:
    service = Service("shop", workflows=[report])
    service.schedule(report, every(timedelta(hours=1)))
    with pytest.raises(errors.UsageError, match="two schedules called 'report'"):
        service.schedule(report, every(timedelta(hours=2)))
    with pytest.raises(errors.UsageError, match="a second or more"):
        every(timedelta(0))
