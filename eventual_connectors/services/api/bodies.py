"""What a request brings: JSON of a bounded size, and its idempotency key."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from starlette.requests import ClientDisconnect, Request

from ..webhooks import MAX_BODY
from .problems import Problem

MAX_KEY = 200


async def read_json(request: Request, *, optional: bool = False) -> Any:
    """The body. Only `application/json` is taken: a browser does not send that to another site unasked.

    Raises:
        Problem: it is no JSON, or too large.
    """
    body = b""
    try:
        async for part in request.stream():
            body += part
            if len(body) > MAX_BODY:
                raise Problem(413, f"a body has at most {MAX_BODY} bytes")
    except ClientDisconnect:
        raise Problem(400, "the body is cut off") from None
    if optional and not body:
        return None
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem(415, "send application/json")
    try:
        text = body.decode()
        tree = json.loads(text, parse_constant=_refuse)
        json.dumps(tree, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise Problem(400, "the body is no JSON") from None
    return tree


def idempotency_key(request: Request) -> str | None:
    """The header `Idempotency-Key`.

    Raises:
        Problem: it is empty, too long, or of other than visible ASCII characters.
    """
    key = request.headers.get("idempotency-key")
    if key is None:
        return None
    key = key.strip('"')
    if not key or len(key) > MAX_KEY or not (key.isascii() and key.isprintable()) or " " in key:
        raise Problem(400, f"Idempotency-Key has 1 to {MAX_KEY} visible ASCII characters")
    return key


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)
