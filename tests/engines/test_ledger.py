"""The class `ledger` on a real vendor: one effect, wherever the worker dies, and an honest answer to a repeat."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import AlreadyApplied, activity, connect, durable, errors, workflow
from eventual_connectors.engines.export import as_flow
from eventual_connectors.workflows.playback import play
from tests.engines import bank

ROOT = Path(__file__).parents[2]


@pytest.fixture
def vendor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "bank.db"
    bank.open_bank(path)
    monkeypatch.setattr(bank, "BANK", path)
    return path


async def test_one_effect_though_the_worker_dies_before_and_after_the_commit(vendor: Path, tmp_path: Path) -> None:
    """The third attempt finds the row of the second, and says so as a value; the history plays back the same."""
    database = str(tmp_path / "app.db")
    async with connect(f"sqlite:///{database}") as engine:
        await engine.start(bank.saves, "ann", id="ann")
    environment = {**os.environ, "BANK_FILE": str(vendor), "BANK_DEADLY": "yes"}
    command = [sys.executable, "-m", "tests.engines.bank", "work", database]
    done = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=100)

    assert (done.stdout, done.stderr) == ("6\n", "")
    assert bank.deposits(vendor) == [("ann", 1), ("ann", 2), ("ann", 3)]
    async with connect(f"sqlite:///{database}") as engine:
        results = await (await engine.handle("ann", bank.saves)).result(timeout=1)
        assert all(isinstance(result, AlreadyApplied) and result.at is not None for result in results)
        assert play(as_flow(await engine.record("ann")), bank.saves).verdict == "same"


async def test_a_row_of_a_call_with_another_input_is_a_conflict_and_no_answer(vendor: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "tests")
    salary = bank.deposit.with_options(key="salary-2024-05")

    assert await salary("ann", 100) == 100
    again = await salary("ann", 100)
    assert isinstance(again, AlreadyApplied)
    with pytest.raises(errors.KeyConflict, match=f"the key {again.key} for a call with another input"):
        await salary("ann", 999)

    assert bank.deposits(vendor) == [("ann", 100)]


async def test_arguments_that_the_class_cannot_honour_are_refused_before_anything_is_sent(vendor: Path, tmp_path: Path) -> None:
    """Outside a workflow at once; inside one the refusal is on record, and no attempt is."""

    @workflow(name="bank.asks")
    async def asks() -> Any:
        try:
            return await bank.deposit("ann", 1, returns="the balance")
        except errors.UsageError as error:
            return str(error)

    with pytest.raises(errors.UsageError, match="leave returns= out"):
        await bank.deposit("ann", 1, returns="the balance")
    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([asks]):
        handle = await engine.start(asks, id="a")
        assert "leave returns= out" in await handle.result(timeout=10)
        record = await engine.record("a")
    assert [event.type for event in record.events[1:-1]] == ["activity_scheduled", "activity_failed"]
    assert play(as_flow(record), asks).verdict == "same"
    assert bank.deposits(vendor) == []


async def test_after_the_rows_are_gone_the_call_parks(vendor: Path, tmp_path: Path) -> None:
    """A ledger that keeps its rows for a time is not asked again after it."""
    tried: list[uuid.UUID] = []

    @activity(effect="ledger", name="bank.forgetful", window=timedelta(seconds=1), timeout=0.5)
    async def forgetful() -> None:
        tried.append(durable.attempt().key)
        raise errors.InDoubt("the connection dropped")

    @workflow(name="bank.forgets")
    async def forgets() -> None:
        await forgetful()

    async with connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([forgets]):
        handle = await engine.start(forgets, id="a")
        async with asyncio.timeout(10):
            while not (parked := await handle.parked()):  # noqa: ASYNC110
                await asyncio.sleep(0.01)
    assert parked[0].reason == "the ledger no longer remembers the key"
    assert len(set(tried)) == 1
