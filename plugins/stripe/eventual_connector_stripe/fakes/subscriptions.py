"""Subscriptions: begun, renewed by time, paid or not, and ended."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from . import invoices
from .account import Account, Call
from .catalogue import new_price
from .customers import attach, payment_method
from .generic import does, fill
from .params import Refused, invalid, metadata
from .periods import after
from .shapes import Object

EXPIRES_AFTER = 23 * 3600
"""Seconds after which a subscription whose first invoice was not paid is given up."""

NEVER = 2**40
"""The end of a subscription without items."""

WARNS_BEFORE = 3 * 86400
"""Seconds before the end of a trial at which it is announced."""

_LIVE = ("active", "past_due", "trialing", "unpaid")
_OWN = frozenset({"customer", "items", "default_payment_method", "trial_end", "billing_cycle_anchor", "add_invoice_items", "cancel_at"})


@does("v1.subscriptions.create")
def _create(account: Account, call: Call) -> Object:
    params = call.params
    customer = account.living("customer", params.get("customer", ""), "customer")
    if not params.get("items"):
        raise invalid("Missing required param: items.", "items", "parameter_missing")
    prices = [_price(account, item) for item in params["items"]]
    if any(price["type"] != "recurring" for price in prices):
        raise invalid("The price of a subscription has to be recurring.", "items[0][price]")
    method = _method(account, params, customer)
    subscription = account.new("subscription", customer=customer["id"], currency=prices[0]["currency"], start_date=account.now)
    subscription |= {"billing_cycle_anchor": account.now, "status": "active", "default_payment_method": method, "discounts": []}
    subscription["billing_mode"]["type"] = "flexible"
    subscription["items"]["url"] = f"/v1/subscription_items?subscription={subscription['id']}"
    fill(subscription, {name: value for name, value in params.items() if name not in _OWN})
    for number, (item, price) in enumerate(zip(params["items"], prices, strict=True)):
        _add_item(account, subscription, item, price, number)
    trial = _trial_end(account, params, prices[0])
    if trial:
        subscription.update(status="trialing", trial_start=account.now, trial_end=trial, billing_cycle_anchor=trial)
    _begin_period(subscription, account.now, trial or _next(subscription, 1))
    account.hidden(subscription["id"]).update(periods=0 if trial else 1, warned=False)
    # What is asked for at once is decided before anybody hears of it: an error leaves nothing behind.
    _first_invoice(account, subscription, params.get("payment_behavior") or "allow_incomplete")
    account.emit("customer.subscription.created", subscription)
    return subscription


@does("v1.subscriptions.update")
def _update(account: Account, call: Call) -> Object:
    subscription, params = account.get("subscription", call.id), call.params
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refused("A canceled subscription can only update its cancellation_details and metadata.", code="resource_missing")
    before = {name: subscription[name] for name in ("status", "cancel_at_period_end") if name in params}
    for number, item in enumerate(params.get("items") or []):
        _change_item(account, subscription, item, number)
    if method := params.get("default_payment_method"):
        subscription["default_payment_method"] = payment_method(account, method, "default_payment_method")["id"]
    if params.get("trial_end") == "now" and subscription["status"] == "trialing":
        _renew(account, subscription)
    fill(subscription, {name: value for name, value in params.items() if name not in _OWN})
    if "cancel_at_period_end" in params:
        ends = params["cancel_at_period_end"]
        subscription["cancel_at"] = _period_end(subscription) if ends else None
        subscription["canceled_at"] = account.now if ends else None
    elif "cancel_at" in params:
        subscription["cancel_at"] = params["cancel_at"] or None
    account.emit("customer.subscription.updated", subscription, **before)
    return subscription


@does("v1.subscriptions.cancel")
def _cancel(account: Account, call: Call) -> Object:
    subscription = account.get("subscription", call.id)
    if subscription["status"] in ("canceled", "incomplete_expired"):
        raise Refused(f"No such subscription: '{call.id}'", status=404, code="resource_missing", param="id")
    if details := call.params.get("cancellation_details"):
        subscription["cancellation_details"] = {"reason": "cancellation_requested", "comment": None, "feedback": None} | details
    _end(account, subscription)
    return subscription


@does("v1.subscriptions.resume")
def _resume(account: Account, call: Call) -> Object:
    subscription = account.get("subscription", call.id)
    if subscription["status"] != "paused":
        raise Refused(f"Only a paused subscription can be resumed; this one is {subscription['status']}.")
    subscription |= {"status": "active", "billing_cycle_anchor": account.now}
    account.hidden(subscription["id"])["periods"] = 1
    _begin_period(subscription, account.now, _next(subscription, 1))
    _invoice(account, subscription, "subscription_update")
    account.emit("customer.subscription.resumed", subscription)
    return subscription


@does("v1.subscriptions.pause")
def _pause(account: Account, call: Call) -> Object:
    subscription = account.get("subscription", call.id)
    if subscription["status"] not in _LIVE:
        raise Refused(f"Only a live subscription can be paused; this one is {subscription['status']}.")
    subscription["status"] = "paused"
    account.emit("customer.subscription.paused", subscription)
    return subscription


@does("v1.subscription_items.list")
def _items(account: Account, call: Call) -> Object:
    from .lists import page

    subscription = account.get("subscription", call.params["subscription"], "subscription")
    return page(subscription["items"]["data"], call, "subscription_item", "/v1/subscription_items")


def paid(account: Account, invoice: Object) -> None:
    """An invoice was paid: its subscription is active again, or for the first time."""
    subscription = account.table("subscription").get(invoices.subscription_of(invoice) or "")
    if subscription is not None and subscription["status"] in ("incomplete", "past_due", "unpaid"):
        before, subscription["status"] = subscription["status"], "active"
        account.emit("customer.subscription.updated", subscription, status=before)


def due(account: Account) -> Iterator[int]:
    """When a subscription's period, trial or patience ends."""
    for subscription in account.table("subscription").values():
        if subscription["status"] in _LIVE:
            yield min(_period_end(subscription), subscription["cancel_at"] or _period_end(subscription))
            if subscription["status"] == "trialing" and not account.hidden(subscription["id"])["warned"]:
                yield max(subscription["trial_end"] - WARNS_BEFORE, subscription["created"] + 1)
        elif subscription["status"] == "incomplete":
            yield subscription["created"] + EXPIRES_AFTER


