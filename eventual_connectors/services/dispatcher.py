"""Runs a service's subscriptions: reads the log for each, and handles what is due. One process at a time does."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..clock import SECOND, Clock
from ..engines.embedded.changes import changes
from ..engines.embedded.owner import OwnerLock
from ..errors import Permanent, SerializationError
from . import deliveries
from .deliveries import DEAD, DONE, DUE, Delivery, New
from .envelope import read_envelope
from .event_log import Logged, read
from .schedules import Schedule, Scheduler
from .store import EVENTS, Store
from .subscriptions import Subscription

if TYPE_CHECKING:
    from ..engines.port import Engine

log = logging.getLogger("eventual.services")

BATCH = 500
"""Events that are read at once."""

POLL_SECONDS = 0.1
"""How often it is looked whether another process wrote something."""

DRAIN_SECONDS = 10.0
"""How long handlers have when the service stops; those that take longer are tried again."""

LOST = "the process ended while the event was handled"


class Dispatcher:
    """The subscriptions and schedules of a service, on one file."""

    def __init__(
        self,
        service: str,
        subscriptions: Sequence[Subscription],
        schedules: Sequence[Schedule],
        store: Store,
        engine: Engine,
        clock: Clock,
    ) -> None:
        self._scheduler = Scheduler(service, schedules, store, engine, clock)
        self._has_schedules = bool(schedules)
        self._lock = OwnerLock(f"{store.path}.{service}")
        self._readers = [Reader(service, one, store, engine, clock) for one in subscriptions]

    async def run(self) -> None:
        """Wait for the turn, then serve until cancelled."""
        await self._lock.wait()
        try:
            async with asyncio.TaskGroup() as group:
                if self._has_schedules:
                    group.create_task(self._scheduler.run(), name="eventual-schedules")
                for reader in self._readers:
                    group.create_task(reader.run(), name=f"eventual-subscription-{reader.name}")
        finally:
            self._lock.release()


class Reader:
    """One subscription at work."""

    def __init__(self, service: str, subscription: Subscription, store: Store, engine: Engine, clock: Clock) -> None:
        self.name = subscription.name
        self._subscription = subscription
        self._ledger = (service, subscription.name)
        self._store = store
        self._engine = engine
        self._clock = clock
        self._handling: set[asyncio.Task[None]] = set()
        self._free = asyncio.Event()

    async def run(self) -> None:
        """Serve until cancelled. What is wrong with the file passes, or is said once a second: nobody else stops for it."""
        try:
            while True:
                try:
                    await self._serve()
                except Exception as error:
                    log.error("the subscription %s cannot go on, and tries again: %s: %s", self.name, type(error).__name__, error)
                    await asyncio.sleep(1)
        finally:
            await self._drain()

    async def _serve(self) -> None:
        ours = {id(task) for task in self._handling}
        if not ours:
            for lost in await self._store.do(lambda connection: deliveries.interrupted(connection, self._ledger)):
                await self._again_or_dead(lost, ConnectionAbortedError(LOST))
        with changes.waiting(self._store.path, EVENTS) as told:
            while True:
                told.clear()
                self._free.clear()
                more = await self._read()
                taken = await self._take()
                if not more and not taken:
                    await self._rest(told)

    async def _read(self) -> bool:
        """Read on in the log; whether there may be more."""
        at = await self._store.do(lambda connection: deliveries.cursor(connection, self._ledger))
        found = await self._store.do(lambda connection: read(connection, at, BATCH))
        if found:
            new = [delivery for one in found if (delivery := self._wanted(one)) is not None]
            await self._store.do(deliveries.take_in(self._ledger, new, found[-1].n, self._clock.now()))
        return len(found) == BATCH

    def _wanted(self, logged: Logged) -> New | None:
        subscription = self._subscription
        if logged.type != subscription.event.name:
            return None
        try:
            event = subscription.read(read_envelope(logged.envelope))
            if subscription.where is not None and not subscription.where(event):
                return None
            return New(logged.n, str(subscription.key(event)) if subscription.key else None)
        except SerializationError as error:
            return New(logged.n, reason=str(error))
        except Exception as error:  # the application's filter or key
            return New(logged.n, reason=f"its filter or key failed: {_said(error)}")

    async def _take(self) -> bool:
        """Begin what is due; whether anything was."""
        free = self._subscription.limit - len(self._handling)
        found = await self._store.do(deliveries.claim(self._ledger, free, self._clock.now())) if free > 0 else []
        for one in found:
            task = asyncio.create_task(self._handle(one), name=f"eventual-event-{self.name}-{one.n}")
            self._handling.add(task)
            task.add_done_callback(self._ended)
        return bool(found)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._handling.discard(task)
        self._free.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("how an event of %s ended could not be recorded: %s", self.name, error)

    async def _handle(self, delivery: Delivery) -> None:
        origin = ".".join(self._ledger)
        try:
            envelope = read_envelope(delivery.envelope)
            event = self._subscription.read(envelope, attempt=delivery.attempts, origin=origin, engine=self._engine)
            await self._subscription.handle(event)
        except TimeoutError as error:
            await self._again_or_dead(delivery, error, f"not handled within {self._subscription.timeout:g} seconds")
        except (Permanent, SerializationError) as error:
            await self._settle(delivery, DEAD, reason=_said(error))
        except Exception as error:
            await self._again_or_dead(delivery, error)
        else:
            await self._settle(delivery, DONE)

    async def _again_or_dead(self, delivery: Delivery, error: Exception, reason: str = "") -> None:
        now = self._clock.now()
        reason = reason if reason and not str(error) else _said(error)
        wait = self._subscription.retry.next_wait(attempts=delivery.attempts, elapsed=(now - delivery.first_at) / SECOND, error=error)
        if wait is None:
            await self._settle(delivery, DEAD, reason=f"{reason} (after {delivery.attempts} attempts)")
        else:
            await self._settle(delivery, DUE, due_at=now + round(wait * SECOND), reason=reason)

    async def _settle(self, delivery: Delivery, state: str, *, due_at: int = 0, reason: str = "") -> None:
        if state == DEAD:
            log.warning("event %d is a dead letter of %s: %s", delivery.n, self.name, reason)
        # A handler that has returned is recorded, also while the service stops.
        await asyncio.shield(
            self._store.do(deliveries.settle(self._ledger, delivery.n, state, self._clock.now(), due_at=due_at, reason=reason))
        )

    async def _rest(self, told: asyncio.Event) -> None:
        due = await self._store.do(lambda connection: deliveries.next_due(connection, self._ledger))
        seconds = POLL_SECONDS if due is None else min(POLL_SECONDS, max(0.005, (due - self._clock.now()) / SECOND))
        waits = [asyncio.ensure_future(told.wait()), asyncio.ensure_future(self._free.wait())]
        try:
            await asyncio.wait(waits, timeout=seconds, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()

    async def _drain(self) -> None:
        if self._handling:
            await asyncio.wait(self._handling, timeout=DRAIN_SECONDS)
        tasks = list(self._handling)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _said(error: BaseException) -> str:
    return " ".join(f"{type(error).__name__}: {error}".split())[:500]
