"""The suite catches each bug and each lie by the case that is meant to catch it."""

from __future__ import annotations

import re

import pytest

from eventual_connectors.conformance import ConformanceSuite
from eventual_connectors.conformance.runner import run_suite
from eventual_connectors.errors import EventualError

from .hostile import ON_THE_WIRE, SUITES, Elsewhere, Excused, ExcusedWithoutReason, Forgotten, Switched, TwoSamplesOfOne, WiredThoughKnown


@pytest.mark.suites
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
        ("ReadTimeoutIsRetryable", "slow_answer", "2 effects instead of 1"),
        ("ReadTimeoutIsRetryable", "long_silence", "the execution is completed, not parked"),
        ("Hedges", "slow_answer", "2 effects instead of 1"),
        ("ServerErrorsAreRetryable", "internal_error_unapplied", "no attempt's end is recorded as doubt: retryable, an answer"),
        ("ServerErrorsAreRetryable", "error_then_unauthorized", "the execution is failed, not parked: Unauthorized: HTTP 401"),
        ("TheLastServerErrorIsPermanent", "unusual_5xx", "the execution is failed, not parked: Permanent: HTTP 599"),
        (
            "OneServerErrorIsRetryable",
            "unusual_5xx",
            "the execution is not in doubt, not completed: the classifier says retryable of a 527",
        ),
        (
            "ForgetsTheWaitInDoubt",
            "busy_after_apply",
            "the execution is impatient, not completed: 2 requests, the second before its time",
        ),
        ("SuccessOnInternalError", "internal_error_unapplied", "0 effects instead of 1"),
        ("SuccessOnInternalError", "internal_error", "no attempt's end is recorded as doubt: an answer"),
        ("RefusalsSettle", "applied_then_forbidden", "the execution is failed, not parked: Permanent: HTTP 403"),
        ("RefusalsSettle", "applied_then_not_found", "the execution is failed, not parked: Permanent: HTTP 404"),
        ("RefusalsSettle", "applied_then_conflict", "the execution is failed, not completed|parked: Permanent: HTTP 409"),
        ("ConflictIsSuccess", "conflict_in_doubt", "the execution is completed, not parked|failed"),
        (
            "SilentlyTwice",
            "other_content_untold",
            "the execution is changed, not completed|parked|failed: what came second under the key changed what the vendor holds",
        ),
        (
            "SilentlyTwice",
            "untold_in_doubt",
            "the execution is changed, not completed|parked|failed: what came second under the key changed what the vendor holds",
        ),
        (
            "SilentlyChanged",
            "other_content_untold",
            "the execution is changed, not completed|parked|failed: what came second under the key changed what the vendor holds",
        ),
        ("SaysItTells", "other_content", "the execution is completed, not failed"),
        ("OtherResultOnRetry", "dropped_after_apply", "its result does not name what it changed, as that of an undisturbed call does"),
        ("HangingUpIsRetryable", "hung_up", "the execution is completed, not parked"),
        ("PagesAreRetryable", "page_for_answer", "the execution is completed, not parked"),
        ("ServerErrorsAreRetryable", "gateway_page", "no attempt's end is recorded as doubt: retryable, an answer"),
        ("CutAnswersAreRetryable", "cut_in_answer", "the execution is completed, not parked"),
        ("RepeatsOn408", "request_timeout", "the execution is completed, not parked"),
        ("PendingInDoubt", "dropped_before_apply", "no attempt's end is recorded as doubt: an answer, an answer"),
        ("KeyPerHost", "killed_after_apply", "2 effects instead of 1"),
        ("KeyPerTimeout", "killed_after_apply", "2 effects instead of 1"),
        ("LooksAtTheLast", "look_alike_later", "3 effects instead of 2"),
        ("LooksAtOnePage", "look_alike_crowd", "102 effects instead of 101"),
        ("UnreachableIsAbsent", "applied_then_dropped_once", "2 effects instead of 1"),
        ("UnreadableIsAbsent", "applied_then_error_once", "2 effects instead of 1"),
        ("UnreadableIsRetryable", "page_for_answer", "the execution is completed, not parked"),
        ("GatewaysRefuse", "gateway_gave_up", "the execution is completed, not parked"),
        ("AnyRefusalIsStored", "applied_then_bad_request", "the execution is failed, not parked: Permanent: the vendor's stored answer"),
        ("DamagedIsAbsent", "applied_then_page_once", "2 effects instead of 1"),
        ("ClosedIsAbsent", "applied_then_unreachable", "2 effects instead of 1"),
        ("RefusedIsAbsent", "applied_then_bad_request", "the execution is failed, not parked: Permanent: HTTP 400"),
        ("LooksAtTheLastHour", "found_days_later", "2 effects instead of 1"),
        ("GivesAnothers", "look_alike_sent", "its result does not name what it changed, as that of an undisturbed call does"),
        ("WritesUnseen", "plain", "it is declared as 'read', and changes what the vendor holds"),
        ("Increments", "plain", "its effect does not show in the fake's state, by which a natural write is judged"),
        ("UndoesNothing", "saga_undone", "its compensation has no effect"),
        ("CannotUndo", "saga_undone", "it failed with KeyError: 'number', not with OnPurpose"),
        ("UndoesTwice", "saga_killed", "its compensation has 2 effects instead of 1"),
        ("SaysAWindowHardlyLonger", "window_not_over", "2 effects instead of 1"),
        ("ReadsNothingTheSecondTime", "dropped_after_apply", "its result is another than that of an undisturbed call"),
        ("NotFoundIsSuccess", "refused_by_a_gateway", "0 effects instead of 1"),
        ("RedirectionIsSuccess", "redirected", "0 effects instead of 1"),
        ("KeyOfTheClient", "distinct_at_once", "1 effect instead of 2"),
        ("KeyOfTheOtherCall", "dropped_at_once", "1 effect instead of 2"),
        ("KeyPerDay", "window_not_over", "2 effects instead of 1"),
        ("SendsAgainAfterFailure", "dropped_before_apply", "1 effect instead of 0"),
        ("SendsAgainWhenGivenUp", "timed_out", "1 effect instead of 0"),
        ("UndoesTheFirst", "saga_behind_another", "its compensation does not name what the call did"),
        ("UndoesTheLatest", "saga_overtaken", "its compensation does not name what the call did"),
        ("UndoesTheLatestOfAll", "saga_after_another", "its compensation does not name what the call did"),
        ("UndoesWhatItWasToldFirst", "saga_without_answer", "its compensation has no effect"),
        ("RefusedIsFailed", "asked_and_refused", "the execution is failed, not completed: Permanent: the job failed"),
        ("KeyPerToday", "window_not_over", "2 effects instead of 1"),
        ("KeyPerLocalHour", "window_not_over", "2 effects instead of 1"),
        ("KeyPerNode", "killed_after_apply", "2 effects instead of 1"),
        ("KeyPerPod", "killed_after_apply", "2 effects instead of 1"),
        ("KeyOfTheBeginning", "distinct_by_a_digit", "1 effect instead of 2"),
        ("LooksAtTheFirstHour", "found_of_a_later_attempt", "2 effects instead of 1"),
        ("LooksAtTheLastWeek", "found_days_later", "2 effects instead of 1"),
        ("BrokenPageIsTheLast", "look_alike_broken", "102 effects instead of 101"),
        ("RetryAfterIsARate", "busy_after_apply", "the execution is completed, not parked"),
        ("SendsAgainWhenAUsedConnectionCloses", "hung_up_when_used_again", "the execution is completed, not parked"),
        ("UnansweredIsFailed", "asked_in_vain", "the execution is failed, not completed: Permanent: the job failed"),
    ],
)
def test_a_bug_is_caught_by_the_case_that_is_meant_to_catch_it(bug: str, case: str, problem: str) -> None:
    report = run_suite(SUITES[bug], cases=case)
    (result,) = [case for one in report.activities for case in one.cases]
    assert result.problem == problem
    assert not result.passed
    assert report.unproven


