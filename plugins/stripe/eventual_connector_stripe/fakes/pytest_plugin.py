"""The pytest fixture `fake_stripe`; loaded by pytest through its entry point, so it imports nothing until it is used."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from .fake import StripeFake


@pytest.fixture
def fake_stripe(request: pytest.FixtureRequest) -> Iterator[StripeFake]:
    """A Stripe of this test's own: the default connection goes to it, and its clock goes with the virtual time of `eventual`."""
    try:
        import httpx  # noqa: F401
        import stripe  # noqa: F401
    except ImportError as missing:
        pytest.fail(f"fake_stripe needs {missing.name}; pip install 'eventual-connector-stripe[fakes]'", pytrace=False)
    from eventual_connectors import Secret, connections

    from ..connection import StripeConnection
    from .fake import StripeFake
    from .transport import FakeTransport

    fake = StripeFake()
    if "eventual" in request.fixturenames:
        time = request.getfixturevalue("eventual").clock
        fake.clock.freeze(datetime.fromtimestamp(time.now() / 1_000_000, UTC))
        time.follow(fake.clock.advance)
    connection = StripeConnection(api_key=Secret(fake.api_key), transport=FakeTransport(fake))
    with connections.override("stripe", connection):
        yield fake
