"""Two versions of an event, compared."""

from __future__ import annotations

from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field

from eventual_connectors import errors
from eventual_connectors.services import EventType, compatible


class Item(BaseModel):
    sku: str


class Base(BaseModel):
    order: str
    amount: int
    items: list[Item] = []
    kind: Literal["a", "b"] = "a"


class WithOptional(Base):
    note: str | None = None


class WithRequired(Base):
    note: str


class Number(Base):
    amount: float  # type: ignore[assignment]


class Text(Base):
    amount: str  # type: ignore[assignment]


class Fewer(Base):
    kind: Literal["a"] = "a"  # pyright: ignore[reportIncompatibleVariableOverride]


class More(Base):
    kind: Literal["a", "b", "c"] = "a"  # type: ignore[assignment]


class Bounded(Base):
    amount: int = Field(ge=1)


class Closed(Base):
    model_config = ConfigDict(extra="forbid")


class Weighed(BaseModel):
    sku: str
    grams: int


class DeepRequired(Base):
    items: list[Weighed] = []  # type: ignore[assignment]


class Tree(BaseModel):
    name: str
    children: list[Tree] = []


class TreeOfNumbers(BaseModel):
    name: int
    children: list[TreeOfNumbers] = []


@pytest.mark.parametrize(
    ("new", "backward", "forward"),
    [
        (Base, True, True),
        (WithOptional, True, True),
        (WithRequired, False, True),
        (Number, True, False),
        (Text, False, False),
        (Fewer, False, True),
        (More, True, False),
        (Bounded, False, True),
        (Closed, True, True),
        (DeepRequired, False, True),
    ],
)
def test_what_breaks_whom(new: type[BaseModel], backward: bool, forward: bool) -> None:
    one, two = EventType("placed", Base), EventType("placed", new, version="2")
    assert (not compatible(one, two)) is backward
    assert (not compatible(one, two, mode="forward")) is forward
    assert (not compatible(one, two, mode="full")) is (backward and forward)


def test_a_reader_that_takes_no_other_fields_cannot_read_a_new_one() -> None:
    assert compatible(EventType("placed", Closed), EventType("placed", WithOptional, version="2"), mode="forward") == [
        "old readers of new events: data.note is not allowed"
    ]


def test_a_model_within_itself_is_compared_to_its_end() -> None:
    assert compatible(EventType("tree", Tree), EventType("tree", Tree, version="2"), mode="full") == []
    assert "data.name is string, not integer" in compatible(EventType("tree", Tree), EventType("tree", TreeOfNumbers))[0]


def test_what_it_does_not_know_counts_as_broken() -> None:
    assert compatible({"type": "string"}, {"type": "string", "pattern": "^a"})
    assert compatible({"type": "string", "pattern": "^a"}, {"type": "string", "pattern": "^a"}) == []


def test_there_is_no_other_mode() -> None:
    with pytest.raises(errors.UsageError, match="backward, forward or full"):
        compatible({}, {}, mode="sideways")  # type: ignore[arg-type]
