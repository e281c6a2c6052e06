"""The whole of Stripe's API: every method of the installed SDK's services is an activity, and each is what the SDK says."""

from __future__ import annotations

import inspect
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import generate_stripe
import pytest
import stripe as sdk

from eventual_connector_stripe import stripe
from eventual_connector_stripe.operations import operations
from eventual_connectors import Effect

CLIENT = sdk.StripeClient("sk_test_unused", http_client=sdk.HTTPClient())
DAY, MONTH = timedelta(hours=24), timedelta(days=30)


def methods(service: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every method below a service, found by the SDK's own attributes."""
    for name, method in inspect.getmembers(type(service), inspect.isfunction):
        if not name.startswith("_") and not name.endswith("_async"):
            yield f"{path}.{name}", method
    for name in getattr(sys.modules[type(service).__module__], "_subservices", {}):
        yield from methods(getattr(service, name), f"{path}.{name}")


SDKS = dict([*methods(CLIENT.v1, "v1"), *methods(CLIENT.v2, "v2")])


def test_every_method_of_the_sdk_is_an_activity() -> None:
    assert {activity.local_name for activity in stripe.activities()} == SDKS.keys()
    assert len(SDKS) >= 649


def test_every_activity_has_the_sdks_signature() -> None:
    for activity in stripe.activities():
        theirs = list(inspect.signature(SDKS[activity.local_name]).parameters.values())[1:-1]
        assert theirs[-1].name == "params"
        ours = list(activity.signature.parameters.values())
        assert [(p.name, p.kind, p.default) for p in ours] == [(p.name, p.kind, p.default) for p in theirs], activity.name
        assert inspect.iscoroutinefunction(activity.function)


def test_the_generated_files_are_those_of_the_installed_sdk() -> None:
    for path, content in generate_stripe.files().items():
        assert path.read_text(encoding="utf-8") == content, f"{path.name} is of another SDK: run `make generate`"


@pytest.mark.parametrize(
    ("version", "method", "effect", "window"),
    [
        ("v1", "GET", Effect.READ, None),
        ("v1", "POST", Effect.KEYED, DAY),
        ("v1", "DELETE", Effect.NATURAL, None),
        ("v2", "GET", Effect.READ, None),
        ("v2", "POST", Effect.KEYED, MONTH),
        ("v2", "DELETE", Effect.KEYED, MONTH),
    ],
)
def test_the_effect_class_follows_the_method(version: str, method: str, effect: Effect, window: timedelta | None) -> None:
    """Stripe heeds a key of each POST, for a day, and of version 2 for a month and of each DELETE too."""
    chosen = [one for one in operations().values() if (one.version, one.method) == (version, method) and one.base != "meter_events"]
    assert chosen
    for operation in chosen:
        activity = stripe[operation.name]
        assert (activity.effect, activity.window) == (effect, window), activity.name


def test_what_nobody_promises_is_unsafe() -> None:
    assert [one.local_name for one in stripe.activities() if one.effect is Effect.UNSAFE] == ["v2.billing.meter_event_stream.create"]


def test_attributes_lead_to_each_of_them() -> None:
    for name in SDKS:
        found: Any = stripe
        for part in name.split("."):
            found = getattr(found, part)
        assert found is stripe[name]


def test_permissions_are_stripes_words() -> None:
    wanted = {
        "v1.customers.create": "rak_customer_write",
        "v1.refunds.list": "rak_charge_read",
        "v1.payment_intents.capture": "rak_payment_intent_write",
        "v1.checkout.sessions.create": "rak_checkout_session_write",
        "v1.tax_ids.create": "rak_customer_write",
    }
    assert {name: stripe[name].permissions for name in wanted} == {name: (permission,) for name, permission in wanted.items()}


def test_reaching_an_activity_loads_nothing_of_the_sdk() -> None:
    code = """
import sys
from eventual_connector_stripe import stripe
activities = list(stripe.activities())
stripe.v1.customers.list.result_type, stripe.v2.core.events.retrieve.signature
print(len(activities) >= 649, sorted({"stripe", "httpx", "requests", "anyio"} & sys.modules.keys()))
"""
    done = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert (done.stdout, done.stderr) == ("True []\n", "")
