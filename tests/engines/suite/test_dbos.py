"""What DBOS alone asks of its engine."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from eventual_connectors import connect
from tests.engines.suite import application as app
from tests.engines.suite.targets import ROOT, Target

pytestmark = [pytest.mark.engines, pytest.mark.usefixtures("vendor")]

PATIENCE = 60.0
RIGHT = [[f"{name}{number}" for number in range(5)] for name in "ABCDE"]


def plain(target: Target, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run the plain program, until it is killed or prints its result."""
    command = [sys.executable, "-m", "tests.engines.suite.plain_dbos", target.url.removeprefix("dbos+"), str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=100, check=False)


async def test_branches_that_a_crash_scrambles_in_plain_dbos_are_right_in_ours(
    dbos: Callable[[], Target], vendor: Path, tmp_path: Path
) -> None:
    """DBOS numbers steps in the order in which they are called, which after a crash is another one; our steps have paths."""
    target = dbos()
    killed = await asyncio.to_thread(plain, target, tmp_path)
    assert killed.returncode == -9, killed.stderr
    recovered = await asyncio.to_thread(plain, target, tmp_path)
    assert recovered.returncode == 0, recovered.stderr
    theirs = json.loads(recovered.stdout)
    assert theirs != RIGHT, "plain DBOS is right now; the guide says otherwise"
    assert any(not result.startswith(name) for name, results in zip("ABCDE", theirs, strict=True) for result in results)

    target = dbos()
    (vendor / "die-step-C2").touch()
    async with connect(target.url) as engine:
        handle = await engine.start(app.scrambles, id="scrambles")
        with target.worker(vendor) as worker:
            await asyncio.to_thread(worker.wait, PATIENCE)
        with target.worker(vendor):
            assert await handle.result(PATIENCE) == RIGHT
