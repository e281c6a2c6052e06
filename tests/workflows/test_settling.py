"""What was begun is settled, whoever still waits for it."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

import pytest

from eventual_connectors import activity, durable, workflow
from eventual_connectors.attempts.outcome import Deferred, Unfinished
from eventual_connectors.errors import InDoubt, Retryable, Unauthorized, UsageError

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


@activity(effect="unsafe", name="settling.bake")
async def bake() -> str:
    raise NotImplementedError


@activity(effect="keyed", name="settling.pay", window=timedelta(hours=1))
async def pay() -> str:
    raise NotImplementedError


@workflow()
async def bakes() -> str:
    return await bake()


@workflow()
async def pays() -> str:
    return await pay()


def answering(code: Any, *answers: Any) -> Stage:
    """A stage whose attempts are answered so, one after the other."""
    left = list(answers)
    return Stage(code, answer=lambda intent: left.pop(0)).open()


def test_what_was_begun_is_asked_for_after_a_restart_too() -> None:
    stage = answering(bakes, Unfinished(5.0, "job"), InDoubt("no answer to a question"), "baked")
    stage.step()

    stage.restart().run()

    assert stage.result == "baked"
    assert [intent.details for intent in stage.sent] == [None, "job", "job"]


def test_a_credential_is_read_again_once_over_restarts() -> None:
    stage = answering(bakes, *[Unauthorized("expired")] * 9)
    stage.step()

    stage.restart().run()

    assert len(stage.sent) == 2
    assert stage.status == "failed"


def test_every_attempt_knows_when_the_first_began_and_whether_one_is_in_doubt() -> None:
    stage = answering(pays, Retryable("busy", after=60), InDoubt("no answer"), "paid").run()

    assert stage.result == "paid"
    first = stage.sent[0].started_at
    assert [intent.started_at > first for intent in stage.sent] == [False, True, True]
    assert [intent.first_started_at for intent in stage.sent] == [first] * 3
    assert [intent.in_doubt for intent in stage.sent] == [False, False, True]


def test_the_loss_of_an_earlier_attempt_says_nothing_of_the_one_that_runs() -> None:
    stage = answering(bakes, Retryable("busy"), HOLD).run()

    stage.take(stage.execution.lose_attempt("settling.bake", 1, stage.now))
    assert stage.status == "running"

    stage.end(stage.held[0], "baked")
    assert stage.result == "baked"


@workflow()
async def bakes_and_rests() -> str:
    result = await bake()
    await asyncio.sleep(60)
    return result


def test_a_call_is_completed_from_outside_once() -> None:
    stage = answering(bakes_and_rests)
    stage.answer = lambda intent: Deferred(stage.now + 60_000_000)
    stage.step()
    stage.take(stage.execution.complete("settling.bake", 1, "succeeded", "baked", stage.now))

    with pytest.raises(UsageError, match=r"settling\.bake has ended; its completion comes too late"):
        stage.execution.complete("settling.bake", 1, "succeeded", "burnt", stage.now)

    assert stage.run().result == "baked"
    assert stage.types().count("activity_completed") == 1
