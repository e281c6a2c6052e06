"""A process that is killed with SIGKILL at seeded moments, and started again each time."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import IO

MAX_DELAY = 0.05
"""Seconds: how long after an effect a kill that is not aimed between effect and record may come."""


class KillPlan:
    """When to kill, from a seed: after how many effects, and whether before the vendor's answer leaves it."""

    def __init__(self, seed: int, kills: int, expected_effects: int) -> None:
        chooser = random.Random(f"kills:{seed}")
        low, high = max(1, expected_effects // 50), max(1, expected_effects * 9 // 10)
        self._at = sorted(chooser.randint(low, high) for _ in range(kills))
        self._before_answer = [number % 2 == 0 or chooser.random() < 0.3 for number in range(kills)]
        self._delays = [chooser.uniform(0, MAX_DELAY) for _ in range(kills)]
        self._effects = 0
        self._lock = threading.Lock()

    def effect_happened(self) -> tuple[bool, float] | None:
        """Count an effect. If a kill is due: whether it comes before the vendor's answer, and else after how many seconds."""
        with self._lock:
            self._effects += 1
            if not self._at or self._effects < self._at[0]:
                return None
            self._at.pop(0)
            return self._before_answer.pop(0), self._delays.pop(0)


class Victim:
    """A worker process under a kill plan.

    Attributes:
        kills: how often it was killed.
        kills_before_answer: how many of those came between a vendor's effect and its answer.
    """

    def __init__(self, arguments: Sequence[str], folder: Path, plan: KillPlan) -> None:
        self._command = [sys.executable, "-m", *arguments]
        self._folder = folder
        self._plan = plan
        self._process: subprocess.Popen[bytes] | None = None
        self._log: IO[bytes] | None = None
        self._lock = threading.Lock()
        self._ended = threading.Event()
        self._keeper: threading.Thread | None = None
        self._timers: list[threading.Timer] = []
        self.log_path = folder / f"{arguments[0].rpartition('.')[2]}.log"
        self.kills = 0
        self.kills_before_answer = 0
        self.exit_code: int | None = None

    def __enter__(self) -> Victim:
        self._log = self.log_path.open("ab")
        self._start()
        self._keeper = threading.Thread(target=self._keep, name="chaos-keeper", daemon=True)
        self._keeper.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        for timer in self._timers:
            timer.cancel()
        with self._lock:
            if self._process is not None:
                self._process.kill()
                self._process.wait()
                _close_stdin(self._process)
        if self._keeper is not None:
            self._keeper.join()
        if self._log is not None:
            self._log.close()

    def effect_happened(self, effect: object) -> None:
        """The fakes call this after each effect, before they answer."""
        due = self._plan.effect_happened()
        if due is None:
            return
        before_answer, delay = due
        if before_answer:
            self.kills_before_answer += self._kill()
        else:
            timer = threading.Timer(delay, self._kill)
            timer.daemon = True
            self._timers.append(timer)
            timer.start()

    def finished(self, timeout: float) -> bool:
        """Wait until the process ended by itself; False when it is still at work."""
        return self._ended.wait(timeout)

    def _kill(self) -> bool:
        with self._lock:
            if self._process is None or self._process.poll() is not None or self._ended.is_set():
                return False
            self._process.kill()
            self._process.wait()  # the answer leaves the vendor only when there is nobody left to get it
            self.kills += 1
            return True

    def _start(self) -> None:
        with self._lock:
            if self._ended.is_set():
                return
            if self._process is not None:
                _close_stdin(self._process)
            self._process = subprocess.Popen(self._command, cwd=self._folder, stdin=subprocess.PIPE, stdout=self._log, stderr=self._log)

    def _keep(self) -> None:
        """Start the process again whenever it was killed."""
        while not self._ended.wait(0.02):
            process = self._process
            code = process.poll() if process is not None else None
            if code is None:
                continue
            if code >= 0:  # it ended by itself
                self.exit_code = code
                self._ended.set()
                return
            self._start()


def _close_stdin(process: subprocess.Popen[bytes]) -> None:
    if process.stdin is not None:
        process.stdin.close()
