"""Stripe, durably: `stripe.v1.payment_intents.create({...})` charges once.

Importing this package loads no Stripe SDK; the first attempt does.
"""

from . import activities as _activities  # noqa: F401  (declares what `stripe` can do)
from .connection import StripeConnection
from .connector import Stripe, stripe
from .errors import AuthenticationError, CardError, IdempotencyError, InvalidRequestError
from .resource import Customer, ListObject, PaymentIntent, Refund, Resource

__all__ = [
    "AuthenticationError",
    "CardError",
    "Customer",
    "IdempotencyError",
    "InvalidRequestError",
    "ListObject",
    "PaymentIntent",
    "Refund",
    "Resource",
    "Stripe",
    "StripeConnection",
    "stripe",
]
