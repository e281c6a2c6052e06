"""The connector object: `stripe`."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from eventual_connectors import Connector

from .classify import classify
from .connection import StripeConnection
from .requirements import needs
from .surface import StripeSurface
from .webhooks import verify_signature

if TYPE_CHECKING:
    from eventual_connectors.connector import ConnectorEvent

    from .services import V1, V2


class Stripe(Connector):
    """Stripe's API, by the names of `stripe.StripeClient`."""

    def events(self) -> Iterable[ConnectorEvent]:
        """Every type of event; the models are made when they are asked for."""
        if not super().events():
            from .event_types import event_types
            from .events import model

            for name in event_types():
                self.event(name, model(name), verify=verify_signature)
        return super().events()

    if TYPE_CHECKING:
        v1: V1
        v2: V2


def _client(connection: StripeConnection) -> Any:
    from .client import make_client

    return make_client(connection)


def _settings(connection: StripeConnection) -> dict[str, Any]:
    # Recorded with the call's first attempt, and what each attempt sends: were one of these another at a later attempt, the same key would
    # go with another request, or to another account. "No account" is recorded as null and holds as well.
    return {
        "api_version": connection.api_version,
        "stripe_account": connection.stripe_account,
        "stripe_context": connection.stripe_context,
        "stamp": connection.stamp,
    }


stripe = Stripe(
    "stripe",
    connection=StripeConnection,
    client=_client,
    classify=classify,
    settings=_settings,
    probe=lambda stripe: stripe.v1.customers.list({"limit": 1}),
    surface=StripeSurface(),
    summary="All of Stripe's API, each effect once",
)
"""Stripe. `await stripe.v1.payment_intents.create({...})`; another account: `stripe.with_options(connection="eu")`."""

stripe.requires(needs)
