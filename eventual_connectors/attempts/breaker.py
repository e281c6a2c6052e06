"""When a vendor that is in trouble is left alone: a circuit breaker that counts failures in a row and lets one probe through at a time."""

from __future__ import annotations

from ..clock import SECOND, Micros
from ..errors import ConnectorError, InDoubt, Permanent, RateLimited, Retryable
from .network import NOT_SENT
from .outcome import Failed, Outcome

LONGEST_BREAK: Micros = 60 * SECOND
"""No break grows longer, unless the first one is: a vendor that is back is to be noticed within a minute."""

CIRCUIT_OPEN = "circuit_open"
"""The code of the error that says that a call was not made, because the circuit is open."""

SERVER_ERROR = 500
"""From this HTTP status on the trouble is the vendor's."""

_OUR_OWN = frozenset({CIRCUIT_OPEN, "credential_away", "nested_call", "no_thread", "not_begun", "not_configured", "unknown_error"})
"""Codes of errors that this side of the wire gave rise to."""


class CircuitBreaker:
    """Closed, it counts the failures in a row. Open, it lets nothing through until its break is over, and then one probe.

    The probe's success closes it; its failure opens it again for twice as long, `LONGEST_BREAK` at most. What began before it opened says
    nothing of how the vendor is now, so its end changes nothing.

    Args:
        threshold: failures in a row that open it; 0: none do.
        reset: length of the first break.

    Attributes:
        is_open: whether it holds attempts back; a probe may be under way.
    """

    def __init__(self, threshold: int, reset: Micros) -> None:
        self.is_open = False
        self._threshold = threshold
        self._reset = max(1, reset)
        self._failures = 0
        self._break: Micros = 0
        self._closed_until: Micros = 0
        self._probing = False
        self._period = 0

    @property
    def admits_at(self) -> Micros | None:
        """When it lets the next attempt through, a time that has passed meaning now; None: when the probe has ended."""
        if not self.is_open:
            return 0
        return None if self._probing else self._closed_until

    def rest(self, now: Micros) -> Micros:
        """For how long it is likely to let nothing through."""
        return self._break if self._probing else max(0, self._closed_until - now)

    def begin(self) -> int:
        """It lets an attempt through; returns what its end is to be told with."""
        self._probing = self.is_open
        return self._period

    def end(self, period: int, well: bool | None, now: Micros) -> bool:
        """An attempt ended; `well` as of `vendor_is_well`, None also where the attempt did not begin after all.

        Returns whether that opened it, opened it again, or closed it.
        """
        if period != self._period:
            return False
        if self.is_open:
            self._probing = False
            if well:
                self._change(is_open=False)
            elif well is not None:
                self._open(min(2 * self._break, max(self._reset, LONGEST_BREAK)), now)
        elif well is not None:
            self._failures = 0 if well else self._failures + 1
            if self._failures == self._threshold and not well:
                self._open(self._reset, now)
        return period != self._period

    def _open(self, length: Micros, now: Micros) -> None:
        self._break = length
        self._closed_until = now + length
        self._change(is_open=True)

    def _change(self, *, is_open: bool) -> None:
        self.is_open = is_open
        self._failures = 0
        self._period += 1


def vendor_is_well(outcome: Outcome) -> bool | None:
    """What an attempt's outcome says of the vendor: it is well, it is in trouble, or (None) nothing.

    In trouble is a vendor that could not be reached, did not answer in time, or answered with a 5xx. One that refuses (a declined card, a
    wrong argument, a rate) is well. What never left this process says nothing.
    """
    if not isinstance(outcome, Failed):
        return True
    error = outcome.error
    if not isinstance(error, ConnectorError) or error.code in _OUR_OWN:
        return None
    if isinstance(error, RateLimited):
        return True
    if isinstance(error, Permanent):
        return None if error.code == NOT_SENT else True
    unanswered = isinstance(error, InDoubt) and error.status is None
    unreachable = isinstance(error, Retryable) and error.code == NOT_SENT
    failing = isinstance(error, InDoubt | Retryable) and (error.status or 0) >= SERVER_ERROR
    return not (unanswered or unreachable or failing)
