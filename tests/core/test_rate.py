"""No more attempts begin in any time than the rate and its burst allow."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors.attempts.rate import RateLimit
from eventual_connectors.clock import LONGEST, SECOND

START = 1_700_000_000 * SECOND
rates = st.floats(0.001, 100_000, allow_nan=False)
arrivals = st.lists(st.tuples(st.integers(0, 3 * SECOND) | st.integers(0, 1000), st.integers(1, 30), st.booleans()), max_size=25)


@given(rates, arrivals)
def test_no_window_holds_more_than_the_rate_and_the_burst(rate: float, steps: list[tuple[int, int, bool]]) -> None:
    """Of whatever comes whenever, at most rate x T + burst begin in any time T; what did not begin after all is not counted."""
    limit, now, begun = RateLimit(rate), START, list[int]()
    for gap, wanted, regrets in steps:
        now += gap
        for _ in range(wanted):
            if limit.next_at <= now:
                limit.take(now)
                if regrets:
                    limit.give_back()
                else:
                    begun.append(now)
    for first, began in enumerate(begun):
        for last in range(first, len(begun)):
            assert last - first + 1 <= limit.burst + rate * (begun[last] - began) / SECOND + 1e-6


@given(rates, st.integers(1, 100))
def test_the_rate_is_reached(rate: float, attempts: int) -> None:
    """Attempts that each begin as soon as they may take no longer than the rate says, to a microsecond each."""
    limit, now = RateLimit(rate), START
    for _ in range(attempts):
        now = max(now, limit.next_at)
        limit.take(now)
    assert now - START <= max(0, attempts - limit.burst) * (SECOND / rate + 1)


@pytest.mark.parametrize(("rate", "burst"), [(0.5, 1), (10.0, 1), (25.0, 2), (100.0, 10)])
def test_the_burst_is_a_tenth_of_a_seconds_worth(rate: float, burst: int) -> None:
    """After a rest that many begin in one moment, and the next has to wait."""
    limit = RateLimit(rate)
    begun = 0
    while limit.next_at <= START:
        limit.take(START)
        begun += 1
    assert begun == burst


def test_without_a_rate_nothing_waits() -> None:
    """None limits nothing."""
    limit = RateLimit(None)
    for _ in range(1000):
        limit.take(START)
    assert limit.next_at <= START


def test_the_smallest_rate_still_has_a_next_time() -> None:
    """The wait stays a time that can be reckoned with."""
    limit = RateLimit(5e-324)
    limit.take(START)
    assert limit.next_at == START + LONGEST
