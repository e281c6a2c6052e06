"""What each of Stripe's objects looks like when nothing is known of it; generated from the SDK's types."""

from __future__ import annotations

import copy
import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

Object = dict[str, Any]

_PREFIXES = {
    "account": "acct_",
    "balance_transaction": "txn_",
    "charge": "ch_3",
    "checkout.session": "cs_test_",
    "coupon": "",
    "credit_note": "cn_",
    "customer": "cus_",
    "dispute": "du_1",
    "event": "evt_1",
    "file": "file_1",
    "file_link": "link_1",
    "invoice": "in_1",
    "invoice_payment": "inpay_1",
    "invoiceitem": "ii_1",
    "line_item": "il_1",
    "payment_intent": "pi_3",
    "payment_link": "plink_1",
    "payment_method": "pm_1",
    "payout": "po_1",
    "price": "price_1",
    "product": "prod_",
    "promotion_code": "promo_1",
    "quote": "qt_1",
    "refund": "re_3",
    "setup_intent": "seti_1",
    "subscription": "sub_1",
    "subscription_item": "si_",
    "subscription_schedule": "sub_sched_1",
    "tax_id": "txi_1",
    "tax_rate": "txr_1",
    "test_helpers.test_clock": "clock_1",
    "token": "tok_1",
    "topup": "tu_1",
    "transfer": "tr_1",
    "transfer_reversal": "trr_1",
    "webhook_endpoint": "we_1",
}


_ALWAYS: dict[str, Object] = {
    "customer": {
        "invoice_settings": {"custom_fields": None, "default_payment_method": None, "footer": None, "rendering_options": None},
    },
}
"""What Stripe always gives, though the SDK's types allow for none."""


@cache
def _shapes() -> Mapping[str, Mapping[str, Any]]:
    found: Mapping[str, Mapping[str, Any]] = json.loads(Path(__file__).with_name("shapes.json").read_text(encoding="utf-8"))
    return found


@cache
def _named() -> Mapping[str, Mapping[str, Any]]:
    return {shape["object"]: shape for shape in _shapes().values()}


def kind_of(reference: str) -> str:
    """The name of a class's objects: `payment_intent` for `stripe._payment_intent:PaymentIntent`."""
    return str(_shapes()[reference]["object"])


def blank(kind: str) -> Object:
    """An object of this kind with all its fields."""
    fields: Object = copy.deepcopy({**_named()[kind]["fields"], **_ALWAYS.get(kind, {})})
    if "metadata" in fields:
        fields["metadata"] = {}
    return fields


def kinds(kind: str) -> Mapping[str, str]:
    """The JSON types of an object's fields, where they are no text."""
    found: Mapping[str, str] = _named()[kind]["kinds"]
    return found


def id_length(prefix: str) -> int:
    """The letters and digits that follow a prefix: those of Stripe's ids that begin with a number count it."""
    return 14 if prefix in ("cus_", "prod_", "si_") else 24 - prefix[-1:].isdigit()


def prefix_of(kind: str) -> str:
    """What the ids of this kind begin with, in Stripe's manner."""
    initials = "".join(word[0] for part in kind.split(".") for word in part.split("_") if word)
    return _PREFIXES.get(kind, f"{initials}_1")
