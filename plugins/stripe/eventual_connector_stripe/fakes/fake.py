"""Stripe on this machine: customers, payments and refunds, with Stripe's idempotency."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Fault, Faults, Request, Response

from . import objects
from .cards import Card, card_named
from .money import amount_of, currency_of, refund_amount
from .objects import Object
from .params import Refused, Tree, check_names, choice, flag, invalid, metadata, tree_of, whole

KEY_LIFETIME = timedelta(hours=24)
KEY_LENGTH = 255

_ACTIONS: dict[tuple[str, str, int], str] = {
    ("POST", "", 1): "create",
    ("GET", "", 1): "list",
    ("GET", "", 2): "retrieve",
    ("POST", "", 2): "update",
    ("DELETE", "", 2): "delete",
    ("POST", "confirm", 3): "confirm",
    ("POST", "capture", 3): "capture",
    ("POST", "cancel", 3): "cancel",
}
"""What a request to `/v1/RESOURCE[/ID[/VERB]]` does, by method, verb and number of parts."""

_MODELS = {"customers": "Customer", "payment_intents": "PaymentIntent", "refunds": "Refund", "charges": "Charge"}
_EXPANDABLE = {"customer": "customers", "latest_charge": "charges", "charge": "charges", "payment_intent": "payment_intents"}
_SHOWN_AS = {"customers": "customer", "payment_intents": "payment_intent", "refunds": "refund", "charges": "charge"}

_REASONS = ("duplicate", "fraudulent", "requested_by_customer")
_UNCONFIRMED = ("requires_payment_method", "requires_confirmation", "requires_action")


@dataclass(frozen=True)
class _Call:
    """One request, understood."""

    operation: str
    resource: str
    action: str
    id: str
    params: Tree
    key: str | None
    tables: dict[str, dict[str, Object]]


class StripeFake(Fake):
    """Stripe. It takes the test cards of Stripe's documentation (`pm_card_visa`, `pm_card_visa_chargeDeclined`, ...).

    Like Stripe it keeps, for 24 hours of its clock, the answer to each POST with an `Idempotency-Key` whose execution had begun, a 500
    and a declined card included; parameters that are refused are not kept. A declined payment is an effect too: the PaymentIntent
    is there, with the status `requires_payment_method`. The account takes cards alone, so no payment asks for a `return_url`. A refund
    that is created with `instructions_email` waits for the customer (`requires_action`) and can be cancelled.

    Attributes:
        api_key: the one key that is accepted.
    """

    name: ClassVar[str] = "stripe"
    operations: ClassVar[frozenset[str]] = frozenset(
        {
            "v1.balance.retrieve",
            *(f"v1.charges.{action}" for action in ("retrieve", "list")),
            *(f"v1.customers.{action}" for action in ("create", "retrieve", "update", "list", "delete")),
            *(f"v1.payment_intents.{action}" for action in ("create", "retrieve", "update", "list", "confirm", "capture", "cancel")),
            *(f"v1.refunds.{action}" for action in ("create", "retrieve", "update", "list", "cancel")),
        }
    )

    def __init__(self, seed: int = 0, *, start: datetime | None = None, api_key: str = "sk_test_fake") -> None:
        super().__init__(seed, start=start)
        self.api_key = api_key
        self._execution = Faults(self.operations)

    def new_state(self) -> dict[str, Any]:
        """No account has anything yet, and no key is known."""
        return {"accounts": {}, "keys": {}}

    def reset(self) -> None:
        """As on the first day."""
        super().reset()
        self._execution.clear()

    def fail_execution(self, operation: str, *, status: int = 500, applied: bool = True, times: int | None = 1) -> None:
        """Let Stripe itself break while it executes, so that the error is stored under the key and replayed.

        (`faults.error_after_apply` is an error of something in front of Stripe; the next request of that key gets the real answer.)

        Args:
            operation: which operation.
            status: of the error.
            applied: whether the effect had happened.
            times: how many requests are hit.
        """
        self._execution.add(Fault("error_after_apply" if applied else "error_before_apply", operation, times, status=status))

    def operation(self, request: Request) -> str:
        """`v1.payment_intents.create`, or the method and the path of what the fake does not know."""
        if (request.method, request.path) == ("GET", "/v1/balance"):
            return "v1.balance.retrieve"
        version, _, path = request.path.strip("/").partition("/")
        resource, *rest = path.split("/")
        action = _ACTIONS.get((request.method, "".join(rest[1:]), 1 + len(rest)))
        name = f"{version}.{resource}.{action}"
        return name if name in self.operations else f"{request.method} {request.path}"

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """What stands in front of Stripe says no; nothing is stored."""
        headers = {"Request-Id": self.id("req_", _key(request), length=14)}
        if after is not None:
            headers["Retry-After"] = f"{after:g}"
        if status == 429:
            refused = Refused("Too many requests in too short a time.", status=429, code="rate_limit")
        elif status == 401:
            refused = Refused(f"Expired API Key provided: {_masked(_credential(request))}", status=401, code="api_key_expired")
        else:
            refused = Refused("Something went wrong on Stripe's end.", status=status, type="api_error")
        return _error(refused, headers)

    def settings(self, url: str) -> dict[str, Any]:
        """A connection's settings."""
        return {"api_key": self.api_key, "api_base": url}

    def apply(self, request: Request) -> Response:
        """Stripe's answer."""
        key = _key(request) if request.method == "POST" else None
        headers = {"Request-Id": self.id("req_", key, length=14)}
        if version := request.headers.get("stripe-version"):
            headers["Stripe-Version"] = version
        try:
            self._authenticate(request)
            if key is None:
                return self._execute(request, headers)[0]
            return self._once(request, key, headers | {"Idempotency-Key": key})
        except Refused as refused:
            if refused.status == 409:
                headers["Stripe-Should-Retry"] = "true"
            return _error(refused, headers)

    # Keys

    def _once(self, request: Request, key: str, headers: dict[str, str]) -> Response:
        if len(key) > KEY_LENGTH:
            raise invalid(f"Idempotency keys can be up to {KEY_LENGTH} characters long.")
        scope = _scope(request)
        stored = self.state["keys"].get(scope)
        if stored is not None and self.clock.timestamp() < stored["expires"]:
            if stored["fingerprint"] != _fingerprint(request):
                message = f"The idempotency key {key} was used before with other parameters or for another endpoint."
                raise Refused(message, type="idempotency_error", executed=False)
            replayed = {"Idempotent-Replayed": "true", "Original-Request": stored["request_id"], "Stripe-Should-Retry": "false"}
            return Response.json(json.loads(stored["body"]), status=stored["status"], headers=headers | replayed)
        if any(other is not request and _scope(other) == scope for other in self.in_flight):
            message = f"Another request with the idempotency key {key} is still in progress."
            raise Refused(message, status=409, type="idempotency_error", code="idempotency_key_in_use", executed=False)
        answer, executed = self._execute(request, headers)
        if executed:
            self._forget_old_keys()
            self.state["keys"].pop(scope, None)  # so that the oldest stay in front
            self.state["keys"][scope] = {
                "fingerprint": _fingerprint(request),
                "status": answer.status,
                "body": answer.body.decode(),
                "request_id": headers["Request-Id"],
                "expires": (self.clock.now() + KEY_LIFETIME).timestamp(),
            }
        return answer

    def _forget_old_keys(self) -> None:
        keys, now = self.state["keys"], self.clock.timestamp()
        while keys and keys[oldest := next(iter(keys))]["expires"] <= now:
            del keys[oldest]

    def _execute(self, request: Request, headers: dict[str, str]) -> tuple[Response, bool]:
        """The answer, and whether the endpoint had begun."""
        fault = None
        try:
            call = self._understood(request)
            fault = self._execution.next(call.operation)
            if fault is not None and fault.kind == "error_before_apply":
                raise Refused("Stripe failed while it executed the request.", status=fault.status, type="api_error")
            answer = Response.json(self._answer_to(call), headers=headers)
        except Refused as refused:
            return _error(refused, headers), refused.executed
        if fault is not None:
            answer = _error(Refused("Stripe failed while it executed the request.", status=fault.status, type="api_error"), headers)
        return answer, True

    def _authenticate(self, request: Request) -> None:
        credential = _credential(request)
        if not credential:
            raise Refused("You did not provide an API key, as Authorization: Bearer YOUR_KEY.", status=401, executed=False)
        if credential != self.api_key:
            raise Refused(f"Invalid API Key provided: {_masked(credential)}", status=401, executed=False)

    # Requests

    def _understood(self, request: Request) -> _Call:
        operation = self.operation(request)
        if operation not in self.operations:
            raise Refused(f"Unrecognized request URL ({request.method}: {request.path}).", status=404, executed=False)
        _, resource, action = operation.split(".")
        params = tree_of(request.form() if request.method == "POST" else request.query_pairs())
        if resource in _MODELS:
            check_names(params, f"{_MODELS[resource]}{action.title()}Params")
        parts = request.path.strip("/").split("/")
        account = self.state["accounts"].setdefault(request.headers.get("stripe-account", ""), {})
        for table in (*_MODELS, "payment_methods"):
            account.setdefault(table, {})
        key = _key(request) if request.method == "POST" else None
        return _Call(operation, resource, action, parts[2] if len(parts) > 2 else "", params, key, account)

    def _answer_to(self, call: _Call) -> Object:
        handler: Callable[[_Call], Object] = getattr(self, f"_{call.resource}_{call.action}", self._common(call.action))
        answer = handler(call)
        return _expanded(answer, call.params.get("expand", []), call.tables)

    def _common(self, action: str) -> Callable[[_Call], Object]:
        return self._list if action == "list" else self._retrieve

    def _retrieve(self, call: _Call) -> Object:
        return self._found(call, call.resource, call.id)

    def _list(self, call: _Call) -> Object:
        filters = [name for name in ("customer", "email", "payment_intent", "charge") if name in call.params]

        def matches(entry: Object) -> bool:
            same = all(entry.get(name) == call.params[name] for name in filters)
            return same and not entry.get("deleted") and _created(entry, call.params)

        return _page(filter(matches, reversed(call.tables[call.resource].values())), call)

    def _found(self, call: _Call, table: str, id: str, param: str | None = None) -> Object:
        found = call.tables[table].get(id)
        if found is None:
            kind = _SHOWN_AS.get(table, "PaymentMethod")
            raise Refused(f"No such {kind}: '{id}'", status=404 if param is None else 400, code="resource_missing", param=param or "id")
        return found

    def _now(self) -> int:
        return int(self.clock.timestamp())

    # Balance

    def _balance_retrieve(self, call: _Call) -> Object:
        return {"object": "balance", "available": [], "pending": [], "livemode": False}

    # Customers

    def _customers_create(self, call: _Call) -> Object:
        id = self.id("cus_", call.key, length=14)
        customer = objects.customer(id, self._now(), prefix=id[-8:].upper())
        self._fill_customer(customer, call)
        call.tables["customers"][id] = customer
        self.effect(call.operation, id, customer, key=call.key)
        return customer

    def _customers_retrieve(self, call: _Call) -> Object:
        return self._found(call, "customers", call.id)

    def _customers_update(self, call: _Call) -> Object:
        customer = self._living_customer(call, call.id)
        self._fill_customer(customer, call)
        self.effect(call.operation, call.id, customer, key=call.key)
        return customer

    def _customers_delete(self, call: _Call) -> Object:
        self._living_customer(call, call.id)
        deleted = {"id": call.id, "object": "customer", "deleted": True}
        call.tables["customers"][call.id] = deleted
        self.effect(call.operation, call.id, deleted)
        return deleted

    def _living_customer(self, call: _Call, id: str, param: str | None = None) -> Object:
        customer = self._found(call, "customers", id, param)
        if customer.get("deleted"):
            raise Refused(f"No such customer: '{id}'", status=404 if param is None else 400, code="resource_missing", param=param or "id")
        return customer

    def _fill_customer(self, customer: Object, call: _Call) -> None:
        changed = {name: value or None for name, value in call.params.items() if name in customer and name != "metadata"}
        if "balance" in changed:
            changed["balance"] = whole(call.params, "balance") or 0
        if "email" in changed and changed["email"] and "@" not in changed["email"]:
            raise invalid(f"Invalid email address: {changed['email']}", "email", "email_invalid")
        customer.update(changed, metadata=metadata(customer["metadata"], call.params))

    # Payments

    def _payment_intents_create(self, call: _Call) -> Object:
        currency = currency_of(call.params)
        amount = amount_of(call.params, currency)
        if amount is None:
            raise invalid("Missing required param: amount.", "amount", "parameter_missing")
        confirm = flag(call.params, "confirm")
        if confirm and not call.params.get("payment_method"):
            raise invalid(
                "A PaymentIntent cannot be confirmed without a payment method.", "payment_method", "payment_intent_unexpected_state"
            )
        id = self.id("pi_3", call.key, length=23)
        secret = self.id("", "secret", call.key, length=25)
        intent = objects.payment_intent(id, self._now(), secret=secret, amount=amount, currency=currency)
        intent["capture_method"] = choice(call.params, "capture_method", ("automatic", "automatic_async", "manual")) or "automatic_async"
        self._fill_intent(intent, call)
        call.tables["payment_intents"][id] = intent
        self._settle(intent, call, confirm=confirm)
        return intent

    def _payment_intents_update(self, call: _Call) -> Object:
        intent = self._retrieve(call)
        money = {"amount", "currency", "payment_method"} & call.params.keys()
        if money and intent["status"] not in _UNCONFIRMED:
            raise _unexpected(intent, f"updated in {', '.join(sorted(money))}")
        currency = currency_of(call.params) if "currency" in call.params else intent["currency"]
        amount = amount_of(call.params, currency)
        self._fill_intent(intent, call)
        intent.update(currency=currency, amount=amount or intent["amount"])
        self.effect(call.operation, intent["id"], intent, key=call.key)
        return intent

    def _payment_intents_confirm(self, call: _Call) -> Object:
        intent = self._retrieve(call)
        if intent["status"] not in _UNCONFIRMED:
            raise _unexpected(intent, "confirmed")
        if not intent["payment_method"] and not call.params.get("payment_method"):
            raise _unexpected(intent, "confirmed without a payment method")
        self._fill_intent(intent, call)
        self._settle(intent, call, confirm=True)
        return intent

    def _payment_intents_capture(self, call: _Call) -> Object:
        intent = self._retrieve(call)
        if intent["status"] != "requires_capture":
            raise _unexpected(intent, "captured")
        amount = whole(call.params, "amount_to_capture") or intent["amount_capturable"]
        if not 0 < amount <= intent["amount_capturable"]:
            raise Refused("The amount to capture must be from 1 to what is capturable.", code="amount_too_large", param="amount_to_capture")
        intent["metadata"] = metadata(intent["metadata"], call.params)
        self._captured(intent, call.tables["charges"][intent["latest_charge"]], amount)
        self.effect(call.operation, intent["id"], intent, key=call.key)
        return intent

    def _payment_intents_cancel(self, call: _Call) -> Object:
        intent = self._retrieve(call)
        if intent["status"] not in (*_UNCONFIRMED, "requires_capture"):
            raise _unexpected(intent, "canceled")
        reason = choice(call.params, "cancellation_reason", (*_REASONS, "abandoned"))
        if intent["status"] == "requires_capture":
            paid = call.tables["charges"][intent["latest_charge"]]
            paid.update(refunded=True, amount_refunded=paid["amount"])
        intent.update(status="canceled", canceled_at=self._now(), cancellation_reason=reason, amount_capturable=0, next_action=None)
        self.effect(call.operation, intent["id"], intent, key=call.key)
        return intent

    def _fill_intent(self, intent: Object, call: _Call) -> None:
        if customer := call.params.get("customer"):
            self._living_customer(call, customer, "customer")
        plain = ("customer", "description", "receipt_email", "shipping", "setup_future_usage", "statement_descriptor")
        for name in (*plain, "statement_descriptor_suffix", "transfer_group", "on_behalf_of"):
            if name in call.params:
                intent[name] = call.params[name] or None
        if method := call.params.get("payment_method"):
            intent["payment_method"] = self._payment_method(call, method)
            intent["status"] = "requires_confirmation"
        intent["metadata"] = metadata(intent["metadata"], call.params)

    def _payment_method(self, call: _Call, method: str) -> str:
        known: dict[str, Any] = call.tables["payment_methods"]
        if method in known:
            return method
        if card_named(method) is None:
            raise Refused(f"No such PaymentMethod: '{method}'", code="resource_missing", param="payment_method")
        id = self.id("pm_1", method, call.key, length=23)
        known[id] = {"id": id, "card": method}
        return id

    def _settle(self, intent: Object, call: _Call, *, confirm: bool) -> None:
        """Charge the payment if it is confirmed, record the effect, and refuse what the card refuses."""
        declined = self._charged(intent, call) if confirm else None
        self.effect(call.operation, intent["id"], intent, key=call.key)
        if declined is not None:
            raise declined

    def _charged(self, intent: Object, call: _Call) -> Refused | None:
        card = card_named(call.tables["payment_methods"][intent["payment_method"]]["card"]) or Card("visa", "4242")
        if card.asks:
            intent.update(status="requires_action", next_action={"type": "use_stripe_sdk", "use_stripe_sdk": {"type": "three_d_secure"}})
            return None
        paid = objects.charge(self.id("ch_3", intent["id"], length=23), self._now(), intent, brand=card.brand, last4=card.last4)
        call.tables["charges"][paid["id"]] = paid
        intent.update(latest_charge=paid["id"], next_action=None, last_payment_error=None)
        if card.decline is not None:
            return _declined(intent, paid, card.decline)
        paid.update(paid=True, status="succeeded")
        if intent["capture_method"] == "manual":
            intent.update(status="requires_capture", amount_capturable=intent["amount"])
        else:
            self._captured(intent, paid, intent["amount"])
        return None

    def _captured(self, intent: Object, paid: Object, amount: int) -> None:
        paid.update(captured=True, amount_captured=amount)
        intent.update(status="succeeded", amount_received=amount, amount_capturable=0)

    # Refunds

    def _refunds_create(self, call: _Call) -> Object:
        paid = self._refundable(call)
        left = paid["amount_captured"] - paid["amount_refunded"]
        if left == 0:
            raise Refused(f"Charge {paid['id']} has already been refunded.", code="charge_already_refunded")
        amount = refund_amount(call.params, left, paid["currency"])
        id = self.id("re_3", call.key, length=23)
        refund = objects.refund(id, self._now(), paid, amount=amount, reason=choice(call.params, "reason", _REASONS))
        refund["metadata"] = metadata({}, call.params)
        if email := call.params.get("instructions_email"):
            refund.update(status="requires_action", instructions_email=email)
        paid["amount_refunded"] += amount
        paid["refunded"] = paid["amount_refunded"] == paid["amount_captured"]
        call.tables["refunds"][id] = refund
        self.effect(call.operation, id, refund, key=call.key)
        return refund

    def _refundable(self, call: _Call) -> Object:
        intent_id, charge_id = call.params.get("payment_intent"), call.params.get("charge")
        if intent_id:
            intent = self._found(call, "payment_intents", intent_id, "payment_intent")
            charge_id = intent["latest_charge"]
            if intent["status"] != "succeeded":
                raise Refused(f"The PaymentIntent {intent_id} does not have a successful charge to refund.", param="payment_intent")
        if not charge_id:
            raise invalid("One of these parameters is needed: payment_intent, charge.", None, "parameter_missing")
        paid = self._found(call, "charges", charge_id, "charge")
        if not paid["captured"]:
            raise Refused(f"Charge {charge_id} was not captured, so there is nothing to refund.", param="charge")
        return paid

    def _refunds_update(self, call: _Call) -> Object:
        refund = self._retrieve(call)
        refund["metadata"] = metadata(refund["metadata"], call.params)
        self.effect(call.operation, refund["id"], refund, key=call.key)
        return refund

    def _refunds_cancel(self, call: _Call) -> Object:
        refund = self._retrieve(call)
        if refund["status"] != "requires_action":
            raise Refused(f"The refund {refund['id']} cannot be canceled: its status is {refund['status']}.")
        paid = self._found(call, "charges", refund["charge"])
        paid["amount_refunded"] -= refund["amount"]
        paid["refunded"] = False
        refund.update(status="canceled", failure_reason="merchant_request")
        self.effect(call.operation, refund["id"], refund, key=call.key)
        return refund


