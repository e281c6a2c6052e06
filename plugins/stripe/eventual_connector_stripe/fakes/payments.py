"""Payments: PaymentIntents, the charges that they make, refunds and disputes."""

from __future__ import annotations

import copy
from typing import Any

from .account import Account, Call
from .balance import record
from .customers import attach, card_of, payment_method
from .generic import does, fill
from .money import amount_of, currency_of, refund_amount
from .params import Refused, invalid, metadata
from .shapes import Object

UNCONFIRMED = ("requires_payment_method", "requires_confirmation", "requires_action")
_FIELDS = (
    "description",
    "receipt_email",
    "shipping",
    "setup_future_usage",
    "statement_descriptor",
    "statement_descriptor_suffix",
    "transfer_group",
    "transfer_data",
    "on_behalf_of",
    "application_fee_amount",
)
FEE_RATE, FEE_FIXED = 0.029, 30
"""What Stripe keeps of a charge: of its amount, and of each, in the currency's smallest unit."""

DISPUTE_FEE = 1500

_NOT_THERE = ("authentication_required", "authentication_required", "This charge needs the customer to authenticate.")


@does("v1.payment_intents.create")
def _create(account: Account, call: Call) -> Object:
    currency = currency_of(call.params)
    amount = amount_of(call.params, currency)
    if amount is None:
        raise invalid("Missing required param: amount.", "amount", "parameter_missing")
    confirm = bool(call.params.get("confirm"))
    if confirm and not call.params.get("payment_method"):
        raise invalid("A PaymentIntent cannot be confirmed without a payment method.", "payment_method", "payment_intent_unexpected_state")
    return create(account, amount, currency, call.params, confirm=confirm)


def create(account: Account, amount: int, currency: str, params: Object, *, confirm: bool, of: str | None = None) -> Object:
    """A new payment, charged at once if it is confirmed.

    Args:
        account: whose.
        amount: of it.
        currency: in small letters.
        params: as `payment_intents.create` takes them.
        confirm: whether it is charged.
        of: what asks for it, such as an invoice, where no request of its own does.

    Raises:
        Refused: the card was declined; the payment is there all the same.
    """
    if customer := params.get("customer"):
        account.living("customer", customer, "customer")
    # Refused before anything is there: a payment method that does not exist.
    method = payment_method(account, params["payment_method"]) if params.get("payment_method") else None
    intent = account.new("payment_intent", *([of] if of else []), amount=amount, currency=currency)
    intent |= {
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": params.get("capture_method") or "automatic_async",
        "client_secret": account.secret(intent["id"]),
        "confirmation_method": params.get("confirmation_method") or "automatic",
        "payment_method_options": {},
        "payment_method_types": params.get("payment_method_types") or ["card"],
        "status": "requires_payment_method",
    }
    if method is not None:
        intent |= {"payment_method": method["id"], "status": "requires_confirmation"}
    _fill(account, intent, {name: value for name, value in params.items() if name != "payment_method"})
    account.emit("payment_intent.created", intent)
    if confirm:
        _charge(account, intent, off_session=bool(params.get("off_session")))
    return intent


@does("v1.payment_intents.update")
def _update(account: Account, call: Call) -> Object:
    intent = account.get("payment_intent", call.id)
    money = {"amount", "currency", "payment_method"} & call.params.keys()
    if money and intent["status"] not in UNCONFIRMED:
        raise _unexpected(intent, f"updated in {', '.join(sorted(money))}")
    currency = currency_of(call.params) if "currency" in call.params else intent["currency"]
    amount = amount_of(call.params, currency)
    _fill(account, intent, call.params)
    intent.update(currency=currency, amount=amount or intent["amount"])
    return intent


@does("v1.payment_intents.confirm")
def _confirm(account: Account, call: Call) -> Object:
    intent = account.get("payment_intent", call.id)
    if intent["status"] not in UNCONFIRMED:
        raise _unexpected(intent, "confirmed")
    if not intent["payment_method"] and not call.params.get("payment_method"):
        raise _unexpected(intent, "confirmed without a payment method")
    _fill(account, intent, call.params)
    _charge(account, intent, off_session=bool(call.params.get("off_session")))
    return intent


@does("v1.payment_intents.capture")
def _capture(account: Account, call: Call) -> Object:
    intent = account.get("payment_intent", call.id)
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "captured")
    asked = call.params.get("amount_to_capture")
    amount = intent["amount_capturable"] if asked is None else asked
    if not 0 < amount <= intent["amount_capturable"]:
        raise Refused("The amount to capture must be from 1 to what is capturable.", code="amount_too_large", param="amount_to_capture")
    intent["metadata"] = metadata(intent["metadata"], call.params)
    _captured(account, intent, account.get("charge", intent["latest_charge"]), amount)
    return intent


