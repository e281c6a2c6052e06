"""Asking a person from a workflow."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from eventual_connector_slack import answer_of, ask_human
from eventual_connector_slack.fakes import SlackFake
from eventual_connectors import connect, workflow
from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import Effect
from eventual_connectors.testing import TestEngine


@workflow(version="1")
async def refund() -> str:
    try:
        return await ask_human(channel="C1", text="Refund?", choices=["yes", "no"], timeout=timedelta(days=2))
    except TimeoutError:
        return "nobody answered"


async def test_a_click_is_the_answer(fake_slack: SlackFake, tmp_path: Path) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()

    def tell(effect: Effect) -> None:
        loop.call_soon_threadsafe(asked.set)

    fake_slack.on_applied = tell
    async with connect(f"sqlite:///{tmp_path}/flow.db") as engine, engine.worker([refund]):
        handle = await engine.start(refund, id="refund-1")
        await asked.wait()
        _, actions = fake_slack.effects[0].data["blocks"]
        answers = [answer_of(button) for button in actions["elements"]]
        assert [answer and answer.value for answer in answers] == ["yes", "no"]
        no = answers[1]
        assert no is not None
        assert no.execution_id == "refund-1"
        await handle.signal(no.signal, "perhaps", id="not-a-click")
        await handle.signal(no.signal, no.value, id="click")
        assert await handle.result(20) == "no"


def test_silence_ends(eventual: TestEngine, fake_slack: SlackFake) -> None:
    assert eventual.run(refund) == "nobody answered"
    assert len(fake_slack.effects) == 1


async def test_outside_a_workflow_it_says_so() -> None:
    with pytest.raises(UsageError, match="inside a workflow"):
        await ask_human(channel="C1", text="Refund?", choices=["yes"], timeout=1)


async def test_choices_must_differ() -> None:
    with pytest.raises(UsageError, match="different answers"):
        await ask_human(channel="C1", text="Refund?", choices=["yes", "yes"], timeout=1)


def test_other_buttons_are_not_answers() -> None:
    for action in ({}, {"value": "yes"}, {"value": "[1]"}, {"value": '{"eventual": "x"}'}, {"value": None}):
        assert answer_of(action) is None
