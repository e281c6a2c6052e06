"""Cases that ask more of the suite than most activities do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from eventual_connector_slack.conformance import SlackConformance
from eventual_connectors.conformance import trial
from eventual_connectors.conformance.runner import run_suite


@pytest.mark.parametrize("case", ["credential_rotated", "applied_then_forbidden", "error_then_unauthorized"])
def test_an_upload_of_three_requests_can_be_played(case: str) -> None:
    assert _problem("files_upload_v2", case) == ""


def test_what_looks_back_a_minute_is_proven_in_a_run_that_lasts_an_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "START", trial.START - timedelta(hours=1))
    assert _problem("conversations_create", "killed_after_apply") == ""


def _problem(activity: str, case: str) -> str:
    (report,) = run_suite(SlackConformance, activities=activity, cases=case).activities
    (result,) = report.cases
    return result.problem
