"""Runs a connector's cases, several at once, and collects what came of them."""

from __future__ import annotations

import difflib
import os
import random
import re
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from fnmatch import fnmatchcase
from typing import Any

from ..activities import Activity
from ..errors import EventualError, UsageError
from .cases import CASES, Case
from .depth import cases_of, depth, is_exempt, is_unclaimed, obstacle
from .proving import CaseResult, Proving, proving_of
from .report import ActivityReport, ConnectorReport
from .sandbox import CANNOT, sandbox_fake
from .suite import ConformanceSuite
from .trial import is_secret

AT_ONCE = 2 * (os.cpu_count() or 2)
"""Trials that run at once: most of their time they wait."""

WAITING = 4
"""How many times more of those run at once that wait for nearly all of their time."""

Progress = Callable[[str, int], None]
"""Told of each case when it has ended, and of how many there are."""


def run_suite(
    suite: type[ConformanceSuite],
    *,
    activities: str = "*",
    cases: str = "*",
    part: float = 1.0,
    seed: int = 0,
    jobs: int = AT_ONCE,
    sandbox: str | None = None,
    progress: Progress = lambda what, of: None,
) -> ConnectorReport:
    """Prove a connector.

    Args:
        suite: what to prove.
        activities: a pattern of activities' names, without the connector's.
        cases: a pattern of cases' names.
        part: the part of the cases to play, from 0 to 1, chosen by `seed`.
        seed: of the choice.
        jobs: trials that run at once.
        sandbox: the name of a connection to the vendor's own sandbox, instead of the fake.
        progress: told of each case when it has ended.

    Raises:
        UsageError: a pattern fits nothing.
        EventualError: the suite cannot be used.
    """
    known = _by_name(suite.connector.activities(_literal(activities))) or _by_name(suite.connector.activities())
    names = _matching(activities, known, f"{suite.connector.name} has no activity")
    unclaimed = {name for name in names if is_unclaimed(suite, known[name])}
    claimed = names - unclaimed
    playable = {
        name: [case for case in cases_of(suite, one) if sandbox is None or case.name not in CANNOT]
        for name, one in known.items()
        if name in claimed
    }
    reports = {name: _planned(suite, known[name], cases) for name, cases in playable.items()}
    asked = _matching(cases, CASES, "no case is")
    chosen = [(one.activity, case) for name, one in reports.items() for case in playable[name] if case.name in asked]
    if part < 1.0:
        chosen = random.Random(seed).sample(chosen, min(len(chosen), max(1, round(part * len(chosen)))))

    proving = proving_of(suite) if sandbox is None else Proving(suite, sandbox_fake(suite, sandbox))

    def play(pair: tuple[Activity[..., Any], Case]) -> tuple[str, CaseResult]:
        activity, case = pair
        try:
            result = proving.prove(activity, case)
        except EventualError as error:
            result = CaseResult(case.name, None, "", passed=False, problem=str(error))
        except Exception as error:  # of the author's fake or sample
            result = CaseResult(case.name, None, "", passed=False, problem=f"{type(error).__name__}: {error}")
        progress(f"{activity.name} {case.name}", len(chosen))
        return activity.local_name, result

    if not chosen and cases != "*":
        raise UsageError(f"the case {cases!r} says nothing about {activities!r} of {suite.connector.name}, so nothing is shown")
    busy = ThreadPoolExecutor(jobs, thread_name_prefix="conformance")
    waiting = ThreadPoolExecutor(WAITING * jobs, thread_name_prefix="conformance-waiting")
    try:
        for future in [(waiting if pair[1].waits else busy).submit(play, pair) for pair in chosen]:
            name, result = future.result()
            reports[name].cases.append(result)
    finally:
        for threads in (busy, waiting):
            threads.shutdown(cancel_futures=True)  # whoever interrupts waits for the trials under way only
    return ConnectorReport(suite.connector.name, list(reports.values()), part < 1.0 or cases != "*", _settings(suite), len(unclaimed))


def _by_name(activities: Iterable[Activity[..., Any]]) -> dict[str, Activity[..., Any]]:
    return {one.local_name: one for one in activities}


def _literal(pattern: str) -> str:
    """With what every name begins that a pattern fits."""
    return re.split(r"[*?\[]", pattern, maxsplit=1)[0]


def _matching(pattern: str, names: Iterable[str], none: str) -> set[str]:
    known = list(names)
    found = {name for name in known if fnmatchcase(name, pattern)}
    if not found:
        near = difflib.get_close_matches(pattern, known, n=1)
        raise UsageError(f"{none} called {pattern!r}{f'; did you mean {near[0]!r}?' if near else ''}")
    return found


def _settings(suite: type[ConformanceSuite]) -> dict[str, Any]:
    """What the trials' connection is told beside the vendor's address and the credentials."""
    url = "http://127.0.0.1:9"
    fields = suite.connector.connection.model_fields
    told = {**suite.settings, **suite.fake().settings(url)}
    return {
        name: value if isinstance(value, str | int | float | None) else str(value)
        for name, value in told.items()
        if url not in str(value) and not (name in fields and is_secret(fields[name].annotation))
    }


def _planned(suite: type[ConformanceSuite], activity: Activity[..., Any], cases: list[Case]) -> ActivityReport:
    reach = depth(suite, activity)
    missing = obstacle(suite, activity) if is_exempt(suite, activity) else ""
    return ActivityReport(activity, reach, len(cases), problem=missing)
