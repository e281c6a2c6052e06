"""The timeline of an execution: its events folded to one row per attempt, timer, signal and child."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..clock import SECOND, Micros, from_text, to_text
from ..history import events as ev
from ..history.events import Event
from ..workflows.beats import Beat
from . import output

HEADERS = ("when (UTC)", "path", "attempt", "outcome", "next")


@dataclass
class Row:
    """One line of a timeline.

    Attributes:
        at: when it began, microseconds since 1970.
        path: the call; empty for the execution itself.
        attempt: which attempt, from 1; None where there are none (timers, signals, children).
        mode: `send`, or `lookup` when an earlier attempt's effect was looked for; empty where there is no attempt.
        outcome: how it ended, in one line.
        ended_at: when it ended; None while it goes on.
        next: what follows, such as `send in 2.5 s`; empty when the call has ended.
    """

    at: Micros
    path: str
    attempt: int | None = None
    mode: str = ""
    outcome: str = ""
    ended_at: Micros | None = None
    next: str = ""

    def to_json(self) -> dict[str, Any]:
        """The object of `executions show --json`."""
        ended = None if self.ended_at is None else to_text(self.ended_at)
        return {**vars(self), "at": to_text(self.at), "ended_at": ended}

    def cells(self) -> list[str]:
        """The row under `HEADERS`."""
        number = "" if self.attempt is None else str(self.attempt)
        looked = " (look-up)" if self.mode == "lookup" else ""
        return [to_text(self.at)[:23].replace("T", " "), self.path or "(execution)", number + looked, self.outcome, self.next]


def timeline(events: Iterable[Event], beats: Iterable[Beat] = ()) -> list[Row]:
    """The rows of a history, in the order in which they began.

    Args:
        events: the history.
        beats: the latest heartbeats of what is under way.
    """
    fold = _Fold()
    for event in events:
        fold.take(event)
    for beat in beats:
        fold.take_beat(beat)
    return fold.rows


def drawn(rows: Sequence[Row]) -> Any:
    """The rows as a `rich.table.Table`."""
    return output.drawn(HEADERS, [row.cells() for row in rows])


def plain(rows: Sequence[Row]) -> str:
    """The rows as aligned text."""
    return output.plain(HEADERS, [row.cells() for row in rows])


class _Fold:
    """Takes events one at a time; `open` holds the row that a path's next event belongs to."""

    def __init__(self) -> None:
        self.rows: list[Row] = []
        self.open: dict[str, Row] = {}
        self.signals: dict[int, Row] = {}

    def take(self, event: Event) -> None:
        data = event.data
        match event.type:
            case ev.EXECUTION_STARTED:
                self._point(event, "started")
            case ev.EXECUTION_COMPLETED | ev.EXECUTION_CANCELLED:
                self._point(event, event.type.removeprefix("execution_") + _dropped(data))
            case ev.EXECUTION_FAILED:
                self._point(event, f"failed: {_said(data['error'])}{_dropped(data)}")
            case ev.CANCEL_REQUESTED:
                self._point(event, f"asked to cancel: {data['reason']}" if data.get("reason") else "asked to cancel")
            case ev.PATCH_DECIDED:
                self._point(event, f"runs the {'new' if data['patched'] else 'old'} code of the patch {data['name']!r}")
            case ev.ACTIVITY_SCHEDULED:
                self._begin(event, "scheduled")
            case ev.ATTEMPT_STARTED:
                self._begin_attempt(event)
            case ev.ATTEMPT_ENDED:
                again = data["again"]
                missed = _unfinished(data) if data.get("pending") else "not there" if data["mode"] == "lookup" else "no result"
                verb = "ask again" if data.get("pending") else "look up" if again["mode"] == "lookup" else "send"
                after = f"{verb} in {_seconds(from_text(again['at']) - event.at)}"
                self._end(event, _said(data["error"]) if "error" in data else missed, after)
            case ev.ATTEMPT_DEFERRED:
                row = self._open(event)
                row.outcome, row.next = "handed on", f"waits to be completed from outside, until {data['until'][:19].replace('T', ' ')}"
            case ev.ACTIVITY_COMPLETED:
                self._end(event, _DONE.get(data["via"], "done"))
            case ev.ACTIVITY_FAILED | ev.CHILD_FAILED:
                self._end(event, f"failed: {_said(data['error'])}")
            case ev.ACTIVITY_PARKED:
                self._end(event, f"parked: {_said(data['error'])} ({data['reason']})", "waits for an operator")
            case ev.ACTIVITY_RESOLVED:
                self._open(event).next = f"resolved by operator: {data['decision']}"
            case ev.ACTIVITY_DROPPED:
                self._end(event, "dropped: its caller went away")
            case ev.SETTLEMENT_REFUSED:
                who = "a completion from outside" if data["by"] == "token" else "what an operator said"
                self._add(Row(event.at, event.path, data["attempt"], outcome=f"{who} is refused: {data['reason']}", ended_at=event.at))
            case ev.TIMER_STARTED:
                self._begin(event, f"waits {data['seconds']:g} s")
            case ev.TIMER_FIRED:
                self._end(event, self._open(event).outcome.replace("waits", "waited"))
            case ev.TIMER_CANCELLED:
                self._end(event, "cancelled")
            case ev.CHILD_STARTED:
                self._begin(event, f"child {data['execution_id']}")
            case ev.CHILD_COMPLETED:
                self._end(event, "done")
            case ev.SIGNAL_RECEIVED:
                self.signals[event.seq] = self._add(Row(event.at, f"signal:{data['name']}", outcome="received, not yet taken"))
            case ev.SIGNAL_CONSUMED:
                taken = self.signals[data["signal"]]
                taken.outcome, taken.ended_at = "received", event.at
            case _:
                self._point(event, event.type.replace("_", " "))

    def take_beat(self, beat: Beat) -> None:
        row = self.open.get(beat.path)
        if row is not None and row.ended_at is None and row.attempt == beat.attempt:
            if beat.again is not None:
                row.outcome = _unfinished({"details": beat.details})
                row.next = f"ask again at {to_text(beat.again)[:19].replace('T', ' ')}; asked {beat.polls} times"
                return
            row.outcome = f"under way; at {to_text(beat.at)[11:19]} it said {output.short(beat.details)}"

    def _add(self, row: Row) -> Row:
        self.rows.append(row)
        return row

    def _point(self, event: Event, outcome: str) -> None:
        self._add(Row(event.at, event.path, outcome=outcome, ended_at=event.at))

    def _begin(self, event: Event, outcome: str) -> None:
        self.open[event.path] = self._add(Row(event.at, event.path, outcome=outcome))

    def _begin_attempt(self, event: Event) -> None:
        row = self.open.get(event.path)
        if row is None or row.attempt is not None:
            row = self.open[event.path] = self._add(Row(event.at, event.path))
        # The first attempt takes the place of the row that said "scheduled".
        row.at, row.attempt, row.mode, row.outcome = event.at, event.data["attempt"], event.data["mode"], "under way"

    def _end(self, event: Event, outcome: str, after: str = "") -> None:
        row = self._open(event)
        if row.ended_at is not None:  # a late answer, or an operator, ends a call whose last attempt had ended
            row = self.open[event.path] = self._add(Row(event.at, event.path, event.data.get("attempt"), row.mode))
        row.outcome, row.ended_at, row.next = outcome, event.at, after

    def _open(self, event: Event) -> Row:
        if event.path not in self.open:
            self._begin(event, "")
        return self.open[event.path]


_DONE = {"lookup": "done (found by look-up)", "operator": "done (settled by operator)", "token": "done (completed from outside)"}


def _said(error: Mapping[str, Any]) -> str:
    name = str(error.get("kind") or error["type"].rpartition(":")[2]).replace("_", " ")
    code = error.get("details", {}).get("code")
    message = error["message"]
    return ": ".join(part for part in (name, message or code or "") if part)


def _dropped(data: Mapping[str, Any]) -> str:
    paths = data.get("dropped", ())
    return f" (its code no longer made {', '.join(paths)})" if paths else ""


def _unfinished(data: Mapping[str, Any]) -> str:
    return f"not finished: {output.short(data['details'])}" if data.get("details") is not None else "not finished"


def _seconds(duration: Micros) -> str:
    return f"{max(0, duration) / SECOND:.3g} s"
