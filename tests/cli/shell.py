"""The real command line, in processes of its own."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-W", "error", "-m", "eventual_connectors"]


MANY = """\
import contextlib, io, json, sys
from eventual_connectors.cli import main

results = []
for arguments, given in json.load(sys.stdin):
    sys.stdin, out, err = io.StringIO(given), io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    results.append([code, out.getvalue(), err.getvalue()])
json.dump(results, sys.stdout)
"""


@dataclass(frozen=True)
class Result:
    """How a command ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed on stdout, which is JSON and nothing else."""
        return json.loads(self.out)

    @property
    def error(self) -> str:
        """Its error, which is one line."""
        lines = [line for line in self.err.splitlines() if line.startswith("error: ")]
        assert len(lines) == 1, self.err
        assert "Traceback" not in self.err
        return lines[0].removeprefix("error: ")


class Shell:
    """Runs commands in one folder."""

    def __init__(self, folder: Path, *site: Path, **environment: str) -> None:
        self.folder = folder
        path = os.pathsep.join(str(entry) for entry in (ROOT, *site))
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("EVENTUAL_")}
        own = {"PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1", "EVENTUAL_CACHE_DIR": str(folder / ".cache")}
        alone = {"AWS_EC2_METADATA_DISABLED": "true"}  # boto3 would wait for a machine of AWS's that is not there
        self.environment = {**inherited, **own, **alone, **environment}

    def run(self, *arguments: str, stdin: str = "", encoding: str = "utf-8") -> Result:
        """Run one command to its end."""
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            input=stdin,
            capture_output=True,
            encoding=encoding,
            timeout=240,  # a guard; a busy machine is slow
            check=False,
        )
        return Result(done.returncode, done.stdout, done.stderr)

    def run_many(self, *commands: tuple[list[str], str]) -> list[Result]:
        """Run several commands, each with its standard input, in one process: for quick tests of mistakes."""
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", MANY],
            cwd=self.folder,
            env=self.environment,
            input=json.dumps(commands),
            capture_output=True,
            text=True,
            timeout=240,  # a guard; a busy machine is slow
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return [Result(*result) for result in json.loads(done.stdout)]

    def python(self, *arguments: str) -> str:
        """Run a program to its good end; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "-W", "error", *arguments],
            cwd=self.folder,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=240,  # a guard; a busy machine is slow
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    @contextmanager
    def start(self, *arguments: str, until: str) -> Iterator[subprocess.Popen[str]]:
        """Start a command that goes on, wait for a line on stderr that begins with `until`, and kill it at the end."""
        process = subprocess.Popen(
            [*COMMAND, *arguments],
            cwd=self.folder,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            # Where the tests themselves run in the background, SIGINT is ignored, and that would be inherited.
            preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
        )
        try:
            wait_for(process, until)
            yield process
        finally:
            process.kill()
            process.communicate()

    def write(self, name: str, text: str) -> Path:
        """Write a file into the folder."""
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path


def wait_for(process: subprocess.Popen[str], beginning: str) -> None:
    """Read a process's stderr up to a line that begins like this."""
    assert process.stderr is not None
    seen = []
    for line in process.stderr:
        if line.startswith(beginning):
            return
        seen.append(line)
    raise AssertionError("".join(seen))
