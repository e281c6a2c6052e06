"""Playback: the code over a recorded history, with nothing leaving."""

from __future__ import annotations

from typing import Any

import pytest

from eventual_connectors import activity, errors, workflow
from eventual_connectors.history.file import Flow, Header
from eventual_connectors.workflows.definition import Workflow
from eventual_connectors.workflows.playback import play

from .stage import EPOCH, HOLD, Stage
from .test_asyncio import ALL, answer


def flow_of(stage: Stage, length: int | None = None) -> Flow:
    header = Header("w", "m:w", "1", "test", stage.root, stage.input, EPOCH, "stage", "3.11")
    return Flow(header, stage.history[:length])


@pytest.mark.parametrize("flow", ALL, ids=lambda flow: flow.name)
def test_the_same_code_plays_the_same(flow: Workflow[..., Any]) -> None:
    stage = Stage(flow, answer=answer).open().run()
    assert play(flow_of(stage), flow).verdict == "same"
    for length in range(len(stage.history)):  # from the header alone on
        found = play(flow_of(stage, length), flow)
        assert (found.verdict, found.detail) == ("same", "the history is not finished; the code agrees so far")


@activity(effect="unsafe", name="play.pay")
async def pay(amount: int) -> str:
    raise NotImplementedError


@workflow(name="w")
async def recorded() -> str:
    return await pay(1) + await pay(2)


def play_instead(code: Workflow[..., Any], made: Any = None) -> tuple[str, str]:
    stage = Stage(recorded, answer=made or (lambda intent: intent.path)).open().run()
    found = play(flow_of(stage), code)
    return found.verdict, found.detail


def test_other_code_plays_otherwise() -> None:
    @workflow(name="w")
    async def dearer() -> str:
        return await pay(1) + await pay(3)

    @workflow(name="w")
    async def more() -> str:
        return await pay(1) + await pay(2) + await pay(3)

    @workflow(name="w")
    async def less() -> str:
        return await pay(1) + "play.pay#2"

    @workflow(name="w")
    async def other() -> str:
        return await pay(1) + await pay(2) + "!"

    @workflow(name="w")
    async def fails() -> str:
        await pay(1)
        await pay(2)
        raise ValueError("no")

    assert play_instead(recorded)[0] == "same"
    for code, said in (
        (
            dearer,
            'play.pay#2: the history holds {"input": {"kwargs": {"amount": 2}}}, the code asks for {"input": {"kwargs": {"amount": 3}}}',
        ),
        (more, "the code makes a call that the history does not hold: play.pay#3"),
        (less, "the code no longer makes a call that the history holds: play.pay#2"),
        (other, "the code ends with completed"),
        (fails, "the code ends with failed"),
    ):
        verdict, detail = play_instead(code)
        assert verdict == "diverged"
        assert said in detail


def test_a_parked_call_and_a_failure_play_the_same() -> None:
    for made in (lambda intent: errors.InDoubt("?"), lambda intent: errors.Permanent("no", code="c"), lambda intent: HOLD):
        assert play_instead(recorded, made)[0] == "same"


def test_two_long_results_are_shown_where_they_differ() -> None:
    def long(last: str) -> Workflow[..., Any]:
        @workflow(name="w")
        async def answers() -> list[str]:
            return [*(f"item {number}" for number in range(100)), last, *"abcdefghijklmnopqrstuvwxyz"]

        return answers

    found = play(flow_of(Stage(long("before")).open().run()), long("after"))
    today, before = found.detail.split(", the history with ")
    assert '"item 99","after","a"' in today.replace(", ", ",")
    assert '"item 99","before","a"' in before.replace(", ", ",")
    assert len(found.detail) < 350
