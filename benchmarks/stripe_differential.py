"""Asks Stripe's fake and two fakes that others wrote the same things, by the vendor's SDK, and compares the answers.

stripe-stateful-mock keeps the contract of idempotency keys; localstripe has the objects of billing. Each is installed into `.tools/peers`
(npm and pip are needed) and served on loopback. A difference that is not justified below is an error. `make differential`.
"""

from __future__ import annotations

import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import stripe as sdk

from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.fakes import Request

PEERS = Path(__file__).parents[1] / ".tools" / "peers" / "stripe"
MOCK, LOCAL = "stripe-stateful-mock@0.0.16", "localstripe==1.15.10"
SERVE_MOCK = "require('stripe-stateful-mock').createExpressApp().listen(Number(process.argv[1]), '127.0.0.1')"
SERVE_LOCAL = (
    "import sys; from aiohttp import web; from localstripe.server import app; web.run_app(app, host='127.0.0.1', port=int(sys.argv[1]))"
)

Ask = Callable[[Any], Any]

JUSTIFIED = {
    ("mock", "metadata"): "by Stripe's documentation an empty value removes a key, and other keys stay",
    ("mock", "parameter that is not known"): "Stripe refuses parameters that it does not know; the mock takes them",
    ("local", "a customer that is deleted"): "Stripe still shows a deleted customer, as deleted",
    ("local", "a list by cursors"): "Stripe lists newest first; localstripe by its objects' random ids",
    ("local", "retrieve what is not there"): "Stripe's error has the code resource_missing",
    (
        "local",
        "a subscription that nobody pays",
    ): "Stripe's default is allow_incomplete; localstripe asks for a payment method",
    ("local", "same key twice"): "localstripe has no idempotency",
    ("local", "same key, other parameters"): "localstripe has no idempotency",
}
"""Why the fake answers otherwise, by peer and question. What Stripe documents goes before what a peer does."""


def main() -> int:
    """Compare; 1 where a difference is not justified."""
    install()
    bad = 0
    for name, serve, questions in (("mock", mock, KEYS), ("local", local, BILLING)):
        with serve() as url:
            peer = sdk.StripeClient("sk_test_12345", base_addresses={"api": url})
            for question, ask in questions.items():
                theirs, ours = answer(ask, peer), answer(ask, of_the_fake())
                why = "" if theirs == ours else JUSTIFIED.get((name, question), "NOT JUSTIFIED")
                bad += why == "NOT JUSTIFIED"
                print(f"{name:5}  {question:36}  {'same' if theirs == ours else why}")
                if why:
                    print(f"       theirs {theirs}\n       ours   {ours}")
    return int(bad > 0)


def install() -> None:
    """Bring the peers, once."""
    PEERS.mkdir(parents=True, exist_ok=True)
    if not (PEERS / "node_modules").exists():
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", str(PEERS), MOCK], check=True)
    if not (PEERS / "venv").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS / "venv")], check=True)
        subprocess.run([str(PEERS / "venv/bin/python"), "-m", "pip", "install", "--quiet", LOCAL], check=True)


@contextmanager
def mock() -> Iterator[str]:
    """stripe-stateful-mock, served."""
    with served(["node", "-e", SERVE_MOCK]) as url:
        yield url


@contextmanager
def local() -> Iterator[str]:
    """localstripe, served."""
    with served([str(PEERS / "venv/bin/python"), "-c", SERVE_LOCAL]) as url:
        yield url


@contextmanager
def served(command: list[str]) -> Iterator[str]:
    """A process that gets a free port, and listens on loopback for the length of a `with` block."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen([*command, str(port)], cwd=PEERS, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def of_the_fake() -> sdk.StripeClient:
    """The SDK on a fake of its own."""
    fake = StripeFake()

    class InProcess(sdk.HTTPClient):
        name = "in process"

        def request(self, method: str, url: str, headers: Any, post_data: Any = None, **more: Any) -> Any:
            found = fake.handle(Request.to(method, url, headers, (post_data or "").encode()))
            return found.body, found.status, {name.lower(): value for name, value in found.headers.items()}

    return sdk.StripeClient(fake.api_key, http_client=InProcess())


def answer(ask: Ask, client: Any) -> Any:
    """What comes of a question: what it says, or the error's type, status and codes."""
    try:
        return ask(client)
    except sdk.StripeError as error:
        body: Any = (error.json_body or {}).get("error", {}) if isinstance(error.json_body, dict) else {}
        return {"error": type(error).__name__, "status": error.http_status, "code": body.get("code"), "decline": body.get("decline_code")}


CHARGE: Any = {"amount": 500, "currency": "usd", "source": "tok_visa"}


def keyed(key: str) -> Any:
    return {"idempotency_key": f"{key}-{time.time_ns()}"}


def twice(client: Any) -> Any:
    options = keyed("twice")
    first, second = (client.v1.customers.create({"email": "ada@example.com"}, options) for _ in range(2))
    return first.id == second.id, second.last_response.headers.get("idempotent-replayed")


