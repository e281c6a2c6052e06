"""Errors as JSON and back."""

from __future__ import annotations

from eventual_connectors.error_records import from_record, said, to_record


class SoldOut(Exception):
    """Its text needs what no history can hold."""

    def __init__(self, sku: str, order: object) -> None:
        super().__init__(sku)
        self.sku = sku
        self.order = order

    def __str__(self) -> str:
        return f"{self.sku} of {type(self.order).__name__}"


def test_the_text_of_an_error_outlives_what_it_was_made_of() -> None:
    record = to_record(SoldOut("lamp", object()))
    read = from_record(record)
    assert isinstance(read, SoldOut)
    assert read.sku == "lamp"
    assert said(read) == "lamp of object"
    assert to_record(read) == record  # as where a workflow lets it pass


def test_an_error_whose_text_is_broken_is_named() -> None:
    broken = SoldOut("lamp", 1)
    del broken.sku
    assert said(broken) == "(its text cannot be had: SoldOut.__str__ fails)"
