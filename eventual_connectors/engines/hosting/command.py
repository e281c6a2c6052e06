"""Another's server as a process of this one, on loopback: for trying an engine out and for tests."""

from __future__ import annotations

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

from ...errors import EngineError

START_SECONDS = 60.0
STOP_SECONDS = 10.0
"""How long a server may take to stop; then it is killed."""


def command(name: str, otherwise: str) -> str:
    """The path of a command, beside this Python or wherever commands are.

    Args:
        name: of the command.
        otherwise: what to do where it is not there.

    Raises:
        EngineError: it is not there.
    """
    beside = Path(sys.executable).with_name(name)
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise EngineError(f"no `{name}` command is here: {otherwise}")
    return found


def free_port() -> int:
    """A port on loopback that nobody listens at; none of those that connections are made from, which somebody may take meanwhile."""
    while True:
        port = random.randrange(15_000, 32_000)
        with suppress(OSError), socket.create_server(("127.0.0.1", port)):
            return port


def listens(port: int) -> bool:
    """Whether somebody listens at a port on loopback."""
    try:
        with socket.create_connection(("127.0.0.1", port), 1) as connection:
            # Where nobody listens, a connection can meet itself.
            return bool(connection.getsockname() != connection.getpeername())
    except OSError:
        return False


@contextmanager
def serving(
    what: str, arguments: Sequence[str], answers: Callable[[], bool], environment: Mapping[str, str] | None = None
) -> Iterator[None]:
    """A server that answers at the beginning of the block, and is gone after it.

    Args:
        what: the server, as a message names it.
        arguments: its command line.
        answers: asked again and again until it does.
        environment: variables of its environment beside ours.

    Raises:
        EngineError: it does not start.
    """
    quiet = subprocess.DEVNULL
    with subprocess.Popen(arguments, env={**os.environ, **(environment or {})}, stdout=quiet, stderr=quiet) as server:
        try:
            _wait(what, server, answers)
            yield
        finally:
            _stop(server)


def run(server: AbstractContextManager[str]) -> int:
    """Say the URL of an engine's server, and keep it until SIGTERM or SIGINT; the exit code."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        with server as url:
            print(url, flush=True)
            threading.Event().wait()
    except KeyboardInterrupt:
        return 0
    except EngineError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def _wait(what: str, server: subprocess.Popen[bytes], answers: Callable[[], bool]) -> None:
    end = time.monotonic() + START_SECONDS
    while server.poll() is None:
        if answers():
            return
        if time.monotonic() > end:
            raise EngineError(f"{what} does not answer {START_SECONDS:.0f} seconds after its start")
        time.sleep(0.05)
    raise EngineError(f"{what} did not start: it ended with exit code {server.returncode}")


def _stop(server: subprocess.Popen[bytes]) -> None:
    server.terminate()
    try:
        server.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
