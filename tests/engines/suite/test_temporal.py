"""What Temporal alone asks of its engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from eventual_connectors import connect
from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.temporal.client import TemporalEngine
from eventual_connectors.engines.temporal.development import development_server
from eventual_connectors.workflows.playback import play
from tests.engines.suite import application as app

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("vendor")]


async def test_a_history_that_is_too_long_for_temporal_is_begun_anew_and_ours_goes_on(tmp_path: Path) -> None:
    with development_server(tmp_path, "limit.historyCount.suggestContinueAsNew=40") as url:
        async with connect(url) as engine, engine.worker(app.WORKFLOWS):
            assert isinstance(engine, TemporalEngine)
            handle = await engine.start(app.counts, 25, id="long")
            first = (await engine.client.get_workflow_handle("long").describe()).run_id
            assert await handle.result(60) == [f"A{number}" for number in range(25)]
            assert (await engine.client.get_workflow_handle("long").describe()).run_id != first
            record = await engine.record("long")
    assert [event.seq for event in record.events] == list(range(1, len(record.events) + 1))
    assert sorted(app.effects("step")) == sorted(f"step A{number}" for number in range(25))
    assert play(as_flow(record), app.counts).verdict == "same"
