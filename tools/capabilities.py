"""What each engine can do, as its tests have shown it: writes docs/reference/engines.md from what the last recorded run passed.

`make capabilities` runs the suite and writes the page anew.
"""

from __future__ import annotations

import json
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from check_repository import ROOT

from eventual_connectors import connect

SUITE = ROOT / "tests/engines/suite"
DECLARED = SUITE / "capabilities.toml"
PASSED = SUITE / "passed.json"
PAGE = ROOT / "docs/reference/engines.md"

ENGINES = {"embedded": "embedded", "temporal": "Temporal", "dbos": "DBOS on PostgreSQL", "lambda": "AWS Lambda"}
"""As they are called here, by the names that histories have."""

URLS = ("sqlite:///app.db", "temporal://127.0.0.1", "dbos+postgresql://127.0.0.1/app", "lambda://app?mailbox=sqlite:///app.db")
"""One of each; they are not connected to."""

HEAD = """\
# Engines

What each engine does, as tests have shown it: one suite runs against all four, each with its real server or store, and with workers that
are killed with SIGKILL. AWS Lambda is AWS's local runner, where one worker takes the function's place; AWS itself runs as many as there is
work for. This page is written by `make capabilities`, which runs the suite.

**yes**: all of its tests have passed. **no**: the engine does not declare it. A blank: no test has shown it.
"""

FOOT = """
How to run on each: [one machine](../how-to/run-on-one-machine.md), [Temporal](../how-to/run-on-temporal.md),
[DBOS](../how-to/run-on-dbos.md), [Lambda](../how-to/run-on-lambda.md). An engine of yours comes in by the hook
[`eventual_register_engines`](hooks.md).
"""


@dataclass(frozen=True)
class Capability:
    """A row of the table.

    Attributes:
        group: the heading that it stands under.
        what: it says.
        tests: by which an engine shows it.
        declares: what the engine has to declare besides; empty for nothing.
    """

    group: str
    what: str
    tests: Sequence[str]
    declares: str = ""


def capabilities() -> Iterator[Capability]:
    """All rows."""
    for group, rows in tomllib.loads(DECLARED.read_text(encoding="utf-8")).items():
        yield from (Capability(group, **row) for row in rows)


def declared() -> dict[str, frozenset[str]]:
    """What each engine declares, by its name."""
    engines = [connect(url) for url in URLS]
    return {engine.name: frozenset(engine.capabilities) for engine in engines}


def page(passed: Mapping[str, Sequence[str]]) -> str:
    """The page, from the engines on which each test has passed."""
    says = declared()
    lines, group = [HEAD], ""
    for row in capabilities():
        if row.group != group:
            group = row.group
            lines += ["", f"## {group}", "", "| | " + " | ".join(ENGINES.values()) + " |", "|---|" + "---|" * len(ENGINES)]
        lines.append(f"| {row.what} | " + " | ".join(cell(row, engine, says[engine], passed) for engine in ENGINES) + " |")
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n" + FOOT


def cell(row: Capability, engine: str, says: frozenset[str], passed: Mapping[str, Sequence[str]]) -> str:
    """What is said of an engine."""
    if row.declares and row.declares not in says:
        return "no"
    return "yes" if all(engine in passed.get(test, ()) for test in row.tests) else ""


def main() -> int:
    """Write the page; the exit code is 1 where it says less than it did."""
    text = page(json.loads(PASSED.read_text(encoding="utf-8")))
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    PAGE.write_text(text, encoding="utf-8")
    if text.count("| yes") < before.count("| yes"):
        print("some tests have not passed that had: see `git diff docs/reference/engines.md`", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
