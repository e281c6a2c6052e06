"""The process that runs checkouts; the demo kills it again and again. Stops when its standard input is closed.

Its connections come from `eventual.toml` in the current directory, as a production worker's would.
"""

from __future__ import annotations

import asyncio
import sys

from eventual_connectors import connect

from .workflow import checkout


async def run(url: str) -> None:
    """Own the database and run executions until the parent process goes away."""
    async with connect(url) as engine, engine.worker([checkout]) as worker:
        parent_gone = asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)
        broken = asyncio.ensure_future(worker.wait())
        await asyncio.wait({parent_gone, broken}, return_when=asyncio.FIRST_COMPLETED)
        broken.cancel()


if __name__ == "__main__":
    asyncio.run(run(sys.argv[1]))
