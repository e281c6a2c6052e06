"""Plain DBOS, without us: five branches of five steps of the same name, in a process that is killed once in the middle.

`python -m tests.engines.suite.plain_dbos DATABASE FOLDER` starts the workflow, or goes on with it, and prints its result.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from pathlib import Path

from dbos import DBOS, SetWorkflowID, WorkflowHandleAsync

BRANCHES = "ABCDE"
FOLDER = Path(sys.argv[2])
ID = "scrambles"


@DBOS.step()
async def step(branch: str, number: int) -> str:
    """Later branches are faster, so steps do not end in the order in which they begin."""
    await asyncio.sleep(0.22 - 0.05 * BRANCHES.index(branch))
    if (branch, number) == ("C", 2) and not (FOLDER / "killed").exists():
        (FOLDER / "killed").touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return f"{branch}{number}"


@DBOS.workflow()
async def scrambles() -> list[list[str]]:
    async def branch(name: str) -> list[str]:
        return [await step(name, number) for number in range(5)]

    return await asyncio.gather(*(branch(name) for name in BRANCHES))


async def main() -> None:
    if (FOLDER / "killed").exists():
        handle: WorkflowHandleAsync[list[list[str]]] = await DBOS.retrieve_workflow_async(ID)
    else:
        with SetWorkflowID(ID):
            handle = await DBOS.start_workflow_async(scrambles)
    print(json.dumps(await handle.get_result()))


if __name__ == "__main__":
    DBOS(config={"name": "plain", "system_database_url": sys.argv[1], "application_version": "1", "log_level": "ERROR"})
    DBOS.launch()
    asyncio.run(main())
    DBOS.destroy()
