"""Which headers who may set: credentials come from the connection, framing from the client, the key from the call."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from ..errors import Permanent

NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""A token of RFC 9110, section 5.6.2."""

VALUE = re.compile(r"[\x20-\x7e\t]*")
"""Printable ASCII: what RFC 9110, section 5.5, advises; a line break would begin another header."""

FRAMING = frozenset(
    {
        "connection",
        "content-length",
        "expect",
        "host",
        "keep-alive",
        "proxy-connection",
        "te",
        "trailer",
        "transfer-encoding",
        "upgrade",
    }
)
"""What belongs to one connection (RFC 9110, section 7.6.1) or to the framing of the message; the client's own."""

CREDENTIALS = frozenset(
    {
        "api-key",
        "apikey",
        "authorization",
        "cookie",
        "deploy-token",
        "job-token",
        "private-token",
        "proxy-authorization",
        "x-access-token",
        "x-api-key",
        "x-apikey",
        "x-auth-key",
        "x-auth-token",
        "x-csrf-token",
        "x-gitlab-token",
        "x-token",
        "x-vault-token",
    }
)
"""Headers that hold credentials: as an argument of a call they would be recorded."""

NEVER_KEPT = CREDENTIALS | {"authentication-info", "proxy-authenticate", "set-cookie", "www-authenticate"}
"""Headers of an answer that are not for a history."""


def check(headers: Mapping[str, str], reserved: Iterable[str] = ()) -> None:
    """Refuse headers that a caller may not set.

    Args:
        headers: what the caller gives.
        reserved: further names, in lower case, such as the idempotency header's.

    Raises:
        Permanent: one of them may not be set, or cannot be sent.
    """
    for name, value in headers.items():
        low = name.lower()
        if not NAME.fullmatch(name):
            raise refused(f"{name!r} is no name of a header")
        if low in FRAMING:
            raise refused(f"the header {name} is set by the client alone")
        if low in CREDENTIALS:
            raise refused(f"the header {name} holds a credential, which would be recorded; configure it in the connection")
        if low in reserved:
            raise refused(f"the header {name} is set for each call by the connector")
        if not isinstance(value, str) or not VALUE.fullmatch(value):
            raise refused(f"the value of the header {name} is no text of printable ASCII characters")


def refused(problem: str) -> Permanent:
    """A request that cannot be sent as it is asked for."""
    return Permanent(problem, code="not_sent")
