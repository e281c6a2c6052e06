"""What all tests share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

from eventual_connectors.activities import application_activities

settings.register_profile("here", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("here")


@pytest.fixture(autouse=True)
def _own_activities() -> Iterator[None]:
    """What a test declares does not take the names that the next one wants."""
    before = dict(application_activities)
    yield
    application_activities.clear()
    application_activities.update(before)