def _key(request: Request) -> str | None:
    return request.headers.get("idempotency-key") or None


def _scope(request: Request) -> str:
    return f"{request.headers.get('stripe-account', '')}\n{_key(request)}"


def _fingerprint(request: Request) -> str:
    what = json.dumps([request.method, request.path, sorted(request.form())])
    return hashlib.sha256(what.encode()).hexdigest()


def _credential(request: Request) -> str:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return base64.b64decode(credential).decode("utf-8", "replace").partition(":")[0]
    return credential if scheme.lower() == "bearer" else ""


def _masked(credential: str) -> str:
    return f"{credential[:8]}***{credential[-4:]}" if len(credential) > 16 else "***"


def _error(refused: Refused, headers: dict[str, str]) -> Response:
    body = {name: value for name, value in refused.error.items() if value is not None}
    return Response.json({"error": body}, status=refused.status, headers=headers)


def _unexpected(intent: Object, done: str) -> Refused:
    message = f"This PaymentIntent could not be {done}: its status is {intent['status']}."
    return Refused(message, code="payment_intent_unexpected_state", payment_intent=intent)


def _declined(intent: Object, charge: Object, decline: tuple[str, str, str]) -> Refused:
    code, decline_code, message = decline
    charge.update(status="failed", failure_code=code, failure_message=message)
    charge["outcome"] = {"network_status": "declined_by_network", "type": "issuer_declined", "reason": decline_code}
    error = {"type": "card_error", "code": code, "decline_code": decline_code, "message": message, "charge": charge["id"]}
    intent.update(status="requires_payment_method", payment_method=None, last_payment_error=dict(error))
    return Refused(message, status=402, type="card_error", code=code, decline_code=decline_code, charge=charge["id"], payment_intent=intent)