def test_a_status_that_is_hardly_known_is_named() -> None:
    ((result,),) = [one.cases for one in run_suite(SUITES["OtherServerErrorsArePermanent"], cases="unusual_5xx").activities]
    assert re.fullmatch(r"the execution is failed, not parked: Permanent: HTTP 5\d\d", result.problem)


def test_keys_that_are_nearly_the_same_are_told() -> None:
    ((result,),) = [one.cases for one in run_suite(SUITES["PaddedShortKey"], cases="distinct_calls").activities]
    assert re.fullmatch(r"the keys of two calls differ in [123] characters?, which two calls can share by chance", result.problem)


@pytest.mark.suites
def test_keys_of_which_there_are_few_are_told() -> None:
    (one,) = run_suite(SUITES["HashedShortKey"]).activities
    assert "a key is that of another execution's call" in {case.problem for case in one.failed}


@pytest.mark.suites
def test_what_is_begun_and_asked_for_is_proven() -> None:
    (one,) = run_suite(SUITES["HonestJob"]).activities
    assert [f"{case.fault}: {case.problem}" for case in one.failed] == []
    assert one.proof == "full"


@pytest.mark.suites
def test_a_vendor_that_tells_no_conflicts_is_proven_to_lose_the_second_content() -> None:
    (one,) = run_suite(SUITES["HonestlySilent"]).activities
    assert [f"{case.fault}: {case.problem}" for case in one.failed] == []
    assert one.proof == "full"
    assert {"other_content_untold", "untold_in_doubt"} <= {case.fault for case in one.cases}
    assert {"other_content", "conflict_in_doubt"}.isdisjoint(case.fault for case in one.cases)


