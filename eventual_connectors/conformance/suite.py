"""What an author writes: the connector, its fake, and a sample call of each activity."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from ..connector import Connector
from ..errors import UsageError
from ..fakes import Fake, Request, Response

if TYPE_CHECKING:
    import pytest

F = TypeVar("F", bound=Callable[..., Any])

_SAMPLE = "_conformance_sample_of"

_NOT_ITS_TO_SAY = (
    "pytest_generate_tests",
    "samples",
    "skip_reason",
    "test_conforms",
    "test_conforms_after_a_wait",
    "test_every_write_has_a_sample",
)
"""Members that decide what is proven."""


@dataclass(frozen=True)
class SampleCall:
    """The arguments of a call, as its caller writes them."""

    args: tuple[Any, ...]
    kwargs: Mapping[str, Any]


def call(*args: Any, **kwargs: Any) -> SampleCall:
    """The arguments of a call: what would stand between the parentheses."""
    return SampleCall(args, kwargs)


def sample(activity: str) -> Callable[[F], F]:
    """Mark a method that gives a sample call of this activity (its name without the connector's).

    The method, `def` or `async def`, may call the connector to make what the call needs; it reaches a fake without faults. It returns the
    `call(…)`, or two: the second is of other content, and must not be taken for the first where both have one key.
    """

    def mark(method: F) -> F:
        setattr(method, _SAMPLE, activity)
        return method

    return mark


class ConformanceSuite:
    """Point it at a connector and its fake; pytest then runs every case for every activity that has a sample.

    Attributes:
        connector: what is proven.
        fake: the class of its vendor's fake.
        settings: further settings of the connection, such as a short `settle_seconds`; every timeout is the suite's.
        skips: written reasons not to run a case, by (activity, case); both may be patterns. The report prints them.
    """

    connector: ClassVar[Connector]
    fake: ClassVar[type[Fake]]
    settings: ClassVar[Mapping[str, Any]] = {}
    skips: ClassVar[Mapping[tuple[str, str], str]] = {}

    def __init_subclass__(cls, **arguments: Any) -> None:
        super().__init_subclass__(**arguments)
        for name in _NOT_ITS_TO_SAY:
            if inspect.getattr_static(cls, name) is not inspect.getattr_static(ConformanceSuite, name):
                raise UsageError(f"{cls.__name__}: {name} is not to be overridden; a case that cannot be played is left out by `skips`")

    def operation(self, activity: str) -> str:
        """The fake's operation that carries out an activity; of the same name unless said otherwise."""
        return activity

    @property
    def unique(self) -> str:
        """Empty on a fake; in a sandbox a text to put into a sample, that tells its effects from those of other trials."""
        return self._unique

    _unique = ""

    async def observe(self, activity: str, sample: SampleCall) -> Any:
        """In a sandbox: what the account shows of this sample's effects.

        Returns:
            How many there are, or, where they cannot be counted, their state as JSON without ids and times. None: it cannot be seen, and
            the activity is not proven there.
        """
        return None

    def wire_call(self, activity: str) -> SampleCall | None:
        """Arguments with which an activity that has no sample reaches the wire, for the smaller proof `wire`; None: it is not proven."""
        return None

    def wire_answer(self, request: Request) -> Response:
        """What the vendor of the `wire` proof answers: anything that the connector can read."""
        return Response.json({})

    @classmethod
    def samples(cls) -> dict[str, str]:
        """The methods that give samples, by the activity's name.

        Raises:
            UsageError: two are of one activity, or one is of an activity that the connector does not have.
        """
        return _samples_of(cls)

    @classmethod
    def skip_reason(cls, activity: str, case: str) -> str | None:
        """Why the author has this case left out, if that is so.

        Raises:
            UsageError: the reason is empty.
        """
        for (of_activity, of_case), reason in cls.skips.items():
            if fnmatchcase(activity, of_activity) and fnmatchcase(case, of_case):
                if not reason.strip():
                    raise UsageError(f"{cls.__name__}: skipping {case} of {activity} needs a written reason")
                return reason
        return None

    # What pytest calls.

    def pytest_generate_tests(self, metafunc: pytest.Metafunc) -> None:
        """One test for each activity and case; one for each case that waits, in which all activities wait at once."""
        if not hasattr(type(self), "connector"):
            return
        if {"activity", "case"} <= set(metafunc.fixturenames):
            pairs = list(_pairs(type(self), waits=False))
            metafunc.parametrize(("activity", "case"), pairs, ids=[f"{activity}-{case}" for activity, case in pairs])
        if "waiting_case" in metafunc.fixturenames:
            metafunc.parametrize("waiting_case", sorted({case for _, case in _pairs(type(self), waits=True)}))

    def test_conforms(self, activity: str, case: str) -> None:
        """The activity keeps the promise of its class in this case."""
        import pytest

        from .proving import prove_case

        result = prove_case(type(self), activity, case)
        if result.skipped_reason is not None:
            pytest.skip(result.skipped_reason)
        assert result.passed, result.problem

    def test_conforms_after_a_wait(self, waiting_case: str) -> None:
        """All activities keep the promises of their classes in this case."""
        import pytest

        from .runner import run_suite

        reports = run_suite(type(self), cases=waiting_case).activities
        problems = [f"{one.activity.local_name}: {case.problem}" for one in reports for case in one.failed]
        assert not problems, "; ".join(problems)
        reasons = {case.skipped_reason for one in reports for case in one.skipped}
        if reasons and not any(case.passed for one in reports for case in one.cases):
            pytest.skip("; ".join(map(str, reasons)))

    def test_every_write_has_a_sample(self) -> None:
        """Nothing is exempt by having been forgotten."""
        from .depth import exempt

        missing = [activity.local_name for activity in exempt(type(self))]
        assert not missing, f"no @sample for {', '.join(missing)}"


_samples: dict[type[ConformanceSuite], dict[str, str]] = {}


def _samples_of(suite: type[ConformanceSuite]) -> dict[str, str]:
    """Looked for once: of a generated surface every activity asks."""
    if suite not in _samples:
        _samples[suite] = _found_samples(suite)
    return _samples[suite]


def _found_samples(suite: type[ConformanceSuite]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, method in inspect.getmembers(suite, callable):
        activity = getattr(method, _SAMPLE, None)
        if activity is None:
            continue
        if activity in found:
            raise UsageError(f"{suite.__name__}: {found[activity]} and {name} are both samples of {activity!r}")
        if not _has(suite.connector, activity):
            raise UsageError(
                f"{suite.__name__}.{name} is a sample of {activity!r}, which the connector {suite.connector.name} does not have"
            )
        found[activity] = name
    return found


def _has(connector: Connector, name: str) -> bool:
    """Whether it has such an activity; a large surface is not searched for it."""
    try:
        connector[name]
    except KeyError:
        return False
    return True


def _pairs(suite: type[ConformanceSuite], *, waits: bool) -> Iterator[tuple[str, str]]:
    from .depth import cases_of

    for activity in suite.connector.activities():
        yield from ((activity.local_name, case.name) for case in cases_of(suite, activity) if case.waits is waits)


def as_calls(given: Any, activity: str) -> Iterable[SampleCall]:
    """What a sample method returned, checked.

    Raises:
        UsageError: it is no `call(…)`, nor two.
    """
    calls = given if isinstance(given, tuple) else (given,)
    if not 1 <= len(calls) <= 2 or not all(isinstance(one, SampleCall) for one in calls):
        raise UsageError(f"the sample of {activity} has to return call(…), or two of them")
    return calls
