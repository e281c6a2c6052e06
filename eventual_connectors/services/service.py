"""`Service`: a named bounded context. It is a list of what belongs together; making one opens nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Coroutine, Iterable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from ..errors import EngineError, UsageError
from ..retry import Retry
from ..workflows.definition import Workflow
from .commands import Command
from .event_types import EventType
from .publishing import Publisher
from .schedules import CatchUp, Overlap, Schedule
from .subscriptions import Event, Subscription

if TYPE_CHECKING:
    from starlette.applications import Starlette

    from ..call import Call
    from ..engines.embedded.client import EmbeddedEngine
    from ..signal import Signal
    from .api.guard import Authorize
    from .running import Open, Run
    from .store import Store
    from .webhooks import Answer, Webhook

M = TypeVar("M", bound=BaseModel)
C = TypeVar("C", bound=Callable[..., Coroutine[Any, Any, Any]])
H = TypeVar("H", bound=Callable[..., Any])
N = TypeVar("N")

_NAME = re.compile(r"[a-z][a-z0-9_-]*")


class Service:
    """A bounded context: workflows, event types, subscriptions and webhooks under one name.

    Args:
        name: lower-case letters, digits, `-` and `_`; the source of its events is `/NAME`.
        workflows: what its worker runs.
        events: the types of events that it publishes.
        webhooks: how vendors bring events in.
        signals: those that its API may send.

    Raises:
        UsageError: two of a kind have one name.
    """

    def __init__(
        self,
        name: str,
        *,
        workflows: Iterable[Workflow[..., Any]] = (),
        events: Iterable[EventType[Any]] = (),
        webhooks: Iterable[Webhook] = (),
        signals: Iterable[Signal[Any]] = (),
    ) -> None:
        if not _NAME.fullmatch(name):
            raise UsageError(f"a service's name is of lower-case letters, digits, - and _, which {name!r} is not")
        self.name = name
        self.source = f"/{name}"
        self.workflows = _by_name(workflows, "workflow")
        self.events = _by_name(events, "event type")
        self.webhooks = _by_name(webhooks, "webhook")
        self.signals = _by_name(signals, "signal")
        self.subscriptions: dict[str, Subscription] = {}
        self.commands: dict[str, Command] = {}
        self.schedules: dict[str, Schedule] = {}
        self._stores: list[Store] = []
        self._engines: list[EmbeddedEngine] = []
        self._publisher = Publisher(self)

    def __iter__(self) -> Iterator[Workflow[..., Any]]:
        """Its workflows: `eventual worker MODULE:SERVICE` runs them."""
        return iter(self.workflows.values())

    def subscribe(
        self,
        event: EventType[M],
        *,
        name: str | None = None,
        where: Callable[[Event[M]], bool] | None = None,
        key: Callable[[Event[M]], str] | None = None,
        retry: Retry | None = None,
        timeout: float | timedelta = 60.0,
        limit: int = 10,
    ) -> Callable[[H], H]:
        """Have a function handle each event of a type, of whatever service in the same file.

        Args:
            event: the type; its version is the one that the handler reads.
            name: by which the ledger knows it; the function's name unless given. Under another name it begins with the first event again.
            where: whether an event is for it. It must depend on the event alone.
            key: events of one key are handled one after the other, as they were published.
            retry: how often a handler that raises is tried, and after how long.
            timeout: seconds (or a timedelta) that one try may take.
            limit: how many events are handled at once.

        Raises:
            UsageError: there is one of this name.
        """

        def mark(handler: H) -> H:
            made = Subscription(name or handler.__name__, event, handler, where, key, retry or Retry(), timeout, limit)
            if made.name in self.subscriptions:
                raise UsageError(f"the service {self.name} has two subscriptions called {made.name!r}; give one of them another name=")
            self.subscriptions[made.name] = made
            return handler

        return mark

    def starts(self, event: EventType[M], workflow: Callable[[M], Coroutine[Any, Any, Any]], **options: Any) -> None:
        """Have each event of a type start an execution of a workflow with the event's data, once; options are those of `subscribe`."""

        async def start(found: Event[M]) -> None:
            await found.start(workflow, found.data)

        options.setdefault("name", getattr(workflow, "name", "start"))
        self.subscribe(event, **options)(start)

    def schedule(
        self,
        workflow: Callable[..., Coroutine[Any, Any, Any]],
        ticks: Callable[[datetime], Iterator[datetime]],
        *,
        name: str | None = None,
        catch_up: CatchUp = "last",
        overlap: Overlap = "allow",
    ) -> None:
        """Start an execution at each tick, once: `shop.schedule(report, cron("0 6 * * *", "Europe/Berlin"))`.

        Args:
            workflow: what is started; one that takes a parameter gets the tick's time.
            ticks: `cron(…)`, `every(…)`, or a function of a time that gives the times after it, in order, in UTC and whole seconds.
            name: by which the file knows how far it is; the workflow's name unless given.
            catch_up: what becomes of ticks that nobody was there for: `none`, the `last`, or `all`.
            overlap: `allow` a tick while the last one's execution has not ended, or `skip` it.

        Raises:
            UsageError: there is one of this name.
        """
        known = name or str(getattr(workflow, "name", workflow))
        if known in self.schedules:
            raise UsageError(f"the service {self.name} has two schedules called {known!r}; give one of them another name=")
        if catch_up not in ("none", "last", "all") or overlap not in ("allow", "skip"):
            raise UsageError("catch_up is none, last or all; overlap is allow or skip")
        self.schedules[known] = Schedule(known, workflow, ticks, catch_up, overlap)

    def command(self, function: C) -> C:
        """Have an `async def` of one pydantic model be called by the API, at `/commands/NAME`: `@shop.command`.

        Raises:
            UsageError: it takes something else, or there is one of this name.
        """
        made = Command(function.__name__, function)
        if made.name in self.commands:
            raise UsageError(f"the service {self.name} has two commands called {made.name!r}")
        self.commands[made.name] = made
        return function

    def api(self, *, url: str | None = None, authorize: Authorize | None = None, title: str = "", version: str = "1") -> Starlette:
        """The service's API as an ASGI application; needs the extra `api`.

        Args:
            url: the engine's; the application then runs the service while it is up. Without, the service is run by whoever mounts it.
            authorize: gets each request and what it asks for, such as `command:place`, and says whether it may. Without, only this
                machine is answered. Webhooks and health are for everybody.
            title: of the OpenAPI document.
            version: of the API.

        Raises:
            UsageError: the extra is not installed.
        """
        try:
            from .api import api
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "starlette":
                raise
            raise UsageError("a service's API needs an extra: pip install 'eventual-connectors[api]'") from None
        return api(self, url=url, authorize=authorize, title=title, version=version)

    def publish(self, event: EventType[M], data: M, *, key: str | None = None, id: str | None = None) -> Call[str]:
        """Publish an event; on disk when the call returns its id. In a workflow it is a durable step, elsewhere an outbox's row.

        Args:
            event: its type, one of this service's.
            data: what it says.
            key: what it is about; the envelope's `subject`.
            id: the event's id, where the caller knows one that it would give again; the call's key unless given.

        Raises:
            SerializationError: the data does not fit the type.
            UsageError: the type is none of this service's.
            KeyConflict: the id was published with other content.
        """
        return self._publisher.publish(event, data, key=key, id=id)

    def open(self, url: str) -> Open:
        """Connect to a file, to publish and to take webhooks, while the `async with` (or `with`) block lasts."""
        from .running import Open

        return Open(self, url)

    def run(self, url: str, *, standby: bool = False, **options: Any) -> Run:
        """As `open`, and run the workflows and the subscriptions: `async with shop.run("sqlite:///app.db", standby=True) as engine`.

        Args:
            url: the embedded engine's.
            standby: wait for the current owner of the file to go, instead of refusing. Subscriptions always do.
            **options: of the engine's worker.
        """
        from .running import Run

        return Run(self, url, standby=standby, **options)

    async def ingest(self, webhook: str, body: bytes, headers: Any) -> Answer:
        """Take a request of a vendor: verified and on disk when this returns. What to answer it with."""
        from .webhooks import ingest

        return await ingest(self, webhook, body, headers)

    def ingest_sync(self, webhook: str, body: bytes, headers: Any) -> Answer:
        """The same, for a sync view."""
        from .webhooks import ingest_sync

        return ingest_sync(self, webhook, body, headers)

    @property
    def store(self) -> Store:
        """Where its events are kept now.

        Raises:
            UsageError: the service is not open.
        """
        if not self._stores:
            raise UsageError(f"the service {self.name} is not open; use it inside `async with {self.name}.open(url)` or `run(url)`")
        return self._stores[-1]

    @property
    def is_open(self) -> bool:
        """Whether it is connected to a file."""
        return bool(self._stores)

    @property
    def engine(self) -> EmbeddedEngine:
        """The engine, while the service is run.

        Raises:
            EngineError: it is not.
        """
        if not self._engines:
            raise EngineError(f"the service {self.name} is not running; use it inside `async with {self.name}.run(url)`")
        return self._engines[-1]

    def __repr__(self) -> str:
        return f"<service {self.name}>"


def _by_name(things: Iterable[N], what: str) -> dict[str, N]:
    found: dict[str, N] = {}
    for thing in things:
        name = str(getattr(thing, "name", thing))
        if name in found:
            raise UsageError(f"two {what}s are called {name!r}; a service tells them apart by name")
        found[name] = thing
    return found
