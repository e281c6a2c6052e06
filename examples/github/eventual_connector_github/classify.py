"""What GitHub's errors say about the request.

Sources: https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api (limits), and
https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api (404 in place of 403, validation errors).
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from eventual_connectors import ConnectorError, Permanent, RateLimited
from eventual_connectors.http import HttpResponse, HttpStatusError, error_of, retry_after

KEPT = ("x-ratelimit-remaining", "x-ratelimit-reset", "x-ratelimit-resource")
"""The headers of GitHub's answers that say when it may be asked again."""

UNSTATED = 60.0
"""Seconds: "wait for at least one minute" where a secondary limit names no time."""


def classify(error: BaseException) -> ConnectorError | None:
    """An answer that is no success as one of our errors; None for anything else."""
    if not isinstance(error, HttpStatusError):
        return None
    answer = error.response
    known = error_of(answer)
    code = _code(answer) or known.code
    details: dict[str, Any] = {"code": code, "status": answer.status, "request_id": answer.request_id}
    if answer.status in (403, 429) and _is_limited(answer):
        return RateLimited(known.message, after=_wait(answer), **details)
    if answer.status == 404:
        return Permanent(f"{known.message} (or the token may not see it: GitHub says the same of both)", **details)
    if isinstance(known, Permanent):
        return Permanent(known.message, **details)
    return known


def _is_limited(answer: HttpResponse) -> bool:
    """A 403 is also the answer to who may not do something."""
    message = answer.body.get("message", "") if isinstance(answer.body, dict) else ""
    stated = answer.header("retry-after") is not None or answer.header("x-ratelimit-remaining") == "0"
    return stated or answer.status == 429 or "rate limit" in str(message).lower()


def _wait(answer: HttpResponse) -> float:
    asked = retry_after(answer.header("retry-after"))
    if asked is not None:
        return asked
    reset = answer.header("x-ratelimit-reset") or ""
    if answer.header("x-ratelimit-remaining") == "0" and reset.isdecimal():
        return max(1.0, int(reset) - datetime.now(UTC).timestamp())
    return UNSTATED


def _code(answer: HttpResponse) -> str | None:
    """The first validation error's code, such as `missing_field`."""
    errors = answer.body.get("errors") if isinstance(answer.body, dict) else None
    first = errors[0] if isinstance(errors, list) and errors else None
    code = first.get("code") if isinstance(first, dict) else None
    return str(code) if code else None
