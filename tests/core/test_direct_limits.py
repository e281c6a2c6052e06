"""Outside a workflow somebody waits for an answer, so a call does not wait for a circuit to close."""

from __future__ import annotations

import asyncio
import math
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_none

from eventual_connectors import Connection, Connector, Retry, activity, connections, errors
from eventual_connectors.attempts import loop_limits

acme = Connector("calm_acme", connection=Connection)
seen: list[uuid.UUID] = []
failures: list[Exception] = []
gates: list[asyncio.Event] = []
ONCE = Retry(stop=stop_after_attempt(1))
OFTEN = Retry(stop=stop_after_attempt(8), wait=wait_none())


@pytest.fixture(autouse=True)
def _clean() -> Iterator[None]:
    seen.clear()
    failures.clear()
    gates.clear()
    with connections.override("calm_acme", Connection(breaker_threshold=2, breaker_reset=3600)):
        yield


@acme.activity("look", effect="read")
async def look(client: Any, attempt: Any) -> str:
    seen.append(attempt.key)
    if gates:
        await gates.pop().wait()
    if failures:
        raise failures.pop(0)
    return "seen"


@acme.activity("create", effect="keyed", window=timedelta(hours=24))
async def create(client: Any, attempt: Any) -> str:
    seen.append(attempt.key)
    if failures:
        raise failures.pop(0)
    return "created"


async def test_a_call_is_refused_while_the_circuit_is_open() -> None:
    """The error says that nothing was sent and when to try again; the call's own failures open the circuit as others' do."""
    failures.extend([ConnectionRefusedError("refused")] * 2)
    for _ in range(2):
        with pytest.raises(errors.Retryable, match="the circuit of calm_acme/default is open after 2 failures in a row") as refused:
            await look.with_options(retry=OFTEN)()
        assert refused.value.code == "circuit_open"
        assert refused.value.after is not None
        assert 0 < refused.value.after <= 3600
    assert len(seen) == 2


async def test_a_call_that_waits_for_a_slot_is_refused_when_the_circuit_opens() -> None:
    """It is not left to wait behind a vendor that is down."""
    gates.append(asyncio.Event())
    [gate] = gates
    failures.append(ConnectionRefusedError("refused"))
    with connections.override("calm_acme", Connection(max_concurrency=1, breaker_threshold=1, breaker_reset=3600)):
        calls = [asyncio.create_task(look.with_options(retry=ONCE)()) for _ in range(3)]
        await asyncio.sleep(0)
        gate.set()
        async with asyncio.timeout(10):
            ended = await asyncio.gather(*calls, return_exceptions=True)
    assert [getattr(error, "code", None) for error in ended] == ["not_sent", "circuit_open", "circuit_open"]
    assert len(seen) == 1


async def test_a_call_in_doubt_waits_for_the_circuit() -> None:
    """Its earlier attempt may have been applied, so it asks again under its key when the circuit lets it."""
    failures.extend([errors.InDoubt("dropped")] * 2)
    with connections.override("calm_acme", Connection(breaker_threshold=2, breaker_reset=0.02)):
        async with asyncio.timeout(10):
            assert await create.with_options(retry=OFTEN)() == "created"
    assert len(seen) == 3
    assert len(set(seen)) == 1


async def test_a_call_in_doubt_waits_no_longer_than_its_policy_lets_it() -> None:
    """Then it raises its doubt, with its key."""
    failures.extend([errors.InDoubt("dropped")] * 2)
    with pytest.raises(errors.InDoubt, match="the attempts ran out") as doubt:
        await create.with_options(retry=Retry(stop=stop_after_attempt(3), wait=wait_none()))()
    assert len(seen) == 2
    assert doubt.value.key == seen[0]


async def test_a_refused_call_proves_nothing_of_the_function_that_made_it() -> None:
    """An application's write may have done something before its inner call was refused."""
    failures.extend([ConnectionRefusedError("refused")] * 2)

    @activity(effect="unsafe", name="calm.both")
    async def both() -> str:
        return await look.with_options(retry=OFTEN)()

    with pytest.raises(errors.InDoubt, match="a call inside it failed"):
        await both()


async def test_an_applications_own_activity_has_no_circuit() -> None:
    """What it raises says nothing of a vendor."""

    @activity(effect="read", name="calm.own", retry=ONCE)
    async def own() -> None:
        seen.append(uuid.uuid4())
        raise ConnectionRefusedError("refused")

    for _ in range(20):
        with pytest.raises(errors.Retryable, match="connection refused"):
            await own()
    assert len(seen) == 20


async def test_a_longer_wait_elsewhere_makes_no_call_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever may begin first is let in first, though another connection's pause was there before."""
    monkeypatch.setattr(loop_limits, "LONGEST_SLEEP", 3600.0)
    failures.append(errors.RateLimited(after=3600.0))
    with (
        connections.override("calm_acme", Connection(max_rate=50)),
        connections.override("calm_acme", Connection(), name="other"),
    ):
        with pytest.raises(errors.RateLimited):
            await look.with_options(connection="other", retry=ONCE)()
        waiting = asyncio.create_task(look.with_options(connection="other")())
        await asyncio.sleep(0)
        async with asyncio.timeout(30):
            assert await asyncio.gather(*(look() for _ in range(8))) == ["seen"] * 8
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)


async def test_a_call_beyond_the_rate_waits() -> None:
    """With a rate of one an hour the second call does not begin."""
    with connections.override("calm_acme", Connection(max_rate=1 / 3600)):
        first, second = asyncio.create_task(look()), asyncio.create_task(look())
        assert await first == "seen"
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(seen) == 1
        second.cancel()
        await asyncio.gather(second, return_exceptions=True)


@pytest.mark.parametrize(("setting", "wrong"), [("max_rate", 0), ("max_rate", math.inf), ("breaker_threshold", -1), ("breaker_reset", 0)])
def test_limits_are_checked(setting: str, wrong: Any) -> None:
    """A setting that would let nothing through, or is no number, is refused where it is made."""
    with pytest.raises(ValueError, match=setting):
        Connection(**{setting: wrong})
