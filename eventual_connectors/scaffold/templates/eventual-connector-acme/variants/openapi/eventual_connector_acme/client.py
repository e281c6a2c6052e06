"""Acme's client, loaded at the first attempt.

A vendor's own SDK can stand in its place, with its retries switched off.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import httpx
from eventual_connectors import Attempt

from .connection import AcmeConnection
from .wire import text


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
        content: Any = None,
        query: Mapping[str, Any] | None = None,
        headers: Mapping[str, Any] | None = None,
        gone_is_done: bool = False,
    ) -> Any:
        """Send one request and return its answer's JSON; None where it has none.

        Args:
            attempt: gives the time that there is.
            method: in capitals.
            path: from `base_url`.
            content: the body, sent as JSON.
            query: parameters; those that are None are left out.
            headers: the same.
            gone_is_done: whether an answer 404 is what is asked for: an earlier attempt may have deleted it.

        Raises:
            httpx.HTTPStatusError: the answer is an error.
            httpx.TransportError: there is no answer within the attempt's time.
        """
        answer = await self._http.request(
            method,
            path,
            json=content,
            params={name: value for name, value in (query or {}).items() if value is not None},
            headers={name: text(value) for name, value in (headers or {}).items() if value is not None},
            timeout=max(attempt.remaining(), 0.001),
        )
        if gone_is_done and answer.status_code == httpx.codes.NOT_FOUND:
            return None
        answer.raise_for_status()
        return answer.json() if answer.content else None
