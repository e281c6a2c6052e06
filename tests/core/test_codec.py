"""Values come back from a history as they went in, or are refused with their place."""

from __future__ import annotations

import dataclasses
import enum
import json
import math
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Annotated, Any, NamedTuple
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, Field

from eventual_connectors import AlreadyApplied, codec, errors
from eventual_connectors.secret import Secret

zones = st.one_of(st.none(), st.just(UTC), st.integers(-1439, 1439).map(lambda minutes: timezone(timedelta(minutes=minutes))))
texts = st.text(st.characters(exclude_categories=["Cs"]))
scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    texts,
    st.binary(),
    st.uuids(),
    st.decimals(allow_nan=False),
    st.datetimes(timezones=zones),
    st.dates(),
    st.times(timezones=zones),
    st.timedeltas(),
)
hashables = st.one_of(scalars, st.tuples(scalars, scalars), st.frozensets(scalars, max_size=3))
tags = st.sampled_from(["$decimal", "$dict", "$set", "$map", "$uuid", "$bytes", "$x", "$"])
values = st.recursive(
    scalars,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(texts | tags, inner, max_size=4),
        st.dictionaries(tags, inner, min_size=1, max_size=1),
        st.dictionaries(hashables, inner, max_size=3),
        st.sets(hashables, max_size=3),
    ),
    max_leaves=15,
)


def through_text(value: Any, annotation: Any = Any) -> Any:
    return codec.decode(json.loads(codec.dumps(codec.encode(value))), annotation)


@given(values)
def test_plain_values_come_back_equal(value: Any) -> None:
    once = through_text(value)
    assert once == value
    assert codec.dumps(codec.encode(once)) == codec.dumps(codec.encode(value))


@given(values)
def test_the_text_does_not_depend_on_the_order_of_members(value: Any) -> None:
    if isinstance(value, dict):
        backwards = dict(reversed(list(value.items())))
        assert codec.dumps(codec.encode(backwards)) == codec.dumps(codec.encode(value))
        assert codec.digest(codec.encode(backwards)) == codec.digest(codec.encode(value))


class Colour(enum.Enum):
    RED = "red"
    TWO = 2


class Text(str, enum.Enum):  # noqa: UP042 - as users have them
    A = "a"


@dataclasses.dataclass(frozen=True)
class Point:
    x: int
    y: Decimal


class Pair(NamedTuple):
    a: int
    b: datetime


class Inner(BaseModel):
    at: datetime
    colour: Colour = Colour.RED


class Model(BaseModel):
    model_config = ConfigDict(extra="allow")
    inner: Inner
    points: list[Point] = []
    aliased: int = Field(default=1, alias="theAlias")
    data: bytes = b""
    maybe: Inner | None = None
    by_id: dict[UUID, Decimal] = {}
    kinds: set[Colour] = set()
    places: frozenset[Point] = frozenset()


NOW = datetime(2026, 1, 2, 3, 4, 5, 6, UTC)
TYPED: list[tuple[Any, Any]] = [
    (Model(inner=Inner(at=NOW)), Model),
    (
        Model(
            inner=Inner(at=NOW, colour=Colour.TWO),
            points=[Point(1, Decimal("1.10"))],
            theAlias=7,
            data=b"\xff",
            maybe=Inner(at=NOW),
            by_id={UUID(int=3): Decimal("2")},
            kinds={Colour.RED, Colour.TWO},
            places=frozenset({Point(1, Decimal(2)), Point(2, Decimal(3))}),
            **{"extra": {"free": NOW}},
        ),
        Model,
    ),
    ([Point(1, Decimal(2))], list[Point]),
    ((1, "a"), tuple[int, str]),
    (Pair(1, NOW), Pair),
    (Colour.TWO, Colour),
    ({Colour.RED: 1}, dict[Colour, int]),
    ({Text.A: 1}, dict[Text, int]),
    (Text.A, Text),
    ({Point(1, Decimal(2))}, set[Point]),
    (3, Annotated[int, Field(gt=0)]),
    (None, None),
    (None, Inner | None),
    (1.0, float),
    (True, bool),
    ({"n": NOW}, Mapping[str, datetime]),
    (AlreadyApplied(UUID(int=4), NOW), dict[str, Any] | AlreadyApplied),
    (AlreadyApplied(UUID(int=4)), Any),
]


@pytest.mark.parametrize(("value", "kind"), TYPED, ids=lambda item: str(item)[:30])
def test_typed_values_come_back_as_their_type(value: Any, kind: Any) -> None:
    got = through_text(value, kind)
    assert got == value
    assert type(got) is type(value)


