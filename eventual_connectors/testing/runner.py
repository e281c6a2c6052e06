"""Runs workflows in tests: a real embedded engine on a file of its own, in virtual time, from code that is not async."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar, TypeVarTuple

from ..clock import to_datetime
from ..connection import DEFAULT, connections
from ..connector import Connector
from ..engines import connect
from ..engines.port import ExecutionRecord
from ..errors import EventualError, ExecutionFailed
from ..fakes import Fake
from ..history.events import Event
from ..workflows.definition import Workflow
from .clock import VirtualClock

F = TypeVar("F", bound=Fake)
R = TypeVar("R")
Ts = TypeVarTuple("Ts")


async def _result(handle: Any, timeout: float) -> Any:
    """As `handle.result(timeout)`, but a blocked execution is not waited for: nobody mends it while the test runs."""
    result = asyncio.ensure_future(handle.result(timeout))
    while not (await asyncio.wait({result}, timeout=0.1))[0]:
        summary = await handle.summary()
        if summary.status == "blocked":
            result.cancel()
            raise EventualError(f"the workflow {summary.workflow} is blocked: {summary.reason}")
    return result.result()


class TestEngine:
    """What the fixture `eventual` gives."""

    __test__ = False

    def __init__(self, folder: Path) -> None:
        self.url = f"sqlite:///{folder / 'eventual.db'}"
        self.clock = VirtualClock()
        self.last_id = ""

    def run(
        self,
        workflow: Callable[[*Ts], Coroutine[Any, Any, R]],
        *args: *Ts,
        id: str | None = None,
        workflows: Sequence[Workflow[..., Any]] = (),
        timeout: float = 30.0,
    ) -> R:
        """Run a workflow to its end and return its result. Timers take no time.

        Args:
            workflow: what to run.
            *args: its arguments.
            id: the execution's id; a new one unless given.
            workflows: children that it starts.
            timeout: real seconds after which the test fails.

        Raises:
            Exception: what the workflow raised.
            EventualError: the execution is blocked: its code does not match its history, or a connection is not configured.
        """
        self.last_id = id or f"test-{uuid.uuid4().hex[:8]}"
        return asyncio.run(self._run(workflow, args, self.last_id, [workflow, *workflows], timeout))

    @contextmanager
    def faked(self, connector: Connector, fake: F, *, name: str = DEFAULT) -> Iterator[F]:
        """Serve a fake for the length of a `with` block: this connector's connection leads to it, and its clock is the virtual time.

        The fixture of a connector that is declared in the application:

            @pytest.fixture
            def fake_warehouse(eventual):
                with eventual.faked(warehouse, WarehouseFake()) as fake:
                    yield fake

        Args:
            connector: whose vendor it is.
            fake: the fake.
            name: of the connection.
        """
        fake.clock.freeze(to_datetime(self.clock.now()))
        self.clock.follow(fake.clock.advance)
        with fake.serve() as url, connections.override(connector.name, connector.connection(**fake.settings(url)), name=name):
            yield fake

    def record(self, id: str | None = None) -> ExecutionRecord:
        """An execution with its history; the last one run unless named."""
        return asyncio.run(self._record(id or self.last_id))

    def history(self, id: str | None = None) -> Sequence[Event]:
        """The events of an execution; the last one run unless named."""
        return self.record(id).events

    async def _run(
        self,
        workflow: Callable[[*Ts], Coroutine[Any, Any, R]],
        args: tuple[*Ts],
        id: str,
        known: list[Any],
        timeout: float,
    ) -> R:
        async with connect(self.url, clock=self.clock) as engine, engine.worker(known):
            handle = await engine.start(workflow, *args, id=id)
            try:
                result: R = await _result(handle, timeout)
                return result
            except ExecutionFailed as failed:
                raise failed.__cause__ or failed from None
            except TimeoutError:
                parked = await handle.parked()
                name = getattr(workflow, "name", id)
                waiting = "; ".join(f"{call.path} is parked: {call.reason}" for call in parked) or f"it is {await handle.status()}"
                raise TimeoutError(f"the workflow {name} did not end within {timeout:g} s: {waiting}") from None

    async def _record(self, id: str) -> ExecutionRecord:
        async with connect(self.url) as engine:
            return await engine.record(id)
