"""A worker that lacks a setting: executions wait for one that has it, and nothing was sent."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_none

from eventual_connectors import Connection, Connector, Retry, Secret, connect, connections, errors, workflow

sent: list[str] = []


class BellConnection(Connection):
    token: Secret = Secret("env:UNCONFIGURED_BELL_TOKEN")


def make_client(connection: BellConnection) -> str:
    return connection.token.reveal()


def broken_client(connection: Connection) -> Any:
    import a_vendor_sdk_that_is_not_installed  # type: ignore[import-not-found]

    return a_vendor_sdk_that_is_not_installed


bell = Connector("unconfigured_bell", connection=BellConnection, client=make_client)
broken = Connector("unconfigured_broken", connection=Connection, client=broken_client)


@bell.activity("ring", effect="unsafe")
async def ring(client: str, attempt: Any, text: str) -> str:
    sent.append(text)
    return text


@bell.activity("tell", effect="keyed", window=timedelta(hours=1), retry=Retry(stop=stop_after_attempt(5), wait=wait_none()))
async def tell(client: str, attempt: Any) -> int:
    sent.append(str(attempt.number))
    if attempt.number == 1:
        connections.configure("unconfigured_bell", BellConnection())  # the credential goes away
        raise errors.InDoubt("dropped")
    return int(attempt.number)


@broken.activity("ring", effect="unsafe")
async def ring_broken(client: Any, attempt: Any) -> None:
    sent.append("broken")


@workflow()
async def rings() -> str:
    return await ring("hello")


@workflow()
async def rings_elsewhere() -> str:
    return await ring.with_options(connection="other")("hello")


@workflow()
async def tells() -> int:
    return await tell()


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    sent.clear()
    monkeypatch.delenv("UNCONFIGURED_BELL_TOKEN", raising=False)


async def blocked(engine: Any, handle: Any) -> str:
    async with asyncio.timeout(20):
        while await handle.status() != "blocked":  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    (summary,) = await engine.executions(status="blocked")
    return str(summary.reason)


@pytest.mark.parametrize("how", ["worker", "retry"])
async def test_an_execution_waits_for_a_credential(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, how: str) -> None:
    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine:
        async with engine.worker([rings]):
            handle = await engine.start(rings, id="a")
            assert "UNCONFIGURED_BELL_TOKEN" in await blocked(engine, handle)
            assert [event.type for event in (await engine.record("a")).events] == ["execution_started", "activity_scheduled"]
            monkeypatch.setenv("UNCONFIGURED_BELL_TOKEN", "t")
            if how == "retry":
                await engine.retry("a")
                assert await handle.result(timeout=20) == "hello"
        async with engine.worker([rings]):
            assert await handle.result(timeout=20) == "hello"
    assert sent == ["hello"]


@pytest.mark.parametrize("how", ["emptied", "removed"])
async def test_a_file_that_is_away_for_a_moment_blocks_nothing(tmp_path: Path, how: str) -> None:
    """It is written anew rather than renamed over: the call is tried again, and was not sent meanwhile."""
    file = tmp_path / "token"
    file.write_text("old")
    secret = Secret(f"file:{file}")
    assert secret.reveal() == "old"
    with connections.override("unconfigured_bell", BellConnection(token=secret)):
        async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([rings]):
            file.write_text("") if how == "emptied" else file.unlink()
            handle = await engine.start(rings, id="a")
            async with asyncio.timeout(20):
                while not any(event.type == "attempt_ended" for event in (await engine.record("a")).events):  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert sent == []
            file.write_text("new")
            assert await handle.result(timeout=20) == "hello"
    assert sent == ["hello"]


async def test_an_execution_waits_for_a_connection(tmp_path: Path) -> None:
    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([rings_elsewhere]):
        handle = await engine.start(rings_elsewhere, id="a")
        assert "no unconfigured_bell connection is called 'other'" in await blocked(engine, handle)
        with connections.override("unconfigured_bell", BellConnection(token=Secret("t")), name="other"):
            await engine.retry("a")
            assert await handle.result(timeout=20) == "hello"


async def test_doubt_outlives_a_credential_that_went_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with connections.override("unconfigured_bell", BellConnection(token=Secret("t"))):
        async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([tells]):
            handle = await engine.start(tells, id="a")
            assert "UNCONFIGURED_BELL_TOKEN" in await blocked(engine, handle)
            assert "doubt" in (await engine.record("a")).events[-1].data
            monkeypatch.setenv("UNCONFIGURED_BELL_TOKEN", "t")
            await engine.retry("a")
            assert await handle.result(timeout=20) == 2
    assert sent == ["1", "2"]


async def test_outside_a_workflow_it_is_one_error() -> None:
    with pytest.raises(errors.ConfigurationError, match="UNCONFIGURED_BELL_TOKEN"):
        await ring("hello")
    with pytest.raises(errors.ConfigurationError, match="no unconfigured_bell connection is called 'other'"):
        await ring.with_options(connection="other")("hello")
    with pytest.raises(errors.ConfigurationError, match="package 'a_vendor_sdk_that_is_not_installed' is not installed"):
        await ring_broken()
    with (
        connections.override("unconfigured_bell", BellConnection(token=Secret("t"))),
        pytest.raises(errors.InDoubt, match="not known whether"),
    ):
        await tell()
    assert sent == ["1"]


@workflow()
async def rings_and_waits() -> str:
    text, _ = await asyncio.gather(ring("hello"), asyncio.sleep(0.05))
    return str(text)


async def test_a_timer_beside_a_call_that_cannot_begin_stops_no_worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The call blocks the execution in the middle of what its code asked for; the timer, which comes after, is asked for again later."""
    url = f"sqlite:///{tmp_path / 'app.db'}"
    async with connect(url) as engine, engine.worker([rings_and_waits]) as worker:
        handle = await engine.start(rings_and_waits, id="o1")
        await blocked(engine, handle)
        await asyncio.sleep(0.2)
        assert worker.failure is None
        monkeypatch.setenv("UNCONFIGURED_BELL_TOKEN", "t")
        await engine.retry("o1")
        assert await handle.result(timeout=10) == "hello"
