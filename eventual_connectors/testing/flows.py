"""Flow files as tests: pytest collects `*.flow.jsonl`, plays each over today's code and compares with what is expected of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ..errors import HistoryError
from ..workflows.corpus import Played, play_file
from ..workflows.expectations import Expectation, read_expectation, write_expectation

UPDATE = "--eventual-update"


class UnexpectedOutcome(Exception):
    """A flow does not come to what is expected; the message says what does."""


class FlowFile(pytest.File):
    """A file with one flow."""

    def collect(self) -> Iterator[pytest.Item]:
        """Its one test."""
        yield FlowTest.from_parent(self, name="replay")


class FlowTest(pytest.Item):
    """Plays a flow. Nothing is sent."""

    def runtest(self) -> None:
        """Play it.

        Raises:
            UnexpectedOutcome: it does not come to what is expected.
        """
        played = play_file(str(self.path), self.config.getini("eventual_app") or None)
        try:
            problem = _problem(self.path, played)
        except HistoryError as error:
            raise UnexpectedOutcome(str(error)) from None
        if problem and played.verdict != "broken" and self.config.getoption(UPDATE):
            write_expectation(self.path, Expectation.of(played.playback))
            pytest.skip("what is expected was written anew; look at the difference before you commit it")
        if problem:
            raise UnexpectedOutcome(problem)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: object = None) -> str:
        """The difference, without a traceback of ours."""
        if isinstance(excinfo.value, UnexpectedOutcome):
            return f"{self.path.name}\n{excinfo.value}\n`pytest {UPDATE}` takes the outcome of today's code for the right one."
        return str(super().repr_failure(excinfo))

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where it is."""
        return self.path, 0, self.path.name


def _problem(flow: Path, played: Played) -> str:
    if played.unusable:
        return played.playback.detail
    return read_expectation(flow).problem(played.playback)
