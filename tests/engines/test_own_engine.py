"""The engine of the guide is one: it is loaded as a plugin's, and runs executions with the same promises."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from importlib import metadata
from pathlib import Path

import pytest
from tenacity import wait_none

from eventual_connectors import Retry, Signal, activity, connect, discovery, durable, errors, workflow
from eventual_connectors.discovery.installed import installed
from eventual_connectors.discovery.loading import Plugins
from eventual_connectors.engines.export import as_flow
from eventual_connectors.workflows.playback import play
from tests.cli.shell import ROOT
from tests.discovery.site import Site

GUIDE = (ROOT / "docs/how-to/write-an-engine.md").read_text(encoding="utf-8")

go = Signal("go", str)
keys: list[str] = []


@activity(effect="keyed", window=timedelta(hours=1), name="own.charge", retry=Retry(wait=wait_none()))
async def charge(order: str) -> str:
    keys.append(str(durable.attempt().key))
    if len(keys) == 1:
        raise errors.InDoubt("the answer got lost")
    return f"charged {order}"


@activity(effect="unsafe", name="own.announce")
async def announce(order: str) -> str:
    raise errors.InDoubt("the answer got lost")


@workflow(name="own.packs")
async def packs(order: str) -> str:
    await asyncio.sleep(0.01)
    return f"packed {order}"


@workflow(name="own.sells")
async def sells(order: str) -> list[str]:
    charged, packed = await asyncio.gather(charge(order), durable.child(packs, order))
    return [charged, packed, await go.receive(), await announce(order)]


def block(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", GUIDE, re.DOTALL)
    return str(found)


async def test_the_engine_of_the_guide_runs_executions(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Doubt under one key, a child, a timer, a signal, parking and its resolution; and its history plays the same."""
    manifest = block("toml").replace("eventual_engine_memory", "eventual_connector_memory")
    Site(tmp_path / "site").add("memory", manifest=manifest, plugin=block("python"))
    monkeypatch.syspath_prepend(str(tmp_path / "site"))
    known = Plugins(installed(metadata.distributions(path=[str(tmp_path / "site")])))
    monkeypatch.setattr(discovery, "_plugins", lambda: known)
    async with connect("memory://") as engine, engine.worker([sells, packs]):
        handle = await engine.start(sells, "o1", id="a")
        await handle.signal(go, "ahead")
        async with asyncio.timeout(30):
            while await handle.status() != "parked":  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.01)
        (call,) = await handle.parked()
        await handle.resolve(call.path, attempt=call.attempt, succeeded="announced")
        assert await handle.result(30) == ["charged o1", "packed o1", "ahead", "announced"]
        with pytest.raises(errors.ExecutionConflict):
            await engine.start(sells, "o2", id="a")
        record = await engine.record("a")
    assert len(keys) == 2
    assert len(set(keys)) == 1
    assert play(as_flow(record), sells).verdict == "same"
