"""What a forked worker does: one execution on one file, from wherever an earlier worker left it."""

from __future__ import annotations

import asyncio
import json
import logging
from functools import partial
from pathlib import Path
from typing import Any

from tenacity import stop_after_attempt, wait_fixed

from .. import codec
from ..activities import Activity
from ..attempts.wrapping import wrappers
from ..clock import Micros, SystemClock
from ..connection import connections
from ..engines.embedded.client import EmbeddedEngine, EmbeddedHandle
from ..engines.export import as_flow
from ..engines.port import CLOSED
from ..engines.workflow_list import by_name
from ..errors import ExecutionCancelled, ExecutionFailed
from ..retry import Retry
from ..workflows.playback import play
from .dying import DyingJournal
from .programs import ALL, BY_NAME, REFUSED, Programs
from .suite import ConformanceSuite, SampleCall, as_calls

EXECUTION = "trial"
POLL_SECONDS = (0.005, 0.05)
"""How often a worker looks whether the execution has ended: at first, and at last."""

ATTEMPTS = 18
"""Attempts that a trial's call may take: more than a busy machine spoils by letting them time out."""

OF_TRIALS = {"breaker_threshold": 0, "timeout": 10.0}
"""A connection's settings: a circuit that opens, and the time of calls that say nothing of it, would only make a trial longer."""


class ShiftedClock:
    """The machine's clock, ahead by some time: a worker that comes back after a day, or begins when its fake's time does."""

    def __init__(self, ahead: Micros) -> None:
        self._clock = SystemClock()
        self._ahead = ahead

    def now(self) -> Micros:
        """The time now."""
        return self._clock.now() + self._ahead


def warm_up(suite: type[ConformanceSuite]) -> None:
    """Do once what every worker would do again: look through the workflows, find the wrappers, import what the first attempt imports."""
    by_name(ALL)
    wrappers()
    _make_client(suite)


def find(suite: type[ConformanceSuite], name: str) -> Activity[..., Any]:
    """The activity, as the connector remembers it from here on: one of a generated surface is made when it is first asked for."""
    return suite.connector[name]


def _make_client(suite: type[ConformanceSuite]) -> None:
    """The vendor's SDK imports much at this moment only."""
    connector = suite.connector
    if connector.client is None:
        return
    url = "http://127.0.0.1:9"
    connection = connector.connection(**{**suite.settings, **suite.fake().settings(url)})

    async def make() -> None:
        assert connector.client is not None
        connector.client(connection)

    asyncio.run(make())


def run(suite: type[ConformanceSuite], task: dict[str, Any]) -> None:
    """Do a task, and leave its outcome in a file."""
    logging.disable(logging.CRITICAL)
    connector = suite.connector
    connections.configure(connector.name, connector.connection(**{**OF_TRIALS, **suite.settings, **task["settings"]}))
    activity = find(suite, task["activity"])
    kind = {"prepare": _prepare, "observe": _observe, "replay": _replay, "run": _run}[task["kind"]]
    try:
        outcome = asyncio.run(kind(suite, activity, task))
    except Exception as error:
        outcome = {"status": "broken", "error": f"{type(error).__name__}: {error}"}
    Path(task["outcome"]).write_text(json.dumps(outcome), encoding="utf-8")


async def _prepare(suite: type[ConformanceSuite], activity: Activity[..., Any], task: dict[str, Any]) -> dict[str, Any]:
    """Make what the sample needs; returns the arguments of its calls."""
    method = getattr(_suite(suite, task), task["method"])
    given = method(activity.local_name) if task["method"] == "wire_call" else method()
    calls = as_calls(await given if asyncio.iscoroutine(given) else given, activity.name)
    return {"calls": [activity.bind(one.args, one.kwargs).encode() for one in calls]}


async def _observe(suite: type[ConformanceSuite], activity: Activity[..., Any], task: dict[str, Any]) -> dict[str, Any]:
    """Look at what the account shows."""
    given = activity.decode_arguments(task["arguments"])
    return {"seen": await _suite(suite, task).observe(activity.local_name, SampleCall(given.args, given.kwargs))}


def _suite(suite: type[ConformanceSuite], task: dict[str, Any]) -> ConformanceSuite:
    made = suite()
    made._unique = task["unique"]
    return made


async def _run(suite: type[ConformanceSuite], activity: Activity[..., Any], task: dict[str, Any]) -> dict[str, Any]:
    """Run the execution until it has ended, or goes no further by itself."""
    Programs.impatience = task["impatience"]
    Programs.activity = activity.with_options(
        timeout=task["timeout"],
        retry=Retry(stop=stop_after_attempt(ATTEMPTS), wait=wait_fixed(task["pause"])),
        on_ambiguous=task["on_ambiguous"],
    )
    program = BY_NAME[task["program"]]
    url_path, clock = task["database"], ShiftedClock(task["ahead"] - task["behind"])
    extra = {"journal": partial(DyingJournal, moment=task["die"])} if task.get("die") else {}
    async with EmbeddedEngine(url_path, clock=clock) as engine, engine.worker(list(ALL), standby=task["standby"], **extra):
        starts = [engine.start(program, task["arguments"], task["other"], id=task["execution"]) for _ in range(task["starts"])]
        handle = (await asyncio.gather(*starts))[0]
        outcome = await _outcome(handle, task["settled"])
        await asyncio.sleep(task["linger"])  # what it does behind our back shows
        return outcome


async def _outcome(handle: EmbeddedHandle[Any], settled: dict[str, Any] | None) -> dict[str, Any]:
    pause, longest = POLL_SECONDS
    while True:
        status, parked = await handle.status(), [call.to_json() for call in await handle.parked()]
        if status in (*CLOSED, "blocked") or (status == "parked" and parked and settled not in parked):
            break
        await asyncio.sleep(pause)
        pause = min(2 * pause, longest)
    if status == "parked":
        return {"status": status, "parked": parked}
    if status == "blocked":
        return {"status": status, "error": (await handle.summary()).reason}
    try:
        result = await handle.result()
        return {"status": status, "refused": result == REFUSED, "result": codec.encode(result)}
    except ExecutionCancelled:
        pass
    except ExecutionFailed as failed:
        error = failed.__cause__
        return {"status": status, "error": f"{type(error).__name__}: {error}", "kinds": [kind.__name__ for kind in type(error).__mro__]}
    return {"status": status}


async def _replay(suite: type[ConformanceSuite], activity: Activity[..., Any], task: dict[str, Any]) -> dict[str, Any]:
    """Play the execution's history back, with no vendor there."""
    Programs.activity, Programs.impatience = activity, task["impatience"]
    async with EmbeddedEngine(task["database"]) as engine:
        flow = as_flow(await engine.record(EXECUTION))
    played = play(flow, BY_NAME[task["program"]])
    return {"status": played.verdict, "error": played.detail}
