"""The smaller proof of generated activities: what our side of the wire shows."""

from __future__ import annotations

import pytest

from eventual_connectors.conformance.runner import run_suite

from .acme import AcmeOnTheWire


@pytest.mark.suites
def test_what_has_no_sample_is_proven_as_far_as_the_wire_shows() -> None:
    report = run_suite(AcmeOnTheWire)
    assert [f"{one.activity.name}: {case.problem}" for one in report.activities for case in one.failed] == []
    assert {one.activity.local_name: one.proof for one in report.activities} == {
        "invoices.create": "wire",
        "invoices.void": "wire",
        "accounts.credit": "wire",
        "labels.put": "wire",
        "mails.send": "wire",
        "notes.add": "none",
        "invoices.list": "none",
    }
    assert [one.activity.local_name for one in report.unproven] == ["notes.add"]
