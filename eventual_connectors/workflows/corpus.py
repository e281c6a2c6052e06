"""Many flows: found in folders, played several at once, each in a process that has imported the code once."""

from __future__ import annotations

import multiprocessing
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ..errors import EventualError, UsageError
from ..history.file import SUFFIX, Header, read_flow
from .definition import Workflow
from .playback import Playback, Verdict, play
from .references import find_workflow, named_workflow, workflows_of

AHEAD = 64
"""Flows for each process that are handed out before the first of them is back: so many results are in memory, however many there are."""

_VARYING = re.compile(r"'[^']*'|\"[^\"]*\"|\b[0-9a-f]{8,}\b|\d+")


@dataclass(frozen=True)
class Played:
    """One flow.

    Attributes:
        file: where it is.
        workflow: its workflow's name; empty where the file cannot be read.
        playback: how it came out.
        unusable: whether it could not be played at all, for a reason outside the workflow's code.
    """

    file: str
    workflow: str
    playback: Playback
    unusable: bool = False

    @property
    def verdict(self) -> Verdict:
        """`same`, `diverged` or `broken`."""
        return self.playback.verdict

    @property
    def cause(self) -> str:
        """What is the same in all flows with this difference: its words without values and numbers."""
        return f"{self.workflow or 'unreadable'}: {_VARYING.sub('…', self.playback.detail)}"

    def to_json(self) -> dict[str, Any]:
        """The object of `eventual replay --json`."""
        tree: dict[str, Any] = {"flow": self.file, "verdict": self.verdict, "detail": self.playback.detail}
        if self.verdict == "diverged":
            tree |= {"path": self.playback.path, "expected": self.playback.expected, "actual": self.playback.actual}
        return tree


def find_flows(places: Sequence[str]) -> list[str]:
    """The files, and the flow files in the folders and below, in a fixed order.

    Raises:
        UsageError: a folder holds none.
    """
    found: list[str] = []
    for place in places:
        if Path(place).is_dir():
            inside = sorted(map(str, Path(place).rglob(f"*{SUFFIX}")))
            if not inside:
                raise UsageError(f"no file in {place} ends in {SUFFIX}")
            found += inside
        else:
            found.append(place)
    return found


def play_all(files: Sequence[str], service: str | None, jobs: int) -> Iterator[Played]:
    """Play flows, in their order.

    Args:
        files: of flows.
        service: where the code is; where each flow says unless given.
        jobs: how many processes; with one, this one does it.
    """
    if jobs == 1:
        for file in files:
            yield play_file(file, service)
        return
    with ProcessPoolExecutor(jobs, mp_context=multiprocessing.get_context("spawn"), initializer=_imports_as, initargs=(sys.path,)) as pool:
        left = iter(files)
        ahead = [pool.submit(play_file, file, service) for file in islice(left, AHEAD * jobs)]
        while ahead:
            yield ahead.pop(0).result()
            ahead += [pool.submit(play_file, file, service) for file in islice(left, 1)]


def play_file(file: str, service: str | None) -> Played:
    """Play one flow."""
    name = ""
    try:
        flow = read_flow(Path(file))
        name = flow.header.workflow
        workflow = _workflow(flow.header, service)
    except EventualError as error:
        return Played(file, name, Playback("broken", str(error)), unusable=True)
    try:
        with redirect_stdout(sys.stderr):  # what the code prints is no answer of the command
            return Played(file, name, play(flow, workflow))
    except EventualError as error:
        return Played(file, name, Playback("broken", str(error)))
    except Exception as error:
        # Each line has its form, so lines contradict each other, or the fault is ours. The verdicts of the other flows are not lost by it.
        return Played(file, name, Playback("broken", f"{file} cannot be played: {_where(error)}; was it edited?"), unusable=True)


def _where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__} {error} ({Path(last.filename).name}:{last.lineno})"


def _imports_as(path: list[str]) -> None:
    """A new process finds modules where this one does."""
    sys.path[:] = path


def _workflow(header: Header, service: str | None) -> Workflow[..., Any]:
    if service is not None:
        return named_workflow(workflows_of(service), header.workflow, service)
    if header.reference.startswith("__main__:") or "<locals>" in header.reference:
        raise UsageError(f"the workflow {header.workflow!r} came from {header.reference}, which cannot be imported; use --app")
    return find_workflow(header.reference)
