"""What Acme's errors say about the request: was it applied, and may it be sent again?"""

from __future__ import annotations

from typing import Any

from eventual_connectors import ConnectorError, InDoubt, Permanent, RateLimited, Unauthorized
from eventual_connectors.errors import KeyConflict
from eventual_connectors.http import retry_after

REQUEST_TIMEOUT = 408


def classify(error: BaseException) -> ConnectorError | None:
    """An error answer as one of the core's errors; None for any other error, which the core judges itself.

    Only a status with which Acme surely refuses may say "not applied". All else is doubt.
    """
    import httpx

    if not isinstance(error, httpx.HTTPStatusError):
        return None
    answer = error.response
    message = f"Acme answered {answer.status_code}: {answer.text[:200]}"
    details: dict[str, Any] = {"status": answer.status_code, "request_id": answer.headers.get("x-request-id")}
    wait = retry_after(answer.headers.get("retry-after"))
    match answer.status_code:
        case 429:
            return RateLimited(message, after=wait, **details)
        case 401:
            return Unauthorized(message, **details)
        case 422 if "Idempotency-Key" in error.request.headers:
            return KeyConflict(message, **details)
        case status if status >= 500 or status < 400 or status == REQUEST_TIMEOUT:
            return InDoubt(message, after=wait, **details)
        case _:
            return Permanent(message, **details)
