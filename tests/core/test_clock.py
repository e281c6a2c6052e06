from __future__ import annotations

import time

import pytest

from eventual_connectors import activity, workflow
from eventual_connectors.clock import SystemClock
from eventual_connectors.errors import Retryable
from eventual_connectors.workflows.commands import NeedAttempt
from tests.workflows.stage import Stage


@activity(effect="read", name="clock.ask")
async def ask() -> str:
    return "done"


@workflow(version="1", name="clock.asks")
async def asks() -> str:
    return await ask()


def test_the_systems_clock_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = SystemClock()
    monkeypatch.setattr(time, "time_ns", lambda: 5_000_000_000)
    assert clock.now() == 5_000_000
    monkeypatch.setattr(time, "time_ns", lambda: 4_000_000_000)
    assert clock.now() == 5_000_000
    monkeypatch.setattr(time, "time_ns", lambda: 6_000_000_000)
    assert clock.now() == 6_000_000


def test_an_attempt_that_is_asked_for_too_early_is_asked_for_again() -> None:
    stage = Stage(asks, answer=lambda intent: Retryable("not yet", after=10) if intent.number == 1 else "done").open()
    assert stage.step()
    ((at, _, _),) = stage.wakes
    early, intent = stage.execution.begin_attempt("clock.ask", at - 1)
    assert intent is None
    assert [command.at for command in early.commands if isinstance(command, NeedAttempt)] == [at]
