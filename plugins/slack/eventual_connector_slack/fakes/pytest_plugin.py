"""The pytest fixture `fake_slack`; loaded by pytest through its entry point, so it imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import SlackFake


@pytest.fixture
def fake_slack(request: pytest.FixtureRequest) -> Iterator[SlackFake]:
    """A Slack workspace for this test; the default connection leads to it.

    In a test that uses the fixture `eventual` its clock is the workflow's virtual time.
    """
    try:
        import slack_sdk  # noqa: F401
    except ImportError:
        pytest.fail("fake_slack needs slack_sdk; pip install 'eventual-connector-slack[fakes]'", pytrace=False)
    from eventual_connectors import connections
    from eventual_connectors.clock import to_datetime

    from ..connection import SlackConnection
    from .fake import SlackFake

    fake = SlackFake()
    if "eventual" in request.fixturenames:
        clock = request.getfixturevalue("eventual").clock
        fake.clock.freeze(to_datetime(clock.now()))
        clock.follow(fake.clock.advance)
    with fake.serve() as url, connections.override("slack", SlackConnection(**fake.settings(url))):
        yield fake
