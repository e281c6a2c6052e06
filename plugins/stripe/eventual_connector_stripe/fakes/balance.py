"""The account's money: balance transactions, payouts to a bank account, transfers to connected accounts."""

from __future__ import annotations

from collections.abc import Iterator

from .account import Account, Call
from .generic import does, fill
from .money import currency_of
from .params import Refused, invalid, metadata
from .shapes import Object

ARRIVES_AFTER = 2 * 86400
"""Seconds after which a payout has arrived."""

AVAILABLE_AFTER = 2 * 86400
"""Seconds after which the money of a charge can be paid out. (The fake pays out what is pending, too.)"""


def record(account: Account, type: str, source: str, amount: int, currency: str, *, fee: int = 0) -> Object:
    """Write a change of the balance down.

    Args:
        account: whose.
        type: of the transaction, such as `charge`.
        source: the object that it comes from.
        amount: what comes in; negative for what goes out. In the currency's smallest unit.
        currency: in small letters.
        fee: what Stripe keeps.
    """
    details = [{"amount": fee, "application": None, "currency": currency, "description": "Stripe processing fees", "type": "stripe_fee"}]
    return account.new(
        "balance_transaction",
        source,
        type,
        amount=amount,
        available_on=account.now + (AVAILABLE_AFTER if type == "charge" else 0),
        balance_type="payments",
        currency=currency,
        fee=fee,
        fee_details=details if fee else [],
        net=amount - fee,
        reporting_category="dispute" if type == "adjustment" else type,
        source=source,
        status="pending" if type == "charge" else "available",
        type=type,
    )


@does("v1.balance.retrieve")
def _balance(account: Account, call: Call) -> Object:
    pending: dict[str, int] = {}
    available: dict[str, int] = {}
    for transaction in account.table("balance_transaction").values():
        held = available if transaction["available_on"] <= account.now else pending
        held[transaction["currency"]] = held.get(transaction["currency"], 0) + transaction["net"]
    return {
        "object": "balance",
        "available": [{"amount": amount, "currency": currency} for currency, amount in available.items()],
        "pending": [{"amount": amount, "currency": currency} for currency, amount in pending.items()],
        "livemode": False,
    }


# Payouts


@does("v1.payouts.create")
def _pay_out(account: Account, call: Call) -> Object:
    currency = currency_of(call.params)
    amount = _positive(call)
    instant = call.params.get("method") == "instant"
    payout = account.new("payout", amount=amount, currency=currency, status="paid" if instant else "pending")
    payout["arrival_date"] = account.now + (0 if instant else ARRIVES_AFTER)
    payout |= {"method": "standard", "source_type": "card", "reconciliation_status": "not_applicable"}
    fill(payout, call.params)
    payout["balance_transaction"] = record(account, "payout", payout["id"], -amount, currency)["id"]
    account.emit("payout.created", payout)
    if instant:
        account.emit("payout.paid", payout)
    return payout


@does("v1.payouts.update")
def _update_payout(account: Account, call: Call) -> Object:
    payout = account.get("payout", call.id)
    payout["metadata"] = metadata(payout["metadata"], call.params)
    account.emit("payout.updated", payout)
    return payout


@does("v1.payouts.cancel")
def _cancel_payout(account: Account, call: Call) -> Object:
    payout = account.get("payout", call.id)
    if payout["status"] != "pending":
        raise Refused("Payouts can be canceled only while they are pending.", code="payouts_not_allowed")
    payout["status"] = "canceled"
    payout["failure_balance_transaction"] = record(account, "payout_cancel", payout["id"], payout["amount"], payout["currency"])["id"]
    account.emit("payout.canceled", payout)
    return payout


@does("v1.payouts.reverse")
def _reverse_payout(account: Account, call: Call) -> Object:
    payout = account.get("payout", call.id)
    if payout["status"] != "paid" or payout["reversed_by"]:
        raise Refused("Payouts can be reversed once, when they were paid.", code="payout_reversal_not_allowed")
    back = account.new("payout", amount=-payout["amount"], currency=payout["currency"], arrival_date=account.now + ARRIVES_AFTER)
    back |= {"method": "standard", "original_payout": payout["id"], "status": "pending", "metadata": metadata({}, call.params)}
    payout["reversed_by"] = back["id"]
    account.emit("payout.created", back)
    return back


def due(account: Account) -> Iterator[int]:
    """When a payout arrives."""
    return (payout["arrival_date"] for payout in account.table("payout").values() if payout["status"] == "pending")


def pass_time(account: Account) -> None:
    """Let payouts arrive."""
    for payout in account.each("payout", lambda one: one["status"] == "pending" and one["arrival_date"] <= account.now):
        payout["status"] = "paid"
        account.emit("payout.paid", payout)


# Transfers


@does("v1.transfers.create")
def _transfer(account: Account, call: Call) -> Object:
    currency, amount = currency_of(call.params), _positive(call)
    transfer = account.new("transfer", amount=amount, currency=currency, destination=call.params["destination"], source_type="card")
    fill(transfer, {name: value for name, value in call.params.items() if name != "destination"})
    transfer["reversals"]["url"] = f"/v1/transfers/{transfer['id']}/reversals"
    transfer["balance_transaction"] = record(account, "transfer", transfer["id"], -amount, currency)["id"]
    account.emit("transfer.created", transfer)
    return transfer


@does("v1.transfers.update")
def _update_transfer(account: Account, call: Call) -> Object:
    transfer = account.get("transfer", call.id)
    fill(transfer, {name: value for name, value in call.params.items() if name in ("description", "metadata")})
    account.emit("transfer.updated", transfer)
    return transfer


@does("v1.transfers.reversals.create")
def _reverse_transfer(account: Account, call: Call) -> Object:
    transfer = account.get("transfer", call.ids[0])
    left = transfer["amount"] - transfer["amount_reversed"]
    amount = call.params.get("amount", left)
    if not 0 < amount <= left:
        raise Refused("The amount to reverse must be from 1 to what is left of the transfer.", param="amount")
    reversal = account.new("transfer_reversal", amount=amount, currency=transfer["currency"], transfer=transfer["id"])
    reversal["metadata"] = metadata({}, call.params)
    reversal["balance_transaction"] = record(account, "transfer_refund", reversal["id"], amount, transfer["currency"])["id"]
    account.hidden(reversal["id"])["parents"] = [transfer["id"]]
    transfer["amount_reversed"] += amount
    transfer["reversed"] = transfer["amount_reversed"] == transfer["amount"]
    transfer["reversals"]["data"].insert(0, reversal)
    account.emit("transfer.reversed", transfer)
    return reversal


def _positive(call: Call) -> int:
    amount = call.params.get("amount")
    if amount is None or amount < 1:
        raise invalid("This value must be greater than or equal to 1.", "amount", "parameter_invalid_integer")
    return int(amount)