def pass_time(account: Account) -> None:
    """Do what is due."""
    for subscription in account.each("subscription", lambda one: one["status"] in (*_LIVE, "incomplete")):
        hidden = account.hidden(subscription["id"])
        if subscription["status"] == "incomplete":
            if account.now >= subscription["created"] + EXPIRES_AFTER:
                subscription.update(status="incomplete_expired", ended_at=account.now)
                account.emit("customer.subscription.updated", subscription, status="incomplete")
            continue
        if account.now >= (subscription["cancel_at"] or _period_end(subscription) + 1):
            _end(account, subscription)
        elif account.now >= _period_end(subscription):
            _renew(account, subscription)
        elif subscription["status"] == "trialing" and not hidden["warned"] and account.now >= subscription["trial_end"] - WARNS_BEFORE:
            hidden["warned"] = True
            account.emit("customer.subscription.trial_will_end", subscription)


# Periods


def _renew(account: Account, subscription: Object) -> None:
    trialing = subscription["status"] == "trialing"
    if trialing and not _after_trial(account, subscription):
        return
    hidden = account.hidden(subscription["id"])
    if trialing:
        subscription |= {"status": "active", "billing_cycle_anchor": account.now, "trial_end": account.now}
        hidden["periods"] = 0
    hidden["periods"] += 1
    _begin_period(subscription, account.now if trialing else _period_end(subscription), _next(subscription, hidden["periods"]))
    _invoice(account, subscription, "subscription_cycle")
    account.emit("customer.subscription.updated", subscription, **({"status": "trialing"} if trialing else {}))


