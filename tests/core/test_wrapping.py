"""Attempt wrappers see every attempt, in workflows and outside, and change nothing, save the faults that they inject."""

from __future__ import annotations

import asyncio
import logging
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_fixed

from eventual_connectors import Attempt, Connection, Connector, Retry, Secret, connections, errors, workflow
from eventual_connectors.attempts import wrapping
from eventual_connectors.hookspecs import AttemptEnd, AttemptStart
from eventual_connectors.testing import TestEngine
from tests.discovery.site import Site
from tests.discovery.test_hooks import extension

OBSERVING = """\
from eventual_connectors.errors import InDoubt, Permanent, Retryable
from eventual_connectors.hookspecs import hookimpl

seen, order = [], []
raises = {"before": None, "after": None, "twice": False, "never": False}

def watched(start):
    order.append("watched in")
    end = yield
    order.append("watched out")
    seen.append((start, end))

def wild(start):
    order.append("wild in")
    if raises["before"]:
        raise raises["before"]
    if raises["never"]:
        return
    yield
    order.append("wild out")
    if raises["after"]:
        raise raises["after"]
    if raises["twice"]:
        yield

@hookimpl
def eventual_register_attempt_wrappers(register):
    register(watched)
    register(wild)
"""

TOKEN = "tok_very_secret"
TWICE = Retry(stop=stop_after_attempt(2), wait=wait_fixed(0))


class WrapConnection(Connection):
    token: Secret = Secret(TOKEN)


acme = Connector("wrapped", connection=WrapConnection)
sent: list[uuid.UUID] = []
failing: list[Exception] = []


@acme.activity("pay", effect="keyed", window=timedelta(hours=1), retry=TWICE)
async def pay(client: Any, attempt: Attempt, amount: int) -> int:
    sent.append(attempt.key)
    if failing:
        raise failing.pop()
    return amount


@acme.activity("wait", effect="unsafe", timeout=0.05)
async def wait(client: Any, attempt: Attempt) -> None:
    await asyncio.sleep(60)


@workflow(version="1")
async def paying(amount: int) -> int:
    return await pay(amount)


@pytest.fixture
def plugin(plugin_site: Site) -> Iterator[Any]:
    sent.clear()
    failing.clear()
    wrapping._reported.clear()
    extension(plugin_site, "watch", "wraps_attempts = true\n", OBSERVING)
    wrapping.wrappers()
    with connections.override("wrapped", WrapConnection()):
        yield sys.modules["eventual_connector_watch.plugin"]


async def test_an_observer_is_told_what_began_and_how_it_ended(plugin: Any) -> None:
    failing.append(errors.InDoubt("the answer was lost", code="lost", status=502, request_id="req_1"))
    assert await pay(5) == 5
    (first, failed), (second, succeeded) = plugin.seen
    assert first == AttemptStart(
        activity="wrapped.pay", effect="keyed", path="wrapped.pay", connection="default", key=sent[0], number=1, mode="send", in_doubt=False
    )
    assert (second.key, second.number, second.in_doubt) == (sent[0], 2, True)
    assert isinstance(failed, AttemptEnd)
    assert (failed.outcome, failed.kind, failed.code, failed.status, failed.request_id) == ("failed", "in_doubt", "lost", 502, "req_1")
    assert (succeeded.outcome, succeeded.kind) == ("succeeded", "")
    assert 0 < succeeded.duration < 10


def test_a_workers_attempts_are_seen_with_their_paths(plugin: Any, eventual: TestEngine) -> None:
    assert eventual.run(paying, 5) == 5
    ((start, end),) = plugin.seen
    assert (start.path, start.key, end.outcome) == ("wrapped.pay", sent[0], "succeeded")


async def test_a_function_that_outlives_its_deadline_ends_there(plugin: Any) -> None:
    with pytest.raises(errors.InDoubt):
        await wait()
    ((_, end),) = plugin.seen
    assert (end.outcome, end.kind, end.code) == ("failed", "in_doubt", "timeout")
    assert 0.05 <= end.duration < 10


async def test_an_attempt_that_is_cancelled_is_told_as_such(plugin: Any) -> None:
    task = asyncio.ensure_future(wait.with_options(timeout=30)())
    while not plugin.order:  # noqa: ASYNC110
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert [end.outcome for _, end in plugin.seen] == ["cancelled"]


async def test_no_credential_and_nothing_that_was_sent_is_told(plugin: Any) -> None:
    failing.append(errors.Permanent(f"bad token {TOKEN}", code=f"refused {TOKEN}"))
    with pytest.raises(errors.Permanent):
        await pay(123456789)
    assert plugin.seen[0][1].code == "refused ***"
    assert TOKEN not in repr(plugin.seen)
    assert "123456789" not in repr(plugin.seen)


@pytest.mark.parametrize(
    ("when", "what"),
    [("before", ValueError("mine")), ("after", SystemExit(1)), ("after", errors.Permanent("late")), ("twice", True), ("never", True)],
)
async def test_what_goes_wrong_in_a_wrapper_changes_nothing_and_is_said_once(
    plugin: Any, caplog: pytest.LogCaptureFixture, when: str, what: Any
) -> None:
    plugin.raises[when] = what
    with caplog.at_level(logging.ERROR, "eventual.plugins"):
        assert [await pay(1), await pay(2)] == [1, 2]
    assert [end.outcome for _, end in plugin.seen] == ["succeeded", "succeeded"]
    assert [record.getMessage() for record in caplog.records] == [
        "the attempt wrapper of the plugin 'watch' failed; attempts go on, and this is not said again"
    ]


async def test_wrappers_nest(plugin: Any) -> None:
    await pay(1)
    assert plugin.order == ["watched in", "wild in", "wild out", "watched out"]


async def test_a_fault_that_is_injected_is_the_outcome_and_nothing_is_sent(plugin: Any) -> None:
    plugin.raises["before"] = errors.RateLimited("chaos", after=0.01)
    with pytest.raises(errors.RateLimited, match="chaos"):
        await pay(5)
    assert sent == []
    assert [(end.outcome, end.kind) for _, end in plugin.seen] == [("failed", "rate_limited")] * 2


async def test_an_injected_refusal_does_not_end_a_call_in_doubt(plugin: Any) -> None:
    """Whoever injects it knows nothing of the attempts before."""

    @acme.activity("charge", effect="keyed", window=timedelta(hours=1), retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0)))
    async def charge(client: Any, attempt: Attempt) -> str:
        if attempt.number == 1:
            plugin.raises["before"] = errors.Permanent("chaos", settles=True)
            raise errors.InDoubt("the answer was lost")
        return "never"

    with pytest.raises(errors.InDoubt):
        await charge()


def test_an_injected_fault_gives_its_slot_back(plugin: Any, eventual: TestEngine) -> None:
    """The second attempt needs the only slot of the connection."""
    plugin.raises["before"] = errors.Retryable("chaos")
    with connections.override("wrapped", WrapConnection(max_concurrency=1)), pytest.raises(errors.Retryable, match="chaos"):
        eventual.run(paying, 5)
    assert len(plugin.seen) == 2
