"""One execution that raises where nothing should does not stop the others."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import pytest

from eventual_connectors import Retry, Retryable, activity, connect, errors, workflow


class Mute(Exception):
    def __str__(self) -> str:
        raise AttributeError("mesage")


@activity(effect="read", name="containment.limited")
async def limited() -> None:
    raise Retryable("503", after=1e12)


def no_policy(state: Any) -> float:
    raise RuntimeError("no wait")


@activity(effect="natural", name="containment.refused", retry=Retry(wait=no_policy))
async def refused() -> None:
    raise Retryable("x")


@workflow()
async def mute() -> None:
    raise Mute


@workflow()
async def waits_long() -> None:
    await limited()


@workflow()
async def policy() -> None:
    await refused()


@workflow()
async def forever() -> None:
    await asyncio.sleep(sys.maxsize)


@workflow()
async def fine() -> str:
    return "fine"


@pytest.mark.parametrize(("bad", "status"), [(mute, "failed"), (waits_long, "running"), (policy, "blocked"), (forever, "running")])
async def test_others_go_on_also_after_a_restart(tmp_path: Path, bad: Any, status: str) -> None:
    async with asyncio.timeout(20), connect(f"sqlite:///{tmp_path / 'a.db'}") as engine:
        handle = await engine.start(bad, id="bad")
        for n in range(2):
            async with engine.worker([bad, fine]):
                for _ in range(100):
                    if await handle.status() == status:
                        break
                    await asyncio.sleep(0.02)
                assert await (await engine.start(fine, id=str(n))).result(10) == "fine"
        assert await handle.status() == status


async def test_two_workflows_of_one_name_are_refused(tmp_path: Path) -> None:
    @workflow(name="fine")
    async def other() -> str:
        return "other"

    async with connect(f"sqlite:///{tmp_path / 'a.db'}") as engine:
        with pytest.raises(errors.UsageError, match="two workflows are called 'fine'"):
            engine.worker([fine, other])