def _after_trial(account: Account, subscription: Object) -> bool:
    """Whether a subscription goes on after its trial, by what it says of customers without a payment method."""
    settings = (subscription["trial_settings"] or {}).get("end_behavior") or {}
    behavior = settings.get("missing_payment_method", "create_invoice")
    customer = account.get("customer", subscription["customer"])
    if behavior == "create_invoice" or subscription["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]:
        return True
    if behavior == "cancel":
        _end(account, subscription)
    else:
        subscription["status"] = "paused"
        account.emit("customer.subscription.paused", subscription)
    return False


def _next(subscription: Object, periods: int) -> int:
    recurring = subscription["items"]["data"][0]["price"]["recurring"]
    return after(subscription["billing_cycle_anchor"], recurring["interval"], recurring["interval_count"] * periods)


def _begin_period(subscription: Object, start: int, end: int) -> None:
    for item in subscription["items"]["data"]:
        item.update(current_period_start=start, current_period_end=end)


def _period_end(subscription: Object) -> int:
    return int(min((item["current_period_end"] for item in subscription["items"]["data"]), default=NEVER))


def _end(account: Account, subscription: Object) -> None:
    subscription |= {"status": "canceled", "canceled_at": subscription["canceled_at"] or account.now, "ended_at": account.now}
    account.emit("customer.subscription.deleted", subscription)


# Invoices


def _first_invoice(account: Account, subscription: Object, behavior: str) -> None:
    try:
        _invoice(account, subscription, "subscription_create", charge=behavior != "default_incomplete")
    except Refused as refused:
        if behavior == "error_if_incomplete":
            _forget(account, subscription)
            refused.changed = None
            raise
        subscription["status"] = "incomplete"
    latest = account.get("invoice", subscription["latest_invoice"])
    if latest["status"] == "open" and subscription["collection_method"] != "send_invoice":
        subscription["status"] = "incomplete"


def _invoice(account: Account, subscription: Object, reason: str, *, charge: bool = True) -> None:
    """Ask for the period that has begun. A renewal that is not paid leaves the subscription `past_due`.

    Raises:
        Refused: the first invoice could not be paid.
    """
    periods = str(account.hidden(subscription["id"])["periods"])
    parts = (subscription["id"], reason, periods)
    invoice = invoices.new_invoice(account, subscription["customer"], subscription["currency"], reason, subscription["id"], *parts)
    invoice |= {"auto_advance": True, "collection_method": subscription["collection_method"]}
    subscription["latest_invoice"] = invoice["id"]
    for item in subscription["items"]["data"]:
        period = {"start": item["current_period_start"], "end": item["current_period_end"]}
        each = 0 if subscription["status"] == "trialing" else item["price"]["unit_amount"] or 0
        line = {"amount": each * item["quantity"], "currency": subscription["currency"], "quantity": item["quantity"], "period": period}
        invoices.add_line(account, invoice, {**line, "price": item["price"], "subscription": subscription["id"]}, item["id"])
    invoices.take_pending(account, invoice)
    account.emit("invoice.created", invoice)
    paused = subscription["pause_collection"]
    if paused and paused["behavior"] == "keep_as_draft":
        return
    invoices.finalize(account, invoice)
    if paused or not charge or invoice["status"] == "paid" or subscription["collection_method"] == "send_invoice":
        return
    try:
        invoices.pay(account, invoice)
    except Refused:
        if reason == "subscription_create":
            raise
        before, subscription["status"] = subscription["status"], "past_due"
        account.emit("customer.subscription.updated", subscription, status=before)


def _forget(account: Account, subscription: Object) -> None:
    for invoice in account.each("invoice", lambda one: one["id"] == subscription["latest_invoice"]):
        account.remove("invoice", invoice["id"])
    account.remove("subscription", subscription["id"])


# What is subscribed to


def _price(account: Account, item: dict[str, Any]) -> Object:
    if data := item.get("price_data"):
        return new_price(account, data)
    return account.get("price", item.get("price") or item.get("plan") or "", "items[0][price]")


def _add_item(account: Account, subscription: Object, given: dict[str, Any], price: Object, number: int) -> None:
    item = account.new("subscription_item", subscription["id"], account.key, str(number), subscription=subscription["id"], price=price)
    item |= {"quantity": given.get("quantity", 1), "metadata": metadata({}, given)}
    recurring = price["recurring"]
    plan = {"id": price["id"], "active": price["active"], "amount": price["unit_amount"], "currency": price["currency"]}
    item["plan"] |= plan | {"interval": recurring["interval"], "interval_count": recurring["interval_count"], "product": price["product"]}
    subscription["items"]["data"].append(item)


def _change_item(account: Account, subscription: Object, given: dict[str, Any], number: int) -> None:
    items = subscription["items"]["data"]
    known = next((item for item in items if item["id"] == given.get("id")), None)
    if known is None:
        start, end = items[0]["current_period_start"], items[0]["current_period_end"]
        _add_item(account, subscription, given, _price(account, given), number)
        items[-1].update(current_period_start=start, current_period_end=end)
        return
    if given.get("deleted"):
        items.remove(known)
        return
    if "quantity" in given:
        known["quantity"] = given["quantity"]
    if "price" in given or "price_data" in given:
        known["price"] = _price(account, given)
    known["metadata"] = metadata(known["metadata"], given)


def _method(account: Account, params: dict[str, Any], customer: Object) -> str | None:
    named = params.get("default_payment_method")
    if not named:
        return None
    method = payment_method(account, named, "default_payment_method")
    if method["customer"] is None:
        attach(account, method, customer["id"])
    return str(method["id"])


def _trial_end(account: Account, params: dict[str, Any], price: Object) -> int | None:
    if isinstance(params.get("trial_end"), int):
        return int(params["trial_end"])
    days = params.get("trial_period_days") or (price["recurring"]["trial_period_days"] if params.get("trial_from_plan") else None)
    return account.now + days * 86400 if days else None
