"""The pytest fixture `fake_aws`; loaded by pytest through its entry point, so it imports nothing heavy until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import AwsFake


@pytest.fixture
def fake_aws(request: pytest.FixtureRequest) -> Iterator[AwsFake]:
    """An AWS account for this test; the default connection leads to it, and `fake_aws.url` is where plain boto3 finds it.

    In a test that uses the fixture `eventual` its clock is the workflow's virtual time.
    """
    try:
        import boto3  # noqa: F401
        import moto  # noqa: F401
    except ImportError:
        pytest.fail("fake_aws needs moto; pip install 'eventual-connector-aws[fakes]'", pytrace=False)
    from eventual_connectors import connections
    from eventual_connectors.clock import to_datetime

    from ..connection import AwsConnection
    from .fake import AwsFake

    fake = AwsFake()
    if "eventual" in request.fixturenames:
        clock = request.getfixturevalue("eventual").clock
        fake.clock.freeze(to_datetime(clock.now()))
        clock.follow(fake.clock.advance)
    with fake.serve() as url, connections.override("aws", AwsConnection(**fake.settings(url))):
        fake.url = url
        yield fake
