"""Proves one activity in one case: plays it, counts, and compares with what the class promises."""

from __future__ import annotations

import json
import secrets
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from itertools import pairwise, zip_longest
from pathlib import Path
from typing import Any, Generic, TypeVar

from ..activities import Activity
from ..effect import Effect
from ..errors import UsageError
from ..fakes import Effect as Happened
from ..fakes import Fake, FakeServer
from .cases import CASES, Case, Expected
from .cases.case import EXACT
from .depth import cases_of, depth
from .forks import begin_fork
from .programs import GIVEN_UP, REFUSED
from .sandbox import SandboxTrial
from .suite import ConformanceSuite, as_calls
from .trial import IMPATIENT, START, Outcome, Prepared, Seen, Trial, finished
from .wire import OPERATION, wire_fake

T = TypeVar("T")

SHORTEST_KEY = 20
"""Characters of a key that no two calls have by chance: about a hundred bits."""

CLEAR = 12
"""Characters in which two keys differ at least: about fifty bits in hexadecimal. Those of two random UUIDs differ in some thirty."""

ALREADY_APPLIED = "$already_applied"
"""What a ledger's result is called on record that says just that."""

VARIES = "$varies"
"""A part of a result that is another for each request."""

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
        shows_id: whether its result holds the id of what it changed.
        result: of a read, what any two calls give, recorded form; see `common`.
    """

    effects: int | None
    state: Any
    seconds: float = 0.0
    problem: str = ""
    shows_id: bool = False
    result: Any = VARIES


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
        self._undoings: dict[str, _Once[int]] = {}
        self._exclusions: dict[str, _Once[bool]] = {}
        self._key_owners: dict[str, str] = {}
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
        if case.other and not prepared.other:
            problem = f"the sample of {activity.local_name} gives no second call(…) of other content"
            return CaseResult(case.name, None, "", passed=False, problem=problem), True
        if expected.excluding is not None and self.excludes(activity):
            expected = expected.excluding
        with self._trial(prepared, scale) as trial:
            trial.usual = baseline.effects
            outcome = case.play(trial)
            missed = _missed(trial)
            problem = missed or _status_problem(outcome, expected)
            seen = trial.seen()
            if expected.undone:
                problem = problem or _undoing_problem(trial, outcome, self.undoing(activity))
            else:
                problem = problem or _effect_problem(trial, seen, outcome, expected, baseline)
            problem = (
                problem
                or _key_problem(trial, expected)
                or self._shared_key_problem(trial)
                or _doubt_problem(trial, case)
                or _result_problem(trial, outcome, baseline)
            )
        note = "" if seen.effects is None else _note(seen.effects, expected, baseline)
        return CaseResult(case.name, seen.effects, outcome.status, passed=not problem, problem=problem, note=note), not missed

    def _shared_key_problem(self, trial: Trial) -> str:
        """Each trial is an execution of its own, and so are its keys."""
        if trial.effect not in EXACT:
            return ""
        with self._lock:
            owners = {self._key_owners.setdefault(key, trial.name) for key in trial.keys if key is not None}
        return "" if owners <= {trial.name} else "a key is that of another execution's call"

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

    def undoing(self, activity: Activity[..., Any]) -> int:
        """How many effects its compensation has, undisturbed."""
        return self._once(self._undoings, activity.local_name, lambda: self._undo(activity))

    def excludes(self, activity: Activity[..., Any]) -> bool:
        """Whether the vendor refuses the second of two equal calls that nothing disturbs."""
        return self._once(self._exclusions, activity.local_name, lambda: self._excluded(activity))

    def _excluded(self, activity: Activity[..., Any]) -> bool:
        with self._trial(self.prepared(activity)) as trial:
            return trial.run("twice").refused

    def _undo(self, activity: Activity[..., Any]) -> int:
        with self._trial(self.prepared(activity)) as trial:
            trial.usual = self.baseline(activity).effects
            trial.run("undone")
            return _undone(trial)

    def _once(self, table: dict[str, _Once[T]], name: str, make: Callable[[], T]) -> T:
        with self._lock:
            once = table.setdefault(name, _Once(make))
        return once.get()

    def _prepare(self, activity: Activity[..., Any]) -> Prepared:
        full = depth(self.suite, activity) == "full"
        if not full and self._sandbox is None:  # nothing is called for it
            (wired,) = as_calls(self.suite().wire_call(activity.local_name), activity.name)
            arguments = activity.bind(wired.args, wired.kwargs).encode()
            wire = wire_fake(self.suite)
            return Prepared(activity, wire, OPERATION, arguments, {}, wire().snapshot())
        kind = self._sandbox or self.suite.fake
        unique = "" if self._sandbox is None else secrets.token_hex(6)
        operation = self._operation(activity) if full else OPERATION
        method = self.suite.samples().get(activity.local_name, "wire_call")
        fake: Fake = kind(start=START)
        with tempfile.TemporaryDirectory(prefix="eventual-conformance-") as folder, FakeServer(fake) as server:
            place = Path(folder) / "prepared.json"
            task = {"kind": "prepare", "activity": activity.local_name, "method": method, "unique": unique}
            worker = begin_fork(self.suite, task | {"settings": fake.settings(server.url), "outcome": str(place)})
            prepared = finished(worker, place)
            if "error" in prepared:
                raise UsageError(f"the sample of {activity.name} ({self.suite.__name__}.{method}) fails: {prepared['error']}")
            calls = prepared["calls"]
        before = fake.snapshot() if self._sandbox is None else {}
        return Prepared(activity, kind, operation, calls[0], calls[1] if len(calls) > 1 else {}, before, unique)

    def _operation(self, activity: Activity[..., Any]) -> str:
        """The fake's operation that carries it out: of one that the fake does not have no request would be seen, and no fault played."""
        operation, fake = self.suite().operation(activity.local_name), self.suite.fake
        if fake.operations and operation not in fake.operations:
            raise UsageError(
                f"{self.suite.__name__}.operation says {operation!r} of {activity.name}, which is none of the operations of {fake.__name__}"
            )
        return operation

    def _measure(self, activity: Activity[..., Any]) -> Baseline:
        with self._trial(self.prepared(activity)) as trial:
            began = time.monotonic()
            outcome = trial.run()
            seconds = time.monotonic() - began
            seen = trial.seen()
            problem = _baseline_problem(activity.effect, outcome, seen, trial.untouched)
            shows_id = _shows_id(trial, outcome)
            self._shared_key_problem(trial)  # its keys are known from here on
            # The vendor names its requests: what a second one gives differs in that.
            again = trial.run(execution="again").result if activity.effect is Effect.READ and not problem else VARIES
            return Baseline(seen.effects, seen.state, seconds, problem, shows_id, common(outcome.result, again))


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


