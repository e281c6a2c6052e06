"""`eventual run`: start one execution and wait for it."""

from __future__ import annotations

import asyncio
import sys
import uuid
from collections.abc import Sequence
from contextlib import AsyncExitStack, redirect_stdout
from typing import Any

import click

from .. import codec, error_records
from ..engines import connect
from ..engines.port import Engine, Handle
from ..errors import DatabaseLocked, ExecutionCancelled, ExecutionFailed
from ..workflows.definition import Workflow
from ..workflows.references import find_workflow, workflows_of
from . import inputs, output
from .exits import Unfinished
from .settings import app_option, application, damage_told, engine_url, json_option, url_option

LOOK_SECONDS = 0.5
"""How often a waiting `run` looks whether the execution is stuck."""


@click.command()
@click.argument("reference", metavar="MODULE:WORKFLOW")
@click.option("--input", "source", metavar="FILE", help="JSON with the arguments; - is standard input.")
@click.option("--id", "execution_id", metavar="ID", help="The execution's id; starting it again with the same input finds the same one.")
@click.option(
    "--worker", "works", is_flag=True, help="Run a worker here where any number may share an engine: it takes others' executions, too."
)
@click.option("--timeout", type=click.FloatRange(min=0), metavar="SECONDS", help="Stop waiting after this long; the execution goes on.")
@url_option
@app_option
@json_option
def run(
    reference: str,
    source: str | None,
    execution_id: str | None,
    works: bool,
    timeout: float | None,
    url: str | None,
    app: str | None,
    as_json: bool,
) -> int:
    """Start an execution and wait for its result. Where no worker owns the database, one runs here meanwhile.

    On an engine whose workers share the executions (Temporal, DBOS) those that are there do it.

    A workflow with one parameter gets the whole input; one with several gets an object with their names.
    """
    workflow = find_workflow(reference)
    service = application(app) or reference.partition(":")[0]
    known = {flow.name: flow for flow in workflows_of(service)} | {workflow.name: workflow}
    args = inputs.arguments(workflow, inputs.read_json(source) if source else None, given=source is not None)
    identity = execution_id if execution_id is not None else f"{workflow.name}-{uuid.uuid4().hex[:8]}"
    if execution_id is None:
        output.say(f"execution {identity}")
    url = engine_url(url)
    job = _run(url, workflow, list(known.values()), args, identity, timeout, works)
    report: dict[str, Any] = {"id": identity, "workflow": workflow.name}
    try:
        with damage_told(url), redirect_stdout(sys.stderr):  # what the application prints is no answer of the command
            result = codec.encode(asyncio.run(job))
    except KeyboardInterrupt:
        output.say(f"the execution {identity!r} is not cancelled; it goes on where a worker runs")
        raise
    except (ExecutionFailed, ExecutionCancelled, Unfinished) as ended:
        if as_json:
            error = error_records.to_record(ended.__cause__ or ended)
            output.print_json(report | {"status": _status(ended), "error": error})
        raise
    output.print_json(report | {"status": "completed", "result": result} if as_json else result)
    return 0


def _status(ended: ExecutionFailed | ExecutionCancelled | Unfinished) -> str:
    if isinstance(ended, Unfinished):
        return ended.status
    return "failed" if isinstance(ended, ExecutionFailed) else "cancelled"


async def _run(
    url: str,
    workflow: Workflow[..., Any],
    known: Sequence[Workflow[..., Any]],
    args: Sequence[Any],
    identity: str,
    timeout: float | None,
    works: bool,
) -> Any:
    async with connect(url) as engine, AsyncExitStack() as stack:
        worker = engine.worker(known) if works or "many_workers" not in engine.capabilities else None
        handle = await engine.start(workflow, *args, id=identity)
        ends: list[asyncio.Future[Any]] = []
        try:
            if worker is not None:
                entered = await stack.enter_async_context(worker)
                ends.append(asyncio.ensure_future(entered.wait()))
        except DatabaseLocked:
            output.say(f"another process runs the executions of {url}; waiting for it")
        try:
            return await _result(engine, handle, timeout, ends)
        finally:
            for end in ends:
                end.cancel()


async def _result(engine: Engine, handle: Handle[Any], timeout: float | None, ends: Sequence[asyncio.Future[Any]]) -> Any:
    """Wait for the result, and tell of what keeps it from coming."""
    told: set[str] = set()
    result = asyncio.ensure_future(handle.result())
    try:
        async with asyncio.timeout(timeout):
            while not result.done():
                await asyncio.wait([result, *ends], timeout=LOOK_SECONDS, return_when=asyncio.FIRST_COMPLETED)
                for end in ends:
                    if end.done():
                        end.result()
                if not result.done():
                    await _tell_stuck(engine, handle, told)
        return result.result()
    except TimeoutError:
        status = await handle.status()
        raise Unfinished(f"the execution {handle.id!r} did not end within {timeout:g} s; it goes on where a worker runs", status) from None
    finally:
        result.cancel()


async def _tell_stuck(engine: Engine, handle: Handle[Any], told: set[str]) -> None:
    status = await handle.status()
    if status == "blocked":
        reason = (await engine.record(handle.id)).summary.reason
        raise Unfinished(f"the execution {handle.id!r} is blocked, nothing is lost: {reason}", status)
    for call in await handle.parked() if status == "parked" else ():
        if call.path not in told:
            told.add(call.path)
            output.say(f"parked: {call.path}: {call.reason}; `eventual executions show {handle.id}` says how to settle it")
