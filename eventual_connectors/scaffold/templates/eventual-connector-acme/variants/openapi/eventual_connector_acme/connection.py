"""How an account at Acme is reached."""

from __future__ import annotations

from eventual_connectors import Connection, Secret


class AcmeConnection(Connection):
    """An account at Acme.

    Attributes:
        api_key: the API key; the variable ACME_API_KEY unless given.
        base_url: where the API is.
    """

    api_key: Secret = Secret("env:ACME_API_KEY")
    base_url: str = "https://api.acme.example"
