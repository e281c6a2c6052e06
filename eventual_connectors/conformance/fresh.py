"""A worker in an interpreter of its own: nothing that its module remembers, no hash seed and no name of a host is the first worker's.

`python -m eventual_connectors.conformance.fresh` reads what to do from standard input. Its clock is ahead where the task says so, the one
of the `time` module too: a worker that comes back after a day.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

from .elsewhere import be_elsewhere


def _come_later(micros: int) -> None:
    seconds, now, now_ns = micros / 1_000_000, time.time, time.time_ns
    time.time = lambda: now() + seconds
    time.time_ns = lambda: now_ns() + micros * 1000


def main() -> None:
    """Do one task."""
    asked: dict[str, Any] = json.load(sys.stdin)
    be_elsewhere()
    task = asked["task"]
    _come_later(task.get("ahead", 0))
    from .worker import run
    from .zygote import load_suite

    run(load_suite(asked["suite"]), task | {"ahead": 0})


if __name__ == "__main__":
    main()
