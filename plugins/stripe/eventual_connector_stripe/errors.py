"""Stripe's errors that a caller may want to tell apart. The rest come as the core's own."""

from __future__ import annotations

from typing import Any

from eventual_connectors.errors import InDoubt, KeyConflict, Permanent, Unauthorized


class CardError(Permanent):
    """The card was declined.

    Attributes:
        decline_code: why, in the issuer's words, such as `insufficient_funds`.
        param: the parameter that the error is about.
        payment_intent: the id of the PaymentIntent, which may be confirmed again with another payment method.
        charge: the id of the failed charge.
    """

    decline_code: str | None = None
    param: str | None = None
    payment_intent: str | None = None
    charge: str | None = None

    def __init__(
        self,
        message: str = "",
        *,
        decline_code: str | None = None,
        param: str | None = None,
        payment_intent: str | None = None,
        charge: str | None = None,
        **details: Any,
    ) -> None:
        super().__init__(message, **details)
        self.decline_code = decline_code
        self.param = param
        self.payment_intent = payment_intent
        self.charge = charge


class InvalidRequestError(Permanent):
    """Stripe refuses the request: a parameter is wrong, an object does not exist or is in another state.

    Attributes:
        param: the parameter that the error is about.
    """

    param: str | None = None

    def __init__(self, message: str = "", *, param: str | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.param = param


class AuthenticationError(Unauthorized):
    """Stripe refuses the API key."""


class IdempotencyError(KeyConflict):
    """Stripe knows the idempotency key with other parameters. No vendor's trouble: one key was given to two different calls."""


class StoredFailure(InDoubt):
    """Stripe failed while it executed the request, stored that under the key, and gives it again to every request of this key for a day.

    What was done until then nobody knows; asking again tells nothing new. Look at the account, then settle the call.
    """