@does("v1.payment_intents.cancel")
def _cancel(account: Account, call: Call) -> Object:
    intent = account.get("payment_intent", call.id)
    if intent["status"] not in (*UNCONFIRMED, "requires_capture"):
        raise _unexpected(intent, "canceled")
    if intent["status"] == "requires_capture":
        charge = account.get("charge", intent["latest_charge"])
        charge.update(refunded=True, amount_refunded=charge["amount"])
    reason = call.params.get("cancellation_reason")
    intent.update(status="canceled", canceled_at=account.now, cancellation_reason=reason, amount_capturable=0, next_action=None)
    account.emit("payment_intent.canceled", intent)
    return intent


@does("v1.payment_intents.increment_authorization")
def _increment(account: Account, call: Call) -> Object:
    intent = account.get("payment_intent", call.id)
    amount = amount_of(call.params, intent["currency"]) or 0
    if intent["status"] != "requires_capture":
        raise _unexpected(intent, "incremented")
    if amount <= intent["amount"]:
        raise Refused("The amount must be greater than the currently authorized amount.", param="amount")
    intent.update(amount=amount, amount_capturable=amount, metadata=metadata(intent["metadata"], call.params))
    account.get("charge", intent["latest_charge"])["amount"] = amount
    return intent


def authenticated(account: Account, id: str, *, succeeds: bool) -> Object:
    """The customer has done what was asked for, or has failed to."""
    kind = "setup_intent" if id.startswith("seti_") else "payment_intent"
    intent = account.get(kind, id)
    if intent["status"] != "requires_action":
        raise _unexpected(intent, "authenticated")
    intent["next_action"] = None
    if not succeeds:
        error = {"type": "invalid_request_error", "code": f"{kind}_authentication_failure", "message": "Authentication failed."}
        intent |= {"status": "requires_payment_method", f"last_{kind.partition('_')[0]}_error": error}
        account.emit(f"{kind}.{'setup' if kind == 'setup_intent' else 'payment'}_failed", intent)
    elif kind == "setup_intent":
        intent["status"] = "succeeded"
        account.emit("setup_intent.succeeded", intent)
    else:
        _charge(account, intent, off_session=False, asked=True)
    return intent


def _fill(account: Account, intent: Object, params: Object) -> None:
    if customer := params.get("customer"):
        account.living("customer", customer, "customer")
        intent["customer"] = customer
    intent |= {name: params[name] or None for name in _FIELDS if name in params}
    if method := params.get("payment_method"):
        intent |= {"payment_method": payment_method(account, method)["id"], "status": "requires_confirmation"}
    intent["metadata"] = metadata(intent["metadata"], params)


