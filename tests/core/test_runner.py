"""One attempt, run: what happens around the function."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import Future
from datetime import timedelta
from typing import Any
from urllib.error import URLError

import httpx
import pytest
import requests

from eventual_connectors import Activity, Attempt, Call, Connector, activity
from eventual_connectors.attempts import runner
from eventual_connectors.attempts.outcome import Failed, Outcome, Succeeded
from eventual_connectors.clock import SystemClock
from eventual_connectors.effect import EffectName
from eventual_connectors.errors import InDoubt, KeyConflict, Permanent, RateLimited, Retryable, Unauthorized

sent: list[str] = []


@activity(effect="unsafe", name="runner.send")
def send(text: str) -> str:
    sent.append(text)
    return text


def intent(text: str, timeout: float) -> runner.Intent:
    now = SystemClock().now()
    return runner.Intent("runner.send", uuid.uuid4(), 1, "send", now, now, timeout, {"kwargs": {"text": text}})


async def test_a_plain_function_runs_in_a_thread() -> None:
    assert await runner.run_attempt(send, intent("now", 5.0)) == Succeeded("now")


async def test_an_attempt_whose_thread_begins_late_never_sends(monkeypatch: pytest.MonkeyPatch) -> None:
    free, ended = threading.Event(), threading.Event()
    start = runner._start

    def late(work: Callable[[], Any]) -> Future[Any]:
        def waits() -> Any:
            free.wait()
            try:
                return work()
            finally:
                ended.set()

        return start(waits)

    monkeypatch.setattr(runner, "_start", late)
    outcome = await runner.run_attempt(send, intent("too late", 0.3))
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, InDoubt)
    free.set()
    await asyncio.to_thread(ended.wait)
    assert "too late" not in sent


def test_a_function_that_never_ends_does_not_keep_the_process() -> None:
    code = """
import threading
from eventual_connectors import activity
from eventual_connectors.errors import InDoubt
@activity(effect="unsafe", timeout=0.2)
def hangs() -> None: threading.Event().wait()
try: hangs().run()
except InDoubt: print("in doubt", flush=True)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, "in doubt\n")


async def ends_with(error: BaseException, effect: EffectName = "unsafe") -> BaseException:
    """How an attempt ends whose function raised this."""

    async def charge() -> None:
        raise error

    declared: Activity[[], None] = Activity("runner.charge", charge, effect=effect)
    now = SystemClock().now()
    outcome = await runner.run_attempt(declared, runner.Intent("runner.charge", uuid.uuid4(), 1, "send", now, now, 5.0, {}))
    assert isinstance(outcome, Failed)
    return outcome.error


ANOTHER_KEY = uuid.uuid4()


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


PATIENT = 1.0
"""Seconds: on a busy machine a thread needs a part of a tenth of it to begin (`LATEST_BEGIN`)."""


class Hung:
    """An activity whose first attempt does not end before it is told to, and what was done."""

    def __init__(self, effect: EffectName) -> None:
        self.free = threading.Event()
        self.done: list[str] = []
        connector = Connector(f"hung_{effect}")

        @connector.activity("post", effect=effect)
        def post(client: object, attempt: Attempt) -> str:
            if attempt.number == 1:
                self.free.wait()
            self.done.append("post")
            return "posted"

        if effect == "lookup":

            @post.lookup(settle=timedelta(0))
            def find(client: object, attempt: Attempt) -> str | None:
                self.done.append("find")
                return None

        self.post = post


@pytest.mark.parametrize("effect", ["lookup", "natural"])
async def test_nothing_is_looked_for_or_sent_again_while_the_function_may_yet_send(effect: EffectName) -> None:
    hung = Hung(effect)
    call = asyncio.ensure_future(_awaited(hung.post.with_options(timeout=PATIENT)()))
    await asyncio.wait({call}, timeout=PATIENT + 0.3)
    assert hung.done == []
    hung.free.set()
    assert await call == "posted"
    assert hung.done == ["post"]


@pytest.mark.parametrize("effect", ["lookup", "natural"])
async def test_a_function_that_never_ends_leaves_doubt_that_is_not_settled_behind_its_back(
    effect: EffectName, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "PATIENCE", 0.05)
    hung = Hung(effect)
    with pytest.raises(InDoubt, match="its function still runs"):
        await hung.post.with_options(timeout=PATIENT)()
    assert hung.done == []
    hung.free.set()


async def _awaited(call: Call[str]) -> str:
    return await call


async def test_a_coroutine_that_outlives_its_cancellation_is_waited_for() -> None:
    free, tries = asyncio.Event(), []

    async def put() -> str:
        tries.append(1)
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            await free.wait()
        return "put"

    declared: Activity[[], str] = Activity("runner.put", put, effect="natural")
    call = asyncio.ensure_future(_awaited(declared.with_options(timeout=0.05)()))
    await asyncio.wait({call}, timeout=0.3)
    assert not call.done()
    free.set()
    assert await call == "put"
    assert len(tries) == 1


@pytest.mark.parametrize(("found", "told"), [(True, True), (False, False)])
async def test_a_late_look_up_speaks_only_of_what_it_found(found: bool, told: bool) -> None:
    go_on, ended = threading.Event(), asyncio.Event()

    def post() -> str:
        return "posted"

    def find() -> str:
        go_on.wait(10)
        if not found:
            raise KeyConflict("the key was used for another message", settles=True)
        return "posted"

    declared: Activity[[], str] = Activity("runner.post", post, effect="lookup")
    declared.lookup(settle=timedelta(0))(find)
    now, late = SystemClock().now(), list[Outcome]()
    looking = runner.Intent("runner.post", uuid.uuid4(), 2, "lookup", now, now, 1.0, {})
    outcome = await runner.run_attempt(declared, looking, on_late=late.append, on_released=ended.set)
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, InDoubt)
    go_on.set()
    await ended.wait()
    await asyncio.sleep(0)
    assert bool(late) is told


async def test_what_a_coroutine_says_when_it_is_stopped_is_no_proof() -> None:
    """It was cancelled in the middle of its request: what it makes of that does not say whether the request was applied."""

    async def put() -> str:
        try:
            await asyncio.sleep(60)
        except asyncio.CancelledError:
            raise Permanent("stopped before it was sent") from None
        return "put"

    declared: Activity[[], str] = Activity("runner.put", put, effect="natural")
    now = SystemClock().now()
    outcome = await runner.run_attempt(declared, runner.Intent("runner.put", uuid.uuid4(), 1, "send", now, now, 0.05, {}))
    assert isinstance(outcome, Failed)
    assert isinstance(outcome.error, InDoubt)
