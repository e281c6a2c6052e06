"""What an answer other than success says of the request: was it applied, and may it be sent again?

From RFC 9110 (statuses, Retry-After), RFC 8470 (425), RFC 6585 (429), RFC 9457 (problem details) and the IETF's draft of the
Idempotency-Key header (draft-ietf-httpapi-idempotency-key-header-07). Where they leave it open, it is doubt.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

from ..errors import ConnectorError, InDoubt, KeyConflict, Permanent, RateLimited, Retryable, Unauthorized
from .response import HttpResponse

TOO_EARLY = 425
TOO_MANY = 429
NO_TYPE = "about:blank"
"""The type of a problem that says no more than its status (RFC 9457, section 4.2.1)."""


def error_of(
    response: HttpResponse,
    *,
    in_flight: Collection[int | str] = (),
    key_conflict: Collection[int | str] = (),
    stored: bool = False,
) -> ConnectorError:
    """An answer that is no success, as one of our errors.

    Args:
        response: the answer.
        in_flight: statuses, or codes of the API, that say that another request with this key is being carried out: the call is in
            doubt and asks again.
        key_conflict: statuses, or codes, that say that the key was used for another request.
        stored: the API marks this answer as the one that it keeps under the call's key. A refusal then holds for every attempt; a 5xx
            proves nothing all the same.
    """
    code, text = problem_of(response)
    status = response.status
    details: dict[str, Any] = {"code": code, "status": status, "request_id": response.request_id}
    message = f"HTTP {status}{'' if not text else ': ' + text}"
    after = retry_after(response.header("retry-after"))
    if _is_one_of(response, code, key_conflict):
        return KeyConflict(message, **details)
    if _is_one_of(response, code, in_flight):
        return InDoubt(message, after=after, **details)
    if status == HTTPStatus.UNAUTHORIZED:
        return Unauthorized(message, **details)
    if status == TOO_MANY:
        return RateLimited(message, after=after, **details)
    if status == TOO_EARLY:  # the server was not willing to risk to carry it out (RFC 8470, section 5.2)
        return Retryable(message, after=after, **details)
    if status < HTTPStatus.BAD_REQUEST:  # a redirect that leads nowhere: it does not say whether the request was carried out
        return InDoubt(message, **details)
    # By RFC 9110 the server of a 408 has not got the whole request; gateways say it of what is behind them, too.
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return InDoubt(message, after=after, **details)
    return Permanent(message, settles=stored, **details)


def retry_after(value: str | None, *, now: datetime | None = None) -> float | None:
    """The seconds of a Retry-After header: a number of them, or a date (RFC 9110, section 10.2.3). None where there is no such thing.

    Args:
        value: of the header.
        now: what a date is counted from; the machine's time unless given.
    """
    if value is None:
        return None
    try:
        seconds = float(value)
    except ValueError:
        try:
            date = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        aware = date if date.tzinfo is not None else date.replace(tzinfo=UTC)
        return max(0.0, (aware - (now or datetime.now(UTC))).total_seconds())
    return seconds if math.isfinite(seconds) and seconds >= 0 else None


def problem_of(response: HttpResponse) -> tuple[str | None, str]:
    """The code and the text of an error's body: problem details (RFC 9457), or what else APIs commonly write; empty where it has none."""
    body = response.body
    if not isinstance(body, Mapping):
        return None, ""
    inner = body.get("error")
    tree: Mapping[str, Any] = inner if isinstance(inner, Mapping) else body
    code = _first(tree, "code", "type") if tree.get("type") != NO_TYPE else _first(tree, "code")
    if code is None and isinstance(inner, str):
        code = inner  # as OAuth's errors have it (RFC 6749, section 5.2)
    said = [text for text in (_first(tree, "title"), _first(tree, "detail", "message", "error_description")) if text]
    return code, ": ".join(said) or (code or "")


def _first(tree: Mapping[str, Any], *names: str) -> str | None:
    return next((str(tree[name]) for name in names if isinstance(tree.get(name), str | int) and tree[name] != ""), None)


def _is_one_of(response: HttpResponse, code: str | None, known: Collection[int | str]) -> bool:
    return response.status in known or (code is not None and code in known)
