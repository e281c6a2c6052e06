"""The credential of a request to the SQL API."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from eventual_connectors.errors import ConfigurationError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey

    from .connection import SnowflakeConnection

LIFETIME = timedelta(minutes=55)
"""Snowflake takes a JWT for an hour at most."""

TOKEN_TYPE = "X-Snowflake-Authorization-Token-Type"


def headers(connection: SnowflakeConnection) -> dict[str, str]:
    """The headers that say who asks.

    Raises:
        ConfigurationError: a credential or what belongs to it is missing, or the key is none.
    """
    if connection.private_key is not None:
        return {"Authorization": f"Bearer {key_pair_token(connection, datetime.now(UTC))}", TOKEN_TYPE: "KEYPAIR_JWT"}
    if connection.token is None:
        raise ConfigurationError("the snowflake connection needs private_key or token")
    return {"Authorization": f"Bearer {connection.token.reveal()}", TOKEN_TYPE: connection.token_type}


def key_pair_token(connection: SnowflakeConnection, now: datetime) -> str:
    """A JWT that proves the possession of the private key.

    Args:
        connection: whose key, account and user.
        now: the time (aware); it holds `LIFETIME` from then on.
    """
    import jwt

    if not (connection.account_identifier and connection.user):
        raise ConfigurationError("the snowflake connection has a private_key; it needs account_identifier and user too")
    # A locator's region is no part of the account's name in a token.
    account = connection.account_identifier.partition(".")[0].upper()
    subject = f"{account}.{connection.user.upper()}"
    key = private_key(connection)
    claims = {"iss": f"{subject}.{fingerprint(key)}", "sub": subject, "iat": now, "exp": now + LIFETIME}
    return jwt.encode(claims, key, algorithm="RS256")


def private_key(connection: SnowflakeConnection) -> RSAPrivateKey:
    """The key of the connection.

    Raises:
        ConfigurationError: it cannot be read as one.
    """
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    assert connection.private_key is not None
    passphrase = connection.private_key_passphrase
    try:
        key = load_pem_private_key(connection.private_key.reveal().encode(), passphrase.reveal().encode() if passphrase else None)
    except (TypeError, ValueError):
        raise ConfigurationError("the snowflake connection's private_key is no PEM, or not of this private_key_passphrase") from None
    if not isinstance(key, RSAPrivateKey):
        raise ConfigurationError("the snowflake connection's private_key is no RSA key, and Snowflake takes no other")
    return key


def fingerprint(key: RSAPrivateKey) -> str:
    """`SHA256:…` of the public key, as `DESCRIBE USER` shows it."""
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    public = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return "SHA256:" + base64.b64encode(hashlib.sha256(public).digest()).decode()
