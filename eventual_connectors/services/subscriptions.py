"""A subscription's declaration, and the event that its handler gets."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Generic, TypeVar, TypeVarTuple

from pydantic import BaseModel

from ..errors import UsageError
from ..retry import Retry
from .envelope import CloudEvent
from .event_types import EventType

if TYPE_CHECKING:
    from ..engines.port import Engine, Handle
    from ..signal import Signal

M = TypeVar("M", bound=BaseModel)
R = TypeVar("R")
T = TypeVar("T")
Ts = TypeVarTuple("Ts")


@dataclass(frozen=True)
class Event(Generic[M]):
    """An event as a handler gets it.

    Attributes:
        data: as the subscription's model.
        envelope: all that the publisher said.
        attempt: which try this is, from 1.
    """

    data: M
    envelope: CloudEvent
    attempt: int = 0
    _origin: str = ""
    _engine: Engine | None = None

    @property
    def id(self) -> str:
        """The same for every delivery of the event."""
        return self.envelope.id

    @property
    def key(self) -> str | None:
        """What it is about."""
        return self.envelope.subject

    @property
    def time(self) -> datetime | None:
        """When it happened, where the publisher says so."""
        return self.envelope.time

    async def start(self, workflow: Callable[[*Ts], Coroutine[Any, Any, R]], *args: *Ts) -> Handle[R]:
        """Start an execution whose id is made of the event's: once, however often the event is handled.

        One handler may start several workflows with one event, and one execution of each.
        """
        if self._engine is None:
            raise UsageError("an event starts workflows in its handler only")
        name = getattr(workflow, "name", getattr(workflow, "__name__", ""))
        return await self._engine.start(workflow, *args, id=f"{self._origin}.{name}.{self.envelope.source}.{self.envelope.id}")

    async def signal(self, execution_id: str, signal: Signal[T], value: T) -> None:
        """Signal an execution, once however often the event is handled.

        Raises:
            ExecutionNotFound: there is none of this id.
            ExecutionClosed: it has ended.
        """
        if self._engine is None:
            raise UsageError("an event signals executions in its handler only")
        handle = await self._engine.handle(execution_id)
        await handle.signal(signal, value, id=f"{self._origin}.{self.envelope.source}.{self.envelope.id}")


class Subscription:
    """What `Service.subscribe` declares."""

    def __init__(
        self,
        name: str,
        event: EventType[Any],
        handler: Callable[..., Any],
        where: Callable[[Event[Any]], bool] | None,
        key: Callable[[Event[Any]], str] | None,
        retry: Retry,
        timeout: float | timedelta,
        limit: int,
    ) -> None:
        self.name = name
        self.event = event
        self.handler = handler
        self.where = where
        self.key = key
        self.retry = retry
        self.timeout = timeout.total_seconds() if isinstance(timeout, timedelta) else timeout
        self.limit = limit
        if self.timeout <= 0 or limit < 1:
            raise UsageError(f"the subscription {name!r} needs a timeout above 0 and a limit of 1 or more")

    def read(self, envelope: CloudEvent, *, attempt: int = 0, origin: str = "", engine: Engine | None = None) -> Event[Any]:
        """The event as the handler's type.

        Raises:
            SerializationError: it does not fit.
        """
        return Event(self.event.decode(envelope.data), envelope, attempt, origin, engine)

    async def handle(self, event: Event[Any]) -> None:
        """Call the handler; a plain function runs in a thread.

        Raises:
            TimeoutError: it took too long.
        """
        async with asyncio.timeout(self.timeout):
            if inspect.iscoroutinefunction(self.handler):
                await self.handler(event)
            else:
                await asyncio.to_thread(self.handler, event)
