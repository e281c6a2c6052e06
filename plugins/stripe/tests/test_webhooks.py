"""Webhooks: Stripe's signature, several secrets, and the model of each type of event."""

from __future__ import annotations

import http.server
import json
import threading
import time
from typing import Any

import jsonschema
import pytest
import stripe as sdk

from eventual_connector_stripe import SignatureError, StripeConnection, parse_event, stripe, verify_signature
from eventual_connector_stripe.events import CustomerCreated, Event, ThinEvent, V2CoreAccountCreated, model
from eventual_connector_stripe.fakes import StripeFake
from eventual_connector_stripe.sdk import examples
from eventual_connectors import Secret, connections

SECRET, OLD = Secret("whsec_0123456789abcdef"), Secret("whsec_fedcba9876543210")


def event(**fields: Any) -> bytes:
    customer = examples.resource("stripe._customer:Customer") | {"id": "cus_1", "created": 1}
    whole = {"id": "evt_1", "object": "event", "type": "customer.created", "created": 1, "livemode": False}
    return json.dumps({**whole, "data": {"object": customer}, "request": None, **fields}).encode()


def signed(body: bytes, secret: Secret = SECRET, *, timestamp: int | None = None) -> dict[str, str]:
    """The header as Stripe's own SDK makes it."""
    return {
        "stripe-signature": sdk.WebhookSignature.generate_signature_header(
            payload=body.decode(), secret=secret.reveal(), timestamp=timestamp or int(time.time())
        )
    }


def test_an_event_is_the_model_of_its_type() -> None:
    found = parse_event(event(), signed(event()), SECRET)
    assert isinstance(found, CustomerCreated)
    assert (found.id, found.type, found.data.object.id) == ("evt_1", "customer.created", "cus_1")
    assert type(found) is model("customer.created")


def test_one_of_several_secrets_is_enough() -> None:
    """While a secret is rotated Stripe signs with both, and this side knows both."""
    body = event()
    verify_signature(body, signed(body, OLD), [SECRET, OLD])
    verify_signature(body, signed(body, SECRET), (SECRET, OLD))
    both = {"Stripe-Signature": f"{signed(body, OLD)['stripe-signature']},{signed(body)['stripe-signature'].partition(',')[2]}"}
    verify_signature(body, both, SECRET)


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Stripe-Signature": ""},
        {"Stripe-Signature": "t=now,v1=abc"},
        {"Stripe-Signature": f"t={int(time.time())}"},
        {"Stripe-Signature": f"t={int(time.time())},v1=abc"},
        {"Stripe-Signature": f"t={int(time.time())},v1=ä"},
        {"Stripe-Signature": signed(event())["stripe-signature"].replace("v1=", "v0=")},
        signed(event(), OLD),
        signed(event(id="evt_2")),
        signed(event(), timestamp=int(time.time()) - 301),
    ],
)
def test_what_is_not_stripes_is_refused(headers: dict[str, str]) -> None:
    with pytest.raises(SignatureError):
        parse_event(event(), headers, SECRET)


def test_the_body_is_taken_as_it_came() -> None:
    spaced = b" " + event()
    with pytest.raises(SignatureError, match="none of the secrets"):
        verify_signature(spaced, signed(event()), SECRET)


def test_a_clock_that_is_behind_does_no_harm() -> None:
    verify_signature(event(), signed(event(), timestamp=int(time.time()) + 3600), SECRET)
    verify_signature(event(), signed(event(), timestamp=1000), SECRET, now=1000 + 299.0)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b"\xff", b'{"type": "customer.created"}'])
def test_a_body_that_is_no_event_is_refused(body: bytes) -> None:
    from eventual_connector_stripe import read_event

    with pytest.raises(SignatureError, match="no event of Stripe"):
        read_event(body)


def test_thin_events_name_their_object() -> None:
    thin = {
        "id": "evt_2",
        "object": "v2.core.event",
        "type": "v2.core.account.created",
        "created": "2030-01-01T00:00:00Z",
        "livemode": False,
    }
    related = {"id": "acct_1", "type": "v2.core.account", "url": "/v2/core/accounts/acct_1"}
    body = json.dumps({**thin, "context": "acct_2", "related_object": related}).encode()
    found = parse_event(body, signed(body), SECRET)
    assert isinstance(found, V2CoreAccountCreated)
    assert found.related_object is not None
    assert (found.context, found.related_object.id) == ("acct_2", "acct_1")


