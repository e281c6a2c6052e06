"""What Temporal alone asks of its engine, and its users of Temporal."""

from __future__ import annotations

import asyncio
import dataclasses
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
import temporalio.converter
from temporalio.api.common.v1 import Payload, WorkflowExecution
from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest
from temporalio.client import Client, WorkflowHistory
from temporalio.converter import DefaultFailureConverterWithEncodedAttributes, PayloadCodec
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from eventual_connectors import connect, errors
from eventual_connectors.engines.export import as_flow
from eventual_connectors.engines.temporal.client import TemporalEngine
from eventual_connectors.engines.temporal.development import development_server
from eventual_connectors.engines.temporal.program import STATE, Program
from eventual_connectors.workflows.playback import play
from tests.engines.suite import application as app
from tests.engines.suite.targets import Target

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("vendor")]

PATIENCE = 60.0


class Reversing(PayloadCodec):
    """Bytes in another order: enough to see that all of them go through it."""

    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload(metadata={"encoding": b"reversed"}, data=payload.SerializeToString()[::-1]) for payload in payloads]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(payload.data[::-1]) for payload in payloads]


REVERSED = dataclasses.replace(
    temporalio.converter.default(),
    payload_codec=Reversing(),
    failure_converter_class=DefaultFailureConverterWithEncodedAttributes,
)


def opened(url: str, **options: Any) -> TemporalEngine:
    engine = connect(url, **options)
    assert isinstance(engine, TemporalEngine)
    return engine


async def test_the_servers_tools_ask_how_an_execution_stands(temporal: Callable[[], Target]) -> None:
    """By a query: what it came to so far, and what it waits for."""
    target = temporal()
    async with opened(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.listens, 1, id=target.named("asked"))
        asked = engine.client.get_workflow_handle(handle.id)
        async with asyncio.timeout(PATIENCE):
            while (state := await asked.query(STATE))["status"] != "running":  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.1)
    assert state == {"status": "running", "reason": "", "parked": 0, "events": 2, "attempts": [], "waits": ["timer"]}


async def test_what_is_too_large_for_temporal_is_told_and_does_not_hang(temporal: Callable[[], Target]) -> None:
    """A result of three megabytes that no compression makes shorter is more than a payload may have."""
    target = temporal()
    async with opened(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.roars, 1_000_000, 3, id=target.named("roars"))
        async with asyncio.timeout(PATIENCE):
            while await handle.status() != "blocked":  # noqa: ASYNC110 - nobody is told of it
                await asyncio.sleep(0.1)
        assert "Temporal keeps 2 MB of it: make fewer calls at once, or smaller ones" in (await engine.summary(handle.id)).reason


async def test_a_result_that_temporal_does_not_keep_ends_its_call(temporal: Callable[[], Target]) -> None:
    """It was made, so it is not made again."""
    target = temporal()
    async with opened(target.url) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.roars, 3_000_000, 1, id=target.named("roars"))
        with pytest.raises(errors.ExecutionFailed, match=r"suite\.noise succeeded, but its result cannot be recorded"):
            await handle.result(PATIENCE)


async def test_a_url_names_the_codec(temporal: Callable[[], Target]) -> None:
    """For commands, which have no other way; without it they say in one line what is missing."""
    target = temporal()
    async with opened(f"{target.url}&data_converter={__name__}:REVERSED") as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.hauls, 1, id=target.named("named"))
        assert await handle.result(PATIENCE) == 1
    async with opened(target.url) as engine:
        with pytest.raises(errors.EngineError, match="name its codec with"):
            await engine.record(handle.id)


async def test_the_servers_lists_are_asked_by_status_version_and_workflow(temporal: Callable[[], Target]) -> None:
    """A child's too, and whatever an execution comes to."""
    target = temporal()
    async with opened(target.url) as engine, engine.worker(app.WORKFLOWS):
        await (await engine.start(app.hauls, 1, id=target.named("ends"))).result(PATIENCE)
        with pytest.raises(errors.ExecutionFailed):
            await (await engine.start(app.child, "fails", id=target.named("fails"))).result(PATIENCE)
        await (await engine.start(app.family, id=target.named("family"))).result(PATIENCE)
        await engine.start(app.listens, 1, id=target.named("waits"))
        queue = f"TaskQueue = '{engine.address.task_queue}'"

        async def found(query: str) -> set[str]:
            return {each.id async for each in engine.client.list_workflows(f"{queue} AND {query}")}

        async def asked(query: str, count: int) -> set[str]:
            async with asyncio.timeout(PATIENCE):
                while len(ids := await found(query)) != count:  # noqa: ASYNC110 - the server's lists lag behind
                    await asyncio.sleep(0.1)
            return ids

        assert await asked("EventualStatus = 'running'", 1) == {target.named("waits")}
        assert await asked("EventualStatus = 'completed' AND WorkflowType = 'suite.hauls'", 1) == {target.named("ends")}
        assert target.named("fails") in await asked("EventualStatus = 'failed'", 2)
        assert len(await asked("EventualStatus = 'completed' AND WorkflowType = 'suite.child'", 2)) == 2
        assert len(await asked(f"EventualVersion = '{app.hauls.version}'", 8)) == 8


