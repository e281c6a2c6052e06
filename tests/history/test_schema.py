"""Every line that the engine writes fits the published schema, and the schema knows every kind of event."""

from __future__ import annotations

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from tenacity import wait_none

from eventual_connectors import Retry, Signal, activity, durable, errors, workflow
from eventual_connectors.engines import connect
from eventual_connectors.engines.export import as_flow
from eventual_connectors.history import events, schema
from eventual_connectors.history.file import read_flow, write_flow
from eventual_connectors.testing import VirtualClock

go = Signal("go", str)
tries: dict[str, int] = {}


@activity(effect="natural", name="schema.flaky")
async def flaky(name: str, fail: int = 1) -> str:
    tries[name] = tries.get(name, 0) + 1
    durable.attempt().heartbeat({"tries": tries[name]})
    if tries[name] <= fail:
        raise errors.InDoubt("no answer", status=502, request_id="req_1")
    return name


@activity(effect="unsafe", name="schema.doubtful")
async def doubtful() -> str:
    raise errors.InDoubt("no answer")


@activity(effect="read", name="schema.refused")
async def refused() -> str:
    raise errors.Permanent("no", code="nope", status=400)


@activity(effect="read", name="schema.slow")
async def slow() -> None:
    await asyncio.sleep(60)


@activity(effect="read", name="schema.later", retry=Retry(wait=wait_none()))
async def later() -> str:
    attempt = durable.attempt()
    if attempt.number > 1:
        return "later"
    attempt.heartbeat("asked")
    attempt.completion_token(expires=60)
    raise errors.CompleteLater


@workflow(version="1", name="schema.child")
async def child(fail: bool) -> str:
    if fail:
        raise ValueError("on purpose")
    return "child"


@workflow(version="1", name="schema.everything")
async def everything() -> list[str]:
    done = [await flaky("a"), await doubtful()]
    with pytest.raises(errors.Permanent):
        await refused()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(5):
            await asyncio.sleep(10)
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.2):
            await slow()
    done += [await later(), await go.receive()]
    done.append(await durable.child(child, False))
    with pytest.raises(ValueError, match="on purpose"):
        await durable.child(child, True)
    if durable.patched("new"):
        done.append("patched")
    return done


async def test_every_event_fits_the_schema(tmp_path: Path) -> None:
    validator = jsonschema.Draft202012Validator(schema())
    validator.check_schema(validator.schema)
    seen: set[str] = set()
    async with connect(f"sqlite:///{tmp_path / 'a.db'}", clock=VirtualClock()) as engine, engine.worker([everything, child]):
        first = await engine.start(everything, id="first")
        parked = await parked_calls(first)
        await first.resolve(parked[0].path, parked[0].attempt, succeeded="settled")
        await first.signal(go, "signalled", id="1")
        assert await first.result(timeout=20) == ["a", "settled", "later", "signalled", "child", "patched"]
        second = await engine.start(everything, id="second")
        await second.cancel("not wanted")
        with pytest.raises(errors.EventualError):
            await asyncio.wait_for(_settled(second), 20)
        failed = await engine.handle("first/workflow:schema.child#2")
        assert await failed.status() == "failed"
        for execution in ("first", "second", failed.id):
            path = tmp_path / "a.flow.jsonl"
            write_flow(as_flow(await engine.record(execution)), path)
            assert read_flow(path) == as_flow(await engine.record(execution))
            for line in path.read_text().splitlines():
                tree = json.loads(line)
                validator.validate(tree)
                seen.add(tree.get("type", "header"))
    known = {value for name, value in vars(events).items() if name.isupper() and isinstance(value, str)}
    assert known == set(_published()) - {"header"}
    assert known - seen <= {"activity_dropped", "settlement_refused"}, "an event that no execution here wrote"


async def parked_calls(handle: Any) -> Any:
    while True:
        if found := await handle.parked():
            return found
        await asyncio.sleep(0.01)


async def _settled(handle: Any) -> Any:
    while True:
        for call in await handle.parked():
            await handle.resolve(call.path, call.attempt, failed="not wanted")
        try:
            return await handle.result(timedelta(seconds=0.05))
        except TimeoutError:
            continue


def _published() -> list[str]:
    shapes = schema()["$defs"]
    return [reference["$ref"].rpartition("/")[2] for reference in shapes["event"]["oneOf"]]
