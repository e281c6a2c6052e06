"""The how-to guides: every block of Python is run, and does what the text says."""

from __future__ import annotations

import asyncio
import importlib.util
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from eventual_connectors import Signal, connect, workflow
from eventual_connectors.history.file import Flow, Header
from eventual_connectors.testing import TestEngine
from eventual_connectors.workflows.playback import play
from tests.cli.shell import ROOT

OUTSIDE = """
stored, posted, mailed, begun, stopped, asked = [], [], [], [], [], []

def store(row):
    stored.append(row)

async def post(name):
    posted.append(name)
    await asyncio.sleep(0.05)

async def mail(text):
    mailed.append(text)

class vendor:
    async def begin(month, key):
        if key not in begun:
            begun.append(key)
        return "job-1"

    async def status(job):
        asked.append(job)
        return "RUNNING" if len(asked) < 5 else "DONE"

    async def stop(job):
        stopped.append(job)
"""


@pytest.fixture
def guide(tmp_path: Path) -> Iterator[Any]:
    """The blocks of the guide as one module, with what they call outside."""
    text = (ROOT / "docs/how-to/long-running-work.md").read_text(encoding="utf-8")
    blocks = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    source = tmp_path / "long_running_guide.py"
    source.write_text("\n".join([*blocks, OUTSIDE]), encoding="utf-8")
    spec = importlib.util.spec_from_file_location(source.stem, source)
    assert spec is not None
    assert spec.loader is not None
    module: ModuleType = importlib.util.module_from_spec(spec)
    sys.modules[source.stem] = module
    try:
        spec.loader.exec_module(module)
        yield module
    finally:
        del sys.modules[source.stem]


def test_rows_and_letters(guide: Any, tmp_path: Path) -> None:
    @workflow()
    async def both() -> list[int]:
        rows: int = await guide.import_rows(["a", "b"])
        try:
            async with asyncio.timeout(0.12):
                await guide.send_letters(["ann", "bob", "cid", "dan"] * 10)
        except TimeoutError:
            pass
        return [rows]

    assert TestEngine(tmp_path).run(both) == [2]
    assert guide.stored == ["a", "b"]
    assert 0 < len(guide.posted) < 40


@pytest.mark.parametrize("name", ["monthly_report", "report_at_once"])
def test_a_report_is_begun_once_and_asked_for(guide: Any, tmp_path: Path, name: str) -> None:
    engine = TestEngine(tmp_path)
    assert engine.run(getattr(guide, name), "2026-01") == "DONE"
    assert (len(guide.begun), len(guide.asked)) == (1, 5)
    assert len(engine.history()) <= 12  # however often it was asked


def test_a_report_that_nobody_waits_for_is_stopped(guide: Any, tmp_path: Path) -> None:
    @workflow()
    async def impatient() -> str:
        try:
            async with asyncio.timeout(400):
                return str(await guide.report("2026-01"))
        except TimeoutError:
            return "gave up"

    assert TestEngine(tmp_path).run(impatient) == "gave up"
    assert guide.stopped == ["job-1"]


async def test_the_manager_says_yes(guide: Any, tmp_path: Path) -> None:
    async with asyncio.timeout(30), connect(f"sqlite:///{tmp_path / 'app.db'}") as engine, engine.worker([guide.purchase]):
        handle = await engine.start(guide.purchase, 5, id="a")
        while not guide.mailed:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
        await guide.approve(engine, guide.mailed[0].partition("token=")[2], True)
        assert await handle.result() == "bought"


async def test_a_backup_is_taken_while_everything_runs_and_goes_on_elsewhere(tmp_path: Path) -> None:
    """The copy holds what was durable, and a worker of it ends what the first one had begun."""
    text = (ROOT / "docs/how-to/run-on-one-machine.md").read_text(encoding="utf-8")
    *_, block = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    shown: dict[str, Any] = {}
    exec(block, shown)

    @workflow()
    async def listens() -> str:
        return await said.receive()

    said = Signal("said", str)
    live, copy = tmp_path / "shop.db", tmp_path / "backup.db"
    async with asyncio.timeout(30), connect(f"sqlite:///{live}") as engine, engine.worker([listens]):
        handle = await engine.start(listens, id="o1")
        await handle.signal(said, "once")
        await asyncio.to_thread(shown["backup"], str(live), str(copy))
    async with asyncio.timeout(30), connect(f"sqlite:///{copy}") as engine, engine.worker([listens]):
        assert await (await engine.handle("o1", listens)).result() == "once"


def test_both_sides_of_a_patch_run(tmp_path: Path) -> None:
    """What has passed the place keeps its call; what begins now makes the new one."""
    text = (ROOT / "docs/how-to/change-running-workflows.md").read_text(encoding="utf-8")
    (block,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    outside = "\ndef book(order, warehouse):\n    return f'{order} from {warehouse}'\n"
    new: dict[str, Any] = {"__name__": "patched_guide"}
    exec(block + outside, new)
    assert TestEngine(_folder(tmp_path, "new")).run(new["fulfil"], "o1") == "o1 from near"

    before = block.replace('    if durable.patched("reserve-near-the-customer"):\n        return await reserve(order, "near")\n', "")
    old: dict[str, Any] = {"__name__": "patched_guide"}
    exec(before + outside, old)
    engine = TestEngine(_folder(tmp_path, "old"))
    assert engine.run(old["fulfil"], "o1", id="o1") == "o1 from main"
    flow = Flow(
        Header("fulfil", "patched_guide:fulfil", "1", "o1", b"r" * 16, {"order": "o1"}, 0, "embedded", "3.11"), engine.history("o1")
    )
    assert play(flow, new["fulfil"]).verdict == "same"


def _folder(parent: Path, name: str) -> Path:
    (parent / name).mkdir()
    return parent / name