def other_parameters(client: Any) -> Any:
    options = keyed("other")
    client.v1.customers.create({"email": "ada@example.com"}, options)
    return client.v1.customers.create({"email": "bob@example.com"}, options).object


def declined_twice(client: Any) -> Any:
    options, said = keyed("declined"), []
    for _ in range(2):
        said.append(answer(lambda client: client.v1.charges.create({**CHARGE, "source": "tok_chargeDeclined"}, options), client))
    return said


def charged(client: Any) -> Any:
    charge = client.v1.charges.create(CHARGE)
    again = client.v1.charges.retrieve(charge.id)
    return charge.object, charge.amount, charge.captured, charge.paid, charge.status, again.id == charge.id


def captured(client: Any) -> Any:
    charge = client.v1.charges.create({**CHARGE, "capture": False})
    done = client.v1.charges.capture(charge.id, {"amount": 400})
    return charge.captured, done.captured, done.amount


def refunded(client: Any) -> Any:
    charge = client.v1.charges.create(CHARGE)
    refund = client.v1.refunds.create({"charge": charge.id, "amount": 200})
    again = client.v1.charges.retrieve(charge.id)
    return refund.object, refund.amount, refund.status, again.amount_refunded, again.refunded


def refunded_too_much(client: Any) -> Any:
    charge = client.v1.charges.create(CHARGE)
    return client.v1.refunds.create({"charge": charge.id, "amount": 900}).amount


def changed(client: Any) -> Any:
    customer = client.v1.customers.create({"email": "ada@example.com", "metadata": {"a": "1", "b": "2"}})
    again = client.v1.customers.update(customer.id, {"name": "Ada", "metadata": {"a": ""}})
    return again.name, again.email, again.metadata.to_dict()


def deleted(client: Any) -> Any:
    customer = client.v1.customers.create()
    gone = client.v1.customers.delete(customer.id)
    return gone.deleted, gone.object, client.v1.customers.retrieve(customer.id).to_dict().get("deleted")


def payer(client: Any) -> Any:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2050, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card})
    customer = client.v1.customers.create({"email": "ada@example.com"})
    client.v1.payment_methods.attach(method.id, {"customer": customer.id})
    client.v1.customers.update(customer.id, {"invoice_settings": {"default_payment_method": method.id}})
    return customer


def planned(client: Any) -> Any:
    """A plan: localstripe does not know prices, which is the newer name."""
    product = client.v1.products.create({"name": "Plan", "type": "service"})
    return client.v1.plans.create({"currency": "eur", "amount": 2000, "interval": "month", "product": product.id})


def plan(client: Any) -> Any:
    found = planned(client)
    return found.object, found.amount, found.currency, found.interval, found.interval_count, found.active


def subscribed(client: Any) -> Any:
    plan = planned(client).id
    subscription = client.v1.subscriptions.create({"customer": payer(client).id, "items": [{"plan": plan}]})
    invoices = client.v1.invoices.list({"customer": subscription.customer}).data
    return subscription.object, subscription.status, [(one.status, one.total, one.amount_paid) for one in invoices]


def cancelled(client: Any) -> Any:
    plan = planned(client).id
    subscription = client.v1.subscriptions.create({"customer": payer(client).id, "items": [{"plan": plan}]})
    return client.v1.subscriptions.cancel(subscription.id).status


def paid(client: Any) -> Any:
    card = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2050, "cvc": "123"}
    method = client.v1.payment_methods.create({"type": "card", "card": card})
    intent = client.v1.payment_intents.create({"amount": 500, "currency": "eur", "payment_method": method.id, "confirm": True})
    return intent.object, intent.status, intent.amount


def listed(client: Any) -> Any:
    for name in "abc":
        client.v1.customers.create({"name": name})
    page = client.v1.customers.list({"limit": 2})
    following = client.v1.customers.list({"limit": 2, "starting_after": page.data[-1].id})
    return [one.name for one in page.data], page.has_more, following.data[0].name


def unpaid(client: Any) -> Any:
    plan = planned(client).id
    customer = client.v1.customers.create()
    return client.v1.subscriptions.create({"customer": customer.id, "items": [{"plan": plan}]}).status


MISSING: Ask = lambda client: client.v1.customers.retrieve("cus_missing").id  # noqa: E731

KEYS: dict[str, Ask] = {
    "same key twice": twice,
    "same key, other parameters": other_parameters,
    "a declined charge, and its replay": declined_twice,
    "a charge": charged,
    "a charge that is captured later": captured,
    "a refund": refunded,
    "a refund of more than was charged": refunded_too_much,
    "metadata": changed,
    "retrieve what is not there": MISSING,
    "parameter that is not known": lambda client: client.v1.customers.create({"colour": "red"}).object,
}

BILLING: dict[str, Ask] = {
    "a plan": plan,
    "a subscription and its invoice": subscribed,
    "a subscription that is cancelled": cancelled,
    "a payment": paid,
    "a customer that is deleted": deleted,
    "a list by cursors": listed,
    "retrieve what is not there": MISSING,
    "a subscription that nobody pays": unpaid,
    "same key twice": twice,
    "same key, other parameters": other_parameters,
}

if __name__ == "__main__":
    sys.exit(main())