def test_a_case_that_is_left_out_needs_a_written_reason_which_is_reported() -> None:
    ((result, *_),) = [one.cases for one in run_suite(Excused, cases="late_before").activities]
    assert (result.passed, result.skipped_reason) == (False, "this vendor answers at once or not at all")
    ((result, *_),) = [one.cases for one in run_suite(ExcusedWithoutReason, cases="late_before").activities]
    assert result.problem == "ExcusedWithoutReason: skipping late_before of invoices.create needs a written reason"


def test_a_write_without_a_sample_is_unproven() -> None:
    report = run_suite(Forgotten)
    assert [(one.activity.name, one.problem) for one in report.unproven] == [("acme.invoices.create", "Forgotten has no @sample of it")]


def test_the_smaller_proof_is_not_for_what_the_fake_has() -> None:
    (one,) = run_suite(WiredThoughKnown).unproven
    problem = "WiredThoughKnown has no @sample of it; the proof `wire` is for operations that the fake does not have, or names as generic"
    assert (one.problem, one.proof, one.cases) == (problem, "none", [])


def test_an_operation_that_the_fake_does_not_have_is_refused() -> None:
    ((result,),) = [one.cases for one in run_suite(Elsewhere, cases="plain").activities]
    told = "Elsewhere.operation says 'invoices.make' of acme.invoices.create, which is none of the operations of AcmeFake"
    assert (result.passed, result.problem) == (False, told)


def test_settings_of_the_proof_are_named() -> None:
    assert run_suite(Switched, cases="plain").to_json()["settings"] == {"settle_seconds": 77.0}


@pytest.mark.parametrize("name", ["test_conforms", "samples", "skip_reason"])
def test_what_is_proven_is_not_a_suites_to_say(name: str) -> None:
    with pytest.raises(EventualError, match=f"Odd: {name} is not to be overridden"):
        type("Odd", (ConformanceSuite,), {name: lambda *_: None})


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
        ("KeyOfThePath", "plain", "a key is that of another execution's call"),
        ("RetriesByItself", "dropped_after_apply", "the execution is completed, not parked"),
        ("SwallowsErrors", "dropped_before_apply", "the execution is completed, not parked"),
        ("Only503IsDoubt", "internal_error", "the execution is completed, not parked"),
        ("RetryAfterIsARate", "busy_after_apply", "the execution is completed, not parked"),
    ],
)
def test_a_bug_is_caught_on_the_wire(bug: str, case: str, problem: str) -> None:
    ((result,),) = [one.cases for one in run_suite(ON_THE_WIRE[bug], cases=case).activities]
    assert (result.passed, result.problem) == (False, problem)
