"""Checkout sessions: opened, gone through by the customer, or expired."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ..operations import operations
from . import payments
from .account import Account, Call
from .catalogue import new_price
from .customers import attach, payment_method
from .generic import carry_out, does, fill
from .params import Refused, invalid
from .shapes import Object

EXPIRES_AFTER = 24 * 3600
"""Seconds for which a session is open, where the request does not say."""

_OWN = frozenset({"line_items", "customer", "custom_fields", "shipping_options", "expires_at"})


@does("v1.checkout.sessions.create")
def _create(account: Account, call: Call) -> Object:
    params, mode = call.params, call.params.get("mode") or "payment"
    if customer := params.get("customer"):
        account.living("customer", customer, "customer")
    if mode != "setup" and not params.get("line_items"):
        raise invalid("Missing required param: line_items.", "line_items", "parameter_missing")
    lines = [_line(account, item) for item in params.get("line_items") or []]
    session = account.new("checkout.session", mode=mode, status="open", customer=customer, payment_method_types=["card"])
    fill(session, {name: value for name, value in params.items() if name not in _OWN})
    total = sum(price["unit_amount"] * quantity for price, quantity in lines)
    session |= {"amount_subtotal": total, "amount_total": total, "currency": lines[0][0]["currency"] if lines else params.get("currency")}
    session |= {"payment_status": "unpaid" if total else "no_payment_required", "expires_at": params.get("expires_at")}
    session["expires_at"] = session["expires_at"] or account.now + EXPIRES_AFTER
    session["url"] = f"https://checkout.stripe.com/c/pay/{session['id']}"
    session["total_details"] = {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0}
    account.hidden(session["id"]).update(lines=[[price["id"], quantity] for price, quantity in lines], params=params)
    return session


@does("v1.checkout.sessions.update")
def _update(account: Account, call: Call) -> Object:
    session = _open(account, call.id, "updated")
    fill(session, {name: value for name, value in call.params.items() if name not in _OWN})
    return session


@does("v1.checkout.sessions.expire")
def _expire(account: Account, call: Call) -> Object:
    session = _open(account, call.id, "expired")
    _end(account, session)
    return session


@does("v1.checkout.sessions.line_items.list")
def _list_lines(account: Account, call: Call) -> Object:
    session = account.get("checkout.session", call.ids[0])
    lines = account.hidden(session["id"])["lines"]
    items = [_item(account, session, number, account.get("price", price), quantity) for number, (price, quantity) in enumerate(lines)]
    return {"object": "list", "url": f"/v1/checkout/sessions/{session['id']}/line_items", "has_more": False, "data": items}


def completed(account: Account, id: str, method: str) -> Object:
    """The customer has gone through the session.

    Raises:
        ValueError: the card was declined.
    """
    session = _open(account, id, "completed")
    params = account.hidden(id)["params"]
    if session["customer"] is None:
        email = session["customer_email"] or "customer@example.com"
        session["customer"] = account.new("customer", id, email=email, invoice_prefix=id[-8:].upper(), next_invoice_sequence=1)["id"]
    owned = payment_method(account, method)
    attach(account, owned, session["customer"])
    try:
        _carry_out(account, session, params, owned["id"])
    except Refused as refused:
        raise ValueError(f"the session was not completed: {refused}") from refused
    paid = "no_payment_required" if session["mode"] == "setup" else "paid"
    session |= {"status": "complete", "payment_status": paid, "url": None}
    session["customer_details"] = {"email": account.get("customer", session["customer"])["email"], "name": None, "phone": None}
    account.emit("checkout.session.completed", session)
    return session


def due(account: Account) -> Iterator[int]:
    """When a session expires."""
    return (session["expires_at"] for session in account.table("checkout.session").values() if session["status"] == "open")


def pass_time(account: Account) -> None:
    """Let sessions expire."""
    for session in account.each("checkout.session", lambda one: one["status"] == "open" and one["expires_at"] <= account.now):
        _end(account, session)


def _carry_out(account: Account, session: Object, params: dict[str, Any], method: str) -> None:
    lines = account.hidden(session["id"])["lines"]
    match session["mode"]:
        case "payment":
            data = {**(params.get("payment_intent_data") or {}), "customer": session["customer"], "payment_method": method}
            amount, currency = session["amount_total"], session["currency"]
            intent = payments.create(account, amount, currency, data, confirm=True, of=session["id"])
            session["payment_intent"] = intent["id"]
        case "subscription":
            data = {**(params.get("subscription_data") or {}), "customer": session["customer"], "default_payment_method": method}
            data["items"] = [{"price": price, "quantity": quantity} for price, quantity in lines]
            session["subscription"] = _call(account, "v1.subscriptions.create", {**data, "payment_behavior": "error_if_incomplete"})["id"]
            session["invoice"] = account.get("subscription", session["subscription"])["latest_invoice"]
        case _:
            data = {**(params.get("setup_intent_data") or {}), "customer": session["customer"], "payment_method": method, "confirm": True}
            session["setup_intent"] = _call(account, "v1.setup_intents.create", data)["id"]


def _call(account: Account, name: str, params: dict[str, Any]) -> Object:
    made: Object = carry_out(account, Call(operations()[name], [], params, account.key))
    return made


def _line(account: Account, item: dict[str, Any]) -> tuple[Object, int]:
    data = item.get("price_data")
    price = new_price(account, data) if data else account.get("price", item.get("price", ""), "line_items[0][price]")
    return price, item.get("quantity", 1)


def _item(account: Account, session: Object, number: int, price: Object, quantity: int) -> Object:
    total = price["unit_amount"] * quantity
    product = account.table("product").get(price["product"], {"name": price["product"]})
    item = {
        "id": f"li_{session['id'][-16:]}{number}",
        "object": "item",
        "price": price,
        "quantity": quantity,
        "currency": price["currency"],
    }
    return item | {"amount_subtotal": total, "amount_total": total, "amount_discount": 0, "amount_tax": 0, "description": product["name"]}


def _open(account: Account, id: str, done: str) -> Object:
    session = account.get("checkout.session", id)
    if session["status"] != "open":
        raise Refused(f"Only Checkout Sessions with a status of `open` can be {done}; this one is {session['status']}.")
    return session


def _end(account: Account, session: Object) -> None:
    session |= {"status": "expired", "url": None}
    account.emit("checkout.session.expired", session)
