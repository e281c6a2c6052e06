"""Keys that the workflow's code chose."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from eventual_connectors import activity, workflow

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
