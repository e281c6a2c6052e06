"""What the table claims to be natural, on the fake: its answer is lost, and what it leaves when it is repeated is what it left at once."""

from __future__ import annotations

import os

import pytest

from eventual_connector_aws import aws, promises
from eventual_connector_aws.conformance import AwsConformance
from eventual_connector_aws.conformance.settings import SettingsConformance
from eventual_connectors.conformance.depth import depth
from eventual_connectors.conformance.runner import run_suite


@pytest.mark.timeout(900)
@pytest.mark.parametrize("part", [0.05, pytest.param(1.0, marks=pytest.mark.suites)])
def test_settings_may_be_repeated(part: float) -> None:
    report = run_suite(SettingsConformance, cases="dropped_after_apply", part=part, seed=os.getpid())
    problems = {one.activity.local_name: case.problem for one in report.activities for case in one.failed}
    assert problems == {}
    assert sum(len(one.cases) for one in report.activities) >= 60 * part


def test_every_claimed_write_owes_a_proof_and_has_one() -> None:
    for service, table in promises.documented().items():
        for name in {name for kind in promises.CLAIMS for name in table.get(kind, ())}:
            activity = aws[f"{service}.{name}"]
            assert not activity.modelled
            assert depth(AwsConformance, activity) != "none", activity.name
