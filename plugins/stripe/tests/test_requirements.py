"""What has to exist at Stripe: no more than what is used."""

from __future__ import annotations

from typing import Any

from eventual_connector_stripe import stripe
from eventual_connector_stripe.events import ChargeRefunded, InvoicePaid
from eventual_connector_stripe.requirements import RestrictedKey, WebhookEndpoint, restricted_key, webhook_endpoint
from eventual_connectors import Activity


def test_a_key_allows_exactly_what_is_called() -> None:
    used: list[Activity[..., Any]] = [stripe.v1.customers.create, stripe.v1.customers.retrieve, stripe.v1.refunds.list]
    assert restricted_key(used) == RestrictedKey(("rak_charge_read", "rak_customer_write"))


def test_an_endpoint_gets_exactly_the_events_that_are_handled() -> None:
    wanted = WebhookEndpoint("https://example.com/stripe", ("charge.refunded", "invoice.paid"))
    assert webhook_endpoint("https://example.com/stripe", [InvoicePaid, ChargeRefunded]) == wanted
