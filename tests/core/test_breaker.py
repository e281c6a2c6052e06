"""A circuit opens for what says that the vendor is in trouble, and for nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventual_connectors.attempts.breaker import LONGEST_BREAK, CircuitBreaker, vendor_is_well
from eventual_connectors.attempts.network import network_error
from eventual_connectors.attempts.outcome import Absent, Failed, Succeeded
from eventual_connectors.clock import SECOND
from eventual_connectors.errors import ConfigurationError, InDoubt, KeyConflict, Permanent, RateLimited, Retryable, Unauthorized

RESET = 5 * SECOND


def failed(breaker: CircuitBreaker, now: int) -> bool:
    return breaker.end(breaker.begin(), False, now)


def opened(threshold: int = 3, now: int = 0) -> CircuitBreaker:
    breaker = CircuitBreaker(threshold, RESET)
    for _ in range(threshold):
        failed(breaker, now)
    assert breaker.is_open
    return breaker


def test_failures_in_a_row_open_it() -> None:
    """The threshold counts failures without a success between them; what says nothing does not interrupt them."""
    breaker = CircuitBreaker(3, RESET)
    for well in (False, False, True, False, None, False):
        assert not breaker.end(breaker.begin(), well, 0)
    assert not breaker.is_open
    assert breaker.end(breaker.begin(), False, 7)
    assert breaker.is_open
    assert breaker.admits_at == 7 + RESET


def test_it_lets_one_probe_through() -> None:
    """While the probe is under way nothing else is let through; its success closes the circuit."""
    breaker = opened()
    assert breaker.admits_at == breaker.rest(0) == RESET
    probe = breaker.begin()
    assert breaker.admits_at is None
    assert breaker.rest(RESET) == RESET
    assert breaker.end(probe, True, RESET)
    assert not breaker.is_open
    assert breaker.admits_at == 0


def test_each_failed_probe_doubles_the_break_up_to_a_minute() -> None:
    """The longer the trouble, the rarer the probes; after a recovery the first break is short again."""
    breaker, now, breaks = opened(), 0, list[int]()
    for _ in range(6):
        breaks.append((breaker.admits_at or 0) - now)
        now = breaker.admits_at or 0
        assert failed(breaker, now)
    assert breaks == [5 * SECOND, 10 * SECOND, 20 * SECOND, 40 * SECOND, LONGEST_BREAK, LONGEST_BREAK]
    breaker.end(breaker.begin(), True, now)
    for _ in range(3):
        failed(breaker, now)
    assert breaker.admits_at == now + RESET


def test_a_first_break_above_a_minute_does_not_shrink() -> None:
    """Who asks for an hour gets an hour each time."""
    breaker = CircuitBreaker(1, 3600 * SECOND)
    failed(breaker, 0)
    failed(breaker, 0)
    assert breaker.admits_at == 3600 * SECOND


def test_a_probe_that_says_nothing_is_followed_by_another() -> None:
    """A probe that was cancelled, or never left, neither closes the circuit nor holds it."""
    breaker = opened()
    assert not breaker.end(breaker.begin(), None, RESET)
    assert breaker.is_open
    assert breaker.admits_at == RESET


@pytest.mark.parametrize("well", [True, False])
def test_what_began_before_it_opened_changes_nothing(well: bool) -> None:
    """Attempts that were under way when the circuit opened end as they may: the probe alone decides."""
    breaker = CircuitBreaker(2, RESET)
    old = breaker.begin()
    failed(breaker, 0)
    failed(breaker, 0)
    assert not breaker.end(old, well, 1)
    assert breaker.admits_at == RESET
    probe = breaker.begin()
    assert not breaker.end(old, well, RESET)
    assert breaker.admits_at is None
    breaker.end(probe, True, RESET)
    breaker.end(old, False, RESET)
    failed(breaker, RESET)
    assert not breaker.is_open


@given(st.lists(st.booleans() | st.none()))
def test_a_threshold_of_nought_never_opens(ends: list[bool | None]) -> None:
    """0 switches it off."""
    breaker = CircuitBreaker(0, RESET)
    for well in ends:
        breaker.end(breaker.begin(), well, 0)
        assert not breaker.is_open


@pytest.mark.parametrize(
    "error",
    [
        network_error(ConnectionRefusedError("refused")),
        network_error(ConnectionResetError("by the peer")),
        InDoubt("no answer within 3 s", code="timeout"),
        InDoubt("dropped"),
        InDoubt("bad gateway", status=502),
        Retryable("unavailable", status=503),
        Retryable("no connection", code="not_sent"),
    ],
    ids=repr,
)
def test_trouble_of_the_vendor(error: Exception) -> None:
    """No connection, no answer, a 5xx."""
    assert vendor_is_well(Failed(error)) is False


@pytest.mark.parametrize(
    "error",
    [
        Permanent("no such customer", status=404),
        Permanent("declined", status=402, settles=True),
        KeyConflict("other parameters"),
        Unauthorized("expired", status=401),
        RateLimited("slow down", after=1.0),
        RateLimited("over quota", status=503),
        Retryable("locked", status=409),
        Retryable("busy"),
        InDoubt("the key is in use", status=409),
    ],
    ids=repr,
)
def test_a_vendor_that_refuses_is_well(error: Exception) -> None:
    """An answer that is the request's fault, or asks for patience, comes from a vendor that works."""
    assert vendor_is_well(Failed(error)) is True


@pytest.mark.parametrize(
    "error",
    [
        ConfigurationError("no key"),
        ValueError("the function's own"),
        InDoubt("KeyError: 'x'", code="unknown_error"),
        InDoubt("a call inside it failed", code="nested_call"),
        Retryable("the circuit is open", code="circuit_open"),
        Retryable("its time was over", code="not_begun"),
        Retryable("its thread began too late", code="no_thread"),
        Permanent("cannot be encoded", code="not_sent"),
        Permanent("no key", code="not_configured"),
    ],
    ids=repr,
)
def test_what_this_side_did_says_nothing_of_the_vendor(error: Exception) -> None:
    """An error of ours neither opens a circuit nor closes it."""
    assert vendor_is_well(Failed(error)) is None


def test_an_answer_is_a_sign_of_life() -> None:
    """So is a look-up that found nothing."""
    assert vendor_is_well(Succeeded(1))
    assert vendor_is_well(Absent())
