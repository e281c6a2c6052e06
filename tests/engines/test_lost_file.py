"""A database file that is deleted or replaced while it is open: nothing is said to be on record that is not."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import Signal, activity, connect, errors, workflow
from eventual_connectors.engines.embedded.journal import Journal

go = Signal("go", str)
sent: list[int] = []


@activity(effect="unsafe", name="lost.send")
async def send(n: int) -> int:
    sent.append(n)
    return n


@workflow()
async def sends() -> int:
    await go.receive()
    return await send(1)


async def taken_up(handle: Any) -> None:
    while await handle.status() != "running":  # noqa: ASYNC110
        await asyncio.sleep(0.005)


def delete(path: Path) -> str:
    path.unlink()
    return "was deleted"


def replace(path: Path) -> str:
    other = path.with_suffix(".new")
    other.write_bytes(path.read_bytes())
    other.replace(path)
    return "was replaced by another file"


@pytest.mark.parametrize("lose", [delete, replace])
async def test_an_idle_worker_stops(tmp_path: Path, lose: Any) -> None:
    path = tmp_path / "app.db"
    async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine:
        worker: Any = engine.worker([sends])
        await worker.__aenter__()
        await taken_up(await engine.start(sends, id="a"))
        how = lose(path)
        with pytest.raises(errors.EngineError, match=how) as caught:
            await worker.wait()
        assert "\n" not in str(caught.value)
        with pytest.raises(errors.EngineError, match=how):
            await worker.__aexit__(None, None, None)


@pytest.mark.parametrize("lose", [delete, replace])
async def test_nothing_is_sent_that_only_a_lost_file_knows_of(tmp_path: Path, lose: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "app.db"
    sent.clear()
    async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine:
        worker: Any = engine.worker([sends])
        await worker.__aenter__()
        handle = await engine.start(sends, id="a")
        await taken_up(handle)
        how = lose(path)
        with pytest.raises(errors.EngineError, match=how):
            await handle.signal(go, "on")
        with pytest.raises(errors.EngineError, match=how):
            await worker.wait()
        with pytest.raises(errors.EngineError):
            await worker.__aexit__(None, None, None)
    assert sent == []


async def test_a_client_does_not_take_a_start_for_durable(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    async with asyncio.timeout(20), connect(f"sqlite:///{path}") as engine:
        path.unlink()
        with pytest.raises(errors.EngineError, match="was deleted while it was open"):
            await engine.start(sends, id="a")


async def test_a_commit_that_only_a_lost_file_holds_is_not_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    failures: list[BaseException] = []
    acknowledged: list[bool] = []
    journal = Journal(str(path), failures.append)
    journal.write([("DELETE FROM inbox", ())])
    await journal.flushed()
    path.unlink()
    journal.write([("DELETE FROM inbox", ())])
    journal.after_commit(lambda: acknowledged.append(True))
    async with asyncio.timeout(20):
        while not failures:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
    journal.close()
    assert "was deleted while it was open" in str(failures[0])
    assert not acknowledged
