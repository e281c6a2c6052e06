"""What Stripe's errors say about the request: was it applied, and may it be sent again?

Stripe stores the answer to the first request of a key once its execution has begun, and gives it again to every later request of
that key for 24 hours. A stored refusal therefore speaks for every attempt of the call; a stored 500 does not say what was done.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any

from eventual_connectors.errors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable

from .errors import AuthenticationError, CardError, IdempotencyError, InvalidRequestError, StoredFailure

DEFAULT_RETRY_AFTER = 1.0
"""Seconds to wait when Stripe limits the rate and does not say for how long."""

REFUSALS = frozenset({400, 401, 402, 403, 404, 405, 409, 429})
"""Statuses with which Stripe says that it did not do what was asked; any other is doubt."""

_KEYS = re.compile(r"\b(sk|rk|pk|ek)_(live|test)_\S+|\bwhsec_\S+")


def classify(error: BaseException) -> ConnectorError | None:
    """The SDK's exception as one of ours; None when it is not the SDK's."""
    stripe = sys.modules.get("stripe")
    if stripe is None or not isinstance(error, stripe.StripeError):
        return None
    if isinstance(error, stripe.APIConnectionError):
        return _no_answer(error)
    return _answer(error)


def is_missing(error: BaseException) -> bool:
    """Whether Stripe says that there is no such object."""
    return getattr(error, "http_status", None) == 404 and _body(error).get("code") == "resource_missing"


def _answer(error: Any) -> ConnectorError:
    body, headers, status = _body(error), error.headers, error.http_status
    # Of an answer that is no error object, such as a proxy's page, the SDK's message is the whole of it.
    message = _without_keys(body.get("message") or f"{type(error).__name__}: an unreadable answer with status {status}")
    details: dict[str, Any] = {"code": body.get("code") or body.get("type"), "status": status, "request_id": error.request_id}
    advice = headers.get("stripe-should-retry")
    stored = headers.get("idempotent-replayed") == "true"
    wait = headers.get("retry-after")
    if status is None:
        return Permanent(_without_keys(str(error)), code="not_sent")
    if body.get("type") == "idempotency_error" and status == 400:
        return IdempotencyError(f"two different calls have one idempotency key: {message}", **details)
    if details["code"] == "idempotency_key_in_use":
        # Another request with this key is being carried out. This one was not, but the key's effect may come.
        return InDoubt(message, **details)
    if status not in REFUSALS:
        return StoredFailure(f"stored under the key: {message}", **details) if stored else _in_doubt(message, wait, details)
    if (status == 429 or details["code"] == "rate_limit") and advice != "false":
        # A lock on one object is no reason for the whole connection to wait.
        kind = Retryable if details["code"] == "lock_timeout" else RateLimited
        return kind(message, after=_seconds(wait), **details)
    if advice == "true" or (status == 409 and advice != "false"):
        return Retryable(message, **details)
    if status == 401:
        return AuthenticationError(message, **details)
    if body.get("type") == "card_error":
        # A card is only ever declined in execution, so this is the answer that is stored under the key.
        return CardError(message, settles=True, **_card(body), **details)
    # A key is looked up before the parameters are validated, and what that refuses is not stored.
    unseen = status == 400 and not stored and body.get("param") is not None
    return InvalidRequestError(message, settles=stored, unseen=unseen, param=body.get("param"), **details)


def _in_doubt(message: str, wait: str | None, details: dict[str, Any]) -> InDoubt:
    """A 5xx may say when to come back, as a 429 does."""
    return InDoubt(message, after=_seconds(wait) if wait else None, **details)


def _no_answer(error: Any) -> ConnectorError:
    cause = error.__cause__
    message = f"no answer from Stripe: {type(cause or error).__name__}"
    httpx = sys.modules.get("httpx")
    if httpx is not None:
        if isinstance(cause, httpx.UnsupportedProtocol | httpx.InvalidURL | httpx.LocalProtocolError):
            return Permanent(f"the request was not sent: {_without_keys(str(cause))}", code="not_sent")
        if isinstance(cause, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout | httpx.ProxyError):
            return Retryable(message, code="not_sent")
    return InDoubt(message, code="no_answer")


def _body(error: Any) -> Mapping[str, Any]:
    body = getattr(error, "json_body", None)
    found = body.get("error") if isinstance(body, Mapping) else None
    return found if isinstance(found, Mapping) else {}


def _card(body: Mapping[str, Any]) -> dict[str, Any]:
    intent = body.get("payment_intent")
    return {
        "decline_code": body.get("decline_code"),
        "param": body.get("param"),
        "charge": body.get("charge"),
        "payment_intent": intent.get("id") if isinstance(intent, Mapping) else intent,
    }


def _seconds(retry_after: str | None) -> float:
    try:
        return float(retry_after or DEFAULT_RETRY_AFTER)
    except ValueError:
        return DEFAULT_RETRY_AFTER  # an HTTP date


def _without_keys(message: str) -> str:
    return _KEYS.sub("(a key)", message)
