from __future__ import annotations

from pathlib import Path

import pytest

from eventual_checkout.demo import bundled_orders
from eventual_checkout.money import decimals, shown
from eventual_checkout.orders import read_orders
from eventual_connectors.errors import UsageError

GOOD = b'{"id": "A-1", "name": "Zo\xc3\xab", "email": "z@example.com", "amount": 1, "currency": "eur"}'


def read(tmp_path: Path, *lines: bytes) -> tuple[list[str], list[str]]:
    path = tmp_path / "orders.jsonl"
    path.write_bytes(b"\n".join(lines))
    found = read_orders(path)
    return [order.id for order in found.orders], [str(bad) for bad in found.bad]


def test_the_bundled_orders_are_what_they_promise() -> None:
    found = read_orders(bundled_orders())
    assert len(found.orders) >= 200
    assert found.listed > len(found.orders), "an order is listed twice"
    assert found.bad == []
    assert {0, 2, 3} == {decimals(order.currency) for order in found.orders}
    assert any(order.declined for order in found.orders)
    assert any(not order.in_stock and not order.declined for order in found.orders)
    assert any(not order.name.isascii() for order in found.orders)
    assert min(order.amount for order in found.orders) <= 50
    assert max(order.amount for order in found.orders) == 99_999_999


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"nope", "not JSON"),
        (b'{"id": "1", "amount": ' + b"9" * 5000 + b"}", "amount: input should be less than or equal to 99999999"),
        (b"\xff\xfe", "not UTF-8"),
        (b"[1]", "not an object"),
        (b"{}", "id is missing; name is missing"),
        (GOOD.replace(b'"amount": 1', b'"amount": 1.5'), "amount: input should be a valid integer, not 1.5"),
        (GOOD.replace(b'"amount": 1', b'"amount": -5'), "amount: input should be greater than 0, not -5"),
        (GOOD.replace(b'"amount": 1', b'"amount": "1"'), "amount: input should be a valid integer"),
        (GOOD.replace(b"eur", b"EUR"), "currency"),
        (GOOD.replace(b'"id"', b'"nr"'), "nr is not a field of an order"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(tmp_path: Path, line: bytes, reason: str) -> None:
    ids, bad = read(tmp_path, b"", line, GOOD)
    assert ids == ["A-1"]
    assert len(bad) == 1
    assert bad[0].startswith("line 2: ")
    assert reason in bad[0]


def test_a_long_value_is_cut(tmp_path: Path) -> None:
    _, (bad,) = read(tmp_path, GOOD.replace(b'"amount": 1', b'"amount": "' + b"x" * 5000 + b'"'))
    assert bad.startswith('line 1: amount: input should be a valid integer, not "xxx')
    assert len(bad) < 200


def test_the_same_order_twice_is_one_order_and_another_one_of_its_id_is_bad(tmp_path: Path) -> None:
    ids, bad = read(tmp_path, GOOD, GOOD, GOOD.replace(b'"amount": 1', b'"amount": 2'))
    assert ids == ["A-1"]
    assert bad == ["line 3: order A-1 is another one on line 1"]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    assert read(tmp_path, b"\xef\xbb\xbf" + GOOD + b"\r", b"\r") == (["A-1"], [])


def test_a_missing_file_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.jsonl cannot be read: No such file"):
        read_orders(tmp_path / "none.jsonl")


def test_amounts_are_shown_in_their_currency() -> None:
    assert [shown(1250, "eur"), shown(1250, "jpy"), shown(1250, "kwd"), shown(5, "usd")] == [
        "12.50 EUR",
        "1,250 JPY",
        "1.250 KWD",
        "0.05 USD",
    ]
