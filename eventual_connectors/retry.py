"""Retry policy: tenacity's `stop` and `wait` objects, asked with a state that is rebuilt from the record."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import tenacity

from .errors import Pending, UsageError

StopPolicy = Callable[[tenacity.RetryCallState], bool]
WaitPolicy = Callable[[tenacity.RetryCallState], float]

EVERY: WaitPolicy = tenacity.wait_exponential(multiplier=1, max=60)
"""How long to wait between two questions, unless something else is said."""


@dataclass(frozen=True)
class Retry:
    """How often, and after how long, an attempt that may be repeated is repeated.

    It never overrides a permanent error or doubt: what may be repeated at all is the effect class's to say.

    By default at least ten attempts over at least an hour: an outage of the vendor should not need an operator. Outside a workflow, where
    somebody waits, five attempts within a minute.

    Attributes:
        stop: a tenacity stop policy, such as `stop_after_attempt(8) | stop_after_delay(600)`.
        wait: a tenacity wait policy in seconds, such as `wait_random_exponential(max=60)`.
    """

    stop: StopPolicy = field(default_factory=lambda: tenacity.stop_after_attempt(10) & tenacity.stop_after_delay(3600))
    wait: WaitPolicy = field(default_factory=lambda: tenacity.wait_random_exponential(multiplier=0.5, max=60))

    def __post_init__(self) -> None:
        for name, policy, example in (("stop", self.stop, "stop_after_attempt(5)"), ("wait", self.wait, "wait_fixed(2)")):
            if not callable(policy):
                raise UsageError(f"{name} must be a policy of tenacity, such as tenacity.{example}, not {policy!r}")

    def next_wait(self, *, attempts: int, elapsed: float, error: BaseException) -> float | None:
        """Seconds until the next attempt, or None when no more attempts are to be made.

        Args:
            attempts: attempts made so far, from 1.
            elapsed: seconds since the first attempt began.
            error: how the last attempt ended.
        """
        state = _state(attempts, elapsed, error)
        wait = max(0.0, float(self.wait(state)))
        state.upcoming_sleep = wait  # what `stop_before_delay` asks for
        return None if self.stop(state) or wait == math.inf else wait  # who waits for ever makes no more attempts


def next_poll(every: float | timedelta | WaitPolicy, polls: int) -> float:
    """Seconds until something unfinished is asked for again.

    Args:
        every: the seconds, or the policy that tells them.
        polls: how often it was asked for before this time.
    """
    if callable(every):
        return float(every(_state(polls + 1, 0.0, Pending(after=0))))
    return every.total_seconds() if isinstance(every, timedelta) else every


def _state(attempts: int, elapsed: float, error: BaseException) -> tenacity.RetryCallState:
    state = tenacity.RetryCallState(retry_object=_UNUSED, fn=None, args=(), kwargs={})
    outcome = tenacity.Future(attempts)
    outcome.set_exception(error)
    state.attempt_number = attempts
    state.outcome = outcome
    state.start_time = 0.0
    state.outcome_timestamp = elapsed
    return state


WHILE_SOMEBODY_WAITS = Retry(
    stop=tenacity.stop_after_attempt(5) | tenacity.stop_after_delay(60),
    wait=tenacity.wait_random_exponential(multiplier=0.5, max=10),
)
"""For calls outside a workflow, unless they say otherwise."""

_UNUSED = tenacity.Retrying()