def _charge(account: Account, intent: Object, *, off_session: bool, asked: bool = False) -> None:
    """Charge a payment.

    Raises:
        Refused: the card was declined.
    """
    card = card_of(account, intent["payment_method"])
    if card.asks and not asked:
        if off_session:
            raise _declined(account, intent, None, _NOT_THERE)
        intent.update(status="requires_action", next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure"}})
        account.emit("payment_intent.requires_action", intent)
        return
    charge = _new_charge(account, intent)
    intent.update(latest_charge=charge["id"], next_action=None, last_payment_error=None)
    if card.decline is not None:
        raise _declined(account, intent, charge, card.decline)
    charge.update(paid=True, status="succeeded")
    if intent["setup_future_usage"] and intent["customer"]:
        attach(account, account.get("payment_method", intent["payment_method"]), intent["customer"])
    if intent["capture_method"] == "manual":
        intent.update(status="requires_capture", amount_capturable=intent["amount"])
        account.emit("payment_intent.amount_capturable_updated", intent)
    else:
        _captured(account, intent, charge, intent["amount"])
    if card.disputed:
        _dispute(account, intent, charge, card.disputed)


def _new_charge(account: Account, intent: Object) -> Object:
    method = account.get("payment_method", intent["payment_method"])
    card = method["card"] or {}
    shown = ("brand", "last4", "country", "funding", "exp_month", "exp_year")
    return account.new(
        "charge",
        intent["id"],
        amount=intent["amount"],
        currency=intent["currency"],
        customer=intent["customer"],
        description=intent["description"],
        metadata=dict(intent["metadata"]),
        outcome={"network_status": "approved_by_network", "type": "authorized", "seller_message": "Payment complete."},
        payment_intent=intent["id"],
        payment_method=method["id"],
        payment_method_details={"type": "card", "card": {name: card.get(name) for name in shown}},
        receipt_email=intent["receipt_email"],
        status="pending",
        transfer_data=intent["transfer_data"],
        transfer_group=intent["transfer_group"],
    )


def _captured(account: Account, intent: Object, charge: Object, amount: int) -> None:
    fee = round(amount * FEE_RATE) + FEE_FIXED
    transaction = record(account, "charge", charge["id"], amount, intent["currency"], fee=fee)
    charge.update(captured=True, amount_captured=amount, balance_transaction=transaction["id"])
    intent.update(status="succeeded", amount_received=amount, amount_capturable=0)
    account.emit("charge.succeeded", charge)
    account.emit("payment_intent.succeeded", intent)


def _declined(account: Account, intent: Object, charge: Object | None, decline: tuple[str, str, str]) -> Refused:
    code, decline_code, message = decline
    error: dict[str, Any] = {"type": "card_error", "code": code, "decline_code": decline_code, "message": message}
    if charge is not None:
        charge.update(status="failed", failure_code=code, failure_message=message)
        charge["outcome"] = {"network_status": "declined_by_network", "type": "issuer_declined", "reason": decline_code}
        error["charge"] = charge["id"]
        account.emit("charge.failed", charge)
    intent.update(status="requires_payment_method", payment_method=None, last_payment_error=dict(error))
    account.emit("payment_intent.payment_failed", intent)
    more = {name: value for name, value in error.items() if name not in ("type", "code", "message")}
    return Refused(message, status=402, type="card_error", code=code, changed=intent, payment_intent=copy.deepcopy(intent), **more)


def _unexpected(intent: Object, done: str) -> Refused:
    kind = "SetupIntent" if intent["object"] == "setup_intent" else "PaymentIntent"
    message = f"This {kind} could not be {done}: its status is {intent['status']}."
    more: dict[str, Any] = {intent["object"]: copy.deepcopy(intent)}
    return Refused(message, code=f"{intent['object']}_unexpected_state", **more)


# Charges, which older integrations make without a PaymentIntent


@does("v1.charges.create")
def _create_charge(account: Account, call: Call) -> Object:
    currency = currency_of(call.params)
    amount = amount_of(call.params, currency)
    if amount is None:
        raise invalid("Missing required param: amount.", "amount", "parameter_missing")
    source = str(call.params.get("source") or "")
    if not source and not call.params.get("customer"):
        raise invalid("Must provide source or customer.", None, "parameter_missing")
    # Tokens have the names of the test cards: tok_visa is pm_card_visa.
    method = source if source.startswith("pm_") else f"pm_card_{source.removeprefix('tok_')}" if source else "pm_card_visa"
    captures = "manual" if call.params.get("capture") is False else "automatic"
    given = {**call.params, "payment_method": method, "capture_method": captures}
    try:
        intent = create(account, amount, currency, given, confirm=True)
    except Refused as refused:
        if refused.changed is not None:
            charge = account.of_id(refused.changed["latest_charge"])
            refused.changed = charge
            refused.error.pop("payment_intent", None)
        raise
    charge = account.get("charge", intent["latest_charge"])
    del account.table("payment_intent")[intent["id"]]
    charge["payment_intent"] = None
    return charge


@does("v1.charges.update")
def _update_charge(account: Account, call: Call) -> Object:
    charge = account.get("charge", call.id)
    fill(charge, call.params)
    account.emit("charge.updated", charge)
    return charge


@does("v1.charges.capture")
def _capture_charge(account: Account, call: Call) -> Object:
    charge = account.get("charge", call.id)
    if charge["captured"]:
        raise Refused(f"Charge {call.id} has already been captured.", code="charge_already_captured")
    amount: int = call.params["amount"] if "amount" in call.params else charge["amount"]
    if not 0 < amount <= charge["amount"]:
        raise Refused("The amount to capture must be from 1 to what was authorized.", code="amount_too_large", param="amount")
    transaction = record(account, "charge", charge["id"], amount, charge["currency"], fee=round(amount * FEE_RATE) + FEE_FIXED)
    charge.update(captured=True, amount_captured=amount, balance_transaction=transaction["id"])
    account.emit("charge.captured", charge)
    return charge


# Refunds


@does("v1.refunds.create")
def _refund(account: Account, call: Call) -> Object:
    charge = _refundable(account, call)
    left = charge["amount_captured"] - charge["amount_refunded"]
    if left == 0:
        raise Refused(f"Charge {charge['id']} has already been refunded.", code="charge_already_refunded")
    amount = refund_amount(call.params, left, charge["currency"])
    refund = account.new(
        "refund",
        amount=amount,
        charge=charge["id"],
        currency=charge["currency"],
        destination_details={"type": "card", "card": {"type": "refund", "reference_status": "pending"}},
        metadata=metadata({}, call.params),
        payment_intent=charge["payment_intent"],
        reason=call.params.get("reason"),
        status="succeeded",
    )
    if email := call.params.get("instructions_email"):
        refund.update(status="requires_action", instructions_email=email)
    else:
        refund["balance_transaction"] = record(account, "refund", refund["id"], -amount, charge["currency"])["id"]
    charge["amount_refunded"] += amount
    charge["refunded"] = charge["amount_refunded"] == charge["amount_captured"]
    account.emit("refund.created", refund)
    account.emit("charge.refunded", charge)
    return refund


def _refundable(account: Account, call: Call) -> Object:
    intent_id, charge_id = call.params.get("payment_intent"), call.params.get("charge")
    if intent_id:
        intent = account.get("payment_intent", intent_id, "payment_intent")
        charge_id = intent["latest_charge"]
        if intent["status"] != "succeeded":
            raise Refused(f"The PaymentIntent {intent_id} does not have a successful charge to refund.", param="payment_intent")
    if not charge_id:
        raise invalid("One of these parameters is needed: payment_intent, charge.", None, "parameter_missing")
    charge = account.get("charge", charge_id, "charge")
    if not charge["captured"]:
        raise Refused(f"Charge {charge_id} was not captured, so there is nothing to refund.", param="charge")
    return charge


@does("v1.refunds.update")
def _update_refund(account: Account, call: Call) -> Object:
    refund = account.get("refund", call.id)
    fill(refund, call.params)
    account.emit("refund.updated", refund)
    return refund


@does("v1.refunds.cancel")
def _cancel_refund(account: Account, call: Call) -> Object:
    refund = account.get("refund", call.id)
    if refund["status"] != "requires_action":
        raise Refused(f"The refund {refund['id']} cannot be canceled: its status is {refund['status']}.")
    charge = account.get("charge", refund["charge"])
    charge["amount_refunded"] -= refund["amount"]
    charge["refunded"] = False
    refund.update(status="canceled", failure_reason="merchant_request")
    account.emit("refund.updated", refund)
    return refund


# Disputes


def _dispute(account: Account, intent: Object, charge: Object, reason: str) -> None:
    dispute = account.new(
        "dispute",
        charge["id"],
        amount=charge["amount"],
        charge=charge["id"],
        currency=charge["currency"],
        payment_intent=intent["id"],
        reason=reason,
        status="needs_response",
    )
    dispute["evidence_details"]["due_by"] = account.now + 21 * 86400
    taken = record(account, "adjustment", dispute["id"], -charge["amount"], charge["currency"], fee=DISPUTE_FEE)
    dispute["balance_transactions"] = [copy.deepcopy(taken)]
    charge["disputed"] = True
    account.emit("charge.dispute.created", dispute)
    account.emit("charge.dispute.funds_withdrawn", dispute)


@does("v1.disputes.update")
def _answer_dispute(account: Account, call: Call) -> Object:
    dispute = account.get("dispute", call.id)
    if not dispute["status"].endswith("needs_response"):
        raise Refused(f"This dispute cannot be updated: its status is {dispute['status']}.")
    evidence = call.params.get("evidence") or {}
    dispute["evidence"] |= evidence
    dispute["metadata"] = metadata(dispute["metadata"], call.params)
    dispute["evidence_details"]["has_evidence"] = dispute["evidence_details"]["has_evidence"] or bool(evidence)
    account.emit("charge.dispute.updated", dispute)
    if evidence and call.params.get("submit", True):
        dispute["evidence_details"]["submission_count"] += 1
        # In test mode Stripe decides by these words.
        decided = {"winning_evidence": "won", "losing_evidence": "lost"}.get(str(evidence.get("uncategorized_text")))
        _end(account, dispute, decided) if decided else dispute.update(status="under_review")
    return dispute


@does("v1.disputes.close")
def _close_dispute(account: Account, call: Call) -> Object:
    dispute = account.get("dispute", call.id)
    if dispute["status"] in ("won", "lost"):
        raise Refused("This dispute is already closed.")
    _end(account, dispute, "lost")
    return dispute


def _end(account: Account, dispute: Object, status: str) -> None:
    dispute["status"] = status
    account.emit("charge.dispute.closed", dispute)
    if status == "won":
        record(account, "adjustment", dispute["id"], dispute["amount"], dispute["currency"])
        account.emit("charge.dispute.funds_reinstated", dispute)
