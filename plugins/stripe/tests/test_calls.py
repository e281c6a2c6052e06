"""What a call brings beside its parameters: pages, the stamp of its key, files, and what is left out of a history."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from tenacity import stop_after_attempt, wait_fixed

from eventual_connector_stripe import Resource, StripeConnection, find_stamped, stripe
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors import InDoubt, Permanent, Retry, connections, durable, workflow
from eventual_connectors.errors import UsageError
from eventual_connectors.testing import TestEngine

ALWAYS = datetime(2020, 1, 1, tzinfo=UTC)


# Pages


@workflow(version="1")
async def names_of_all() -> list[str | None]:
    for number in range(7):
        await stripe.v1.customers.create({"name": f"n{number}"})
    return [customer.name async for customer in stripe.v1.customers.list.items({"limit": 3})]


def test_a_listing_is_read_page_after_page_and_each_page_once(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    """Each page is a call in the history, so that what was read is not read again."""
    fake_stripe.faults.drop_after_apply("v1.customers.list")
    assert eventual.run(names_of_all) == [f"n{number}" for number in reversed(range(7))]
    completed = [event for event in eventual.history() if event.type == "activity_completed"]
    assert len(completed) == 7 + 3


async def test_pages_backwards_of_searches_and_of_version_2(fake_stripe: StripeFake) -> None:
    ids = [(await stripe.v1.customers.create({"name": "Ada", "metadata": {"n": str(n)}})).id for n in range(5)]
    back = [one.id async for one in stripe.v1.customers.list.items({"limit": 2, "ending_before": ids[0]})]
    assert back == ids[1:]
    found = [one.id async for one in stripe.v1.customers.search.items({"query": 'name:"Ada"', "limit": 2})]
    assert found == ids[::-1]
    made = [fake_stripe.add("v2.core.event_destination")["id"] for _ in range(5)]
    listed = [one.id async for one in stripe.v2.core.event_destinations.list.items({"limit": 2})]
    assert listed == made[::-1]
    pages = [len(page.data) async for page in stripe.v1.customers.list.pages({"limit": 2})]
    assert pages == [2, 2, 1]


async def test_a_listing_has_an_end(fake_stripe: StripeFake) -> None:
    for _ in range(3):
        await stripe.v1.customers.create()
    with pytest.raises(Permanent, match="more pages than are allowed"):
        _ = [page async for page in stripe.v1.customers.list.pages({"limit": 1}).up_to(2)]


async def test_a_listing_inside_another_object(fake_stripe: StripeFake) -> None:
    customers = [(await stripe.v1.customers.create()).id for _ in range(2)]
    for customer in customers:
        await stripe.v1.customers.tax_ids.create(customer, {"type": "eu_vat", "value": "DE123456789"})
    found = [one.customer async for one in stripe.v1.customers.tax_ids.list.items(customers[0])]
    assert found == [customers[0]]


# The stamp


async def test_what_a_call_created_is_found_after_stripe_has_forgotten_its_key(fake_stripe: StripeFake) -> None:
    fake_stripe.faults.drop_after_apply("v1.customers.create")
    once = stripe.with_options(retry=Retry(stop=stop_after_attempt(1), wait=wait_fixed(0)))
    with pytest.raises(InDoubt) as caught:
        await once.v1.customers.create({"name": "Ada", "metadata": {"order": "1"}})
    fake_stripe.clock.advance(timedelta(days=2))
    for _ in range(120):
        await stripe.v1.customers.create()
    found: Any = await find_stamped(stripe.v1.customers.create, str(caught.value.key), since=ALWAYS)
    assert (found.name, found.metadata.order) == ("Ada", "1")
    assert await find_stamped(stripe.v1.customers.create, uuid.uuid4(), since=ALWAYS) is None
    with pytest.raises(UsageError, match="cannot be looked up"):
        await find_stamped(stripe.v1.customers.update, "key", since=ALWAYS)


async def test_the_stamp_can_be_left_out_and_takes_no_room(fake_stripe: StripeFake) -> None:
    full = {f"k{number}": "v" for number in range(50)}
    stamped: Any = await stripe.v1.customers.create({"metadata": {"order": "1"}})
    crowded: Any = await stripe.v1.customers.create({"metadata": full})
    plain = connections.get("stripe", StripeConnection).model_copy(update={"stamp": False})
    with connections.override("stripe", plain):
        bare: Any = await stripe.v1.customers.create()
    assert list(stamped.metadata) == ["eventual_key", "order"]
    assert (crowded.metadata, bare.metadata) == (full, {})


# Files and bytes


@workflow(version="1")
async def evidence() -> tuple[int, bytes]:
    file = await stripe.v1.files.create({"purpose": "dispute_evidence", "file": b"%PDF-1.7"})
    return file.created, await stripe.v1.quotes.pdf("qt_1")


def test_a_file_is_uploaded_once(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    """Its bytes are recorded, so that a later attempt sends the same; what is downloaded comes back as bytes."""
    fake_stripe.faults.drop_after_apply("v1.files.create")
    created, pdf = eventual.run(evidence)
    assert created > 0
    assert pdf.startswith(b"%PDF")
    assert len(fake_stripe.effects.of("v1.files.create")) == 1


# Results


@workflow(version="1")
async def items_of_a_subscription() -> list[Any]:
    plan: Any = {"currency": "eur", "unit_amount": 5, "recurring": {"interval": "month"}, "product_data": {"name": "Plan"}}
    customer = await stripe.v1.customers.create({"invoice_settings": {"default_payment_method": "pm_card_visa"}})
    price = await stripe.v1.prices.create(plan)
    made = await stripe.v1.subscriptions.create({"customer": customer.id, "items": [{"price": price.id}], "expand": ["customer"]})
    response: Any = made.last_response
    return [made.items.data[0].price.id == price.id, type(made.customer).__name__, response.request_id[:4], durable.now().year > 2000]


def test_a_field_goes_before_a_method_of_dict(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    assert eventual.run(items_of_a_subscription) == [True, "Customer", "req_", True]


def test_a_result_is_a_value() -> None:
    one = Resource(id="sub_1", items={"data": [1]}, last_response={"request_id": "req_1"})
    other = Resource(id="sub_1", items={"data": [1]}, last_response={"request_id": "req_2"})
    assert one == other == {"id": "sub_1", "items": {"data": [1]}}
    assert one != Resource(id="sub_2")
    assert one.to_dict()["items"] == {"data": [1]}
    with pytest.raises(AttributeError, match="has no 'cancel'"):
        one.cancel()


async def test_no_secret_is_part_of_a_result(fake_stripe: StripeFake) -> None:
    endpoint = await stripe.v1.webhook_endpoints.create({"url": "https://example.com", "enabled_events": ["*"]})
    intent = await stripe.v1.payment_intents.create({"amount": 500, "currency": "eur"})
    assert "secret" not in endpoint
    assert "client_secret" not in intent


# Doubt


async def test_a_failure_that_stripe_stored_is_told_from_others(fake_stripe: StripeFake) -> None:
    """Asking again under the same key brings the same answer for a day, so it ends with the attempts, and says why."""
    fake_stripe.fail_execution("v1.customers.create")
    thrice = stripe.with_options(retry=Retry(stop=stop_after_attempt(3), wait=wait_fixed(0)))
    with pytest.raises(InDoubt, match="stored under the key"):
        await thrice.v1.customers.create()
    assert len(fake_stripe.effects) == 1


@pytest.mark.parametrize("name", ["v1.coupons.delete", "v1.products.delete", "v1.webhook_endpoints.delete"])
async def test_a_deletion_whose_answer_was_lost_is_done(fake_stripe: StripeFake, name: str) -> None:
    """Of these Stripe shows nothing afterwards, so a 404 after doubt is what a deletion leaves."""
    id = fake_stripe.add(name.split(".")[1].removesuffix("s"))["id"]
    fake_stripe.faults.drop_after_apply(name)
    deleted = await stripe.with_options(retry=Retry(wait=wait_fixed(0)))[name](id)
    assert (deleted.id, deleted.deleted) == (id, True)


async def test_a_cancellation_whose_answer_was_lost_is_done(fake_stripe: StripeFake) -> None:
    id = fake_stripe.add("subscription", status="active")["id"]
    fake_stripe.faults.drop_after_apply("v1.subscriptions.cancel")
    ended = await stripe.with_options(retry=Retry(wait=wait_fixed(0))).v1.subscriptions.cancel(id)
    assert (ended.id, ended.status) == (id, "canceled")


# What is refused before it is sent


@pytest.mark.parametrize("given", [None, "", ".", "..", 5, b"cus_1"])
def test_an_id_that_is_none_is_refused_where_the_call_is_made(given: Any) -> None:
    """The SDK would send the word, or ask for the listing that the rest of the path names."""
    with pytest.raises(UsageError, match=r"stripe\.v1\.customers\.retrieve: customer is an id of Stripe, a text that is not empty, not "):
        stripe.v1.customers.retrieve(given)


@pytest.mark.parametrize("given", ["cus_1", 5, ["name"]])
def test_parameters_are_a_mapping(given: Any) -> None:
    with pytest.raises(UsageError, match="the parameters are a dict"):
        stripe.v1.customers.create(given)
    with pytest.raises(UsageError, match="the parameters are a dict"):
        stripe.v1.customers.update("cus_1", params=given)


def test_metadata_whose_names_are_of_several_types_is_sent_once(eventual: TestEngine, fake_stripe: StripeFake) -> None:
    """Our stamp's names beside the caller's numbers have an order, too."""

    @workflow()
    async def makes() -> str:
        return (await stripe.v1.customers.create({"metadata": {1: "2"}})).id  # type: ignore[arg-type]

    eventual.run(makes)
    assert len(fake_stripe.effects.of("v1.customers.create")) == 1
