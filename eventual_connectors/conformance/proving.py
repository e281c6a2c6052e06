"""Proves one activity in one case: plays it, counts, and compares with what the class promises."""

from __future__ import annotations

import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..activities import Activity
from ..effect import Effect
from ..errors import UsageError
from ..fakes import Fake, FakeServer
from .cases import CASES, Case, Expected
from .depth import cases_of, depth
from .forks import forks_of
from .sandbox import SandboxTrial
from .suite import ConformanceSuite, as_calls
from .trial import IMPATIENT, START, Outcome, Prepared, Seen, Trial, finished
from .wire import OPERATION, wire_fake

T = TypeVar("T")

SHORTEST_KEY = 20
"""Characters of a key that no two calls have by chance: about a hundred bits."""

SCALES = (1.0, 4.0, 16.0)
"""How much longer time-outs are where a case did not come about: it is set up again, not judged again."""


@dataclass(frozen=True)
class CaseResult:
    """What came of a case.

    Attributes:
        fault: the case's name.
        effects: how many effects the fake saw; None where it was not played.
        outcome: how the execution ended.
        passed: whether that is what the class promises; a skipped case is not.
        skipped_reason: the author's written reason, or why it could not be played; None where it was played.
        problem: what is wrong, one line; empty where nothing is.
        note: what the reader of a report should know.
    """

    fault: str
    effects: int | None
    outcome: str
    passed: bool
    skipped_reason: str | None = None
    problem: str = ""
    note: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of `eventual conformance --json`."""
        return dict(vars(self))


@dataclass(frozen=True)
class Baseline:
    """What one undisturbed call leaves at the vendor: what all cases are compared with.

    Attributes:
        effects: how many.
        state: the fake's state after it.
        seconds: how long it took, from the worker's beginning to its end.
        problem: what is wrong with it, or empty.
    """

    effects: int | None
    state: Any
    seconds: float = 0.0
    problem: str = ""


class Proving:
    """One suite's preparations, made once and shared by all its cases.

    Args:
        suite: what is proven.
        sandbox: the vendor behind a connection, in place of the fake.
    """

    def __init__(self, suite: type[ConformanceSuite], sandbox: type[Fake] | None = None) -> None:
        self.suite = suite
        self._sandbox = sandbox
        self._prepared: dict[str, _Once[Prepared]] = {}
        self._baselines: dict[str, _Once[Baseline]] = {}
        self._lock = threading.Lock()

    def prove(self, activity: Activity[..., Any], case: Case) -> CaseResult:
        """Play a case, and judge what came of it."""
        name = activity.local_name
        reason = self.suite.skip_reason(name, case.name)
        if reason is not None:
            return CaseResult(case.name, None, "", passed=False, skipped_reason=reason)
        baseline = self.baseline(activity)
        if baseline.problem:
            return CaseResult(case.name, baseline.effects, "", passed=False, problem=baseline.problem)
        slow = max(1.0, 2 * baseline.seconds / IMPATIENT)  # this vendor's, or this machine's
        *quicker, slowest = (scale * slow for scale in SCALES)
        for scale in quicker:
            result, happened = self._play(activity, case, baseline, scale)
            if happened:
                return result
        return self._play(activity, case, baseline, slowest)[0]

    def _play(self, activity: Activity[..., Any], case: Case, baseline: Baseline, scale: float) -> tuple[CaseResult, bool]:
        """What came of a case, and whether what was to go wrong did."""
        prepared, expected = self.prepared(activity), case.expected[activity.effect]
        if case.name == "other_content" and not prepared.other:
            problem = f"the sample of {activity.local_name} gives no second call(…) of other content"
            return CaseResult(case.name, None, "", passed=False, problem=problem), True
        with self._trial(prepared, scale) as trial:
            outcome = case.play(trial)
            missed = _missed(trial)
            keys = _key_problem(trial, expected)
            seen = trial.seen()
            effects = _effect_problem(trial, seen, outcome, expected, baseline)
            problem = missed or _status_problem(outcome, expected) or effects or keys
        note = "" if seen.effects is None else _note(seen.effects, expected, baseline)
        return CaseResult(case.name, seen.effects, outcome.status, passed=not problem, problem=problem, note=note), not missed

    @contextmanager
    def _trial(self, prepared: Prepared, scale: float = 1.0) -> Iterator[Trial]:
        kind = Trial if self._sandbox is None else SandboxTrial
        trial = kind(self.suite, prepared, Path(tempfile.mkdtemp(prefix="eventual-conformance-")), scale)
        try:
            yield trial
        finally:
            trial.close()

    def prepared(self, activity: Activity[..., Any]) -> Prepared:
        """The sample's arguments, and the vendor's state that they need."""
        if self._sandbox is not None:
            return self._prepare(activity)  # an account is not put back to where it was
        return self._once(self._prepared, activity.local_name, lambda: self._prepare(activity))

    def baseline(self, activity: Activity[..., Any]) -> Baseline:
        """What one undisturbed call does."""
        return self._once(self._baselines, activity.local_name, lambda: self._measure(activity))

    def _once(self, table: dict[str, _Once[T]], name: str, make: Callable[[], T]) -> T:
        with self._lock:
            once = table.setdefault(name, _Once(make))
        return once.get()

    def _prepare(self, activity: Activity[..., Any]) -> Prepared:
        full = depth(self.suite, activity) == "full"
        if not full and self._sandbox is None:  # nothing is called for it
            (wired,) = as_calls(self.suite().wire_call(activity.local_name), activity.name)
            arguments = activity.bind(wired.args, wired.kwargs).encode()
            return Prepared(activity, wire_fake(self.suite), OPERATION, arguments, {}, {})
        kind = self._sandbox or self.suite.fake
        unique = "" if self._sandbox is None else secrets.token_hex(6)
        operation = self.suite().operation(activity.local_name) if full else OPERATION
        method = self.suite.samples().get(activity.local_name, "wire_call")
        fake: Fake = kind(start=START)
        with tempfile.TemporaryDirectory(prefix="eventual-conformance-") as folder, FakeServer(fake) as server:
            place = Path(folder) / "prepared.json"
            task = {"kind": "prepare", "activity": activity.local_name, "method": method, "unique": unique}
            worker = forks_of(self.suite).begin(task | {"settings": fake.settings(server.url), "outcome": str(place)})
            prepared = finished(worker, place)
            if "error" in prepared:
                raise UsageError(f"the sample of {activity.name} ({self.suite.__name__}.{method}) fails: {prepared['error']}")
            calls = prepared["calls"]
        before = fake.snapshot() if self._sandbox is None else {}
        return Prepared(activity, kind, operation, calls[0], calls[1] if len(calls) > 1 else {}, before, unique)

    def _measure(self, activity: Activity[..., Any]) -> Baseline:
        with self._trial(self.prepared(activity)) as trial:
            began = time.monotonic()
            outcome = trial.run()
            seconds = time.monotonic() - began
            seen = trial.seen()
            nothing = seen.effects == 0 or (seen.effects is None and seen.state == trial.untouched)
        problem = ""
        if outcome.status != "completed":
            problem = f"the undisturbed sample call does not complete: {outcome.status} {outcome.error}".rstrip()
        elif activity.effect is Effect.READ and not nothing:
            problem = f"it is declared as 'read', and has {counted(seen.effects, 'effect')}"
        elif activity.effect is not Effect.READ and nothing:
            problem = "no effect of it was seen, so nothing can be proven; is `operation` (or `observe`) right?"
        return Baseline(seen.effects, seen.state, seconds, problem)


class _Once(Generic[T]):
    """Made by whoever asks first, or found impossible to make; the others wait for it."""

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._made: list[T] = []
        self._problem: Exception | None = None

    def get(self) -> T:
        with self._lock:
            if self._problem is not None:
                raise self._problem
            if not self._made:
                try:
                    self._made.append(self._make())
                except Exception as error:
                    self._problem = error
                    raise
            return self._made[0]


def _status_problem(outcome: Outcome, expected: Expected) -> str:
    if outcome.status not in expected.status.split("|"):
        return f"the execution is {outcome.status}, not {expected.status}{': ' + outcome.error if outcome.error else ''}"
    if expected.kind is not None and expected.kind not in outcome.kinds:
        return f"it failed with {outcome.error}, not with {expected.kind}"
    return ""


def _effect_problem(trial: Trial, seen: Seen, outcome: Outcome, expected: Expected, baseline: Baseline) -> str:
    if seen.effects is None or baseline.effects is None or (trial.effect is Effect.NATURAL and seen.state is not None):
        wanted = baseline.state if expected.times else trial.untouched
        return "" if seen.state == wanted else "the vendor's state is not the one that one call leaves"
    due = (1 if outcome.refused else expected.times) * baseline.effects
    if expected.at_most is not None and due <= seen.effects <= expected.at_most * baseline.effects:
        return ""
    return "" if seen.effects == due else f"{counted(seen.effects, 'effect')} instead of {due}"


def _note(effects: int, expected: Expected, baseline: Baseline) -> str:
    late = expected.at_most is not None and effects > expected.times * (baseline.effects or 0)
    return "applied later than the class allows for; both effects have one key" if late else ""


def counted(number: int | None, what: str) -> str:
    """A number of things, such as `1 effect` and `2 effects`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _key_problem(trial: Trial, expected: Expected) -> str:
    """Of the classes that live by their key: it is there, one for each call, the same on every attempt."""
    if expected.keys is None or trial.effect not in (Effect.KEYED, Effect.LOOKUP, Effect.LEDGER) or not trial.keys:
        return ""
    if None in trial.keys:
        return "a request left without a key"
    shortest = min(len(key) for key in trial.keys if key is not None)
    if shortest < SHORTEST_KEY:
        return f"a key has {shortest} characters, which two calls can share by chance"
    keys = len(set(trial.keys))
    return "" if keys == expected.keys else f"the vendor saw {keys} different keys instead of {expected.keys}"


def _missed(trial: Trial) -> str:
    """A case in which nothing went wrong has shown nothing: the machine was too busy for the request to arrive in time."""
    left = [fault for fault in trial.fake.faults.planned if fault.times is not None]
    if not left or (trial.effect is Effect.READ and trial.operation in trial.requests):  # a read whose caller left is not waited for
        return ""
    return f"the planned fault did not happen: {left[0].kind}"


_provings: dict[type[ConformanceSuite], Proving] = {}
_provings_lock = threading.Lock()


def proving_of(suite: type[ConformanceSuite]) -> Proving:
    """The preparations of this suite in this process, on its fake."""
    with _provings_lock:
        return _provings.setdefault(suite, Proving(suite))


def prove_case(suite: type[ConformanceSuite], activity: str, case: str) -> CaseResult:
    """Prove one activity (its name without the connector's) in one case.

    Raises:
        UsageError: there is no such case for its class, or its sample fails.
    """
    declared = suite.connector[activity]
    if CASES[case] not in cases_of(suite, declared):
        raise UsageError(f"the case {case} says nothing about the class {declared.effect}")
    return proving_of(suite).prove(declared, CASES[case])
