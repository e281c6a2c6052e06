"""What raises something that is no `Exception` ends itself, and neither the worker nor another execution."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tenacity import stop_after_attempt

from eventual_connectors import Connection, Connector, Retry, activity, connect, connections, errors, workflow


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'a.db'}"


@workflow()
async def adds(n: int) -> int:
    return n + 3


class OutOfLine(BaseException):
    """No Exception, as some libraries raise to get past handlers."""


def several(said: str) -> BaseExceptionGroup[BaseException]:
    return BaseExceptionGroup(said, [OutOfLine(said)])


@pytest.mark.parametrize("kind", [SystemExit, KeyboardInterrupt, GeneratorExit, OutOfLine, several])
async def test_what_exits_ends_itself_and_not_the_worker(url: str, kind: Callable[[str], BaseException]) -> None:
    @activity(effect="unsafe", name="emb.exits_in_thread")
    def in_thread() -> None:
        raise kind("bye")

    @activity(effect="unsafe", name="emb.exits_in_loop")
    async def in_loop() -> None:
        raise kind("bye")

    @workflow()
    async def exits(where: str) -> None:
        await {"thread": in_thread, "loop": in_loop}[where]() if where != "here" else None
        raise kind("bye")

    async with connect(url) as engine, engine.worker([exits, adds]):
        for where in ("thread", "loop", "here"):
            handle = await engine.start(exits, where, id=where)
            with pytest.raises(errors.ExecutionFailed, match="bye"):
                await handle.result()
        assert await (await engine.start(adds, 1, id="b")).result() == 4


def client_that_exits(connection: Connection) -> Any:
    raise SystemExit("no licence")


exits_early = Connector("emb_exits", connection=Connection, client=client_that_exits)
exits_at_answers = Connector("emb_answers", connection=Connection, classify=lambda error: sys.exit("no licence"))


@exits_early.activity("look", effect="read")
async def looks_early(client: Any, attempt: Any) -> str: ...  # type: ignore[empty-body]


@exits_at_answers.activity("look", effect="read", retry=Retry(stop=stop_after_attempt(1)))
async def looks_late(client: Any, attempt: Any) -> str:
    raise ValueError("?")


@activity(effect="unsafe", name="emb.checked")
async def checked() -> str: ...  # type: ignore[empty-body]


@checked.check
def exits_at_its_check() -> None:
    raise OutOfLine("no licence")


@pytest.mark.parametrize(
    ("make", "status"), [(looks_early, "blocked"), (looks_late, "failed"), (checked, "failed")], ids=["client", "classify", "check"]
)
async def test_a_connector_that_exits_stops_its_own_execution_alone(url: str, make: Any, status: str) -> None:
    @workflow()
    async def uses() -> None:
        await make()

    with connections.override("emb_exits", Connection()), connections.override("emb_answers", Connection()):
        async with connect(url) as engine, engine.worker([uses, adds]):
            handle = await engine.start(uses, id="a")
            while await handle.status() != status:  # noqa: ASYNC110 - what is written to the file sets no event
                await asyncio.sleep(0.01)
            assert "no licence" in (await engine.executions())[0].reason
            assert await (await engine.start(adds, 1, id="b")).result() == 4
