"""The parent's side of the zygote: asks for workers, kills them, and waits for their ends."""

from __future__ import annotations

import atexit
import inspect
import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping
from typing import Any

from ..clock import Micros
from ..errors import EventualError
from .suite import ConformanceSuite

START_SECONDS = 60.0


class Worker:
    """One forked process."""

    def __init__(self) -> None:
        self.pid = 0
        self.code: int | None = None
        self._begun = threading.Event()
        self._ended = threading.Event()

    def kill(self) -> None:
        """SIGKILL; returns when the process is gone."""
        if self.begins() and not self._ended.is_set():
            os.kill(self.pid, signal.SIGKILL)
            self._ended.wait(START_SECONDS)

    def begins(self) -> bool:
        """Wait until its pid is known; whether it is."""
        return self._begun.wait(START_SECONDS)

    def wait(self, timeout: float) -> int | None:
        """Its exit code, negative for a signal; None when it still runs after `timeout` seconds."""
        return self.code if self._ended.wait(timeout) else None

    def begun(self, pid: int) -> None:
        """It runs."""
        self.pid = pid
        self._begun.set()

    def ended(self, code: int) -> None:
        """It is gone."""
        self.code = code
        self._ended.set()


class Forks:
    """The workers of the suites of one module. Thread-safe.

    Args:
        suite: the first of them.
        ahead: of an interpreter that takes its machine for another one, microseconds by which its clock is ahead.
    """

    def __init__(self, suite: type[ConformanceSuite], ahead: Micros | None = None) -> None:
        ours, theirs = socket.socketpair()
        self._link = ours
        self._process = subprocess.Popen(
            [sys.executable, "-m", "eventual_connectors.conformance.zygote", str(theirs.fileno())],
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONHASHSEED": "random"},
            start_new_session=True,  # Ctrl-C is for this process, which ends the others
        )
        theirs.close()
        self._lines = ours.makefile("r", encoding="utf-8")
        self._lock = threading.Lock()
        self._workers: dict[int, Worker] = {}
        self._asked: dict[int, Worker] = {}
        self._n = 0
        self._send(reference_of(suite) | {"ahead": ahead})
        answer = json.loads(self._lines.readline() or '{"failed": "it ended at once"}')
        if "failed" in answer:
            self.close()
            raise EventualError(f"the suite {suite.__qualname__} cannot be imported by its workers: {answer['failed']}")
        self._reader = threading.Thread(target=self._read, name="conformance-forks", daemon=True)
        self._reader.start()

    def begin(self, suite: type[ConformanceSuite], task: Mapping[str, Any]) -> Worker:
        """Fork a worker for a task of this suite."""
        worker = Worker()
        with self._lock:
            self._n += 1
            self._asked[self._n] = worker
            self._send({**task, "suite": suite.__qualname__, "n": self._n})
        return worker

    def close(self) -> None:
        """End the zygote and all that it forked."""
        for worker in list(self._workers.values()):
            worker.kill()
        self._link.shutdown(socket.SHUT_RDWR)
        self._link.close()
        self._process.wait(START_SECONDS)
        self._lines.close()

    def _send(self, message: Mapping[str, Any]) -> None:
        self._link.sendall((json.dumps(message) + "\n").encode())

    def _read(self) -> None:
        for line in self._lines:
            message = json.loads(line)
            with self._lock:
                if "begun" in message:
                    worker = self._workers[message["pid"]] = self._asked.pop(message["begun"])
                    worker.begun(message["pid"])
                elif (ended := self._workers.pop(message["ended"], None)) is not None:
                    ended.ended(message["code"])


def reference_of(suite: type[ConformanceSuite]) -> dict[str, Any]:
    """How another process finds the suite."""
    if "<locals>" in suite.__qualname__:
        raise EventualError(f"the suite {suite.__qualname__} is defined inside a function; its workers can import it from a module only")
    return {"module": suite.__module__, "file": inspect.getfile(suite), "name": suite.__qualname__, "path": sys.path}


_forks: dict[tuple[str, str, Micros | None], Forks] = {}
_failed: dict[type[ConformanceSuite], EventualError] = {}
_forks_lock = threading.Lock()


def begin_fork(suite: type[ConformanceSuite], task: Mapping[str, Any], *, fresh: bool = False) -> Worker:
    """Fork a worker for a task of this suite; one zygote for all suites of its module, ended with this process.

    Args:
        suite: whose.
        task: what the worker does.
        fresh: of another interpreter, which was started at another time and has another hash seed: nothing that a module of the first
            one remembers, or took from the clock, is there. It lives at the time of the task from its first import on.

    Raises:
        EventualError: the workers cannot import it; found out once.
    """
    ahead: Micros | None = task.get("ahead", 0) if fresh else None
    place = (suite.__module__, inspect.getfile(suite), ahead)
    with _forks_lock:
        if suite in _failed:
            raise _failed[suite]
        if place not in _forks:
            try:
                made = _forks[place] = Forks(suite, ahead)
            except EventualError as error:
                _failed[suite] = error
                raise
            atexit.register(made.close)
        found = _forks[place]
    return found.begin(suite, {**task, "ahead": 0} if fresh else task)
