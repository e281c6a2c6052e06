"""Stripe's own client, with one retry owner: us. The only module that imports the SDK; loaded at the first attempt."""

from __future__ import annotations

import ssl
from collections.abc import AsyncGenerator, Mapping
from contextlib import suppress
from typing import Any

import httpx
import stripe

from .connection import API_BASE, StripeConnection


def make_client(connection: StripeConnection) -> stripe.StripeClient:
    """A client that makes one attempt and leaves the deadline to the attempt.

    Raises:
        ConfigurationError: the API key is not there.
    """
    base = connection.api_base.rstrip("/")
    everywhere: stripe.BaseAddresses = {"api": base, "connect": base, "files": base, "meter_events": base}
    return stripe.StripeClient(
        connection.api_key.reveal(),
        stripe_version=connection.api_version,
        stripe_account=connection.stripe_account,
        # An address of one's own (a proxy, a fake) is meant for everything: nothing goes past it to Stripe.
        base_addresses=everywhere if base != API_BASE else None,
        max_network_retries=0,
        http_client=_HttpClient(connection),
    )


class _HttpClient(stripe.HTTPClient):
    """The SDK's transport over httpx: no read timeout of its own, and closed with the event loop that it lives in.

    The SDK's own `HTTPXClient` waits 80 s at most whatever the attempt's deadline, and uses a deprecated argument of httpx, which
    fails where warnings are errors.
    """

    name = "httpx"

    def __init__(self, connection: StripeConnection) -> None:
        super().__init__()
        self._client = httpx.AsyncClient(
            transport=connection.transport,
            verify=ssl.create_default_context(cafile=stripe.ca_bundle_path) if connection.transport is None else False,
            timeout=httpx.Timeout(None, connect=connection.connect_timeout),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=connection.max_concurrency),
        )
        self._keeper = _closing(self._client)
        # An event loop closes its async generators when it shuts down; it hears of one at its first step, which is taken here.
        with suppress(StopIteration):
            self._keeper.asend(None).__await__().send(None)

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request and read the whole answer."""
        try:
            response = await self._client.request(method, url, headers=dict(headers), content=post_data)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise stripe.APIConnectionError(f"no answer: {type(error).__name__}") from error
        return response.content, response.status_code, response.headers

    async def close_async(self) -> None:
        """Close the connections."""
        await self._client.aclose()


async def _closing(client: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    try:
        yield
    finally:
        await client.aclose()
