"""A call in doubt whose code went away is settled all the same: the worker finds its activity among the connectors."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

from eventual_connectors import connect, discovery, workflow
from eventual_connectors.activities import Activity
from eventual_connectors.discovery.installed import installed
from eventual_connectors.discovery.loading import Plugins
from tests.discovery.site import Site

DOUBTFUL = """\
import asyncio
from datetime import timedelta

from tenacity import stop_never, wait_fixed

from eventual_connectors import Connector, InDoubt, Retry
from eventual_connectors.hookspecs import hookimpl

connector = Connector("acme", client=lambda connection: None)
answers = []
tried_again = asyncio.Event()


@connector.activity("pay", effect="keyed", window=timedelta(hours=24), retry=Retry(stop=stop_never, wait=wait_fixed(0.02)))
async def pay(client, attempt) -> str:
    if attempt.number > 1:
        tried_again.set()
    if not answers:
        raise InDoubt("the connection dropped")
    return answers[0]


@hookimpl
def eventual_register_connectors(register):
    register(connector)
"""


@pytest.fixture
def pay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Activity[[], str]]:
    site = Site(tmp_path / "site")
    site.add("acme", plugin=DOUBTFUL)
    monkeypatch.syspath_prepend(str(site.path))
    known = Plugins(installed(metadata.distributions(path=[str(site.path)])))
    monkeypatch.setattr(discovery, "_plugins", lambda: known)
    yield known.load("acme")["pay"]
    for name in [name for name in sys.modules if name.startswith("eventual_connector_acme")]:
        del sys.modules[name]


async def test_a_dropped_call_in_doubt_is_settled_through_its_connector(tmp_path: Path, pay: Activity[[], str]) -> None:
    @workflow(name="shop")
    async def before() -> str:
        return await pay()

    @workflow(name="shop")
    async def after() -> str:
        return "no payment any more"

    plugin = sys.modules["eventual_connector_acme.plugin"]
    url = f"sqlite:///{tmp_path / 'app.db'}"
    async with asyncio.timeout(20), connect(url) as engine:
        async with engine.worker([before]):
            await engine.start(before, id="order-1")
            await plugin.tried_again.wait()
        plugin.answers.append("ch_1")
        async with engine.worker([after]):
            handle = await engine.handle("order-1", after)
            assert await handle.result() == "no payment any more"
        types = [event.type for event in (await engine.record("order-1")).events]
        assert types[-2:] == ["activity_completed", "execution_completed"]
