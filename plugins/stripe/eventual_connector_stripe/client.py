"""Stripe's own client, with one retry owner: us. The only module that imports the SDK; loaded at the first attempt."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncGenerator, AsyncIterator, Mapping
from contextlib import suppress
from typing import Any
from weakref import WeakKeyDictionary

import httpx
import stripe

from .connection import API_BASE, StripeConnection


def make_client(connection: StripeConnection) -> stripe.StripeClient:
    """A client that makes one attempt and leaves the deadline to the attempt, for the running event loop.

    Raises:
        ConfigurationError: the API key is not there.
    """
    base = connection.api_base.rstrip("/")
    return stripe.StripeClient(
        connection.api_key.reveal(),
        stripe_version=connection.api_version,
        # No account: one that the call did not begin with must never stand in for "none".
        # An address of one's own (a proxy, a fake) is meant for everything: nothing goes past it to Stripe.
        base_addresses={"api": base, "connect": base, "files": base, "meter_events": base} if base != API_BASE else None,
        max_network_retries=0,
        http_client=_HttpClient(_pool(connection)),
    )


class _HttpClient(stripe.HTTPClient):
    """The SDK's transport over httpx, without a read timeout of its own.

    The SDK's own `HTTPXClient` waits 80 s at most whatever the attempt's deadline, and uses a deprecated argument of httpx, which
    fails where warnings are errors.
    """

    name = "httpx"

    def __init__(self, pool: httpx.AsyncClient) -> None:
        super().__init__()
        self._pool = pool

    async def request_stream_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[AsyncIterator[bytes], int, Mapping[str, str]]:
        """The same for an answer that is not JSON. It is recorded as a whole, so it is read as a whole."""
        content, status, received = await self.request_async(method, url, headers, post_data)

        async def whole() -> AsyncIterator[bytes]:
            yield content

        return whole(), status, received

    async def request_async(
        self, method: str, url: str, headers: Mapping[str, str], post_data: Any = None
    ) -> tuple[bytes, int, Mapping[str, str]]:
        """Send one request and read the whole answer."""
        try:
            response = await self._pool.request(method, url, headers=dict(headers), content=post_data)
        except (httpx.TransportError, httpx.InvalidURL) as error:
            raise stripe.APIConnectionError(f"no answer: {type(error).__name__}") from error  # type: ignore[no-untyped-call]
        return response.content, response.status_code, response.headers


_Pool = tuple[httpx.AsyncClient, AsyncGenerator[None, None]]
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, dict[tuple[object, ...], _Pool]] = WeakKeyDictionary()


def _pool(connection: StripeConnection) -> httpx.AsyncClient:
    """The connections to Stripe of the running event loop. They outlive a client: an API key goes with each request."""
    settings = (connection.transport, connection.connect_timeout, connection.max_concurrency)
    mine = _pools.setdefault(asyncio.get_running_loop(), {})
    if settings not in mine:
        pool = httpx.AsyncClient(
            transport=connection.transport,
            verify=ssl.create_default_context(cafile=stripe.ca_bundle_path) if connection.transport is None else False,
            timeout=httpx.Timeout(None, connect=connection.connect_timeout),
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=connection.max_concurrency),
        )
        mine[settings] = (pool, _closed_with_the_loop(pool))
    return mine[settings][0]


def _closed_with_the_loop(pool: httpx.AsyncClient) -> AsyncGenerator[None, None]:
    # An event loop closes its async generators when it shuts down. It hears of one at its first step, which is taken here.
    async def closing() -> AsyncGenerator[None, None]:
        try:
            yield
        finally:
            await pool.aclose()

    keeper = closing()
    with suppress(StopIteration):
        keeper.asend(None).__await__().send(None)
    return keeper
