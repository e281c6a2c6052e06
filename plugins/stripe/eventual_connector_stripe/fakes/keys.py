"""Stripe's idempotency contract: what it keeps under a key, for how long, and what it says to the next request of that key.

Version 1 keeps the answer to the first request whose execution had begun, whatever it was, and gives it again. Version 2 keeps what
succeeded, and carries out anew what failed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from eventual_connectors.fakes import Request, Response

from ..operations import KEY_WINDOWS
from .params import Refused, invalid, parameters

LONGEST = 255


def key_of(request: Request) -> str | None:
    """The key that Stripe heeds: of each POST, and of a DELETE of version 2."""
    heeded = request.method == "POST" or (request.method == "DELETE" and request.path.startswith("/v2/"))
    return request.headers.get("idempotency-key") or None if heeded else None


class Keys:
    """What is stored under the keys of all accounts.

    Args:
        stored: the fake's own state, by scope and key.
    """

    def __init__(self, stored: dict[str, dict[str, Any]]) -> None:
        self._stored = stored

    def replay(self, request: Request, now: datetime, in_flight: Sequence[Request], headers: dict[str, str]) -> Response | None:
        """The answer that is stored under the request's key; None where it is to be carried out.

        Raises:
            Refused: the key is too long, or belongs to another request, or to one that is in progress.
        """
        key, scope = key_of(request), _scope(request)
        if key is None:
            return None
        if len(key) > LONGEST:
            raise invalid(f"Idempotency keys can be up to {LONGEST} characters long.")
        stored = self._stored.get(scope)
        if stored is not None and now.timestamp() < stored["expires"]:
            if stored["fingerprint"] != _fingerprint(request):
                message = f"The idempotency key {key} was used before with other parameters or for another endpoint."
                raise Refused(message, type="idempotency_error", executed=False)
            replayed = {"Idempotent-Replayed": "true", "Original-Request": stored["request_id"], "Stripe-Should-Retry": "false"}
            return Response.json(json.loads(stored["body"]), status=stored["status"], headers=headers | replayed)
        if any(other is not request and _scope(other) == scope for other in in_flight):
            message = f"Another request with the idempotency key {key} is still in progress."
            raise Refused(message, status=409, type="idempotency_error", code="idempotency_key_in_use", executed=False)
        return None

    def keep(self, request: Request, answer: Response, now: datetime) -> None:
        """Store the answer of a request that was carried out."""
        version = request.path.strip("/").partition("/")[0]
        if key_of(request) is None or (version == "v2" and answer.status >= 400):
            return
        self._forget(now)
        scope = _scope(request)
        self._stored.pop(scope, None)
        self._stored[scope] = {
            "fingerprint": _fingerprint(request),
            "status": answer.status,
            "body": answer.body.decode(),
            "request_id": answer.headers["request-id"],
            "expires": (now + KEY_WINDOWS[version]).timestamp(),
        }

    def _forget(self, now: datetime) -> None:
        for scope in [scope for scope, stored in self._stored.items() if stored["expires"] <= now.timestamp()]:
            del self._stored[scope]


def account_of(request: Request) -> str:
    """The account that a request is for; empty for the key's own."""
    return request.headers.get("stripe-account", "") or request.headers.get("stripe-context", "").rpartition("/")[2]


def _scope(request: Request) -> str:
    return f"{account_of(request)}\n{key_of(request)}"


def _fingerprint(request: Request) -> str:
    # What the parameters say counts, not how they are written: the boundary of an upload is another one each time.
    what = json.dumps([request.method, request.path, parameters(request)], sort_keys=True)
    return hashlib.sha256(what.encode()).hexdigest()
