"""Keys that the workflow's code chose."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from tenacity import stop_after_attempt

from eventual_connectors import Retry, activity, workflow
from eventual_connectors.errors import InDoubt

from .stage import HOLD, Stage

RAW = uuid.UUID("7f0f8f0e-2a53-4a37-9a59-7b6f3f1f8a11")


@activity(effect="keyed", name="keys.charge", window=timedelta(hours=24))
async def charge() -> str:
    raise NotImplementedError


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


@activity(effect="natural", name="keys.put")
async def put() -> str:
    raise NotImplementedError


@workflow()
async def settles_by_something_else() -> str:
    try:
        return await charge.with_options(key=RAW, on_ambiguous="fail", retry=Retry(stop=stop_after_attempt(1)))()
    except InDoubt:
        return await put.with_options(key=RAW)()


def test_what_a_vendor_knows_by_no_key_repeats_no_call_in_doubt() -> None:
    stage = Stage(settles_by_something_else, answer=lambda intent: InDoubt("?") if "charge" in intent.path else "put").open().run()
    assert [intent.path for intent in stage.sent] == ["keys.charge", "keys.put"]
    assert stage.result == "put"
