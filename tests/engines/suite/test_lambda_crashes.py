"""Executions on Lambda whose invocations die at any place where they reach out, and whatever they reach fails for a while."""

from __future__ import annotations

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from aws_durable_execution_sdk_python_testing.executor import Executor

from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.lambda_ import program, steady
from eventual_connectors.engines.lambda_.client import LambdaEngine
from eventual_connectors.engines.lambda_.handler import LambdaHandler
from eventual_connectors.engines.lambda_.steady import Interrupted
from eventual_connectors.errors import ExecutionCancelled
from eventual_connectors.workflows.playback import play
from tests.engines.suite import application as app
from tests.engines.suite.lambda_in_process import InProcessLambda, served

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("vendor")]

PATIENCE = 100.0
SEEDS = range(3)


class Deaths:
    """An invocation dies now and then, before or after it has reached out."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._try = steady._try
        self.count = 0

    def reach(self, work: Callable[[], Any], name: str, remaining: Callable[[], float]) -> Any:
        """Instead of `steady._try`."""
        chance = self._random.random()
        if chance < 0.08:
            self._die(f"before {name}")
        result = self._try(work, name, remaining)
        if chance > 0.92:
            self._die(f"after {name}")
        return result

    def _die(self, when: str) -> None:
        self.count += 1
        raise Interrupted(when)


@pytest.fixture(params=SEEDS)
def deaths(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Deaths:
    deaths = Deaths(request.param)
    monkeypatch.setattr(steady, "_try", deaths.reach)
    monkeypatch.setattr(program, "NAP", 0)
    monkeypatch.setattr(Executor, "RETRY_BACKOFF_SECONDS", 0.01)
    monkeypatch.setattr(Executor, "MAX_CONSECUTIVE_FAILED_ATTEMPTS", 10**6)
    return deaths


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[LambdaEngine]:
    client = InProcessLambda()
    mailbox = f"sqlite:///{tmp_path / 'mailbox.db'}"
    handler = LambdaHandler(app.WORKFLOWS, mailbox, client)
    with served(client, handler):
        yield LambdaEngine(f"lambda://suite:live?mailbox={mailbox}", client=client)
    handler.close()


async def until(condition: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not await condition():  # noqa: ASYNC110 - another thread brings it about
            await asyncio.sleep(0.05)


async def test_children_are_started_once_and_given_up(engine: LambdaEngine, deaths: Deaths) -> None:
    async with engine:
        handle = await engine.start(app.family, id="family")
        assert await handle.result(PATIENCE) == ["A9", "B9", "the child has failed", "gave up"]

        async def all_ended() -> bool:
            return {summary.status for summary in await engine.executions()} <= {"completed", "failed", "cancelled"}

        await until(all_ended)
        assert Counter(summary.status for summary in await engine.executions()) == {"completed": 3, "failed": 1, "cancelled": 1}
        assert play(as_flow(await engine.record("family")), app.family).verdict == "same"
    assert Counter(app.effects()) == {"step A9": 1, "step B9": 1}
    assert deaths.count > 3


async def test_signals_are_taken_once(engine: LambdaEngine, deaths: Deaths) -> None:
    async with engine:
        handle = await engine.start(app.listens, 12, id="listens")
        for number in range(12):
            await handle.signal(app.approved, str(number))
            await asyncio.sleep(0.05 * (number % 4))
        assert await handle.result(PATIENCE) == [str(number) for number in range(12)]
        assert play(as_flow(await engine.record("listens")), app.listens).verdict == "same"


async def test_branches_come_out_right_and_a_cancelled_execution_tidies_up(engine: LambdaEngine, deaths: Deaths) -> None:
    async with engine:
        scrambled = await engine.start(app.scrambles, id="scrambles")
        tidied = await engine.start(app.tidies, "o1", id="tidies")

        async def charged() -> bool:
            return app.effects("charge") != []

        await until(charged)
        await tidied.cancel("nobody wants it")
        assert await scrambled.result(PATIENCE) == [[f"{name}{number}" for number in range(5)] for name in "ABCDE"]
        with pytest.raises(ExecutionCancelled):
            await tidied.result(PATIENCE)
        assert play(as_flow(await engine.record("scrambles")), app.scrambles).verdict == "same"
    assert Counter(app.effects("step")) == Counter(f"step {name}{number}" for name in "ABCDE" for number in range(5))
    assert app.effects("charge") == ["charge o1"]
    assert app.effects("refund") == ["refund o1"]
