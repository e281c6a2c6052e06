"""One attempt, run: what happens around the function."""

from __future__ import annotations

import asyncio
import threading
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from urllib.error import URLError

import httpx
import pytest
import requests

from eventual_connectors import Activity, activity
from eventual_connectors.attempts import runner
from eventual_connectors.attempts.outcome import Failed, Succeeded
from eventual_connectors.clock import SystemClock
from eventual_connectors.effect import EffectName
from eventual_connectors.errors import InDoubt, Permanent, RateLimited, Retryable, Unauthorized

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


async def ends_with(error: BaseException, effect: EffectName = "unsafe") -> BaseException:
    """How an attempt ends whose function raised this."""

    async def charge() -> None:
        raise error

    declared: Activity[[], None] = Activity("runner.charge", charge, effect=effect)
    now = SystemClock().now()
    outcome = await runner.run_attempt(declared, runner.Intent("runner.charge", uuid.uuid4(), 1, "send", now, now, 5.0, {}))
    assert isinstance(outcome, Failed)
    return outcome.error


ANOTHER_KEY = str(uuid.uuid4())


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("the receipt's host is down"),
        httpx.ConnectError("the receipt's host is down"),
        requests.exceptions.ReadTimeout("read timed out"),
        requests.exceptions.ConnectionError("connection aborted"),
        URLError(TimeoutError("timed out")),
        ExceptionGroup("tasks", [ValueError(), ExceptionGroup("more", [TimeoutError("read timed out")])]),
        Retryable("busy", key=ANOTHER_KEY),
        RateLimited("slow down", after=1.0, key=ANOTHER_KEY),
        Unauthorized("token_expired", key=ANOTHER_KEY),
        InDoubt("dropped", key=ANOTHER_KEY),
    ],
    ids=repr,
)
async def test_the_network_of_an_applications_write_leaves_doubt(error: Exception) -> None:
    found = await ends_with(error)
    assert isinstance(found, InDoubt)
    assert found.key != ANOTHER_KEY
    assert found.__cause__ is error


async def test_what_an_applications_function_says_on_purpose_counts() -> None:
    for error in (
        Retryable("not begun"),
        RateLimited("slow down", after=1.0),
        Permanent("no"),
        ValueError("no"),
        ExceptionGroup("g", [ValueError()]),
    ):
        assert await ends_with(error) is error
    refused = Permanent("card_declined", settles=True, key=ANOTHER_KEY)
    assert await ends_with(refused) is refused  # as any exception of its own: an answer
    assert not refused.settles  # but no proof about an earlier attempt of this call
    assert isinstance(await ends_with(ConnectionRefusedError(), "read"), Retryable)
