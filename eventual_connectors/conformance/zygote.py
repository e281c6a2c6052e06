"""A process that has imported everything and forks workers: a worker that is killed costs milliseconds, not an interpreter's start.

`python -m eventual_connectors.conformance.zygote FD` speaks JSON lines over the socket FD. It is told a suite first; then each line asks
for one worker, of this suite or another of its module. It answers with the worker's pid, and tells when one has ended. It has one thread,
so forking is safe.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import importlib.util
import json
import os
import select
import signal
import socket
import sys
from types import ModuleType
from typing import Any

from .elsewhere import be_elsewhere
from .suite import ConformanceSuite


def load_suite(reference: dict[str, Any]) -> type[ConformanceSuite]:
    """The suite of a reference: by its module's name, else from the file that it was written in."""
    sys.path[:] = reference["path"]
    try:
        module = importlib.import_module(reference["module"])
    except ModuleNotFoundError:
        spec = importlib.util.spec_from_file_location(reference["module"], reference["file"])
        if spec is None or spec.loader is None:
            raise
        module = sys.modules[reference["module"]] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return _suite_of(module, reference["name"])


def _suite_of(module: ModuleType, name: str) -> type[ConformanceSuite]:
    found: Any = module
    for part in name.split("."):
        found = getattr(found, part)
    suite: type[ConformanceSuite] = found
    return suite


class Zygote:
    """Serves one connection."""

    def __init__(self, link: socket.socket) -> None:
        self._link = link
        self._received = b""
        self._woken, wake = os.pipe()
        os.set_blocking(self._woken, False)
        os.set_blocking(wake, False)
        signal.set_wakeup_fd(wake)
        signal.signal(signal.SIGCHLD, lambda *_: None)

    def serve(self) -> None:
        """Fork workers until the other side hangs up."""
        try:
            asked = self._first()
            if asked["ahead"] is not None:
                be_elsewhere(asked["ahead"])
            suite = load_suite(asked)
            _warm_up(suite)
        except BaseException as error:
            self._send({"failed": f"{type(error).__name__}: {error}"})
            return
        self._send({"ready": os.getpid()})
        link = self._link.fileno()
        while True:
            ready, _, _ = select.select([link, self._woken], [], [])
            if self._woken in ready:
                self._reap()
            if link in ready:
                if not self._receive():
                    return
                while (task := self._next()) is not None:
                    self._fork(sys.modules[suite.__module__], task)

    def _first(self) -> dict[str, Any]:
        while (message := self._next()) is None:
            if not self._receive():
                raise EOFError("nobody said what to import")
        return message

    def _receive(self) -> bool:
        chunk = self._link.recv(1 << 16)
        self._received += chunk
        return bool(chunk)

    def _next(self) -> dict[str, Any] | None:
        line, newline, rest = self._received.partition(b"\n")
        if not newline:
            return None
        self._received = rest
        message: dict[str, Any] = json.loads(line)
        return message

    def _fork(self, module: ModuleType, task: dict[str, Any]) -> None:
        _look_up(module, task)
        pid = os.fork()
        if pid == 0:
            self._become_worker(module, task)
        self._send({"begun": task["n"], "pid": pid})

    def _become_worker(self, module: ModuleType, task: dict[str, Any]) -> None:
        from .worker import run

        code = 1
        try:
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            self._link.close()
            run(_suite_of(module, task["suite"]), task)
            code = 0
        except BaseException as error:
            with contextlib.suppress(BaseException):
                print(f"a worker of the conformance suite failed: {type(error).__name__}: {error}", file=sys.stderr, flush=True)
        finally:
            os._exit(code)

    def _reap(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._woken, 4096)
        with contextlib.suppress(ChildProcessError):
            while (ended := os.waitpid(-1, os.WNOHANG))[0]:
                self._send({"ended": ended[0], "code": os.waitstatus_to_exitcode(ended[1])})

    def _send(self, message: dict[str, Any]) -> None:
        self._link.sendall((json.dumps(message) + "\n").encode())


def _look_up(module: ModuleType, task: dict[str, Any]) -> None:
    """Have the activity found here, once; what goes wrong is the worker's to tell."""
    from .worker import find

    with contextlib.suppress(Exception):
        find(_suite_of(module, task["suite"]), task["activity"])


def _warm_up(suite: type[ConformanceSuite]) -> None:
    """Import what a worker needs: forked processes share it."""
    from . import worker

    worker.warm_up(suite)
    gc.collect()
    gc.freeze()


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as link:
        Zygote(link).serve()
