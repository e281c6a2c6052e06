"""Stripe on this machine: its whole API for the real SDK, with Stripe's idempotency, a clock that can be moved, and webhooks."""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, ClassVar

from eventual_connectors.fakes import Fake, Fault, Faults, Request, Response

from ..operations import operations
from . import balance, catalogue, checkout, customers, events, generic, payments, setup_intents, subscriptions  # noqa: F401  (what they do)
from .account import Account, Call
from .cards import card_named
from .generic import carried_out
from .keys import Keys, account_of, key_of
from .lists import expanded
from .params import Refused, parameters, typed
from .routing import route
from .shapes import Object
from .webhooks import Deliveries, Delivery

TIMED = (subscriptions, checkout, balance)
"""What time does by itself: `due` says when something is to happen next, `pass_time` does what is due at the account's moment."""


class StripeFake(Fake):
    """Stripe. It takes the test cards of Stripe's documentation (`pm_card_visa`, `pm_card_visa_chargeDeclined`, ...).

    Like Stripe it keeps, for 24 hours of its clock, the answer to each POST with an `Idempotency-Key` whose execution had begun, a 500
    and a declined card included; parameters that are refused are not kept. (Version 2 keeps what succeeded for 30 days, and runs anew what
    failed.) A declined payment is an effect too: the PaymentIntent is there, with the status `requires_payment_method`. The account takes
    cards alone, so no payment asks for a `return_url`. A refund that is created with `instructions_email` waits for the customer
    (`requires_action`) and can be cancelled.

    Subscriptions are renewed, and their invoices paid, when the clock is moved past the end of a period: `fake.clock.advance(...)`. An
    invoice is final at once, not after an hour; changes of a subscription are not prorated.

    Whatever happens is an event: it can be listed, and is sent to each webhook endpoint that subscribed to it, signed. A fake sends to
    loopback addresses alone; what is meant for others is kept in `deliveries`.

    Attributes:
        api_key: the one key that is accepted.
        deliveries: the webhooks that were sent, or would have been.
        on_webhook: called with each delivery in place of sending it.
    """

    name: ClassVar[str] = "stripe"
    operations: ClassVar[frozenset[str]] = frozenset(operations())
    generic: ClassVar[frozenset[str]] = operations - carried_out() | {
        # Other names of operations that are carried out, or not sampled yet.
        "v1.invoice_items.create",
        "v1.invoices.create_preview",
        "v1.plans.create",
        "v1.transfers.reversals.create",
    }

    def __init__(self, seed: int = 0, *, start: datetime | None = None, api_key: str = "sk_test_fake") -> None:
        self._deliveries = Deliveries()
        super().__init__(seed, start=start)
        self.api_key = api_key
        self.on_webhook: Callable[[Delivery], None] | None = None
        self._execution = Faults(self.operations)
        self.clock.watch(self._clock_moved)

    def new_state(self) -> dict[str, Any]:
        """No account has anything yet, and no key is known."""
        return {"accounts": {}, "keys": {}}

    def reset(self) -> None:
        """As on the first day."""
        super().reset()
        self._execution.clear()
        self._deliveries.clear()

    @property
    def deliveries(self) -> list[Delivery]:
        """The webhooks so far."""
        return self._deliveries.all()

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

    def add(self, kind: str, *, account: str = "", **fields: Any) -> Object:
        """Put an object into an account, such as one that is made in Stripe's Dashboard: `fake.add("account", country="DE")`.

        Args:
            kind: what the object calls itself, such as `tax.registration`.
            account: a connected account; the key's own unless given.
            **fields: of the object.
        """
        with self._applying():
            return self._account(account).new(kind, kind, **fields)

    def authenticate(self, intent: str, *, account: str = "", succeeds: bool = True) -> Object:
        """Let the customer do what a payment or a set-up with `requires_action` asks for; the object as it is then."""
        with self._applying():
            return payments.authenticated(self._account(account), intent, succeeds=succeeds)

    def complete_checkout(self, session: str, payment_method: str = "pm_card_visa", *, account: str = "") -> Object:
        """Let the customer go through a checkout session; the session as it is then.

        Raises:
            ValueError: there is no such test card, or it is declined.
        """
        if card_named(payment_method) is None:
            raise ValueError(f"there is no test card {payment_method!r}")
        with self._applying():
            return checkout.completed(self._account(account), session, payment_method)

    def operation(self, request: Request) -> str:
        """`v1.payment_intents.create`, or the method and the path of what Stripe does not know."""
        found = route(request)
        return found[0].name if found is not None else f"{request.method} {request.path}"

    def key_of(self, request: Request) -> str | None:
        """The key, where Stripe heeds it."""
        return key_of(request)

    def refusal(self, request: Request, status: int, *, after: float | None = None) -> Response:
        """What stands in front of Stripe says no; nothing is stored."""
        headers = {"Request-Id": self.id("req_", key_of(request), length=14)}
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

    def handle(self, request: Request) -> Response:
        """Take a request as Stripe does, and send the webhooks that come of it."""
        try:
            return super().handle(request)
        finally:
            self._deliveries.send(self.on_webhook)

    def apply(self, request: Request) -> Response:
        """Stripe's answer."""
        self._pass_time()
        key = key_of(request)
        headers = {"Request-Id": self.id("req_", key, length=14)}
        if version := request.headers.get("stripe-version"):
            headers["Stripe-Version"] = version
        if key is not None:
            headers["Idempotency-Key"] = key
        keys = Keys(self.state["keys"])
        try:
            self._authenticate(request)
            replayed = keys.replay(request, self.clock.now(), self.in_flight, headers)
            if replayed is not None:
                return replayed
            answer, executed = self._execute(request, headers)
            if executed:
                keys.keep(request, answer, self.clock.now())
            return answer
        except Refused as refused:
            if refused.status == 409:
                headers["Stripe-Should-Retry"] = "true"
            return _error(refused, headers)
        finally:
            _forget_empty(self.state["accounts"])

    def happened(self, account: str, event: Object) -> None:
        """Have an event sent to whoever subscribed to it."""
        endpoints = [one for one in self.state["accounts"].get("", {}).get("webhook_endpoint", {}).values() if one["status"] == "enabled"]
        if account:  # those of the connected account, and the platform's that listen to connected accounts
            own = self.state["accounts"].get(account, {}).get("webhook_endpoint", {}).values()
            endpoints = [*own, *(one for one in endpoints if self._account("").hidden(one["id"]).get("connect"))]
        wanted = [one for one in endpoints if {"*", event["type"]} & set(one["enabled_events"])]
        event["pending_webhooks"] = len(wanted)
        for endpoint in wanted:
            event["api_version"] = event["api_version"] or endpoint["api_version"]
            secret = self._account(account if endpoint["id"] in self._tables(account) else "").hidden(endpoint["id"])["secret"]
            self._deliveries.add(endpoint["url"], secret, event, int(self.clock.timestamp()))

    def _tables(self, account: str) -> dict[str, Any]:
        found: dict[str, Any] = self.state["accounts"].get(account, {}).get("webhook_endpoint", {})
        return found

    def _account(self, name: str, now: int | None = None, **request: str | None) -> Account:
        return Account(self, name, int(self.clock.timestamp()) if now is None else now, **request)

    def _authenticate(self, request: Request) -> None:
        credential = _credential(request)
        if not credential:
            raise Refused("You did not provide an API key, as Authorization: Bearer YOUR_KEY.", status=401, executed=False)
        if credential != self.api_key:
            raise Refused(f"Invalid API Key provided: {_masked(credential)}", status=401, executed=False)

    def _execute(self, request: Request, headers: dict[str, str]) -> tuple[Response, bool]:
        """The answer, and whether the endpoint had begun."""
        fault = None
        try:
            call = self._understood(request, headers["Request-Id"])
            fault = self._execution.next(call.operation.name)
            if fault is not None and fault.kind == "error_before_apply":
                raise Refused("Stripe failed while it executed the request.", status=fault.status, type="api_error")
            answer = _answer(self._answer_to(request, call), headers)
        except Refused as refused:
            return _error(refused, headers), refused.executed
        if fault is not None:
            answer = _error(Refused("Stripe failed while it executed the request.", status=fault.status, type="api_error"), headers)
        return answer, True

    def _understood(self, request: Request, request_id: str) -> Call:
        found = route(request)
        if found is None:
            raise Refused(f"Unrecognized request URL ({request.method}: {request.path}).", status=404, executed=False)
        operation, ids = found
        return Call(operation, ids, typed(operation, parameters(request)), key_of(request), request_id)

    def _answer_to(self, request: Request, call: Call) -> Any:
        account = self._account(account_of(request), key=call.key, request_id=call.request_id)
        writes = call.operation.method != "GET" and call.operation.name not in generic.READS
        try:
            answer = generic.carry_out(account, call)
        except Refused as refused:
            if writes and refused.changed is not None:
                self.effect(call.operation.name, refused.changed["id"], refused.changed, key=call.key)
            raise
        if writes:
            self.effect(call.operation.name, answer.get("id") or request.path, answer, key=call.key)
        paths = call.params.get("expand") or []
        return expanded(account, answer, paths) if paths else answer

    def _clock_moved(self) -> None:
        with self._applying():
            self._pass_time()
        self._deliveries.send(self.on_webhook)

    def _pass_time(self) -> None:
        """Do what is due, each thing at its own time: a month may hold several renewals. It is an event, and the effect of no request."""
        now = int(self.clock.timestamp())
        for name in list(self.state["accounts"]):
            while due := min((moment for moment in self._due(name) if moment <= now), default=0):
                account = self._account(name, due)
                for module in TIMED:
                    module.pass_time(account)

    def _due(self, name: str) -> Iterator[int]:
        account = self._account(name)
        for module in TIMED:
            yield from module.due(account)


def _credential(request: Request) -> str:
    scheme, _, credential = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "basic":
        return base64.b64decode(credential).decode("utf-8", "replace").partition(":")[0]
    return credential if scheme.lower() == "bearer" else ""


def _masked(credential: str) -> str:
    return f"{credential[:8]}***{credential[-4:]}" if len(credential) > 16 else "***"


def _answer(value: Any, headers: dict[str, str]) -> Response:
    if isinstance(value, bytes):
        return Response(200, type(Response().headers)({"Content-Type": "application/pdf", **headers}), value)
    return Response.json(value, headers=headers)


def _error(refused: Refused, headers: dict[str, str]) -> Response:
    body = {name: value for name, value in refused.error.items() if value is not None}
    return Response.json({"error": body}, status=refused.status, headers=headers)


def _forget_empty(tree: dict[str, Any], depth: int = 3) -> None:
    """Who only looked has changed nothing: accounts, tables and rows that came about by it are not there."""
    for name, inner in list(tree.items()):
        if depth > 1:
            _forget_empty(inner, depth - 1)
        if not inner:
            del tree[name]
