from __future__ import annotations

import time

import pytest

from eventual_connectors import activity, workflow
from eventual_connectors.clock import SECOND, SystemClock
from eventual_connectors.errors import Retryable
from eventual_connectors.workflows.commands import NeedAttempt
from tests.workflows.stage import Stage


@activity(effect="read", name="clock.ask")
async def ask() -> str:
    return "done"


@workflow(version="1", name="clock.asks")
async def asks() -> str:
    return await ask()


def test_the_systems_clock_goes_on_where_the_machines_is_set_back(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """It keeps the monotonic clock's pace, says so once, and follows the machine's again when that is ahead."""
    wall, monotonic = 5000, 70
    monkeypatch.setattr(time, "time_ns", lambda: wall * 1_000_000_000)
    monkeypatch.setattr(time, "monotonic_ns", lambda: monotonic * 1_000_000_000)
    clock = SystemClock()
    assert clock.now() == 5000 * SECOND
    wall, monotonic = 1400, 72
    assert clock.now() == 5002 * SECOND
    wall, monotonic = 1401, 73
    assert clock.now() == 5003 * SECOND
    wall, monotonic = 6000, 74
    assert clock.now() == 6000 * SECOND
    assert len(caplog.records) == 1
    assert "set back by 3602 s" in caplog.text


def test_the_systems_clock_starts_no_earlier_than_what_is_on_record(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    wall, monotonic = 1000, 1
    monkeypatch.setattr(time, "time_ns", lambda: wall * 1_000_000_000)
    monkeypatch.setattr(time, "monotonic_ns", lambda: monotonic * 1_000_000_000)
    clock = SystemClock()
    clock.not_before(900 * SECOND)
    assert clock.now() == 1000 * SECOND
    assert not caplog.records
    clock.not_before(4600 * SECOND)
    wall, monotonic = 1003, 4
    assert clock.now() == 4603 * SECOND
    assert len(caplog.records) == 1


def test_an_attempt_that_is_asked_for_too_early_is_asked_for_again() -> None:
    stage = Stage(asks, answer=lambda intent: Retryable("not yet", after=10) if intent.number == 1 else "done").open()
    assert stage.step()
    ((at, _, _),) = stage.wakes
    early, intent = stage.execution.begin_attempt("clock.ask", at - 1)
    assert intent is None
    assert [command.at for command in early.commands if isinstance(command, NeedAttempt)] == [at]
