"""Lets a process take its machine for another one. The system's own name of it takes privileges to change."""

from __future__ import annotations

import os
import socket
import uuid

ELSEWHERE = "another-machine"
"""The host's name."""


def be_elsewhere() -> None:
    """Answer as another machine from here on."""
    here = os.uname()
    there = os.uname_result((here.sysname, ELSEWHERE, *here[2:]))
    os.uname = lambda: there
    socket.gethostname = lambda: ELSEWHERE
    socket.getfqdn = lambda name="": name or ELSEWHERE
    uuid.getnode = lambda: 0x02_00_00_00_00_01  # of no network card that there is