def test_types_that_are_not_known_are_no_error() -> None:
    body = event(type="customer.renamed", fresh="field")
    assert type(parse_event(body, signed(body), SECRET)) is Event
    assert model("v2.core.comet.seen") is ThinEvent


def test_every_type_of_the_sdk_is_declared() -> None:
    """275 that an endpoint can subscribe to in 16.1, and a class for each of version 2."""
    declared = {one.name: one for one in stripe.events()}
    thin = {kind.LOOKUP_TYPE for name, kind in vars(sdk.events).items() if name.endswith("Event") and hasattr(kind, "LOOKUP_TYPE")}
    assert thin <= declared.keys()
    assert len(declared) - len(thin) >= 275
    assert all(one.verify is verify_signature for one in declared.values())


def test_the_fakes_events_fit_their_schemas(client: Any, fake: StripeFake) -> None:
    """What was recorded of a year of business is what the schemas say, which come from the SDK's types."""
    recurring: Any = {"interval": "month"}
    price = client.v1.prices.create({"currency": "eur", "unit_amount": 5, "recurring": recurring, "product_data": {"name": "Plan"}})
    customer = client.v1.customers.create({"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    client.v1.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}]})
    client.v1.payment_intents.create({"amount": 500, "currency": "eur", "confirm": True, "payment_method": "pm_card_createDispute"})
    paid = client.v1.payment_intents.create({"amount": 500, "currency": "eur", "confirm": True, "payment_method": "pm_card_visa"})
    client.v1.refunds.create({"payment_intent": paid.id})
    client.v1.payouts.create({"amount": 5, "currency": "eur"})
    client.v1.transfers.create({"amount": 5, "currency": "eur", "destination": "acct_1"})
    client.v1.setup_intents.create({"payment_method": "pm_card_visa", "confirm": True})
    line: Any = {"price_data": {"currency": "eur", "unit_amount": 500, "product_data": {"name": "x"}}, "quantity": 1}
    session = client.v1.checkout.sessions.create({"mode": "payment", "success_url": "https://example.com", "line_items": [line]})
    fake.complete_checkout(session.id)
    fake.clock.advance(40 * 86400)
    table = fake.state["accounts"][""]["event"]
    assert len({one["type"] for one in table.values()}) >= 22
    for name in {one["type"] for one in table.values()}:
        kind, schema = model(name), model(name).model_json_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        for found in (one for one in table.values() if one["type"] == name):
            kind.model_validate(found)
            validator.validate(found)


async def test_the_fake_delivers_signed_webhooks(fake_stripe: StripeFake) -> None:
    """Over a socket, to an address on this machine, with the secret that the endpoint was created with."""
    received: list[tuple[bytes, dict[str, str]]] = []
    done = threading.Event()

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            received.append((self.rfile.read(int(self.headers["Content-Length"])), dict(self.headers)))
            self.send_response(200)
            self.end_headers()
            done.set()

        def log_message(self, format: str, *args: Any) -> None: ...

    with http.server.HTTPServer(("127.0.0.1", 0), Receiver) as server:
        thread = threading.Thread(target=server.handle_request)
        thread.start()
        url = f"http://127.0.0.1:{server.server_port}/hooks"
        endpoint = await stripe.v1.webhook_endpoints.create({"url": url, "enabled_events": ["customer.created"]})
        assert "secret" not in endpoint  # a result is recorded
        await stripe.v1.products.create({"name": "unheard of"})
        await stripe.v1.customers.create({"name": "Ada"})
        assert done.wait(10)
        thread.join()
    secret = fake_stripe.state["accounts"][""]["hidden"][endpoint.id]["secret"]
    found = parse_event(*received[0], Secret(secret))
    assert isinstance(found, CustomerCreated)
    assert found.data.object.name == "Ada"
    assert [one.type for one in fake_stripe.deliveries] == ["customer.created"]


async def test_a_platform_hears_of_its_connected_accounts(fake_stripe: StripeFake) -> None:
    heard: list[Any] = []
    fake_stripe.on_webhook = heard.append
    await stripe.v1.webhook_endpoints.create({"url": "https://example.com", "enabled_events": ["*"], "connect": True})
    connected = connections.get("stripe", StripeConnection).model_copy(update={"stripe_account": "acct_1"})
    with connections.override("stripe", connected):
        await stripe.v1.customers.create({"name": "Ada"})
    (delivery,) = heard
    assert json.loads(delivery.body)["account"] == "acct_1"
