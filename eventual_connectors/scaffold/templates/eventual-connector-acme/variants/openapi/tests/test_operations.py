"""The fake knows every operation that the connector has."""

from __future__ import annotations

from eventual_connector_acme import acme
from eventual_connector_acme.fakes.fake import OPERATIONS


def test_the_fake_has_every_operation() -> None:
    assert {activity.local_name for activity in acme.activities()} == {each["name"] for each in OPERATIONS}
