"""Orders, read from JSON Lines. A bad line is named with its reason and keeps nobody else from being served."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eventual_connectors.cli.output import short
from eventual_connectors.errors import UsageError

MAX_AMOUNT = 99_999_999
"""The largest amount that one Stripe charge takes, in the currency's smallest unit."""

LONGEST_NUMBER = 300
"""Digits of a number in a line that are read: no field takes a number of so many."""

DECLINED_CARDS = frozenset(
    {
        "pm_card_chargeDeclined",
        "pm_card_chargeDeclinedInsufficientFunds",
        "pm_card_chargeDeclinedExpiredCard",
    }
)
"""Stripe's test cards that are refused."""


class Order(BaseModel):
    """One order.

    Attributes:
        id: the shop's number of it; the same number twice is the same order.
        amount: in the currency's smallest unit (cents for EUR, yen for JPY, fils for KWD).
        currency: three letters, lower case.
        card: a Stripe test card; see `DECLINED_CARDS`.
        in_stock: when it is not, packing fails for good and the payment is refunded.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    id: Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f]+$")]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    email: Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]
    amount: Annotated[int, Field(gt=0, le=MAX_AMOUNT)]
    currency: Annotated[str, Field(pattern=r"^[a-z]{3}$")]
    card: Annotated[str, Field(pattern=r"^pm_card_\w+$")] = "pm_card_visa"
    in_stock: bool = True

    @property
    def declined(self) -> bool:
        """Whether the bank will refuse the card."""
        return self.card in DECLINED_CARDS


@dataclass(frozen=True)
class BadLine:
    """A line that holds no order."""

    number: int
    reason: str

    def __str__(self) -> str:
        return f"line {self.number}: {self.reason}"


@dataclass(frozen=True)
class OrderFile:
    """What a file of orders holds.

    Attributes:
        orders: distinct orders, in the file's sequence.
        listed: how often orders were listed; more than `len(orders)` when one is listed twice.
        bad: the lines that hold none.
    """

    orders: list[Order]
    listed: int
    bad: list[BadLine]


def read_orders(path: Path) -> OrderFile:
    """Read a file of orders, one JSON object a line; empty lines are skipped.

    Raises:
        UsageError: the file cannot be read at all.
    """
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    found: dict[str, tuple[int, Order]] = {}
    bad: list[BadLine] = []
    listed = 0
    for number, line in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not line.strip():
            continue
        try:
            order = _order(line)
            first, known = found.setdefault(order.id, (number, order))
            if known != order:
                raise ValueError(f"order {order.id} is another one on line {first}")
            listed += 1
        except ValueError as error:
            bad.append(BadLine(number, str(error)))
    return OrderFile([order for _, order in found.values()], listed, bad)


def _order(line: bytes) -> Order:
    try:
        tree: Any = json.loads(line.decode("utf-8"), object_pairs_hook=_no_field_twice, parse_int=_integer)
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 (byte {error.start + 1})") from None
    except json.JSONDecodeError as error:
        raise ValueError(f"not JSON: {error.msg} (column {error.colno})") from None
    except RecursionError:
        raise ValueError("not an order: nested too deeply") from None
    if not isinstance(tree, dict):
        raise ValueError("not an object")
    try:
        return Order.model_validate(tree)
    except ValidationError as error:
        raise ValueError("; ".join(_problem(problem) for problem in error.errors(include_url=False))) from None


def _integer(text: str) -> int:
    # Python refuses to read very long ones, and could not say in which field they stand.
    return int(text[:LONGEST_NUMBER])


def _no_field_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        raise ValueError("a field is given twice")
    return fields


def _problem(problem: Any) -> str:
    place = ".".join(str(part) for part in problem["loc"])
    match problem["type"]:
        case "missing":
            return f"{place} is missing"
        case "extra_forbidden":
            return f"{place} is not a field of an order"
        case _:
            return f"{place}: {problem['msg'][0].lower()}{problem['msg'][1:]}, not {short(problem['input'])}"
