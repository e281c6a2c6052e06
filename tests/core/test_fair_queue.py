"""Whoever waits gets a turn, however much others add."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors.attempts.fair_queue import FairQueue

PUSHES = st.integers(0, 4)
POP = st.none()


@given(st.lists(PUSHES | POP, max_size=60))
def test_nobody_is_served_twice_while_another_waits(steps: list[int | None]) -> None:
    """Each owner's items come in its own order, none is lost, and between two of them each other owner is served at most once."""
    queue: FairQueue[int, tuple[int, int]] = FairQueue()
    pushed: dict[int, int] = defaultdict(int)
    popped: dict[int, int] = defaultdict(int)
    served_since: dict[int, set[int]] = {}  # of each owner that waits: who was served since its next item was its first

    def pop() -> None:
        owner, number = queue.pop()
        assert number == popped[owner]
        popped[owner] += 1
        del served_since[owner]
        for others in served_since.values():
            assert owner not in others
            others.add(owner)
        if popped[owner] < pushed[owner]:
            served_since[owner] = set()

    for step in steps:
        if step is not None:
            queue.push(step, (step, pushed[step]))
            pushed[step] += 1
            served_since.setdefault(step, set())
        elif queue:
            pop()
        assert set(queue.owners()) == {owner for owner in pushed if owner in queue} == set(served_since)
    while queue:
        pop()
    assert popped == pushed


def test_an_empty_queue_has_no_next() -> None:
    """Taking from an empty queue raises."""
    with pytest.raises(LookupError, match="empty"):
        FairQueue[str, str]().pop()
