"""Stripe, durably: `stripe.v1.payment_intents.create({...})` charges once.

Importing this package loads no Stripe SDK; the first attempt does.
"""

from typing import TYPE_CHECKING

from .connection import StripeConnection
from .connector import Stripe, stripe
from .errors import AuthenticationError, CardError, IdempotencyError, InvalidRequestError, StoredFailure
from .resource import Resource
from .stamps import find_stamped
from .webhooks import SignatureError, event_type, parse_event, read_event, verify_signature, webhook

if TYPE_CHECKING:
    from stripe import Customer, ListObject, PaymentIntent, Refund
else:
    from .resources import Customer, ListObject, PaymentIntent, Refund

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
    "SignatureError",
    "StoredFailure",
    "Stripe",
    "StripeConnection",
    "event_type",
    "find_stamped",
    "parse_event",
    "read_event",
    "stripe",
    "verify_signature",
    "webhook",
]
