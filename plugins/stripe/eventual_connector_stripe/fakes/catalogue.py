"""What is sold: products and prices."""

from __future__ import annotations

from typing import Any

from .account import Account, Call
from .generic import does, fill
from .money import currency_of
from .params import Refused, invalid, metadata
from .shapes import Object


@does("v1.products.create")
def _create_product(account: Account, call: Call) -> Object:
    id = call.params.get("id")
    if id and id in account.table("product"):
        raise Refused(f"Product already exists: '{id}'", code="resource_already_exists", param="id")
    product = _product(account, call.params)
    if data := call.params.get("default_price_data"):
        product["default_price"] = new_price(account, {**data, "product": product["id"]})["id"]
    account.emit("product.created", product)
    return product


@does("v1.products.update")
def _update_product(account: Account, call: Call) -> Object:
    product = account.get("product", call.id)
    if default := call.params.get("default_price"):
        account.get("price", default, "default_price")
    fill(product, call.params)
    product["updated"] = account.now
    account.emit("product.updated", product)
    return product


@does("v1.products.delete")
def _delete_product(account: Account, call: Call) -> Object:
    product = account.get("product", call.id)
    if any(price["product"] == call.id for price in account.table("price").values()):
        raise Refused("This product cannot be deleted because it has one or more user-created prices.")
    account.emit("product.deleted", product)
    return account.remove("product", call.id)


@does("v1.prices.create")
def _create_price(account: Account, call: Call) -> Object:
    price = new_price(account, call.params)
    account.emit("price.created", price)
    return price


@does("v1.prices.update")
def _update_price(account: Account, call: Call) -> Object:
    price = account.get("price", call.id)
    _take_lookup_key(account, call.params)
    fill(price, {name: value for name, value in call.params.items() if name != "recurring"})
    account.emit("price.updated", price)
    return price


@does("v1.plans.create")
def _create_plan(account: Account, call: Call) -> Object:
    """A plan is a price by its older name; both have one id."""
    params = call.params
    recurring = {name: params[name] for name in ("interval", "interval_count", "usage_type") if name in params}
    product = params.get("product")
    given = {"product_data": product} if isinstance(product, dict) else {"product": product}
    price = new_price(account, {"currency": params["currency"], "unit_amount": params.get("amount"), "recurring": recurring, **given})
    plan = account.new("plan", price["id"], **{name: price[name] for name in ("id", "active", "currency", "product", "nickname")})
    del account.table("price")[price["id"]]
    plan["id"] = price["id"] = params.get("id") or price["id"]
    account.table("price")[price["id"]] = price
    account.table("plan")[plan["id"]] = plan
    plan |= {"amount": price["unit_amount"], "interval": recurring["interval"], "interval_count": price["recurring"]["interval_count"]}
    account.emit("plan.created", plan)
    return plan


def new_price(account: Account, params: dict[str, Any]) -> Object:
    """A price, of parameters as `prices.create` takes them.

    Raises:
        Refused: there is no such product, or no amount.
    """
    currency = currency_of(params)
    product = params.get("product")
    if product:
        account.get("product", product, "product")
    elif data := params.get("product_data"):
        product = _product(account, data)["id"]
    else:
        raise invalid("One of these parameters is needed: product, product_data.", "product", "parameter_missing")
    amount = params.get("unit_amount")
    if amount is None and params.get("unit_amount_decimal"):
        amount = round(float(params["unit_amount_decimal"]))
    if amount is None and not (params.get("custom_unit_amount") or params.get("tiers")):
        raise invalid("One of these parameters is needed: unit_amount, unit_amount_decimal, custom_unit_amount.", None, "parameter_missing")
    _take_lookup_key(account, params)
    price = account.new("price", active=True, currency=currency, product=product, unit_amount=amount)
    fill(price, {name: value for name, value in params.items() if name not in ("currency", "product", "unit_amount", "recurring")})
    price["unit_amount_decimal"] = None if amount is None else str(params.get("unit_amount_decimal") or amount)
    if recurring := params.get("recurring"):
        usage = {"interval_count": 1, "meter": None, "trial_period_days": None, "usage_type": "licensed"}
        price |= {"type": "recurring", "recurring": {**usage, **recurring}}
    return price


def _product(account: Account, params: dict[str, Any]) -> Object:
    product = account.new("product", active=True, updated=account.now, type="service", images=[], marketing_features=[])
    if id := params.get("id"):
        del account.table("product")[product["id"]]
        account.table("product")[id] = product
        product["id"] = id
    fill(product, params)
    product["metadata"] = metadata({}, params)
    return product


def _take_lookup_key(account: Account, params: dict[str, Any]) -> None:
    key = params.get("lookup_key")
    for price in account.each("price", lambda one: bool(key) and one["lookup_key"] == key):
        if not params.get("transfer_lookup_key"):
            raise Refused(f"A price (`{price['id']}`) already uses that lookup key.", param="lookup_key")
        price["lookup_key"] = None
