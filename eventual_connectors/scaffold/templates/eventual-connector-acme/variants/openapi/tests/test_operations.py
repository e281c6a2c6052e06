"""The fake knows every operation that the connector has."""

from __future__ import annotations

from eventual_connector_acme import acme
from eventual_connector_acme.fakes import AcmeFake


def test_the_fake_has_every_operation() -> None:
    assert {activity.local_name for activity in acme.activities()} == AcmeFake.operations
