"""What several of these tests need: the fake behind a socket, and the vendor's own SDK talking to it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from typing import Any

import pytest
import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake

API_KEY = "sk_test_0123456789abcdefghijklmn"


@pytest.fixture
def fake() -> StripeFake:
    """A Stripe whose clock stands still."""
    return StripeFake(seed=1, start=datetime(2030, 1, 1, tzinfo=UTC), api_key=API_KEY)


@pytest.fixture
def url(fake: StripeFake) -> Iterator[str]:
    """Where it is served."""
    with fake.serve() as url:
        yield url


@pytest.fixture
def make_sdk(url: str) -> Iterator[Callable[..., sdk.StripeClient]]:
    """Makes clients of the vendor's SDK, as it comes."""
    with ExitStack() as opened:

        def make(api_key: str = API_KEY, *, timeout: float = 5, stripe_account: str | None = None) -> sdk.StripeClient:
            transport = sdk.RequestsClient(timeout=timeout)
            opened.callback(transport.close)
            return sdk.StripeClient(
                api_key, stripe_account=stripe_account, base_addresses={"api": url, "files": url}, http_client=transport
            )

        yield make


@pytest.fixture
def client(make_sdk: Callable[..., sdk.StripeClient]) -> sdk.StripeClient:
    """A client of the vendor's SDK."""
    return make_sdk()


@pytest.fixture
def until() -> Callable[..., Any]:
    """Asks until there is an answer that is true."""

    async def ask(question: Callable[[], Awaitable[Any]]) -> Any:
        async with asyncio.timeout(30):
            while not (answer := await question()):  # noqa: ASYNC110  (nothing tells)
                await asyncio.sleep(0.01)
            return answer

    return ask
