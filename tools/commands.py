"""Commands that the tools run: quiet while all is well, and whole where one fails."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from check_repository import ROOT

UV: tuple[str, ...] = (str(ROOT / ".tools/uv/bin/python"), str(ROOT / "tools/run_uv.py"))
TIMEOUT_SECONDS = 300


def run(*command: str | Path, within: Path = ROOT, timeout: float = TIMEOUT_SECONDS) -> str:
    """Run a command, and return what it printed; that is shown only if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=within, timeout=timeout)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout
