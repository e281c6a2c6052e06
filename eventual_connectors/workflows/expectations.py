"""What a captured flow is expected to come to under today's code: the same, or a difference that somebody has confirmed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from ..errors import HistoryError
from ..history.file import SUFFIX
from .playback import Playback

FORMAT = "eventual-expectation/1"
EXPECTED = ".expected.json"


@dataclass(frozen=True)
class Expectation:
    """The outcome that is right.

    Attributes:
        verdict: `same` or `diverged`; nobody expects code that cannot be run.
        path: the call at which it differs, if it is one.
        detail: what differs, as `eventual replay` says it.
    """

    verdict: str = "same"
    path: str = ""
    detail: str = ""

    @classmethod
    def of(cls, playback: Playback) -> Expectation:
        """That it comes out like this again."""
        return cls(playback.verdict, playback.path, "" if playback.verdict == "same" else playback.detail)

    def problem(self, playback: Playback) -> str:
        """What is not as expected, for people; empty where all is."""
        found = Expectation.of(playback)
        if found == self:
            return ""
        lines = [f"expected: {self._said()}", f"     now: {found._said()}"]
        if playback.expected is not None or playback.actual is not None:
            lines += [f"recorded: {playback.expected}", f"the code: {playback.actual}"]
        return "\n".join(lines)

    def _said(self) -> str:
        return f"{self.verdict}{f': {self.detail}' if self.detail else ''}"


def expectation_file(flow: Path) -> Path:
    """Where the expectation of a flow file stands: beside it."""
    return flow.with_name(flow.name.removesuffix(SUFFIX) + EXPECTED)


def read_expectation(flow: Path) -> Expectation:
    """What is expected of a flow file; that it is the same, where nothing else is said.

    Raises:
        HistoryError: what is said cannot be read.
    """
    file = expectation_file(flow)
    try:
        tree = json.loads(file.read_text(encoding="utf-8"))
        if tree.pop("format") != FORMAT:
            raise ValueError("another format")
        return Expectation(**tree)
    except FileNotFoundError:
        return Expectation()
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise HistoryError(f"{file} cannot be read: {error}; capture the execution again, or remove the file") from None


def write_expectation(flow: Path, expected: Expectation) -> None:
    """Say what is expected of a flow file; of one that is to be the same nothing is said."""
    file = expectation_file(flow)
    if expected == Expectation():
        file.unlink(missing_ok=True)
        return
    file.write_text(json.dumps({"format": FORMAT, **vars(expected)}, indent=1) + "\n", encoding="utf-8")
