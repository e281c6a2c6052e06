"""Keeps which test of the suite passed on which engine: `pytest -p tests.engines.suite.recording tests/engines/suite`.

`docs/reference/engines.md` is written from it; `make capabilities` does both.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

FILE = Path(__file__).with_name("passed.json")
ENGINES = ("embedded", "temporal", "dbos", "lambda")
OWN = {"test_temporal.py": "temporal", "test_dbos.py": "dbos", "test_lambda.py": "lambda", "test_lambda_crashes.py": "lambda"}
"""Files whose tests are of one engine."""


class Recording:
    """What became of each test, on each engine; of a test with several cases the worst. What was not run stays as it was recorded."""

    def __init__(self) -> None:
        self._failed: set[tuple[str, str]] = set()
        self._passed: set[tuple[str, str]] = set()

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take in a part of a test: its setting up, its call, its tearing down."""
        found = of_report(report.nodeid)
        if found is not None and report.outcome != "passed":
            self._failed.add(found)
        elif found is not None and report.when == "call":
            self._passed.add(found)

    def pytest_sessionfinish(self) -> None:
        """Write the file."""
        before = json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}
        kept = {(test, engine) for test, engines in before.items() for engine in engines} - self._failed
        passed: dict[str, list[str]] = {}
        for test, engine in sorted(kept | self._passed - self._failed, key=lambda each: (each[0], ENGINES.index(each[1]))):
            passed.setdefault(test, []).append(engine)
        FILE.write_text(json.dumps(passed, indent=2) + "\n", encoding="utf-8")


def of_report(nodeid: str) -> tuple[str, str] | None:
    """The name of a test and its engine; None where it is of no engine."""
    file, _, name = nodeid.rpartition("::")
    test, _, case = name.partition("[")
    named = [part for part in re.split(r"[^a-z]+", case) if part in ENGINES]
    engine = named[0] if named else OWN.get(Path(file).name)
    return (test, engine) if engine is not None else None


def pytest_configure(config: pytest.Config) -> None:
    """Record in the process that gets all reports."""
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(Recording())
