"""Schedules: executions that start at their time. The tick's time is in the execution's id, so a second start is the same one."""

from __future__ import annotations

import asyncio
import inspect
import logging
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from ..clock import SECOND, Clock, Micros
from ..engines.port import CLOSED
from ..errors import ExecutionNotFound, UsageError
from .store import Store, Work

if TYPE_CHECKING:
    from ..engines.port import Engine

log = logging.getLogger("eventual.services")

POLL_SECONDS = 0.2

GRACE = timedelta(seconds=30)
"""How late a tick may be started that is not to be made up for."""

CatchUp = Literal["none", "last", "all"]
Overlap = Literal["allow", "skip"]

MAX_CATCH_UP = 1000
"""Ticks that are made up for at once; the rest follow with the next look."""


@dataclass(frozen=True)
class Schedule:
    """What `Service.schedule` declares.

    Attributes:
        name: by which the file knows how far it is.
        workflow: what is started; it gets the tick's time (aware) where it takes one.
        ticks: the times after a given one, in order, in UTC.
        catch_up: what becomes of the ticks that nobody was there for: `none` of them, the `last`, or `all`.
        overlap: what becomes of a tick while the execution of the one before it has not ended: `allow` it, or `skip` it.
    """

    name: str
    workflow: Callable[..., Any]
    ticks: Callable[[datetime], Iterator[datetime]]
    catch_up: CatchUp = "last"
    overlap: Overlap = "allow"


def every(interval: timedelta) -> Callable[[datetime], Iterator[datetime]]:
    """Ticks at each whole multiple of the interval since 1970, whenever the service was started.

    Raises:
        UsageError: it is shorter than a second.
    """
    if interval < timedelta(seconds=1):
        raise UsageError(f"a schedule's interval is a second or more, not {interval}")
    epoch = datetime(1970, 1, 1, tzinfo=UTC)

    def ticks(after: datetime) -> Iterator[datetime]:
        number = (after - epoch) // interval
        while True:
            number += 1
            yield epoch + number * interval

    return ticks


def cron(expression: str, zone: str = "UTC") -> Callable[[datetime], Iterator[datetime]]:
    """Ticks of a cron expression on the wall clock of a time zone; needs the extra `schedules`.

    Raises:
        UsageError: there is no such zone, the expression is none, or the extra is not installed.
    """
    try:
        from cronsim import CronSim, CronSimError
    except ModuleNotFoundError:
        raise UsageError("cron schedules need an extra: pip install 'eventual-connectors[schedules]'") from None
    try:
        place = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        raise UsageError(f"no time zone is called {zone!r}; write one such as Europe/Berlin") from None
    try:
        CronSim(expression, datetime(2026, 1, 1, tzinfo=place))
    except CronSimError as error:
        raise UsageError(f"{expression!r} is no cron expression: {error}") from None

    def ticks(after: datetime) -> Iterator[datetime]:
        for found in CronSim(expression, after.astimezone(place)):
            yield found.astimezone(UTC)

    return ticks


def due(schedule: Schedule, after: datetime, now: datetime) -> list[datetime]:
    """The ticks since `after` that are to be started, oldest first."""
    found: list[datetime] = []
    for tick in schedule.ticks(after):
        if tick > now or len(found) == MAX_CATCH_UP:
            break
        found = [*found, tick] if schedule.catch_up == "all" else [tick]
    return [tick for tick in found if schedule.catch_up != "none" or now - tick <= GRACE]


class Scheduler:
    """Starts what is due; part of what one process at a time does for a service."""

    def __init__(self, service: str, schedules: Sequence[Schedule], store: Store, engine: Engine, clock: Clock) -> None:
        self._service = service
        self._schedules = schedules
        self._store = store
        self._engine = engine
        self._clock = clock

    async def run(self) -> None:
        """Serve until cancelled. A schedule that fails is said once a second, and holds no other back."""
        while True:
            for schedule in self._schedules:
                try:
                    await self._look(schedule)
                except Exception as error:
                    log.error("the schedule %s cannot start, and tries again: %s: %s", schedule.name, type(error).__name__, error)
                    await asyncio.sleep(1)
            await asyncio.sleep(POLL_SECONDS)

    async def _look(self, schedule: Schedule) -> None:
        now = self._clock.now()
        after, last = await self._store.do(lambda connection: _cursor(connection, self._service, schedule.name, now))
        for tick in due(schedule, _aware(after), _aware(now)):
            id = f"{self._service}.{schedule.name}.{tick:%Y-%m-%dT%H:%M:%SZ}"
            if schedule.overlap == "skip" and last and last != id and await self._runs(last):
                id = last
            else:
                # Started before it is noted: where a crash comes between, the same id is started again, and is the same execution.
                await self._engine.start(schedule.workflow, *((tick,) if _takes_time(schedule.workflow) else ()), id=id)
            last = id
            await self._store.do(_noted(self._service, schedule.name, tick, id))

    async def _runs(self, id: str) -> bool:
        try:
            return await (await self._engine.handle(id)).status() not in CLOSED
        except ExecutionNotFound:
            return False


def _cursor(connection: sqlite3.Connection, service: str, schedule: str, now: Micros) -> tuple[Micros, str]:
    """The last tick that was dealt with, and its execution; a schedule that is new begins now."""
    connection.execute("INSERT INTO service_schedules VALUES (?, ?, ?, '') ON CONFLICT DO NOTHING", (service, schedule, now))
    row = connection.execute("SELECT at, last FROM service_schedules WHERE service = ? AND schedule = ?", (service, schedule)).fetchone()
    return row["at"], row["last"]


def _noted(service: str, schedule: str, tick: datetime, id: str) -> Work[None]:
    row = (round(tick.timestamp() * SECOND), id, service, schedule)

    def work(connection: sqlite3.Connection) -> None:
        connection.execute("UPDATE service_schedules SET at = ?, last = ? WHERE service = ? AND schedule = ?", row)

    return work


def _takes_time(workflow: Callable[..., Any]) -> bool:
    return bool(inspect.signature(getattr(workflow, "function", workflow)).parameters)


def _aware(at: Micros) -> datetime:
    return datetime.fromtimestamp(at / SECOND, UTC)
