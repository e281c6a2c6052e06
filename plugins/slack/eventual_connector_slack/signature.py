"""Slack's signature over the raw body of what it sends."""

from __future__ import annotations

import hashlib
import hmac
import time
from collections.abc import Iterable, Mapping

from eventual_connectors import EventualError, Secret

TOLERANCE = 300.0
"""Seconds that Slack's clock and ours may be apart, in both directions: a request that somebody kept cannot be sent again later."""


class SignatureError(EventualError):
    """A request is not Slack's, or was sent too long ago. Answer it with 401 and do nothing else."""


def verify_signature(
    body: bytes,
    headers: Mapping[str, str],
    secrets: Secret | Iterable[Secret],
    *,
    tolerance: float = TOLERANCE,
    now: float | None = None,
) -> None:
    """Check that Slack sent this body.

    Args:
        body: the raw bytes as they came; what was parsed and written again is another text.
        headers: of the request, in any case.
        secrets: the app's signing secret; several while it is rotated.
        tolerance: seconds that the request may be old, or from the future.
        now: seconds since 1970; the machine's clock unless given.

    Raises:
        SignatureError: none of the secrets made the signature, or its time is not now.
        ConfigurationError: a secret is missing.
    """
    given = {name.lower(): value for name, value in headers.items()}
    stamp, signature = given.get("x-slack-request-timestamp"), given.get("x-slack-signature")
    if stamp is None or signature is None:
        raise SignatureError("the request has no headers X-Slack-Request-Timestamp and X-Slack-Signature")
    try:
        at = int(stamp)
    except ValueError:
        raise SignatureError("the header X-Slack-Request-Timestamp is no time") from None
    expected = [_signature(secret, stamp, body) for secret in ([secrets] if isinstance(secrets, Secret) else secrets)]
    # Each is compared in constant time and to the end: how long it takes says nothing.
    matches = [hmac.compare_digest(one, signature.encode("utf-8", "surrogateescape")) for one in expected]
    if not any(matches):
        raise SignatureError("the signature is of none of the secrets")
    if abs((time.time() if now is None else now) - at) > tolerance:
        raise SignatureError(f"the request is not of the last {tolerance:g} seconds")


def _signature(secret: Secret, stamp: str, body: bytes) -> bytes:
    base = b"v0:" + stamp.encode() + b":" + body
    return b"v0=" + hmac.new(secret.reveal().encode(), base, hashlib.sha256).hexdigest().encode()
