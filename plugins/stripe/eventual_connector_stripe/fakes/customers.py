"""Customers and their payment methods."""

from __future__ import annotations

from .account import Account, Call
from .cards import Card, card_named, card_numbered
from .generic import does, fill
from .params import Refused, invalid
from .shapes import Object


@does("v1.customers.create")
def _create(account: Account, call: Call) -> Object:
    customer = account.new("customer", next_invoice_sequence=1, tax_exempt="none", delinquent=False, preferred_locales=[])
    customer["invoice_prefix"] = customer["id"][-8:].upper()
    _fill(account, customer, call)
    if method := call.params.get("payment_method"):
        attach(account, payment_method(account, method), customer["id"])
    account.emit("customer.created", customer)
    return customer


@does("v1.customers.update")
def _update(account: Account, call: Call) -> Object:
    customer = account.living("customer", call.id)
    _fill(account, customer, call)
    account.emit("customer.updated", customer)
    return customer


@does("v1.customers.delete")
def _delete(account: Account, call: Call) -> Object:
    customer = account.living("customer", call.id)
    account.emit("customer.deleted", customer)
    for subscription in account.each("subscription", lambda one: one["customer"] == call.id and one["status"] != "canceled"):
        subscription.update(status="canceled", canceled_at=account.now, ended_at=account.now)
        account.emit("customer.subscription.deleted", subscription)
    # Stripe still shows it, as deleted.
    account.table("customer")[call.id] = {"id": call.id, "object": "customer", "deleted": True}
    return account.table("customer")[call.id]


def _fill(account: Account, customer: Object, call: Call) -> None:
    email = call.params.get("email")
    if email and "@" not in email:
        raise invalid(f"Invalid email address: {email}", "email", "email_invalid")
    settings = call.params.get("invoice_settings")
    if isinstance(settings, dict) and (default := settings.get("default_payment_method")):
        method = payment_method(account, default, "invoice_settings[default_payment_method]")
        if method["customer"] is None and default != method["id"]:  # a test card by its name
            attach(account, method, customer["id"])
        settings = {**settings, "default_payment_method": method["id"]}
    fill(customer, {**call.params, "invoice_settings": {}} if settings else call.params)
    if settings:
        customer["invoice_settings"] = {**customer["invoice_settings"], **settings}


@does("v1.payment_methods.create")
def _create_method(account: Account, call: Call) -> Object:
    kind = call.params.get("type") or "card"
    method = account.new("payment_method", type=kind)
    fill(method, {name: value for name, value in call.params.items() if name != "card"})
    if kind == "card":
        given = call.params.get("card") or {}
        card = card_numbered(str(given.get("number", ""))) or card_named(f"pm_card_{str(given.get('token', '')).removeprefix('tok_')}")
        if card is None:
            raise Refused("Your card number is incorrect.", status=402, type="card_error", code="incorrect_number", param="number")
        _describe(account, method, card, given)
    return method


@does("v1.payment_methods.retrieve")
def _retrieve_method(account: Account, call: Call) -> Object:
    return payment_method(account, call.id, None)


@does("v1.payment_methods.update")
def _update_method(account: Account, call: Call) -> Object:
    method = account.get("payment_method", call.id)
    fill(method, {name: value for name, value in call.params.items() if name != "card"})
    account.emit("payment_method.updated", method)
    return method


@does("v1.payment_methods.attach")
def _attach(account: Account, call: Call) -> Object:
    method = payment_method(account, call.id, None)
    customer = account.living("customer", call.params.get("customer", ""), "customer")
    if method["customer"] not in (None, customer["id"]):
        raise Refused("The payment method you provided has already been attached to a customer.", param="payment_method")
    attach(account, method, customer["id"])
    return method


@does("v1.payment_methods.detach")
def _detach(account: Account, call: Call) -> Object:
    method = account.get("payment_method", call.id)
    before = method["customer"]
    if before is None:
        raise Refused("The payment method you provided is not attached to a customer so detachment is impossible.")
    method["customer"] = None
    account.emit("payment_method.detached", method, customer=before)
    return method


def attach(account: Account, method: Object, customer: str) -> None:
    """Make a payment method a customer's."""
    method["customer"] = customer
    account.emit("payment_method.attached", method)


def payment_method(account: Account, named: str, param: str | None = "payment_method") -> Object:
    """The payment method of this id; a new one of a test card that is named, such as `pm_card_visa`.

    Raises:
        Refused: there is none.
    """
    card = None if named in account.table("payment_method") else card_named(named)
    if card is None:
        return account.get("payment_method", named, param)
    method = account.new("payment_method", named, account.key, type="card")
    _describe(account, method, card, {})
    return method


def card_of(account: Account, method: str) -> Card:
    """How the card behaves that a payment method stands for."""
    named = account.hidden(method).get("card", "pm_card_visa")
    return card_named(named) or Card("visa", "4242")


def _describe(account: Account, method: Object, card: Card, given: Object) -> None:
    method["card"] = {
        "brand": card.brand,
        "checks": {"address_line1_check": None, "address_postal_code_check": None, "cvc_check": "pass"},
        "country": "US",
        "display_brand": card.brand,
        "exp_month": given.get("exp_month", 12),
        "exp_year": given.get("exp_year", 2050),
        "fingerprint": f"fp_{card.brand}_{card.last4}",
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }
    account.hidden(method["id"])["card"] = card.name
