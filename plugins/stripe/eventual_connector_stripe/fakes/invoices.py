"""Invoices: from a draft to what was paid, voided or given up."""

from __future__ import annotations

import copy
from typing import Any

from . import payments, shapes
from .account import Account, Call
from .catalogue import new_price
from .generic import does, fill
from .money import currency_of
from .params import Refused, invalid, metadata
from .shapes import Object

Line = dict[str, Any]


@does("v1.invoices.create")
def _create(account: Account, call: Call) -> Object:
    customer = call.params.get("customer")
    if not customer:
        raise invalid("Missing required param: customer.", "customer", "parameter_missing")
    account.living("customer", customer, "customer")
    subscription = call.params.get("subscription")
    invoice = new_invoice(account, customer, call.params.get("currency") or "usd", "manual", subscription)
    _fill(account, invoice, call)
    if call.params.get("pending_invoice_items_behavior") == "include":
        take_pending(account, invoice)
    account.emit("invoice.created", invoice)
    return invoice


@does("v1.invoices.create_preview")
def _preview(account: Account, call: Call) -> Object:
    """What would be asked for; nothing is written."""
    invoice = shapes.blank("invoice")
    invoice |= {"id": "upcoming_in", "currency": "usd", "status": "draft", "customer": call.params.get("customer"), "created": account.now}
    total = sum(line.get("amount", 0) for line in call.params.get("invoice_items") or [])
    for item in (call.params.get("subscription_details") or {}).get("items") or []:
        price = account.get("price", item.get("price", ""), "subscription_details[items][price]")
        total += (price["unit_amount"] or 0) * item.get("quantity", 1)
        invoice["currency"] = price["currency"]
    return invoice | {"total": total, "subtotal": total, "amount_due": total, "amount_remaining": total}