def _baseline_problem(effect: Effect, outcome: Outcome, seen: Seen, untouched: Any) -> str:
    """What is wrong with the call that nothing disturbs."""
    if outcome.status != "completed":
        return f"the undisturbed sample call does not complete: {outcome.status} {outcome.error}".rstrip()
    if seen == Seen(None, None):
        return "nothing of it can be observed, so nothing can be proven; `observe` has to say what the account shows"
    unchanged = seen.state is None or seen.state == untouched
    match effect:
        case Effect.READ if seen.effects:
            return f"it is declared as 'read', and has {counted(seen.effects, 'effect')}"
        case Effect.READ if not unchanged:
            return "it is declared as 'read', and changes what the vendor holds"
        case Effect.READ:
            return ""
        case _ if seen.effects == 0 or (seen.effects is None and unchanged):
            return "no effect of it was seen, so nothing can be proven; is `operation` (or `observe`) right?"
        case Effect.NATURAL if seen.state is not None and unchanged:
            return "its effect does not show in the fake's state, by which a natural write is judged"
    return ""


def _status_problem(outcome: Outcome, expected: Expected) -> str:
    if outcome.status not in expected.status.split("|"):
        return f"the execution is {outcome.status}, not {expected.status}{': ' + outcome.error if outcome.error else ''}"
    if outcome.status == "failed" and expected.kind is not None and expected.kind not in outcome.kinds:
        return f"it failed with {outcome.error}, not with {expected.kind}"
    return ""


def _effect_problem(trial: Trial, seen: Seen, outcome: Outcome, expected: Expected, baseline: Baseline) -> str:
    if expected.agrees and outcome.status != "completed":
        expected = replace(expected, times=0)
    if seen.effects is None or baseline.effects is None or (trial.effect is Effect.NATURAL and seen.state is not None):
        wanted = baseline.state if expected.times else trial.untouched
        return "" if seen.state == wanted else "the vendor's state is not the one that one call leaves"
    if trial.effect is Effect.READ and seen.state is not None and seen.state != trial.untouched:
        return "a read changed what the vendor holds"
    due = (1 if outcome.refused else expected.times) * baseline.effects
    if expected.at_most is not None and due <= seen.effects <= expected.at_most * baseline.effects:
        return ""
    return "" if seen.effects == due else f"{counted(seen.effects, 'effect')} instead of {due}"


def _undone(trial: Trial) -> int:
    """How many effects came after those of the call. One that leaves the same thing as before is what repeating a natural write has."""
    return len({_left(effect) for effect in _undoing(trial)})


