"""Each effect class that a REST API can have is proven: keyed POST and PATCH, natural PUT and DELETE, unsafe POST, and reads."""

from __future__ import annotations

from typing import ClassVar

import pytest

from eventual_connectors.conformance import ConformanceSuite, SampleCall, call, sample

from .warehouse import WarehouseFake, warehouse

Two = tuple[SampleCall, SampleCall]
OPERATIONS = {
    "get": "orders.get",
    "post": "orders.create",
    "patch": "orders.update",
    "put": "labels.replace",
    "delete": "labels.delete",
    "mails.send": "mails.create",
}


ANY_ANSWER = "a call that declares no type takes whatever is answered for the answer, and a page may be one"


@pytest.mark.suites
class TestWarehouse(ConformanceSuite):
    connector, fake = warehouse, WarehouseFake
    skips: ClassVar = {
        (name, case): ANY_ANSWER for name in OPERATIONS for case in ("page_for_answer", "applied_then_page_once", "redirected")
    }

    def operation(self, activity: str) -> str:
        return OPERATIONS.get(activity, activity)

    @sample("post")
    def a_post(self) -> Two:
        return call("/orders", json={"item": "lamp"}), call("/orders", json={"item": "chair"})

    @sample("patch")
    async def a_patch(self) -> Two:
        path = {"id": await _order()}
        return call("/orders/{id}", path=path, json={"item": "chair"}), call("/orders/{id}", path=path, json={"item": "desk"})

    @sample("put")
    def a_put(self) -> SampleCall:
        return call("/labels/{name}", path={"name": "size"}, json={"value": "large"})

    @sample("delete")
    async def a_delete(self) -> SampleCall:
        await warehouse.put("/labels/size", json={"value": "large"})
        return call("/labels/size")

    @sample("get")
    async def a_get(self) -> SampleCall:
        return call("/orders/{id}", path={"id": await _order()})

    @sample("orders.create")
    def an_order(self) -> Two:
        return call(json={"item": "lamp"}), call(json={"item": "chair"})

    @sample("mails.send")
    def a_mail(self) -> Two:
        return call(json={"text": "one"}), call(json={"text": "two"})


async def _order() -> str:
    created = await warehouse.post("/orders", json={"item": "lamp"})
    return str(created.body["id"])
