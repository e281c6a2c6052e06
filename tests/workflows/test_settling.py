"""What was begun is settled, whoever still waits for it."""

from __future__ import annotations

import asyncio
import uuid

import pytest

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


RAW = uuid.UUID("7f0f8f0e-2a53-4a37-9a59-7b6f3f1f8a11")


@workflow()
async def repeats_with_a_key() -> list[str]:
    return [await charge.with_options(key=key)() for key in (RAW, str(RAW))]


def test_a_key_that_is_used_as_it_is_and_a_text_stay_apart_in_the_history(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "shop")
    stage = Stage(repeats_with_a_key, answer=lambda intent: "ok" if intent.key == RAW else HOLD).open().run()
    stage.restart(lose=False)
    assert stage.execution.blocked is None
    assert [event.data["key"] for event in stage.history if event.type == "activity_scheduled"] == [{"$uuid": str(RAW)}, str(RAW)]
    assert [intent.key == RAW for intent in stage.sent] == [True, False]
