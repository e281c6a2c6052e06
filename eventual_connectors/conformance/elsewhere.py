"""Lets a process take its machine for another one, of another time. The system's own name of it takes privileges to change."""

from __future__ import annotations

import os
import platform
import socket
import time
import uuid

from ..clock import SECOND, Micros
from ..errors import UsageError

ELSEWHERE = "another-machine"
"""The host's name."""


def be_elsewhere(ahead: Micros = 0) -> None:
    """Answer as another machine from here on, whose clock is ahead: a worker that comes back after a day.

    Raises:
        UsageError: what moves the clock is not installed.
    """
    if ahead:
        _be_later(ahead)
    here, known = os.uname(), platform.uname()
    there = os.uname_result((here.sysname, ELSEWHERE, *here[2:]))
    os.uname = lambda: there
    platform.uname = lambda: known._replace(node=ELSEWHERE)
    socket.gethostname = lambda: ELSEWHERE
    socket.getfqdn = lambda name="": name or ELSEWHERE
    uuid.getnode = lambda: 0x02_00_00_00_00_01  # of no network card that there is
    os.environ |= dict.fromkeys(("HOSTNAME", "POD_NAME"), ELSEWHERE)


def _be_later(ahead: Micros) -> None:
    """Every clock of Python's that tells a date, also those that are read in C: `datetime.now`, `time.gmtime` and the like."""
    try:
        import time_machine
    except ModuleNotFoundError:
        raise UsageError("a worker's clock cannot be moved without time-machine: pip install 'eventual-connectors[testing]'") from None

    time_machine.travel(time.time() + ahead / SECOND, tick=True).start()
    time.time()  # it begins to go when it is first asked for; each worker that is forked later would begin it anew