@does("v1.invoices.update")
def _update(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    _fill(account, invoice, call)
    account.emit("invoice.updated", invoice)
    return invoice


@does("v1.invoices.delete")
def _delete(account: Account, call: Call) -> Object:
    invoice = _draft(account, call.id, "deleted")
    account.emit("invoice.deleted", invoice)
    return account.remove("invoice", call.id)


@does("v1.invoices.finalize_invoice")
def _finalize(account: Account, call: Call) -> Object:
    invoice = _draft(account, call.id, "finalized")
    finalize(account, invoice)
    return invoice


@does("v1.invoices.pay")
def _pay(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    if invoice["status"] == "draft":
        finalize(account, invoice)
    if invoice["status"] == "paid":
        raise Refused("Invoice is already paid", code="invoice_already_paid")
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused(f"This invoice cannot be paid: its status is {invoice['status']}.", code="invoice_not_editable")
    if call.params.get("paid_out_of_band"):
        settle(account, invoice)
    else:
        pay(account, invoice, call.params.get("payment_method"))
    return invoice


@does("v1.invoices.send_invoice")
def _send(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    if invoice["collection_method"] != "send_invoice":
        raise Refused("You can only manually send an invoice if its collection method is 'send_invoice'.")
    if invoice["status"] == "draft":
        finalize(account, invoice)
    account.emit("invoice.sent", invoice)
    return invoice


@does("v1.invoices.void_invoice")
def _void(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    if invoice["status"] not in ("open", "uncollectible"):
        raise Refused(f"You can only void open or uncollectible invoices; this one is {invoice['status']}.", code="invoice_not_editable")
    invoice["status"] = "void"
    invoice["status_transitions"]["voided_at"] = account.now
    account.emit("invoice.voided", invoice)
    return invoice


@does("v1.invoices.mark_uncollectible")
def _give_up(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    if invoice["status"] != "open":
        raise Refused(f"You can only mark open invoices as uncollectible; this one is {invoice['status']}.", code="invoice_not_editable")
    invoice["status"] = "uncollectible"
    invoice["status_transitions"]["marked_uncollectible_at"] = account.now
    account.emit("invoice.marked_uncollectible", invoice)
    return invoice


@does("v1.invoices.add_lines")
def _add_lines(account: Account, call: Call) -> Object:
    invoice = _draft(account, call.id, "changed")
    for number, line in enumerate(call.params["lines"]):
        add_line(account, invoice, _priced(account, line), f"{account.key}{number}")
    return _changed(account, invoice, call)


@does("v1.invoices.update_lines")
def _update_lines(account: Account, call: Call) -> Object:
    invoice = _draft(account, call.id, "changed")
    for given in call.params["lines"]:
        _line(invoice, given["id"]).update({name: given[name] for name in ("amount", "description", "quantity") if name in given})
    return _changed(account, invoice, call)


@does("v1.invoices.remove_lines")
def _remove_lines(account: Account, call: Call) -> Object:
    invoice = _draft(account, call.id, "changed")
    for given in call.params["lines"]:
        line = _line(invoice, given["id"])
        invoice["lines"]["data"].remove(line)
        del account.table("line_item")[line["id"]]
    return _changed(account, invoice, call)


@does("v1.invoices.attach_payment")
def _attach(account: Account, call: Call) -> Object:
    invoice = account.get("invoice", call.id)
    if invoice["status"] != "open":
        raise Refused(f"A payment can be attached to an open invoice; this one is {invoice['status']}.", code="invoice_not_editable")
    intent = account.get("payment_intent", call.params.get("payment_intent", ""), "payment_intent")
    _record_payment(account, invoice, intent)
    if intent["status"] == "succeeded":
        settle(account, invoice)
    return invoice


@does("v1.invoices.line_items.list")
def _lines(account: Account, call: Call) -> Object:
    from .lists import page

    lines = account.get("invoice", call.ids[0])["lines"]["data"]
    return page(lines, call, "line_item", f"/v1/invoices/{call.ids[0]}/lines")


@does("v1.invoice_items.create")
def _create_item(account: Account, call: Call) -> Object:
    account.living("customer", call.params.get("customer", ""), "customer")
    priced = _priced(account, call.params)
    item = account.new("invoiceitem", customer=call.params["customer"], date=account.now, amount=priced["amount"])
    fill(item, {name: value for name, value in call.params.items() if name not in ("amount", "price_data", "pricing")})
    item |= {"currency": priced["currency"], "quantity": priced["quantity"], "discountable": True}
    if invoice := call.params.get("invoice"):
        add_line(account, _draft(account, invoice, "changed"), priced, item["id"])
        item["invoice"] = invoice
    account.emit("invoiceitem.created", item)
    return item


def new_invoice(account: Account, customer: str, currency: str, reason: str, subscription: str | None, *parts: str) -> Object:
    """A draft without lines."""
    invoice = account.new("invoice", *parts, customer=customer, currency=currency, status="draft", billing_reason=reason)
    known = account.get("customer", customer)
    invoice |= {"auto_advance": False, "customer_email": known["email"], "customer_name": known["name"]}
    invoice |= {"period_start": account.now, "period_end": account.now, "discounts": [], "account_name": "The fake"}
    invoice["lines"]["url"] = f"/v1/invoices/{invoice['id']}/lines"
    invoice["payments"] = {"object": "list", "data": [], "has_more": False, "url": "/v1/invoice_payments"}
    if subscription:
        details = {"metadata": {}, "subscription": subscription}
        invoice["parent"] = {"type": "subscription_details", "quote_details": None, "subscription_details": details}
    return invoice


def add_line(account: Account, invoice: Object, priced: Line, *parts: str) -> Object:
    """Ask for one more thing.

    Args:
        account: whose.
        invoice: a draft.
        priced: `amount`, `currency`, `quantity`, `price`, `description`, `period`.
        parts: of the line's id.
    """
    line = account.new("line_item", invoice["id"], *parts, invoice=invoice["id"])
    line |= {name: priced[name] for name in ("amount", "currency", "quantity", "description", "period") if name in priced}
    line |= {"subtotal": line["amount"], "discountable": True}
    if price := priced.get("price"):
        line["pricing"] = {"type": "price_details", "price_details": {"price": price["id"], "product": price["product"]}}
        line["pricing"]["unit_amount_decimal"] = price["unit_amount_decimal"]
    line["subscription"] = priced.get("subscription")
    invoice["lines"]["data"].append(line)
    _sum_up(invoice)
    return line


def take_pending(account: Account, invoice: Object) -> None:
    """Put the customer's waiting items on the invoice."""
    for item in account.each("invoiceitem", lambda one: one["customer"] == invoice["customer"] and not one["invoice"]):
        add_line(account, invoice, item, item["id"])
        item["invoice"] = invoice["id"]


def finalize(account: Account, invoice: Object) -> None:
    """Make a draft final: it has a number, and is to be paid; where there is nothing to pay, it is paid."""
    customer = account.get("customer", invoice["customer"])
    number = customer["next_invoice_sequence"]
    customer["next_invoice_sequence"] = number + 1
    invoice |= {"status": "open", "number": f"{customer['invoice_prefix']}-{number:04}", "effective_at": account.now}
    invoice["status_transitions"]["finalized_at"] = account.now
    invoice["hosted_invoice_url"] = f"https://invoice.stripe.com/i/{invoice['id']}"
    invoice["invoice_pdf"] = f"https://pay.stripe.com/invoice/{invoice['id']}/pdf"
    account.emit("invoice.finalized", invoice)
    if invoice["amount_due"] == 0:
        settle(account, invoice)


def pay(account: Account, invoice: Object, method: str | None = None) -> None:
    """Charge the customer for an open invoice.

    Raises:
        Refused: there is no payment method, or it was declined.
    """
    chosen = method or _method(account, invoice)
    invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
    if chosen is None:
        account.emit("invoice.payment_failed", invoice)
        message = "There is no payment method that this invoice could be paid with: the customer has no default."
        raise Refused(message, code="invoice_payment_intent_requires_action", changed=invoice)
    params = {"customer": invoice["customer"], "payment_method": chosen, "off_session": True, "metadata": {}}
    attempt = f"{invoice['id']}/{invoice['attempt_count']}"
    try:
        intent = payments.create(account, invoice["amount_remaining"], invoice["currency"], params, confirm=True, of=attempt)
    except Refused as refused:
        if refused.changed is not None:
            _record_payment(account, invoice, refused.changed)
        account.emit("invoice.payment_failed", invoice)
        refused.changed = invoice
        raise
    _record_payment(account, invoice, intent)
    settle(account, invoice)


def settle(account: Account, invoice: Object) -> None:
    """It is paid."""
    from .subscriptions import paid

    invoice |= {"status": "paid", "amount_paid": invoice["amount_due"], "amount_remaining": 0, "attempted": True}
    invoice["status_transitions"]["paid_at"] = account.now
    account.emit("invoice.paid", invoice)
    account.emit("invoice.payment_succeeded", invoice)
    paid(account, invoice)


def subscription_of(invoice: Object) -> str | None:
    """The subscription that an invoice is for."""
    details = (invoice["parent"] or {}).get("subscription_details") or {}
    found: str | None = details.get("subscription")
    return found


def _fill(account: Account, invoice: Object, call: Call) -> None:
    fill(invoice, {name: value for name, value in call.params.items() if name not in ("customer", "currency", "issuer")})
    if method := call.params.get("default_payment_method"):
        account.get("payment_method", method, "default_payment_method")
    if days := call.params.get("days_until_due"):
        invoice["due_date"] = account.now + days * 86400


def _changed(account: Account, invoice: Object, call: Call) -> Object:
    _sum_up(invoice)
    invoice["metadata"] = metadata(invoice["metadata"] or {}, {"metadata": call.params.get("invoice_metadata")})
    account.emit("invoice.updated", invoice)
    return invoice


def _draft(account: Account, id: str, done: str) -> Object:
    invoice = account.get("invoice", id)
    if invoice["status"] != "draft":
        raise Refused(f"Only a draft can be {done}; this invoice is {invoice['status']}.", code="invoice_not_editable")
    return invoice


def _line(invoice: Object, id: str) -> Object:
    found = next((line for line in invoice["lines"]["data"] if line["id"] == id), None)
    if found is None:
        raise Refused(f"No such invoice line item: '{id}'", code="resource_missing", param="lines")
    line: Object = found
    return line


def _priced(account: Account, given: dict[str, Any]) -> Line:
    quantity = given.get("quantity", 1)
    price = None
    if data := given.get("price_data"):
        price = new_price(account, data)
    elif named := (given.get("pricing") or {}).get("price"):
        price = account.get("price", named, "pricing[price]")
    amount = given.get("amount")
    if amount is None and price is None and given.get("unit_amount_decimal") is None:
        raise invalid("One of these parameters is needed: amount, pricing, price_data.", "amount", "parameter_missing")
    if amount is None:
        each = price["unit_amount"] if price else round(float(given["unit_amount_decimal"]))
        amount = (each or 0) * quantity
    currency = price["currency"] if price else currency_of(given) if given.get("currency") else "usd"
    period = given.get("period") or {"start": account.now, "end": account.now}
    priced: Line = {"amount": amount, "currency": currency, "quantity": quantity, "price": price, "period": period}
    return priced | {"description": given.get("description")}


def _sum_up(invoice: Object) -> None:
    lines = invoice["lines"]["data"]
    if lines:
        invoice["currency"] = lines[0]["currency"]
    total = sum(line["amount"] for line in lines)
    due = max(0, total)
    invoice |= {"subtotal": total, "total": total, "amount_due": due, "amount_remaining": due - invoice["amount_paid"]}
    invoice |= {"subtotal_excluding_tax": total, "total_excluding_tax": total}


def _method(account: Account, invoice: Object) -> str | None:
    """What is charged: the invoice's own payment method, else the subscription's, else the customer's."""
    subscription = account.table("subscription").get(subscription_of(invoice) or "")
    settings = account.get("customer", invoice["customer"])["invoice_settings"]
    of_subscription = subscription["default_payment_method"] if subscription else None
    found: str | None = invoice["default_payment_method"] or of_subscription or settings["default_payment_method"]
    return found


def _record_payment(account: Account, invoice: Object, intent: Object) -> None:
    done = intent["status"] == "succeeded"
    payment = account.new(
        "invoice_payment",
        invoice["id"],
        intent["id"],
        amount_requested=invoice["amount_due"],
        amount_paid=intent["amount_received"] if done else None,
        currency=invoice["currency"],
        invoice=invoice["id"],
        is_default=True,
        status="paid" if done else "open",
    )
    payment["payment"] = {"type": "payment_intent", "payment_intent": intent["id"], "charge": None}
    payment["status_transitions"]["paid_at"] = account.now if done else None
    invoice["payments"]["data"].append(copy.deepcopy(payment))
