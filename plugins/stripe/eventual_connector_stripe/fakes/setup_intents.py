"""Set-ups of payment methods for later."""

from __future__ import annotations

import copy

from .account import Account, Call
from .customers import attach, card_of, payment_method
from .generic import does, fill
from .params import Refused, invalid
from .shapes import Object

_OPEN = ("requires_payment_method", "requires_confirmation", "requires_action")


@does("v1.setup_intents.create")
def _create(account: Account, call: Call) -> Object:
    params = call.params
    if params.get("confirm") and not params.get("payment_method"):
        raise invalid("A SetupIntent cannot be confirmed without a payment method.", "payment_method", "setup_intent_unexpected_state")
    if customer := params.get("customer"):
        account.living("customer", customer, "customer")
    method = payment_method(account, params["payment_method"]) if params.get("payment_method") else None
    intent = account.new("setup_intent", status="requires_payment_method", usage="off_session", payment_method_types=["card"])
    intent["client_secret"] = account.secret(intent["id"])
    fill(intent, {name: value for name, value in params.items() if name != "payment_method"})
    if method is not None:
        intent.update(payment_method=method["id"], status="requires_confirmation")
    account.emit("setup_intent.created", intent)
    if params.get("confirm"):
        _set_up(account, intent)
    return intent


@does("v1.setup_intents.update")
def _update(account: Account, call: Call) -> Object:
    intent = _open(account, call.id, "updated")
    if method := call.params.get("payment_method"):
        intent.update(payment_method=payment_method(account, method)["id"], status="requires_confirmation")
    fill(intent, {name: value for name, value in call.params.items() if name != "payment_method"})
    return intent


@does("v1.setup_intents.confirm")
def _confirm(account: Account, call: Call) -> Object:
    intent = _open(account, call.id, "confirmed")
    if method := call.params.get("payment_method"):
        intent["payment_method"] = payment_method(account, method)["id"]
    if not intent["payment_method"]:
        raise Refused("This SetupIntent could not be confirmed without a payment method.", code="setup_intent_unexpected_state")
    _set_up(account, intent)
    return intent


@does("v1.setup_intents.cancel")
def _cancel(account: Account, call: Call) -> Object:
    intent = _open(account, call.id, "canceled")
    intent.update(status="canceled", cancellation_reason=call.params.get("cancellation_reason"), next_action=None)
    account.emit("setup_intent.canceled", intent)
    return intent


def _open(account: Account, id: str, done: str) -> Object:
    intent = account.get("setup_intent", id)
    if intent["status"] not in _OPEN:
        message = f"This SetupIntent could not be {done}: its status is {intent['status']}."
        raise Refused(message, code="setup_intent_unexpected_state", setup_intent=copy.deepcopy(intent))
    return intent


def _set_up(account: Account, intent: Object) -> None:
    card = card_of(account, intent["payment_method"])
    if card.asks:
        intent.update(status="requires_action", next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure"}})
        account.emit("setup_intent.requires_action", intent)
        return
    if card.decline is not None:
        code, decline_code, message = card.decline
        error = {"type": "card_error", "code": code, "decline_code": decline_code, "message": message}
        intent.update(status="requires_payment_method", payment_method=None, last_setup_error=error)
        account.emit("setup_intent.setup_failed", intent)
        shown = copy.deepcopy(intent)
        raise Refused(message, status=402, type="card_error", code=code, changed=intent, decline_code=decline_code, setup_intent=shown)
    if intent["customer"]:
        attach(account, account.get("payment_method", intent["payment_method"]), intent["customer"])
    intent.update(status="succeeded", next_action=None)
    account.emit("setup_intent.succeeded", intent)
