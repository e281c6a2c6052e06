"""The suite catches each bug and each lie by the case that is meant to catch it."""

from __future__ import annotations

import pytest

from eventual_connectors.conformance.runner import run_suite
from eventual_connectors.errors import EventualError

from .hostile import ON_THE_WIRE, SUITES, Excused, ExcusedWithoutReason, Forgotten, TwoSamplesOfOne


@pytest.mark.parametrize(
    ("bug", "case", "problem"),
    [
        ("KeyPerAttempt", "dropped_after_apply", "2 effects instead of 1"),
        ("KeyPerAttempt", "dropped_before_apply", "the vendor saw 2 different keys instead of 1"),
        ("NoKey", "plain", "a request left without a key"),
        ("NoKey", "killed_after_apply", "2 effects instead of 1"),
        ("CollidingKey", "distinct_calls", "1 effect instead of 2"),
        ("KeyPerProcess", "killed_after_apply", "2 effects instead of 1"),
        ("KeyPerImport", "killed_after_apply", "2 effects instead of 1"),
        ("KeyPerHour", "window_not_over", "2 effects instead of 1"),
        ("ShortKey", "plain", "a key has 4 characters, which two calls can share by chance"),
        ("SaysKeyed", "dropped_after_apply", "2 effects instead of 1"),
        ("SaysKeyed", "other_content", "the execution is completed, not failed"),
        ("SaysNatural", "dropped_after_apply", "the vendor's state is not the one that one call leaves"),
        ("SaysRead", "plain", "it is declared as 'read', and has 1 effect"),
        ("SaysLedger", "error_after_apply", "2 effects instead of 1"),
        ("SaysLongWindow", "window_not_over", "2 effects instead of 1"),
        ("BlindLookup", "dropped_after_apply", "2 effects instead of 1"),
        ("DreamingLookup", "dropped_before_apply", "0 effects instead of 1"),
        ("CarelessLedger", "other_content", "the execution is completed, not failed"),
        ("RetriesByItself", "dropped_after_apply", "the execution is completed, not parked"),
        ("SaysNothingHappened", "dropped_after_apply", "the execution is completed, not parked"),
        ("SwallowsErrors", "dropped_before_apply", "the execution is completed, not parked"),
        ("ForgetfulLedger", "window_not_over", "2 effects instead of 1"),
        ("LooksByContent", "look_alike_unsent", "1 effect instead of 2"),
        ("LooksAtTheFirst", "look_alike_sent", "3 effects instead of 2"),
        ("SendsAgainLater", "plain", "2 effects instead of 1"),
        (
            "RateIsAnyRetryable",
            "rate_limited",
            "the execution is not rate limited, not completed: the classifier says ['retryable'] of a 429",
        ),
        ("RetriesRefusals", "rate_limited", "the execution is not rate limited, not completed: the classifier says [] of a 429"),
        ("Only503IsDoubt", "internal_error", "the execution is completed, not parked"),
    ],
)
def test_a_bug_is_caught_by_the_case_that_is_meant_to_catch_it(bug: str, case: str, problem: str) -> None:
    report = run_suite(SUITES[bug], cases=case)
    ((result,),) = [one.cases for one in report.activities]
    assert result.problem == problem
    assert not result.passed
    assert report.unproven


def test_a_case_that_is_left_out_needs_a_written_reason_which_is_reported() -> None:
    ((result, *_),) = [one.cases for one in run_suite(Excused, cases="late_before").activities]
    assert (result.passed, result.skipped_reason) == (False, "this vendor answers at once or not at all")
    ((result, *_),) = [one.cases for one in run_suite(ExcusedWithoutReason, cases="late_before").activities]
    assert result.problem == "ExcusedWithoutReason: skipping late_before of invoices.create needs a written reason"


def test_a_write_without_a_sample_is_unproven() -> None:
    report = run_suite(Forgotten)
    assert [(one.activity.name, one.problem) for one in report.unproven] == [("acme.invoices.create", "Forgotten has no @sample of it")]


def test_two_samples_of_one_activity_are_refused() -> None:
    with pytest.raises(EventualError, match=r"another and one are both samples of 'invoices.create'"):
        run_suite(TwoSamplesOfOne)


@pytest.mark.parametrize(
    ("bug", "case", "problem"),
    [
        ("KeyPerAttempt", "dropped_after_apply", "2 effects instead of 1"),
        ("NoKey", "plain", "a request left without a key"),
        ("CollidingKey", "distinct_calls", "1 effect instead of 2"),
        ("KeyPerProcess", "killed_after_apply", "2 effects instead of 1"),
        ("RetriesByItself", "dropped_after_apply", "the execution is completed, not parked"),
        ("SwallowsErrors", "dropped_before_apply", "the execution is completed, not parked"),
    ],
)
def test_a_bug_is_caught_on_the_wire(bug: str, case: str, problem: str) -> None:
    ((result,),) = [one.cases for one in run_suite(ON_THE_WIRE[bug], cases=case).activities]
    assert (result.passed, result.problem) == (False, problem)
