"""A REST API as an application declares it, and its fake."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from pydantic import BaseModel

from eventual_connectors.fakes import HttpFake
from eventual_connectors.http import HttpConnector

KEY = "Idempotency-Key"


class Order(BaseModel):
    id: str
    item: str


warehouse = HttpConnector(
    "warehouse",
    idempotency_header=KEY,
    window=timedelta(hours=24),
    effects={"PUT": "natural", "DELETE": "natural"},
    key_conflict=("key_reused",),
    in_flight=("key_in_flight",),
    replayed_header="Idempotent-Replayed",
    response_headers=("X-Total",),
)
create_order = warehouse.operation("POST", "/orders", returns=Order, name="orders.create")
get_order = warehouse.operation("GET", "/orders/{id}", returns=Order)
send_mail = warehouse.operation("POST", "/mails", effect="unsafe", name="mails.send")


class WarehouseFake(HttpFake):
    name: ClassVar[str] = "warehouse"
    collections: ClassVar[tuple[str, ...]] = ("orders", "labels", "mails")
    page_size: ClassVar[int] = 3
