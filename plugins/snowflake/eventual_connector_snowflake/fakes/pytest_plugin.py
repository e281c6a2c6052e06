"""The pytest fixture `fake_snowflake`.

pytest loads this module at every start, through its entry point, so it imports nothing heavy until the fixture is used.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import SnowflakeFake


@pytest.fixture
def fake_snowflake(request: pytest.FixtureRequest) -> Iterator[SnowflakeFake]:
    """Snowflake for this test; the default connection leads to it.

    In a test that uses the fixture `eventual` its clock is the workflow's virtual time.
    """
    from eventual_connectors import connections
    from eventual_connectors.clock import to_datetime

    from ..connection import SnowflakeConnection
    from .fake import SnowflakeFake

    fake = SnowflakeFake()
    if "eventual" in request.fixturenames:
        clock = request.getfixturevalue("eventual").clock
        fake.clock.freeze(to_datetime(clock.now()))
        clock.follow(fake.clock.advance)
    with fake.serve() as url, connections.override("snowflake", SnowflakeConnection(**fake.settings(url))):
        yield fake
