"""The events of an execution's history. `history.schema.json` is their published form.

Calls (activities, timers, children, signal waits) are named by their path. A call has one `…_scheduled` event, and at
most one event that ends it; the attempts of an activity lie between.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ..clock import Micros, from_text, to_text
from ..errors import HistoryError

EXECUTION_STARTED = "execution_started"
EXECUTION_COMPLETED = "execution_completed"
EXECUTION_FAILED = "execution_failed"
EXECUTION_CANCELLED = "execution_cancelled"
CANCEL_REQUESTED = "cancel_requested"
ACTIVITY_SCHEDULED = "activity_scheduled"
ATTEMPT_STARTED = "attempt_started"
ATTEMPT_ENDED = "attempt_ended"
ATTEMPT_DEFERRED = "attempt_deferred"
ACTIVITY_COMPLETED = "activity_completed"
ACTIVITY_FAILED = "activity_failed"
ACTIVITY_PARKED = "activity_parked"
ACTIVITY_RESOLVED = "activity_resolved"
ACTIVITY_DROPPED = "activity_dropped"
SETTLEMENT_REFUSED = "settlement_refused"
TIMER_STARTED = "timer_started"
TIMER_FIRED = "timer_fired"
TIMER_CANCELLED = "timer_cancelled"
SIGNAL_RECEIVED = "signal_received"
SIGNAL_CONSUMED = "signal_consumed"
CHILD_STARTED = "child_started"
CHILD_COMPLETED = "child_completed"
CHILD_FAILED = "child_failed"
PATCH_DECIDED = "patch_decided"

CLOSING = frozenset({EXECUTION_COMPLETED, EXECUTION_FAILED, EXECUTION_CANCELLED})
SCHEDULING = frozenset({ACTIVITY_SCHEDULED, TIMER_STARTED, CHILD_STARTED})
COMPLETING = frozenset({ACTIVITY_COMPLETED, ACTIVITY_FAILED, TIMER_FIRED, CHILD_COMPLETED, CHILD_FAILED})
"""Events that a call waits for; delivered to the code once its call has been made."""


@dataclass(frozen=True, slots=True)
class Event:
    """One line of a history.

    Attributes:
        seq: its number in the history, from 1, without gaps.
        at: when it was recorded, microseconds since 1970.
        type: one of the names above.
        data: the rest, JSON.
    """

    seq: int
    at: Micros
    type: str
    data: dict[str, Any]

    @property
    def path(self) -> str:
        """The path of the call that the event belongs to, or an empty text."""
        return str(self.data.get("path", ""))

    def to_json(self) -> dict[str, Any]:
        """The object of one line."""
        return {"seq": self.seq, "at": to_text(self.at), "type": self.type, **self.data}

    @classmethod
    def from_json(cls, line: dict[str, Any]) -> Event:
        """The inverse of `to_json`.

        Raises:
            HistoryError: a member is missing or wrong.
        """
        try:
            data = {name: value for name, value in line.items() if name not in ("seq", "at", "type")}
            return cls(int(line["seq"]), from_text(line["at"]), str(line["type"]), data)
        except (KeyError, ValueError, TypeError) as error:
            raise HistoryError(f"an event is damaged: {type(error).__name__} {error}") from None
