"""How an account at Acme is reached."""

from __future__ import annotations

from eventual_connectors import Connection, Secret
from pydantic import Field


class AcmeConnection(Connection):
    """An account at Acme.

    Attributes:
        api_key: the API key; the variable ACME_API_KEY unless given.
        base_url: where the API is.
        settle_seconds: how long after an attempt's deadline Acme may still add its note and show it.
    """

    api_key: Secret = Secret("env:ACME_API_KEY")
    base_url: str = "https://api.acme.example"
    settle_seconds: float = Field(default=5.0, ge=0)
