"""The client of the SQL API, loaded at the first attempt: plain httpx, one request for each call."""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from eventual_connectors import Attempt, InDoubt

from . import auth
from .values import bindings

if TYPE_CHECKING:
    from .connection import SnowflakeConnection
    from .session import Sessions

STATEMENTS = "/api/v2/statements"
SHORTEST = 0.001
"""Seconds; httpx takes 0 for "do not wait at all"."""

Json = dict[str, Any]


class StatementFailed(Exception):
    """Snowflake's own answer that it did not carry the statement out.

    Attributes:
        code: Snowflake's error code of six digits.
        state: the SQLSTATE.
        status: of HTTP.
        handle: the statement's.
    """

    def __init__(self, message: str, *, code: str, state: str = "", status: int = 422, handle: str = "") -> None:
        super().__init__(message)
        self.code = code
        self.state = state
        self.status = status
        self.handle = handle


class SnowflakeClient:
    """Sends statements, and asks for them."""

    def __init__(self, connection: SnowflakeConnection) -> None:
        self.connection = connection
        self._http = httpx.AsyncClient(
            base_url=connection.url(),
            headers={"Accept": "application/json", "User-Agent": "eventual-connector-snowflake/0.1"},
            # A client is not closed: a connection that it kept would outlive the event loop.
            limits=httpx.Limits(max_keepalive_connections=0),
        )
        self._headers: tuple[datetime, dict[str, str]] | None = None
        self._sessions: Sessions | None = None

    @property
    def sessions(self) -> Sessions:
        """The vendor's own connector, which is imported here."""
        if self._sessions is None:
            from .session import Sessions

            self._sessions = Sessions(self.connection)
        return self._sessions

    async def submit(
        self, attempt: Attempt, statement: str, binds: Sequence[Any] = (), *, request_id: uuid.UUID, wait: bool = True, activity: str = ""
    ) -> Json:
        """Have a statement executed, once under this request id.

        Args:
            attempt: the attempt that it is for; its settings name role, warehouse, database and schema.
            statement: the statement.
            binds: the values of its `?`.
            request_id: what Snowflake recognises the request by.
            wait: for the result, for which Snowflake takes 45 seconds at most.
            activity: goes into the query tag.

        Returns:
            The answer; of a statement that still runs its `statementHandle` and no `resultSetMetaData`.

        Raises:
            StatementFailed: it was not carried out.
            httpx.HTTPStatusError: any other error answer.
            httpx.TransportError: there is no answer within the attempt's time.
        """
        content: Json = {
            "statement": statement,
            "parameters": {"QUERY_TAG": query_tag(attempt, activity)},
            **{name: value for name, value in attempt.settings.items() if value is not None},
        }
        if binds:
            content["bindings"] = bindings(binds)
        # Documented for a request that is sent again: it is not executed a second time. The first one is sent in the same way, since this
        # process cannot know whether one of another process, under the same business key, came before.
        query = {"requestId": str(request_id), "retry": "true", "async": str(not wait).lower()}
        return await self._ask(attempt, "POST", STATEMENTS, query=query, content=content)

    async def fetch(self, attempt: Attempt, handle: str, partition: int = 0) -> Json:
        """How a statement stands, and a part of its result; raises as `submit` does."""
        return await self._ask(attempt, "GET", f"{STATEMENTS}/{handle}", query={"partition": str(partition)})

    async def cancel(self, attempt: Attempt, handle: str) -> Json:
        """Have a statement stopped; raises as `submit` does."""
        return await self._ask(attempt, "POST", f"{STATEMENTS}/{handle}/cancel")

    async def _ask(
        self, attempt: Attempt, method: str, path: str, *, query: Mapping[str, str] | None = None, content: Json | None = None
    ) -> Json:
        answer = await self._http.request(
            method, path, params=query, json=content, headers=self._credential(), timeout=max(attempt.remaining(), SHORTEST)
        )
        found = _json(answer)
        if answer.status_code in (408, 422) and found.get("statementHandle") and found.get("code"):
            raise StatementFailed(
                str(found.get("message", "")),
                code=str(found["code"]),
                state=str(found.get("sqlState", "")),
                status=answer.status_code,
                handle=str(found["statementHandle"]),
            )
        answer.raise_for_status()
        if not found.get("statementHandle") and "data" not in found:
            raise InDoubt(f"something answered {answer.status_code} in Snowflake's place", status=answer.status_code)
        return found

    def _credential(self) -> dict[str, str]:
        now = datetime.now(UTC)
        if self._headers is None or now - self._headers[0] > auth.LIFETIME / 2:
            self._headers = (now, auth.headers(self.connection))
        return self._headers[1]


def query_tag(attempt: Attempt, activity: str) -> str:
    """What the query history shows of a statement: our key, by which a lost one is found."""
    return json.dumps({"eventual_key": str(attempt.key), "activity": activity}, separators=(",", ":"))


def _json(answer: httpx.Response) -> Json:
    try:
        found = answer.json()
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}
