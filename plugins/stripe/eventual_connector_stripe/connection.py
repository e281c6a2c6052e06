"""A Stripe account as it is configured."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from eventual_connectors import Connection, Secret

API_BASE = "https://api.stripe.com"

API_VERSION = "2026-10-28.endive"
"""The API version that this package is tested with. It is sent with each request, so a newer SDK changes no answer by itself."""


class StripeConnection(Connection):
    """A Stripe account.

    Attributes:
        api_key: the secret or restricted key; from the environment variable STRIPE_API_KEY unless given.
        api_base: where the API is.
        api_version: the version of the API; a call keeps the one that it began with.
        stripe_account: the connected account to act for, such as `acct_123` (Stripe Connect).
        stripe_context: the account to act for by its path, such as `acct_123/acct_456` (organizations, and version 2 of the API).
        stamp: whether a created object's metadata get the call's key as `eventual_key`, by which `find_stamped` finds it after Stripe
            has forgotten the key.
        connect_timeout: seconds that making a connection may take; nothing was sent when it runs out.
        transport: an httpx transport to use instead of the network, such as a fake's.
    """

    api_key: Secret = Secret("env:STRIPE_API_KEY")
    api_base: str = API_BASE
    api_version: str = Field(default=API_VERSION, min_length=1)
    stripe_account: str | None = None
    stripe_context: str | None = None
    stamp: bool = True
    connect_timeout: float = Field(default=10.0, gt=0)
    transport: Any = Field(default=None, exclude=True, repr=False)

    def account(self) -> str | None:
        """The connected account, where there is one."""
        return self.stripe_account or self.stripe_context
