"""What was begun is settled, whoever still waits for it."""

from __future__ import annotations

import asyncio

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
