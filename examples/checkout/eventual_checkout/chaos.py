"""A process that is killed with SIGKILL at seeded moments, and started again each time."""

from __future__ import annotations

import random
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO

LAST_WORDS = 20
"""Lines of its log that a process is quoted with."""

BEFORE_ANSWER = 0.6
"""The part of the kills that come between a vendor's effect and its answer."""

MAX_DELAY = 0.05
"""Seconds: how long after an effect the others may come."""


@dataclass(frozen=True, order=True)
class Kill:
    """One kill.

    Attributes:
        at: after how many effects.
        before_answer: whether it comes before the vendor's answer to that effect leaves.
        delay: else, how many seconds after it.
    """

    at: int
    before_answer: bool
    delay: float


class KillPlan:
    """When to kill, from a seed. At least one kill comes before an answer: the others may all miss what a crash makes doubtful."""

    def __init__(self, seed: int, kills: int, expected_effects: int) -> None:
        chooser = random.Random(f"kills:{seed}")
        low, high = max(1, expected_effects // 50), max(1, expected_effects * 9 // 10)
        self._kills = sorted(
            Kill(chooser.randint(low, high), chooser.random() < BEFORE_ANSWER, chooser.uniform(0, MAX_DELAY)) for _ in range(kills)
        )
        if self._kills and not any(kill.before_answer for kill in self._kills):
            self._kills[0] = replace(self._kills[0], before_answer=True)
        self._effects = 0
        self._lock = threading.Lock()

    def effect_happened(self) -> Kill | None:
        """Count an effect, and take the kill that is due with it, if any."""
        with self._lock:
            self._effects += 1
            return self._kills.pop(0) if self._kills and self._effects >= self._kills[0].at else None

    def put_back(self, kill: Kill) -> None:
        """The kill found nobody alive; it is due again with the next effect."""
        with self._lock:
            self._kills.insert(0, kill)


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
        kill = self._plan.effect_happened()
        if kill is None:
            return
        if kill.before_answer:
            self._carry_out(kill)
        else:
            timer = threading.Timer(kill.delay, self._carry_out, [kill])
            timer.daemon = True
            self._timers.append(timer)
            timer.start()

    def finished(self, timeout: float) -> bool:
        """Wait until the process ended by itself; False when it is still at work."""
        return self._ended.wait(timeout)

    def last_words(self) -> str:
        """What the process said at the end of its log."""
        text = self.log_path.read_text(encoding="utf-8", errors="replace").strip()
        ended = "" if self.exit_code is None else f"it ended by itself with exit code {self.exit_code}\n"
        return ended + "\n".join(text.splitlines()[-LAST_WORDS:])

    def _carry_out(self, kill: Kill) -> None:
        with self._lock:
            if self._process is None or self._process.poll() is not None or self._ended.is_set():
                self._plan.put_back(kill)
                return
            self._process.kill()
            self._process.wait()  # the answer leaves the vendor only when there is nobody left to get it
            self.kills += 1
            self.kills_before_answer += kill.before_answer

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
