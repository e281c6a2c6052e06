"""A connection's slots come back, however an attempt ends."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import activity, connect, errors, workflow
from eventual_connectors.attempts import runner


@activity(effect="read", name="slots.look")
async def look() -> str:
    return "seen"


@workflow()
async def looks() -> str:
    return await look()


async def test_a_read_cancelled_in_the_turn_in_which_it_began_gives_its_slot_back(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MAX_AT_ONCE", 2)
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'a.db'}") as engine:
        for n in range(2):
            handle = await engine.start(looks, id=str(n))
            await handle.cancel()
        async with engine.worker([looks]):
            for n in range(2):
                with pytest.raises(errors.ExecutionCancelled):
                    await (await engine.handle(str(n), looks)).result(10)
            later = await engine.start(looks, id="later")
            assert await later.result(10) == "seen"


async def test_a_direct_call_that_cannot_begin_gives_its_slot_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "MAX_AT_ONCE", 1)
    from eventual_connectors.attempts import direct

    def broken(declared: Any) -> float:
        raise RuntimeError("no timeout")

    with monkeypatch.context() as patch:
        patch.setattr(direct, "attempt_timeout", broken)
        with pytest.raises(RuntimeError):
            await look()
    assert await asyncio.wait_for(look(), 10) == "seen"
