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
        disputed: whoever owns it disputes each charge, for this reason.
        name: by which it is known.
    """

    brand: str
    last4: str
    decline: tuple[str, str, str] | None = None
    asks: bool = False
    disputed: str | None = None
    name: str = "pm_card_visa"


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
_DISPUTED = {
    "pm_card_createDispute": "fraudulent",
    "pm_card_createDisputeProductNotReceived": "product_not_received",
}

_NUMBERS = {
    "4242424242424242": "pm_card_visa",
    "4000056655665556": "pm_card_visa_debit",
    "5555555555554444": "pm_card_mastercard",
    "378282246310005": "pm_card_amex",
    "4000000000000002": "pm_card_visa_chargeDeclined",
    "4000000000009995": "pm_card_visa_chargeDeclinedInsufficientFunds",
    "4000000000009987": "pm_card_visa_chargeDeclinedLostCard",
    "4000000000009979": "pm_card_visa_chargeDeclinedStolenCard",
    "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
    "4000000000000127": "pm_card_chargeDeclinedIncorrectCvc",
    "4000000000000119": "pm_card_chargeDeclinedProcessingError",
    "4000000000006975": "pm_card_visa_chargeDeclinedVelocityLimitExceeded",
    "4000002500003155": "pm_card_authenticationRequired",
    "4000002760003184": "pm_card_authenticationRequired",
    "4000000000003220": "pm_card_threeDSecure2Required",
    "4000000000000259": "pm_card_createDispute",
    "4000000000002685": "pm_card_createDisputeProductNotReceived",
}


def card_named(payment_method: str) -> Card | None:
    """The test card of this name (`pm_card_visa`, `pm_card_visa_chargeDeclined`), or None."""
    if payment_method in _ASKS:
        return Card("visa", "3184", asks=True, name=payment_method)
    if payment_method in _DISPUTED:
        return Card("visa", "0259", disputed=_DISPUTED[payment_method], name=payment_method)
    if declined := _DECLINED.fullmatch(payment_method):
        decline = _DECLINES.get(declined[1].lower())
        return Card("visa", "0002", decline, name=payment_method) if decline else None
    brand = payment_method.removeprefix("pm_card_")
    if brand == payment_method or brand not in _GOOD:
        return None
    return Card(brand.partition("_")[0], _GOOD[brand], name=payment_method)


def card_numbered(number: str) -> Card | None:
    """The test card of this number, or None."""
    return card_named(_NUMBERS.get(re.sub(r"\D", "", number), ""))
