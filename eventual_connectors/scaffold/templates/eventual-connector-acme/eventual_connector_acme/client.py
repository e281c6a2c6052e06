"""Acme's client, loaded at the first attempt.

A vendor's own SDK can stand in its place, with its retries switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from eventual_connectors import Attempt

from .connection import AcmeConnection


class AcmeClient:
    """Makes one request for each call: only the core retries."""

    def __init__(self, connection: AcmeConnection) -> None:
        self.connection = connection
        self._http = httpx.AsyncClient(
            base_url=connection.base_url,
            headers={"Authorization": f"Bearer {connection.api_key.reveal()}"},
            # A client is not closed: a connection that it kept would outlive the event loop.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    async def send(
        self,
        attempt: Attempt,
        method: str,
        path: str,
        *,
        content: Mapping[str, Any] | None = None,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Any:
        """Send one request and return its answer's JSON.

        Raises:
            httpx.HTTPStatusError: the answer is an error.
            httpx.TransportError: there is no answer within the attempt's time.
        """
        answer = await self._http.request(
            method, path, json=content, params=query, headers=headers, timeout=max(attempt.remaining(), 0.001)
        )
        answer.raise_for_status()
        return answer.json()
