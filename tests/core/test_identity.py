"""Keys and paths: fixed for ever, distinct for distinct calls."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors import identity
from eventual_connectors.identity import CallPath

ROOT = bytes(range(16))
names = st.one_of(st.text(min_size=1), st.text("%/#2F3 5a", min_size=1))
ordinals = st.integers(1, 30)
paths = st.builds(CallPath, st.lists(st.tuples(names, ordinals), max_size=3).map(tuple), names, ordinals)


@given(paths)
def test_a_path_is_read_as_it_was_written(path: CallPath) -> None:
    assert CallPath.parse(str(path)) == path


@given(st.lists(paths, min_size=2, max_size=6, unique=True))
def test_distinct_calls_have_distinct_paths_and_keys(some: list[CallPath]) -> None:
    assert len({str(path) for path in some}) == len(some)
    assert len({identity.call_key(ROOT, path) for path in some}) == len(some)
    assert len({identity.child_root(ROOT, path) for path in some}) == len(some)


@given(paths, st.binary(min_size=16, max_size=16), st.binary(min_size=16, max_size=16))
def test_keys_of_distinct_executions_are_distinct(path: CallPath, one: bytes, other: bytes) -> None:
    assert (identity.call_key(one, path) == identity.call_key(other, path)) == (one == other)


def test_joined_names_are_no_longer_names() -> None:
    assert identity.business_key("a", "b", "c", "d") != identity.business_key("a,b", "", "c", "d")
    assert identity.call_key(ROOT, CallPath((("a", 1),), "b", 1)) != identity.call_key(ROOT, CallPath((), "a/b", 1))


def test_paths_as_people_see_them() -> None:
    assert str(CallPath((), "stripe.v1.payment_intents.create", 1)) == "stripe.v1.payment_intents.create"
    assert str(CallPath((("charge_order", 3),), "aws.dynamodb.put_item", 2)) == "charge_order#3/aws.dynamodb.put_item#2"
    assert str(CallPath((), "a/b#c%", 1)) == "a%2Fb%23c%25"


def test_golden_keys() -> None:
    """A key is what keeps an effect single across versions of this package: these values never change."""
    path = CallPath((("charge_order", 3),), "stripe.v1.payment_intents.create", 2)
    key = identity.call_key(ROOT, path)
    assert str(key) == KEY
    assert key.version == 4
    assert identity.child_root(ROOT, path).hex() == CHILD
    assert str(identity.business_key("shop", "acct_1", "stripe.v1.refunds.create", "order-1")) == BUSINESS
    assert str(identity.entry_key(uuid.UUID(int=1), 2)) == ENTRY
    assert identity.seed(ROOT, "random", (("a", 1),)) == SEED


KEY = "4d5d2ae7-138b-47a8-98a5-3fae63608993"
CHILD = "c4a1406a6f64db8b71f4aa158a003780"
BUSINESS = "355c6851-4d86-40d5-9f66-530d898815eb"
ENTRY = "fe22ace8-6e37-4bc4-a84e-2394f95b092c"
SEED = 32125364831333476522479797355692303620
