"""A worker of another time: its clock is ahead by as much however long ago the process was made that forks it."""

from __future__ import annotations

import subprocess
import sys

LATE = """
import os, tempfile, time
from eventual_connectors.conformance.elsewhere import be_elsewhere

be_elsewhere(300_000_000)
time.sleep(1)
if os.fork() == 0:
    with tempfile.NamedTemporaryFile() as file:  # the file system has the machine's own time
        print(round(time.time() - os.stat(file.name).st_mtime), flush=True)
    os._exit(0)
os.wait()
"""


def test_a_worker_that_is_forked_late_is_ahead_by_as_much() -> None:
    done = subprocess.run([sys.executable, "-c", LATE], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "300\n"
