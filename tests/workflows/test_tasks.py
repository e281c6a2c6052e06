"""Tasks and futures of a workflow: their order, their names, and loops that wait for nothing."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from eventual_connectors import activity, workflow
from eventual_connectors.workflows import loop

from .stage import Stage


@activity(effect="natural", name="tasks.put")
async def put() -> str:
    raise NotImplementedError


ORDER = """
import asyncio, sys
kept = [bytes(64 + 16 * int(sys.argv[1])) for _ in range(977)][:: int(sys.argv[1]) + 1]
from asyncio import gather
from eventual_connectors import workflow
from tests.workflows.stage import Stage

@workflow()
async def waits() -> list[int]:
    done, _ = await asyncio.wait([gather(asyncio.sleep(1, n)) for n in range(8)])
    return [future.result()[0] for future in done]

print(Stage(waits).open().run().result)
"""


def test_the_order_of_a_set_of_gathers_is_the_same_in_every_process() -> None:
    orders = set()
    for run in (0, 2):
        told = dict(os.environ, PYTHONPATH=os.pathsep.join([str(Path(__file__).parents[2]), *sys.path]))
        command = [sys.executable, "-c", ORDER, str(run)]
        orders.add(subprocess.run(command, env=told, capture_output=True, text=True, check=True, timeout=60).stdout)

    assert len(orders) == 1


async def test_gather_is_asyncios_own_outside_a_workflow() -> None:
    Stage(named_body)
    one, other = asyncio.gather(asyncio.sleep(0, 1)), asyncio.gather(asyncio.sleep(0, 2))

    done, _ = await asyncio.wait({one, other})

    assert sorted(list(future.result()) for future in done) == [[1], [2]]


@workflow()
async def named_body() -> str:
    asyncio.current_task().set_name("checkout")  # type: ignore[union-attr]
    return await put()


async def _puts_twice() -> None:
    await put()
    asyncio.current_task().set_name("late")  # type: ignore[union-attr]
    await put()


@workflow()
async def renamed_late() -> None:
    await asyncio.create_task(_puts_twice())


@workflow()
async def named_at_once() -> None:
    task = asyncio.create_task(_puts_twice())
    task.set_name("at_once")
    await task


@pytest.mark.parametrize(
    ("flow", "paths"),
    [
        (named_body, ["tasks.put"]),
        (renamed_late, ["_puts_twice/tasks.put", "_puts_twice/tasks.put#2"]),
        (named_at_once, ["at_once/tasks.put", "at_once/tasks.put#2"]),
    ],
)
def test_a_name_that_is_given_late_changes_no_path(flow: object, paths: list[str]) -> None:
    stage = Stage(flow).open().run()  # type: ignore[arg-type]

    assert stage.status == "completed"
    assert [intent.path for intent in stage.sent] == paths


@workflow()
async def spins() -> str:
    task = asyncio.create_task(put())
    while not task.done():  # noqa: ASYNC110
        await asyncio.sleep(0)
    return task.result()


def test_a_loop_that_waits_for_nothing_blocks_and_can_be_mended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "MOST_STEPS", 1000)
    stage = Stage(spins).open().run()

    assert stage.status == "blocked"
    assert "await the task" in str(stage.execution.blocked)
    assert stage.sent == []

    @workflow(name="spins")
    async def mended() -> str:
        return await asyncio.create_task(put())

    assert stage.restart(mended).run().result == "tasks.put"


async def _leased() -> AsyncIterator[int]:
    try:
        yield 1
        yield 2
    finally:
        await put()
        await put()


@workflow()
async def leaves_a_generator() -> str:
    async for _ in _leased():
        break
    await asyncio.sleep(10)
    return "done"


def test_a_generator_that_is_left_early_cleans_up_to_its_end() -> None:
    stage = Stage(leaves_a_generator).open().run()
    paths = ["_leased.aclose/tasks.put", "_leased.aclose/tasks.put#2"]
    assert stage.result == "done"
    assert [intent.path for intent in stage.sent] == paths

    for length in range(2, len(stage.history)):
        again = stage.from_prefix(length).run()
        assert again.result == "done"
        assert {path for path, _ in again.effects} <= set(paths)
