"""What the activities promise, proven: each in each case, by counting the effects that the fake saw."""

from __future__ import annotations

from eventual_connector_acme.conformance import AcmeConformance


class TestAcme(AcmeConformance):
    """One test for each activity and case."""
