"""An honest connector with an activity of every class is proven by the class that an author writes."""

from __future__ import annotations

import pytest

from eventual_connectors.conformance.cases import CASES, cases_for
from eventual_connectors.effect import Effect

from .acme import AcmeConformance, acme


@pytest.mark.suites
class TestAcme(AcmeConformance):
    """As an author has it."""


def test_every_class_is_proven_and_every_case_is_played() -> None:
    activities = list(acme.activities())
    assert {activity.effect for activity in activities} == set(Effect)
    # Of a vendor that tells no conflicts an honest connector is proven beside the bugs of that kind.
    untold = {"other_content_untold", "untold_in_doubt"}
    assert {case.name for activity in activities for case in cases_for(activity)} == set(CASES) - untold