_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "gt": lambda created, bound: created > bound,
    "gte": lambda created, bound: created >= bound,
    "lt": lambda created, bound: created < bound,
    "lte": lambda created, bound: created <= bound,
}


def _created(entry: Object, params: Tree) -> bool:
    asked = params.get("created")
    if asked is None:
        return True
    if not isinstance(asked, dict):
        return bool(entry["created"] == whole(params, "created"))
    return all(_COMPARE[bound](entry["created"], whole(asked, bound) or 0) for bound in asked if bound in _COMPARE)


def _page(entries: Iterable[Object], call: _Call) -> Object:
    limit = whole(call.params, "limit") or 10
    if not 1 <= limit <= 100:
        raise invalid("A limit is from 1 to 100.", "limit")
    found = list(entries)
    ids = [entry["id"] for entry in found]
    after, before = call.params.get("starting_after"), call.params.get("ending_before")
    for name, cursor in (("starting_after", after), ("ending_before", before)):
        if cursor is not None and cursor not in ids:
            raise invalid(f"No such {_SHOWN_AS[call.resource]}: '{cursor}'", name, "resource_missing")
    if before is not None:
        found = found[: ids.index(before)]
        page, more = found[-limit:], len(found) > limit
    else:
        found = found[ids.index(after) + 1 :] if after is not None else found
        page, more = found[:limit], len(found) > limit
    return {"object": "list", "url": f"/v1/{call.resource}", "has_more": more, "data": page}


def _expanded(entry: Object, paths: Iterable[str], tables: dict[str, dict[str, Object]]) -> Object:
    for path in paths:
        first, _, rest = path.partition(".")
        if first == "data" and rest:
            entry = {**entry, "data": [_expanded(item, [rest], tables) for item in entry["data"]]}
            continue
        if first not in _EXPANDABLE or first not in entry:
            raise invalid(f"This property cannot be expanded ({first}).", "expand")
        found = entry[first] if isinstance(entry[first], dict) else tables[_EXPANDABLE[first]].get(entry[first])
        if found is not None:
            entry = {**entry, first: _expanded(found, [rest] if rest else [], tables)}
    return entry
