"""What Snowflake's errors say about the request: was it applied, and may it be sent again?

A statement that failed changed nothing: it is undone as a whole. The exception is a procedure, which keeps what it committed itself.
"""

from __future__ import annotations

import re
from typing import Any

from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable, Unauthorized

DEFAULT_RETRY_AFTER = 1.0
"""Seconds to wait when Snowflake limits the rate and does not say for how long."""

REQUEST_TIMEOUT = 408

SESSION_GONE = frozenset({"390111", "390112", "390114", "390144", "390195"})
"""The session, its token, the master token or the JWT has expired: a new log-in helps."""

BAD_CREDENTIAL = frozenset({"390100", "390101", "390303", "390318"})
"""User, password or token are refused."""

LOCKED = frozenset({"000625", "000628"})
"""The statement waited for another transaction's lock, or lost to it, and was undone."""

CANCELLED = frozenset({"000604", "000630"})
"""Somebody stopped it, or its time was over."""


def classify(error: BaseException) -> ConnectorError | None:
    """An error as one of the core's; None for one that the core judges itself."""
    from .client import StatementFailed

    if isinstance(error, StatementFailed):
        return statement_error(error.code, str(error), status=error.status, request_id=error.handle or None)
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return _answer(error.response)
    return of_a_session(error)


def statement_error(code: str, message: str, *, status: int | None = None, request_id: str | None = None) -> ConnectorError:
    """What a statement's error code says.

    Args:
        code: of six digits.
        message: Snowflake's words.
        status: of HTTP.
        request_id: the query id.
    """
    code = code.zfill(6)
    details: dict[str, Any] = {"code": code, "status": status, "request_id": request_id}
    said = f"Snowflake answered {code}: {message}"
    if code in SESSION_GONE | BAD_CREDENTIAL:
        return Unauthorized(said, **details)
    if code in LOCKED:
        return Retryable(said, **details)
    # A repeated request is recognised before anything is executed, so a failure under this key says that nothing was done before it.
    return Permanent(said, unseen=True, **details)


def _answer(answer: Any) -> ConnectorError:
    status, code = answer.status_code, ""
    try:
        body = answer.json()
    except ValueError:
        body = {}
    if isinstance(body, dict):
        code = str(body.get("code") or "")
    message = f"Snowflake answered {status}" + (f": {code} {body.get('message', '')}" if code else "")
    details: dict[str, Any] = {"status": status, "code": code or None}
    wait = answer.headers.get("retry-after")
    if status == 429:
        return RateLimited(message, after=_seconds(wait), **details)
    if status == 401:
        return Unauthorized(message, **details)
    if status >= 500 or status < 400 or status == REQUEST_TIMEOUT:
        return InDoubt(message, after=_seconds(wait) if wait else None, **details)
    return Permanent(message, **details)


def of_a_session(error: BaseException) -> ConnectorError | None:
    """An error of the vendor's connector; it is looked at by its attributes, so that the connector need not be there."""
    if not type(error).__module__.startswith("snowflake.connector"):
        return None
    number, query = getattr(error, "errno", None), getattr(error, "sfqid", None)
    message = str(getattr(error, "msg", None) or error)
    refused = _LOG_IN.search(message)
    if (refused and number == FAILED_LOG_IN) or str(number) in SESSION_GONE | BAD_CREDENTIAL:
        return Unauthorized(f"Snowflake refused the log-in: {message}", code=refused[0] if refused else str(number))
    if _RATE.search(message):
        return RateLimited(f"Snowflake limits the rate: {message}", status=429)
    # A query id is the server's; without one an error number is the connector's own, and some are the same.
    if isinstance(number, int) and query:
        return statement_error(str(number), message, request_id=query)
    details = {"code": str(number or ""), "request_id": getattr(error, "request_id", None)}
    return InDoubt(f"Snowflake's connector failed: {message}", after=asked_to_wait(message), **details)


def asked_to_wait(message: str) -> float | None:
    """Seconds to wait after a failure of the vendor's connector: it names a 503, and keeps to itself for how long that asked to wait."""
    return DEFAULT_RETRY_AFTER if _BUSY.search(message) else None


FAILED_LOG_IN = 250001

_LOG_IN = re.compile(r"\b390\d{3}\b")
_RATE = re.compile(r"\b(?:last status 429|429 Too Many Requests)\b")
_BUSY = re.compile(r"\b503 Service Unavailable")
"""What is left of an answer of HTTP when the connector tells of it: no header."""


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after or DEFAULT_RETRY_AFTER)
    except ValueError:
        return DEFAULT_RETRY_AFTER
