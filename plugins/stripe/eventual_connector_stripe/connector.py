"""The connector object: `stripe`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from eventual_connectors.activities import Activity, Arguments
from eventual_connectors.connector import Connector
from eventual_connectors.errors import UsageError

from .classify import classify
from .connection import StripeConnection

if TYPE_CHECKING:
    from .services import V1


P = ParamSpec("P")
R = TypeVar("R")

_INSTEAD = {
    "api_key": "configure it in the connection",
    "idempotency_key": "use with_options(key=...)",
    "max_network_retries": "use with_options(retry=...)",
    "stripe_account": "configure it in the connection",
    "stripe_context": "it is not supported",
    "stripe_version": "configure api_version in the connection",
    "content_type": "it is not supported",
    "headers": "it is not supported",
}
"""The SDK's types let its own options stand among the parameters. Here they would be recorded, a key among them."""


class StripeActivity(Activity[P, R]):
    """An activity that takes Stripe's parameters and nothing else."""

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Arguments:
        """Check the arguments, as any activity does, and refuse the SDK's options."""
        bound = super().bind(args, kwargs)
        for value in (*args, *kwargs.values()):
            for name in _INSTEAD.keys() & value.keys() if isinstance(value, Mapping) else ():
                raise UsageError(f"{self.name}: {name} is no parameter of Stripe; {_INSTEAD[name]}")
        return bound


class Stripe(Connector):
    """Stripe's API, by the names of `stripe.StripeClient`."""

    def add(self, activity: Activity[P, R]) -> Activity[P, R]:
        """Take in an activity."""
        taken: StripeActivity[P, R] = object.__new__(StripeActivity)
        taken.__dict__.update(vars(activity))
        return super().add(taken)

    @property
    def v1(self) -> V1:
        """Version 1 of the API."""
        from .services import V1

        return V1(self.options)


def _client(connection: StripeConnection) -> Any:
    from .client import make_client

    return make_client(connection)


def _settings(connection: StripeConnection) -> dict[str, Any]:
    # Recorded with the call's first attempt, and what each attempt sends: were one of these another at a later attempt, the same key would
    # go with another request, or to another account. "No account" is recorded as null and holds as well.
    return {"api_version": connection.api_version, "stripe_account": connection.stripe_account}


stripe = Stripe(
    "stripe",
    connection=StripeConnection,
    client=_client,
    classify=classify,
    settings=_settings,
    probe=lambda stripe: stripe.v1.customers.list({"limit": 1}),
    summary="Payments, customers and refunds on Stripe, each effect once",
)
"""Stripe. `await stripe.v1.payment_intents.create({...})`; another account: `stripe.with_options(connection="eu")`."""
