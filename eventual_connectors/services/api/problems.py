"""What goes wrong, as `application/problem+json` (RFC 9457)."""

from __future__ import annotations

import http
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from pydantic import ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from ...errors import (
    ConnectorError,
    EventualError,
    ExecutionClosed,
    ExecutionConflict,
    ExecutionNotFound,
    RateLimited,
    Retryable,
    SerializationError,
    Unauthorized,
)

log = logging.getLogger("eventual.services")

_STATUS: dict[type[EventualError], int] = {
    ExecutionNotFound: 404,
    ExecutionConflict: 409,
    ExecutionClosed: 409,
    SerializationError: 422,
    RateLimited: 503,
    Retryable: 503,
    Unauthorized: 502,
    ConnectorError: 502,
}


class Problem(Exception):
    """Raised by an endpoint: the request is answered with this."""

    def __init__(self, status: int, detail: str, **more: Any) -> None:
        super().__init__(detail)
        self.status = status
        self.more = more


def problem(status: int, detail: str, **more: Any) -> Response:
    """The answer that says it."""
    title = http.HTTPStatus(status).phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(body, status, media_type="application/problem+json")


def invalid(error: ValidationError) -> Problem:
    """What does not fit a model: where and why, without the values, which may be secret."""
    found = error.errors(include_url=False, include_input=False, include_context=False)
    places = [{"pointer": "".join(f"/{part}" for part in one["loc"]), "detail": one["msg"]} for one in found]
    return Problem(422, "the body does not fit", errors=places)


def answered(endpoint: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint whose errors are problems. What nobody foresaw is logged, and told without its text."""

    async def call(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Problem as error:
            return problem(error.status, str(error), **error.more)
        except EventualError as error:
            status = next((status for kind, status in _STATUS.items() if isinstance(error, kind)), None)
            if status is not None and not isinstance(error, ConnectorError):
                return problem(status, str(error))
            log.error("%s %s failed: %s: %s", request.method, request.url.path, type(error).__name__, error)
            return problem(status or 503, "an outside system did not do it" if status else "the service cannot do it now")
        except Exception:
            log.exception("%s %s failed", request.method, request.url.path)
            return problem(500, "the service failed; its log says more")

    return call
