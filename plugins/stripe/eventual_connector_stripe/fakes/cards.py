"""Stripe's test cards, by the names of its documentation."""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Card:
    """How a test card behaves.

    Attributes:
        decline: (code, decline code, message) of a card that is declined.
        asks: the card wants the customer to authenticate.
    """

    brand: str
    last4: str
    decline: tuple[str, str, str] | None = None
    asks: bool = False


_GOOD = {
    "visa": "4242",
    "visa_debit": "5556",
    "mastercard": "4444",
    "mastercard_debit": "3222",
    "mastercard_prepaid": "5100",
    "amex": "8431",
    "discover": "9424",
    "diners": "0004",
    "jcb": "0505",
    "unionpay": "0005",
}

_DECLINES = {
    "": ("card_declined", "generic_decline", "Your card was declined."),
    "insufficientfunds": ("card_declined", "insufficient_funds", "Your card has insufficient funds."),
    "lostcard": ("card_declined", "lost_card", "Your card was declined."),
    "stolencard": ("card_declined", "stolen_card", "Your card was declined."),
    "fraudulent": ("card_declined", "fraudulent", "Your card was declined."),
    "velocitylimitexceeded": ("card_declined", "card_velocity_exceeded", "Your card was declined for making repeated attempts."),
    "expiredcard": ("expired_card", "expired_card", "Your card has expired."),
    "incorrectcvc": ("incorrect_cvc", "incorrect_cvc", "Your card's security code is incorrect."),
    "processingerror": ("processing_error", "processing_error", "The card could not be processed. Try again later."),
}

_DECLINED = re.compile(r"pm_card_(?:visa_)?chargeDeclined(\w*)", re.IGNORECASE)
_ASKS = frozenset({"pm_card_authenticationRequired", "pm_card_threeDSecureRequired", "pm_card_threeDSecure2Required"})


def card_named(payment_method: str) -> Card | None:
    """The test card of this name (`pm_card_visa`, `pm_card_visa_chargeDeclined`), or None."""
    if payment_method in _ASKS:
        return Card("visa", "3184", asks=True)
    if declined := _DECLINED.fullmatch(payment_method):
        decline = _DECLINES.get(declined[1].lower())
        return Card("visa", "0002", decline) if decline else None
    brand = payment_method.removeprefix("pm_card_")
    if brand == payment_method or brand not in _GOOD:
        return None
    return Card(brand.partition("_")[0], _GOOD[brand])
