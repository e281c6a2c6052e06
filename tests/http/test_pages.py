"""Listings: every page is a durable read, whichever way an API leads to the next one, and there is an end."""

from __future__ import annotations

import pytest

from eventual_connectors import Permanent, workflow
from eventual_connectors.errors import UsageError
from eventual_connectors.fakes import Response
from eventual_connectors.http import HttpConnector, by_cursor, by_link, by_page
from eventual_connectors.testing import TestEngine

from .conftest import Serve
from .warehouse import WarehouseFake, warehouse

api = HttpConnector("paging")
WAYS = {"link": by_link(), "cursor": by_cursor(), "page": by_page("items")}


@workflow(version="1")
async def all_orders(way: str) -> list[str]:
    found: list[str] = []
    async for page in warehouse.pages("/orders", params={"limit": 2}, following=WAYS[way]):
        found += [order["id"] for order in page.body["items"]]
    return found


@workflow(version="1")
async def first_of_page_after_page() -> str:
    async for page in warehouse.pages("/{kind}", path={"kind": "orders"}, params={"limit": 1}):
        if page.body["items"][0]["id"] == "2":
            return "found"
    return "not found"


@pytest.fixture
def five_orders(fake_warehouse: WarehouseFake) -> WarehouseFake:
    for number in range(5):
        fake_warehouse.put(f"/orders/{number}", {"item": "lamp"})
    return fake_warehouse


@pytest.mark.parametrize("way", WAYS)
def test_every_page_is_read_by_a_call_of_its_own(eventual: TestEngine, five_orders: WarehouseFake, way: str) -> None:
    five_orders.faults.drop_before_apply("orders.list")
    five_orders.faults.error_before_apply("orders.list", status=503)
    assert eventual.run(all_orders, way) == ["0", "1", "2", "3", "4"]
    scheduled = [event for event in eventual.history() if event.type == "activity_scheduled"]
    assert len(scheduled) == (4 if way == "page" else 3)


def test_who_has_found_something_reads_no_further(eventual: TestEngine, five_orders: WarehouseFake) -> None:
    assert eventual.run(first_of_page_after_page) == "found"
    assert len([event for event in eventual.history() if event.type == "activity_scheduled"]) == 3


async def test_more_pages_than_allowed_are_an_error(served: WarehouseFake) -> None:
    for number in range(5):
        served.put(f"/orders/{number}", {})
    pages = warehouse.pages("/orders", params={"limit": 1}, max_pages=2)
    assert [len((await anext(pages)).body["items"]) for _ in range(2)] == [1, 1]
    with pytest.raises(Permanent, match="more than 2 pages") as caught:
        await anext(pages)
    assert caught.value.code == "too_many_pages"


async def test_a_page_that_leads_to_itself_is_an_error(serve: Serve) -> None:
    serve(api, {"/": Response.json({"next_cursor": "a"})})
    with pytest.raises(Permanent, match="leads to itself"):
        async for _ in api.pages("/", following=by_cursor()):
            pass


async def test_a_link_to_another_host_is_not_followed(serve: Serve) -> None:
    serve(api, {"/": Response.json([], headers={"Link": '<https://evil.example/?page=2>; rel="next"'})})
    with pytest.raises(UsageError, match="no path below"):
        async for _ in api.pages("/"):
            pass


async def test_a_cursor_may_stand_deep_in_the_body_and_keeps_the_query(serve: Serve) -> None:
    script = serve(api, {"/x": [Response.json({"meta": {"after": 7}}), Response.json({"meta": {"after": None}})]})
    pages = [page async for page in api.pages("/x", params={"q": "a b"}, following=by_cursor("meta.after", param="after"))]
    assert len(pages) == 2
    assert [request.query for request in script.asked] == ["q=a%20b", "after=7&q=a%20b"]


async def test_a_cursor_may_be_zero(serve: Serve) -> None:
    script = serve(api, {"/x": [Response.json({"next": 0}), Response.json({"next": None})]})
    assert len([page async for page in api.pages("/x", following=by_cursor("next"))]) == 2
    assert [request.query for request in script.asked] == ["", "cursor=0"]


async def test_a_listing_may_begin_with_a_later_page(serve: Serve) -> None:
    script = serve(api, {"/x": [Response.json([1]), Response.json([1]), Response.json([]), Response.json([1])]})
    assert len([page async for page in api.pages("/x", params={"page": 3}, following=by_page())]) == 3
    assert [request.query for request in script.asked] == ["page=3", "page=4", "page=5"]
    with pytest.raises(Permanent, match="'last', which is no number of a page"):
        async for _ in api.pages("/x", params={"page": "last"}, following=by_page()):
            pass


async def test_a_page_without_a_list_is_an_error_and_not_the_end(serve: Serve) -> None:
    serve(api, {"/": Response.json({"data": []})})
    with pytest.raises(Permanent, match="no list of items at items"):
        async for _ in api.pages("/", following=by_page("items")):
            pass


def test_at_least_one_page_is_asked_for() -> None:
    with pytest.raises(UsageError, match="at least 1"):
        api.pages("/", max_pages=0)
