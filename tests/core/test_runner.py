"""One attempt, run: what happens around the function."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from eventual_connectors import activity
from eventual_connectors.attempts import runner
from eventual_connectors.attempts.outcome import Failed, Succeeded
from eventual_connectors.clock import SystemClock
from eventual_connectors.errors import InDoubt

sent: list[str] = []


@activity(effect="unsafe", name="runner.send")
def send(text: str) -> str:
    sent.append(text)
    return text


def intent(text: str, timeout: float) -> runner.Intent:
    now = SystemClock().now()
    return runner.Intent("runner.send", uuid.uuid4(), 1, "send", now, now, timeout, {"kwargs": {"text": text}})


@pytest.fixture
def one_thread(monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as pool:
        monkeypatch.setattr(runner, "_pool", pool)
        yield pool


async def test_a_plain_function_runs_in_a_thread(one_thread: ThreadPoolExecutor) -> None:
    assert await runner.run_attempt(send, intent("now", 5.0)) == Succeeded("now")


async def test_an_attempt_that_got_no_thread_in_time_never_sends(one_thread: ThreadPoolExecutor) -> None:
    free = threading.Event()
    one_thread.submit(free.wait)
    outcome = await runner.run_attempt(send, intent("too late", 0.3))
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, InDoubt)
    free.set()
    await asyncio.get_running_loop().run_in_executor(one_thread, lambda: None)  # behind the late one
    assert "too late" not in sent
