"""What Acme sends to a webhook."""

from __future__ import annotations

import hmac
from collections.abc import Mapping

from eventual_connectors import Secret
from pydantic import BaseModel

SIGNATURE = "Acme-Signature"
"""The header with the hexadecimal HMAC-SHA256 of the raw body."""


class InvoicePaid(BaseModel):
    """An invoice was paid; `amount` in cents."""

    invoice: str
    amount: int


def signature(body: bytes, secret: Secret) -> str:
    """What Acme signs a body with."""
    return hmac.new(secret.reveal().encode(), body, "sha256").hexdigest()


def verify_signature(body: bytes, headers: Mapping[str, str], secret: Secret) -> None:
    """Check that Acme sent this body.

    Raises:
        ValueError: the signature is missing or wrong.
    """
    given = headers.get(SIGNATURE, "")
    if not hmac.compare_digest(given.encode(), signature(body, secret).encode()):
        raise ValueError(f"the header {SIGNATURE} does not fit the body")
