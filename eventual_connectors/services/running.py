"""A service on a file: opened, to publish and to take webhooks; or run, with its workflows and subscriptions."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from ..clock import SystemClock
from ..engines import connect
from ..engines.embedded.client import EmbeddedEngine
from ..engines.url import database_file, scheme_of
from ..errors import UsageError
from .dispatcher import Dispatcher
from .store import Store

if TYPE_CHECKING:
    from .service import Service


def keeps_events(service: Service) -> bool:
    """Whether there is more to a service than its workflows."""
    return bool(service.events or service.webhooks or service.subscriptions or service.schedules)


def events_file(service: Service, url: str) -> str:
    """The file that a service's events are kept in, beside its executions.

    Raises:
        EngineError: no engine serves this URL.
        UsageError: its engine keeps no events.
    """
    if "events" not in connect(url).capabilities:
        raise UsageError(
            f"{scheme_of(url)}://… keeps no events, webhooks, subscriptions and schedules, which the service {service.name} runs; "
            "use the embedded engine, sqlite:///path, or a service of workflows alone"
        )
    return database_file(url)


class Open:
    """A service that publishes and takes webhooks. Its block is `async with` or, in code that is not async, `with`."""

    def __init__(self, service: Service, url: str) -> None:
        self._service = service
        self._path = events_file(service, url)
        self._store = Store(self._path)

    def __enter__(self) -> Self:
        self._store.open()
        self._service._stores.append(self._store)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._service._stores.remove(self._store)
        self._store.close()

    async def __aenter__(self) -> Self:
        await asyncio.to_thread(self._store.open)
        self._service._stores.append(self._store)
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._service._stores.remove(self._store)
        await asyncio.to_thread(self._store.close)


class Run:
    """A service with its worker and its subscriptions; the block's value is the engine, to start and to watch executions."""

    def __init__(self, service: Service, url: str, *, standby: bool, **options: Any) -> None:
        self._service = service
        self._url = url
        self._standby = standby
        self._options = options
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> EmbeddedEngine:
        service, path = self._service, events_file(self._service, self._url)
        async with AsyncExitStack() as stack:
            engine = await stack.enter_async_context(EmbeddedEngine(path))
            await stack.enter_async_context(Open(service, self._url))
            if service.workflows:
                await stack.enter_async_context(engine.worker(list(service), standby=self._standby, **self._options))
            declared = list(service.subscriptions.values()), list(service.schedules.values())
            dispatcher = Dispatcher(service.name, *declared, service.store, engine, SystemClock())
            serving = asyncio.create_task(dispatcher.run(), name=f"eventual-service-{service.name}")
            stack.push_async_callback(_stop, serving)
            service._engines.append(engine)
            stack.callback(service._engines.remove, engine)
            self._stack = stack.pop_all()
        return engine

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        await self._stack.aclose()


async def _stop(serving: asyncio.Task[None]) -> None:
    serving.cancel()
    with suppress(asyncio.CancelledError):
        await serving