@pytest.mark.parametrize(
    ("value", "place"),
    [
        ({"a": [1, float("nan")]}, "value['a'][1] is nan"),
        ([math.inf], "value[0] is inf"),
        ({"a": object()}, "value['a'] is a builtins.object"),
        ([Model.model_validate({"inner": {"at": NOW}, "extra": Secret("sk_1")})], "value[0].extra is a eventual_connectors.secret.Secret"),
        ({"x": "\ud83d"}, "value['x'] is a text with half of a surrogate pair"),
        ({Point(1, Decimal(2)): 1}, "value has a Point as key"),
        (lambda: 1, "value is a builtins.function"),
        (1j, "value is a builtins.complex"),
        ([10**4_100], "value[0] is an integer of more than 4,000 digits"),
    ],
)
def test_what_has_no_form_is_refused_with_its_place(value: Any, place: str) -> None:
    with pytest.raises(errors.SerializationError) as caught:
        codec.encode(value)
    assert str(caught.value).startswith(place)
    assert "sk_1" not in str(caught.value)


@pytest.mark.parametrize(
    ("tree", "kind"),
    [
        ({"$decimal": "one"}, Any),
        ({"$timedelta": 3}, Any),
        ({"$datetime": "yesterday"}, Any),
        ({"$uuid": 3}, Any),
        ("x", int),
        ({"inner": {}}, Model),
        (1, type("Foreign", (), {})),
    ],
)
def test_what_does_not_fit_is_one_clear_line(tree: Any, kind: Any) -> None:
    with pytest.raises(errors.SerializationError) as caught:
        codec.decode(tree, kind)
    assert "\n" not in str(caught.value)


def test_a_digest_leaves_out_what_was_not_set() -> None:
    assert codec.encode(Inner(at=NOW), unset=False) == {"at": {"$datetime": "2026-01-02T03:04:05.000006+00:00"}}
    assert "colour" in codec.encode(Inner(at=NOW))


def test_golden_forms() -> None:
    """What is in a history stays readable: these texts never change."""
    value = {
        "decimal": Decimal("1.10"),
        "bytes": b"\x00\xff",
        "uuid": UUID(int=1),
        "datetime": NOW,
        "date": date(2026, 1, 2),
        "time": time(3, 4, 5),
        "timedelta": timedelta(days=1, seconds=2, microseconds=3),
        "set": {2, 1},
        "map": {1: "a"},
        "tag": {"$uuid": "mine"},
        "text": "ü\u2028",
        "applied": AlreadyApplied(UUID(int=1), NOW),
    }
    assert codec.dumps(codec.encode(value)) == (
        '{"applied":{"$already_applied":["00000000-0000-0000-0000-000000000001","2026-01-02T03:04:05.000006+00:00"]},'
        '"bytes":{"$bytes":"AP8="},"date":{"$date":"2026-01-02"},'
        '"datetime":{"$datetime":"2026-01-02T03:04:05.000006+00:00"},"decimal":{"$decimal":"1.10"},'
        '"map":{"$map":[[1,"a"]]},"set":{"$set":[1,2]},"tag":{"$dict":{"$uuid":"mine"}},'
        '"text":"ü\u2028","time":{"$time":"03:04:05"},"timedelta":{"$timedelta":[1,2,3]},'
        '"uuid":{"$uuid":"00000000-0000-0000-0000-000000000001"}}'
    )
    assert codec.digest({"a": 1}) == "1:015abd7f5cc57a2dd94b7590f04ad808"


def nested(levels: int) -> list[object]:
    tree: list[object] = []
    for _ in range(levels):
        tree = [tree]
    return tree


def test_what_can_be_written_can_be_read() -> None:
    """At the deepest, too, where a reader takes more of the stack than a writer."""
    deepest: object = nested(199)
    deepest = {"[." * 250: deepest}
    assert codec.decode(json.loads(codec.dumps(codec.encode(deepest)))) == deepest


def test_what_contains_itself_is_one_clear_line() -> None:
    endless: list[Any] = []
    endless.append(endless)
    loop: dict[str, Any] = {}
    loop["loop"] = loop
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    refusals: list[Callable[[], Any]] = [
        lambda: codec.encode(endless),
        lambda: codec.encode(loop),
        lambda: codec.encode(nested(201)),
        lambda: codec.decode(deep),
        lambda: codec.dumps(deep),
    ]
    for refused in refusals:
        with pytest.raises(errors.SerializationError, match="contains itself, or is nested too deeply") as caught:
            refused()
        assert "\n" not in str(caught.value)
