"""What was begun is settled, whoever still waits for it."""

from __future__ import annotations

import asyncio
import contextlib

from eventual_connectors import activity, durable, workflow
from eventual_connectors.errors import InDoubt

from .stage import HOLD, Stage


@activity(effect="natural", name="settling.reserve")
async def reserve() -> str:
    raise NotImplementedError


@activity(effect="natural", name="settling.release")
async def release() -> str:
    raise NotImplementedError


@activity(effect="unsafe", name="settling.charge", on_ambiguous="fail")
async def charge() -> str:
    raise NotImplementedError


async def booking() -> None:
    async with durable.saga() as saga:
        saga.undo_with(release)
        await reserve()


@workflow()
async def leaves_a_saga() -> str:
    left = asyncio.create_task(booking())
    await asyncio.sleep(1)
    return "done" if not left.done() else "too soon"


@workflow()
async def gives_up() -> str:
    try:
        async with asyncio.timeout(5):
            return await charge()
    except TimeoutError:
        return "gave up"


def test_a_saga_left_running_undoes_its_step_once_the_step_is_settled() -> None:
    stage = Stage(leaves_a_saga, answer=lambda intent: HOLD if "reserve" in intent.path else "ok").open().run()
    assert stage.status == "running"

    stage.end(stage.held[0], "reserved")
    stage.run()

    assert stage.result == "done"
    assert [intent.path.rsplit("/")[-1] for intent in stage.sent] == ["settling.reserve", "settling.release"]


def test_doubt_whose_caller_went_away_is_parked_where_it_would_have_been_raised() -> None:
    stage = Stage(gives_up, answer=lambda intent: HOLD).open().run()
    stage.end(stage.held[0], InDoubt("the connection dropped"))
    stage.run()

    assert stage.status == "parked"
    assert [record.name for record in stage.execution.parked] == ["settling.charge"]

    stage.take(stage.execution.resolve("settling.charge", 1, "succeeded", "charged", stage.now))
    assert stage.result == "gave up"


def test_doubt_whose_caller_waits_is_raised() -> None:
    stage = Stage(gives_up, answer=lambda intent: InDoubt("the connection dropped")).open().run()

    assert stage.status == "failed"
    assert "not known whether" in stage.execution.outcome.data["error"]["message"]  # type: ignore[union-attr]


@workflow(name="settling.kid")
async def kid() -> str:
    raise NotImplementedError


@workflow()
async def undoes_around_a_child() -> str:
    async with durable.saga() as saga:
        await reserve()
        saga.undo_with(release)
        return await durable.child(kid)


def test_a_saga_undoes_nothing_before_a_child_of_it_has_ended() -> None:
    """The child may still do what the compensation undoes: it is asked to cancel, and its end is waited for, over restarts."""
    stage = Stage(undoes_around_a_child).open().run()
    stage.take(stage.execution.cancel("", stage.now))
    for _ in range(2):
        stage.run()
        assert stage.cancelled_children
        assert [intent.path for intent in stage.sent] == ["settling.reserve"]
        assert stage.status == "running"
        assert stage.execution.waits_for_children == "waits until what it has given up has ended: test/workflow:settling.kid"
        stage.restart()

    stage.take(stage.execution.child_ended("workflow:settling.kid", "done after all", None, stage.now))
    stage.run()
    assert [intent.path.rpartition("/")[2] for intent in stage.sent] == ["settling.reserve", "settling.release"]
    assert stage.status == "cancelled"


@workflow()
async def gives_up_a_child() -> str:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(durable.child(kid), 5)
    return "done"


def test_no_execution_closes_over_a_child_that_it_has_given_up() -> None:
    stage = Stage(gives_up_a_child).open().run()
    assert stage.cancelled_children == ["workflow:settling.kid"]
    assert stage.status == "running"
    assert "test/workflow:settling.kid" in stage.execution.waits_for_children
    stage.restart().run()
    assert stage.status == "running"

    stage.take(stage.execution.child_ended("workflow:settling.kid", "late", None, stage.now))
    assert stage.result == "done"
    stage.restart()
    assert stage.result == "done"


@workflow()
async def gives_up_before_it_begins() -> str:
    child = asyncio.ensure_future(durable.child(kid))
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    child.cancel()
    return "done"


def test_a_child_that_was_given_up_before_it_was_started_is_neither_started_nor_waited_for() -> None:
    stage = Stage(gives_up_before_it_begins).open()
    assert stage.types()[:2] == ["execution_started", "child_started"]
    assert not stage.begun_children
    stage.run()
    assert stage.result == "done"