def _undoing(trial: Trial) -> list[Happened]:
    done, later = trial.happened()[: trial.usual or 0], trial.happened()[trial.usual or 0 :]
    repeated = {_left(effect) for effect in done} if trial.effect is Effect.NATURAL else set()
    return [effect for effect in later if _left(effect) not in repeated]


def _left(effect: Happened) -> tuple[str, str, str]:
    """What it left where, comparable."""
    return effect.activity, effect.object_id, json.dumps(effect.data, sort_keys=True)


def _undoing_problem(trial: Trial, outcome: Outcome, wanted: int) -> str:
    undone = _undone(trial)
    if not undone:
        return "its compensation has no effect"
    done = {effect.object_id for effect in trial.happened()[: trial.usual or 0]}
    named = [text for effect in _undoing(trial) for text in (effect.object_id, *_texts(effect.data))]
    if not any(object_id in text for object_id in done for text in named):
        return "its compensation does not name what the call did"
    if outcome.status == "parked":
        return "" if undone <= wanted else f"its compensation has {counted(undone, 'effect')} instead of {wanted}"
    return "" if undone == wanted else f"its compensation has {counted(undone, 'effect')} instead of {wanted}"


def _doubt_problem(trial: Trial, case: Case) -> str:
    """Whatever its class makes of it, a connector says what it knows."""
    if not case.doubt or not trial.effect.writes:
        return ""
    said = trial.said_of_attempts()
    return "" if "in_doubt" in said else f"no attempt's end is recorded as doubt: {', '.join(kind or 'an answer' for kind in said)}"


def _shows_id(trial: Trial, outcome: Outcome) -> bool:
    ids = {effect.object_id for effect in trial.happened()}
    return len(ids) == 1 and bool(ids & set(_texts(outcome.result)))


def _result_problem(trial: Trial, outcome: Outcome, baseline: Baseline) -> str:
    """A call that changed one thing, and whose result names that where nothing goes wrong, names it whatever went wrong."""
    if outcome.status == "completed" and outcome.result != GIVEN_UP and common(baseline.result, outcome.result) != baseline.result:
        return "its result is another than that of an undisturbed call"
    answered = outcome.status == "completed" and outcome.result not in (GIVEN_UP, REFUSED) and ALREADY_APPLIED not in _names(outcome.result)
    if not baseline.shows_id or not answered or len({effect.object_id for effect in trial.happened()}) != 1:
        return ""
    return "" if _shows_id(trial, outcome) else "its result does not name what it changed, as that of an undisturbed call does"


def common(one: Any, other: Any) -> Any:
    """What two results have in common; `VARIES` where they differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        return {name: common(part, other[name]) for name, part in one.items()}
    if isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        return [common(part, its) for part, its in zip(one, other, strict=True)]
    return one if one == other else VARIES


def _texts(tree: Any) -> Iterator[str]:
    """The texts and numbers in JSON, as texts."""
    if isinstance(tree, dict | list):
        for part in tree.values() if isinstance(tree, dict) else tree:
            yield from _texts(part)
    elif isinstance(tree, str | int):
        yield str(tree)


def _names(tree: Any) -> set[str]:
    return set(tree) if isinstance(tree, dict) else set()


def _note(effects: int, expected: Expected, baseline: Baseline) -> str:
    late = expected.at_most is not None and effects > expected.times * (baseline.effects or 0)
    return "applied later than the class allows for; both effects have one key" if late else ""


def counted(number: int | None, what: str) -> str:
    """A number of things, such as `1 effect` and `2 effects`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _key_problem(trial: Trial, expected: Expected) -> str:
    """Of the classes that live by their key: it is there, one for each call, the same on every attempt."""
    if expected.keys is None or trial.effect not in EXACT or not trial.keys:
        return ""
    if None in trial.keys:
        return "a request left without a key"
    shortest = min(len(key) for key in trial.keys if key is not None)
    if shortest < SHORTEST_KEY:
        return f"a key has {shortest} characters, which two calls can share by chance"
    keys = sorted({key for key in trial.keys if key is not None})
    if len(keys) != expected.keys:
        return f"the vendor saw {len(keys)} different keys instead of {expected.keys}"
    nearest = min((_distance(one, other) for one, other in pairwise(keys)), default=CLEAR) if expected.apart else CLEAR
    return (
        "" if nearest >= CLEAR else f"the keys of two calls differ in {counted(nearest, 'character')}, which two calls can share by chance"
    )


def _distance(one: str, other: str) -> int:
    """In how many characters two keys differ."""
    return sum(left != right for left, right in zip_longest(one, other))


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