async def test_a_namespace_without_our_search_attributes_is_asked_for_none(temporal: Callable[[], Target]) -> None:
    target = temporal()
    async with opened(target.url.replace("search_attributes=true&", "")) as engine, engine.worker(app.WORKFLOWS):
        handle = await engine.start(app.family, id=target.named("plain"))
        await handle.result(PATIENCE)
        described = await engine.client.get_workflow_handle(handle.id).describe()
    assert [pair.key.name for pair in described.typed_search_attributes if pair.key.name.startswith("Eventual")] == []


async def test_temporals_own_replay_finds_nothing_wrong_with_any_history(temporal: Callable[[], Target]) -> None:
    """Whatever the workflow's code does: its branches, races, children, signals, failures and cancellation."""
    target = temporal()
    async with opened(target.url) as engine:
        async with engine.worker(app.WORKFLOWS):
            await (await engine.start(app.scrambles, id=target.named("branches"))).result(PATIENCE)
            await (await engine.start(app.races, id=target.named("races"))).result(PATIENCE)
            await (await engine.start(app.family, id=target.named("family"))).result(PATIENCE)
            listening = await engine.start(app.listens, 1, id=target.named("listens"))
            await listening.signal(app.approved, "yes")
            assert await listening.result(PATIENCE) == ["yes"]
            cancelled = await engine.start(app.tidies, "o1", id=target.named("tidies"))
            await cancelled.cancel()
            with pytest.raises(errors.ExecutionCancelled):
                await cancelled.result(PATIENCE)
        ids = [target.named(name) for name in ("branches", "races", "family", "listens", "tidies")]
        histories = [await engine.client.get_workflow_handle(id).fetch_history() for id in ids]
    replayed = await replayer().replay_workflows(each(histories), raise_on_replay_failure=False)
    assert replayed.replay_failures == {}


def replayer() -> Replayer:
    return Replayer(workflows=[Program], workflow_runner=UnsandboxedWorkflowRunner())


async def each(histories: Sequence[WorkflowHistory]) -> AsyncIterator[WorkflowHistory]:
    for history in histories:
        yield history


async def test_an_execution_that_is_reset_keeps_its_root_and_so_repeats_no_effect(temporal: Callable[[], Target]) -> None:
    target = temporal()
    async with opened(target.url) as engine, engine.worker(app.WORKFLOWS):
        counting = await engine.start(app.counts, 3, id=target.named("counts"))
        expected = await counting.result(PATIENCE)
        before = await engine.record(counting.id)
        first = (await engine.client.get_workflow_handle(counting.id).describe()).run_id
        await reset(engine.client, counting.id, first)
        assert await counting.result(PATIENCE) == expected
        async with asyncio.timeout(PATIENCE):
            while [each.id for each in await engine.executions()] != [counting.id]:  # noqa: ASYNC110 - the server's lists lag behind
                await asyncio.sleep(0.1)
        assert (await engine.client.get_workflow_handle(counting.id).describe()).run_id != first
        after = await engine.record(counting.id)
    assert after.root == before.root
    assert app.effects("step") == ["step A0", "step A1", "step A2"]
    assert play(as_flow(after), app.counts).verdict == "same"


async def reset(client: Client, id: str, run_id: str) -> None:
    """Set an execution back to its beginning, as `temporal workflow reset` does."""
    request = ResetWorkflowExecutionRequest(
        namespace=client.namespace,
        workflow_execution=WorkflowExecution(workflow_id=id, run_id=run_id),
        reason="a test",
        workflow_task_finish_event_id=4,  # after: started, task scheduled, task started
        request_id=str(uuid.uuid4()),
    )
    await client.workflow_service.reset_workflow_execution(request)


def held(folder: Path) -> bytes:
    """All that the server stores."""
    return b"".join(file.read_bytes() for file in folder.glob("temporal.db*"))


async def test_a_payload_codec_of_the_users_is_all_that_the_servers_storage_holds(tmp_path: Path) -> None:
    """Arguments, results, signals, errors and our own notes: what passes through no codec would be found in the file."""
    with development_server(tmp_path) as url:
        async with opened(url, data_converter=REVERSED) as engine, engine.worker(app.WORKFLOWS):
            assert await (await engine.start(app.announces, "unmistakable", id="o1")).result(PATIENCE) == [
                "charged unmistakable",
                "announced unmistakable",
            ]
            listening = await engine.start(app.listens, 1, id="o2")
            await listening.signal(app.approved, "unmistakable too")
            assert await listening.result(PATIENCE) == ["unmistakable too"]
            with pytest.raises(errors.ExecutionFailed, match="the child has failed"):
                await (await engine.start(app.child, "fails", id="o3")).result(PATIENCE)
            record = await engine.record("o1")
    assert play(as_flow(record), app.announces).verdict == "same"
    stored = held(tmp_path)
    assert "unmistakable"[::-1].encode() in stored
    assert b"unmistakable" not in stored
    assert b"the child has failed" not in stored


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
