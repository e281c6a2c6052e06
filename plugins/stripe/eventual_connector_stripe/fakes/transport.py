"""The fake without a network: an httpx transport that hands requests to it."""

from __future__ import annotations

import math

import httpx

from eventual_connectors import durable
from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import Dropped, Fake, Request, Unanswered


class FakeTransport(httpx.AsyncBaseTransport):
    """Answers from a fake in this process. Nothing takes time: what would outlast the attempt's timeout has timed out at once."""

    def __init__(self, fake: Fake) -> None:
        self._fake = fake

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Give the fake's answer, or raise what httpx raises when there is none."""
        headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in request.headers.raw]
        body = await request.aread()
        try:
            answer = self._fake.handle(Request.to(request.method, str(request.url), headers, body))
        except Unanswered:
            raise httpx.ReadTimeout("the fake gives no answer", request=request) from None
        except Dropped:
            raise httpx.RemoteProtocolError("the fake cut the connection", request=request) from None
        if answer.delay >= _patience():
            raise httpx.ReadTimeout("the fake answers later than the attempt waits", request=request)
        return httpx.Response(answer.status, headers=list(answer.headers.items()), content=answer.body)


def _patience() -> float:
    """Seconds for which the running attempt waits; endless outside of one."""
    try:
        return durable.attempt().timeout
    except UsageError:
        return math.inf
