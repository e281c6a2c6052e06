"""An application with long work, for the tests that kill its worker: `python -m tests.engines.mill DATABASE` runs it until it is stopped.

What it does outside is in the folder `MILL`: one file per thing that was done.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

from tenacity import wait_none

from eventual_connectors import Retry, activity, connect, durable, errors, workflow

AT_ONCE = Retry(wait=wait_none())


def folder() -> Path:
    return Path(os.environ["MILL"])


def mark(name: str, text: str = "") -> None:
    """Leave a file that is there as a whole or not at all."""
    draft = folder() / f".{name}"
    draft.write_text(text)
    draft.rename(folder() / name)


@activity(effect="natural", name="mill.grind", retry=AT_ONCE)
def grind(sacks: int) -> dict[str, Any]:
    """Grinds sack after sack; the first attempt does not end by itself."""
    attempt = durable.attempt()
    found = attempt.details
    for sack in range((found or {"sack": 0})["sack"] + 1, sacks + 1):
        attempt.heartbeat({"sack": sack})
        if found is None:
            mark("ground", str(sack))
            threading.Event().wait()
    return {"attempt": attempt.number, "found": found}


@activity(effect="unsafe", name="mill.ask")
def ask(question: str, hang: bool) -> bool:
    """Asks somebody, who answers with a token."""
    attempt = durable.attempt()
    mark(f"asked-{attempt.number}", attempt.completion_token(expires=timedelta(hours=1)))
    if hang:
        threading.Event().wait()
    raise errors.CompleteLater


@workflow()
async def asks(question: str, hang: bool = False) -> bool:
    return await ask(question, hang)


@activity(effect="keyed", name="mill.bake", window=timedelta(hours=1), retry=AT_ONCE)
def bake(hang: bool) -> dict[str, Any]:
    """Begins a job that outlives the process, then asks how it stands. The oven knows a job by its key."""
    attempt = durable.attempt()
    if attempt.details is None:
        known = (folder() / f"job-{attempt.key}").exists()
        mark(f"job-{attempt.key}")
        if hang and not known:
            threading.Event().wait()
        raise errors.Pending(after=0.02, details={"job": str(attempt.key)})
    mark("polled", str(attempt.polls))
    if not (folder() / "baked").exists():
        raise errors.Pending(after=0.02)
    return {"attempt": attempt.number, "job": attempt.details["job"]}


@workflow()
async def bakes(hang: bool = False) -> dict[str, Any]:
    return await bake(hang)


@workflow()
async def grinds(sacks: int) -> dict[str, Any]:
    return await grind(sacks)


async def work(database: str) -> None:
    async with connect(f"sqlite:///{database}") as engine, engine.worker([grinds, asks, bakes]):
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1]))
