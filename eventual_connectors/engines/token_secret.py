"""The secret that signs completion tokens on an engine that has no place of ours to keep one."""

from __future__ import annotations

from ..errors import ConfigurationError, UsageError
from ..secret import Secret

REFERENCE = "env:EVENTUAL_TOKEN_KEY"
SHORTEST = 32


def token_secret() -> bytes:
    """The secret.

    Raises:
        UsageError: it is not set, or too short to be one.
    """
    try:
        secret = Secret(REFERENCE).reveal()
    except ConfigurationError as error:
        raise UsageError(f"completion tokens are signed with EVENTUAL_TOKEN_KEY on this engine: {error}") from None
    if len(secret) < SHORTEST:
        raise UsageError(f"EVENTUAL_TOKEN_KEY needs {SHORTEST} characters or more; `openssl rand -hex 32` makes one")
    return secret.encode()
