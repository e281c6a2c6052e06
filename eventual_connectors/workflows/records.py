"""What is known of each durable call of an execution, and which record a call of the code belongs to."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any, Literal

from .. import error_records
from ..activities import Activity
from ..attempts.machine import Again, Doubt, Progress, Promise, Rules, Running
from ..attempts.masking import masked
from ..clock import Micros, from_text, micros
from ..connector import is_declared
from ..effect import Effect
from ..errors import HistoryMismatch
from ..history import events as ev
from ..history.events import Event
from ..identity import CallPath, Scope
from .beats import Beat
from .guard import place
from .loop import DurableTimer, WorkflowFuture

Kind = Literal["activity", "timer", "child"]

MAX_SHOWN = 120
"""Characters of each side of a difference."""


@dataclass(slots=True)
class Parked:
    """A call that waits for an operator."""

    attempt: int
    reason: str
    since: Micros
    error: dict[str, Any]


@dataclass(slots=True)
class Record:
    """One durable call: what the history says of it, and who waits for it now."""

    path: CallPath
    kind: Kind
    digest: str
    scheduled: Event
    bound: bool = False
    awaited: bool = False
    delivered: bool = False
    ended: Event | None = None
    future: WorkflowFuture | None = None
    progress: Progress = field(default_factory=Progress)
    need: Again | None = None
    parked: Parked | None = None
    request: dict[str, Any] = field(default_factory=dict)
    activity: Activity[..., Any] | None = None
    rules: Rules | None = None
    absent: Micros | None = None
    """When the look began that has just proven that nothing was applied under its key, by whatever call, of what was over by then."""
    left: Doubt | None = None
    """The doubt that its caller was told of, and may settle by another call under its key."""
    handle: DurableTimer | None = None
    settlers: list[WorkflowFuture] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The path as text."""
        return str(self.path)

    @property
    def settled(self) -> bool:
        """Nothing of this call is open or in doubt. Of a child that was started it is not known before its end."""
        if self.kind == "child":
            return self.ended is not None or not self.awaited
        return self.ended is not None or (self.progress.running is None and not self.unsettled and self.parked is None)

    @property
    def unsettled(self) -> bool:
        """Whether something may be, or is known to be, there of it whose end is not known: in doubt, or begun and not finished."""
        return self.progress.doubt is not None or self.progress.begun

    @property
    def writes(self) -> bool:
        """Whether it may leave something behind: made once more under another path, it would do so again."""
        return self.kind == "child" or (self.kind == "activity" and Effect(self.scheduled.data["effect"]).writes)

    @property
    def waits(self) -> bool:
        """Code waits for it, as far as the code can know by now."""
        if self.kind == "timer":
            return self.handle is not None and not self.handle.cancelled() and not self.delivered
        return any(not future.done() for future in (self.future, *self.settlers) if future is not None)

    @property
    def settled_in_code(self) -> bool:
        """As `settled`, as far as the code can know by now: its end was delivered, or the code's own leaving was its end."""
        unsent = self.ended is not None and self.ended.type == ev.ACTIVITY_DROPPED and "attempt" not in self.ended.data
        return self.delivered or (self.progress.abandoned and unsent)

    def settle(self) -> None:
        """Tell those who wait for the end of a call that others make."""
        for waiter in self.settlers:
            if not waiter.done():
                waiter.set_result(self.ended)

    def apply(self, event: Event) -> None:
        """Fold one event of this call into what is known of it."""
        data = event.data
        match event.type:
            case ev.ATTEMPT_STARTED:
                self.ended, self.absent = None, None
                self.need = None
                self.request = data.get("request", self.request)
                self.progress.doubt = self._doubt(data.get("doubt")) or self.progress.doubt
                self.progress.begin(data["mode"], event.at, from_text(data["deadline"]), self._promise(data))
            case ev.ATTEMPT_ENDED:
                looked = self.running.started_at if self.running is not None else None
                self._end_attempt(event)
                self.progress.accepted = data.get("accepted", False)
                again = data["again"]
                self.need = Again(from_text(again["at"]), again["mode"])
                self.absent = looked if data["mode"] == "lookup" and again["mode"] == "send" and "error" not in data else None
            case ev.ATTEMPT_DEFERRED:
                running = self.running
                self._end_attempt(event)
                self.progress.running = running and running.defer(from_text(data["until"]))
            case ev.ACTIVITY_PARKED:
                self._end_attempt(event)
                self.need = None
                self.parked = Parked(data["attempt"], data["reason"], event.at, data["error"])
            case ev.ACTIVITY_RESOLVED:
                self.parked = None
                if data["decision"] == "retry":
                    self.progress.accepted = True
                    self.need = Again(event.at, "send")
            case ev.ACTIVITY_COMPLETED | ev.ACTIVITY_FAILED | ev.ACTIVITY_DROPPED:
                self._end(event)
            case ev.TIMER_FIRED | ev.TIMER_CANCELLED | ev.CHILD_COMPLETED | ev.CHILD_FAILED:
                self.ended = event

    def _end_attempt(self, event: Event) -> None:
        data, progress = event.data, self.progress
        progress.running = None
        progress.refreshed = data.get("refreshed", progress.refreshed)
        progress.details = data.get("details", progress.details)
        if polls := data.get("polls"):
            progress.begun = progress.begun or (polls["count"] > 0 and progress.sent is not None and progress.sent.effect.writes)
            progress.polls, progress.tries = polls["count"], polls["tries"]
            progress.tried_since = from_text(polls["tried_since"])
        progress.doubt, progress.unanswered = self._doubt(data.get("doubt")), self._doubt(data.get("unanswered"))

    def _doubt(self, data: dict[str, Any] | None) -> Doubt | None:
        if data is None:
            return None
        since, deadline = from_text(data["since"]), from_text(data["deadline"])
        return Doubt(data["attempt"], since, deadline, error_records.from_record(data["error"]), self._promise(data))

    def _promise(self, data: dict[str, Any]) -> Promise:
        """What an attempt was sent under; the class that the call was made with, where the history says no more."""
        promised = data.get("promise", {})
        window, settle = promised.get("window"), promised.get("settle", 0.0)
        effect = Effect(promised.get("effect", self.scheduled.data["effect"]))
        return Promise(effect, None if window is None else micros(window), micros(settle))

    def _end(self, event: Event) -> None:
        self.ended = event
        self.left = self._doubt(event.data.get("doubt"))
        self.need = None
        self.parked = None
        self.progress.running = None
        self.progress.doubt = None

    @property
    def running(self) -> Running | None:
        """The attempt that was begun and has no recorded end."""
        return self.progress.running

    @property
    def deferred(self) -> bool:
        """Whether it waits to be completed from outside."""
        return self.running is not None and self.running.deferred

    @property
    def fire_at(self) -> Micros:
        """When a timer is due."""
        return self.scheduled.at + micros(self.scheduled.data["seconds"])


class Records:
    """All calls of one execution. A call takes the lowest unmatched record of its scope and name with equal input.

    A write of another scope or name that the code has not asked for may be this very call: a function was renamed, or made a task. Under
    its new path it would have another key, and be carried out a second time.
    """

    def __init__(self) -> None:
        self._passed: defaultdict[Scope, int] = defaultdict(int)
        """The last event of the history by which the code of a scope has come further."""
        self.by_path: dict[str, Record] = {}
        self._unmatched: defaultdict[tuple[Scope, str], list[Record]] = defaultdict(list)
        self._last: defaultdict[tuple[Scope, str], int] = defaultdict(int)

    def load(self, event: Event) -> Record:
        """Take a recorded call in; it waits for the code to make it again."""
        record = self._add(CallPath.parse(event.path), event)
        self._unmatched[record.path.scope, record.path.name].append(record)
        return record

    def add(self, event: Event) -> Record:
        """Take a new call in; the code has just made it."""
        return self._add(CallPath.parse(event.path), event)

    def take_beat(self, beat: Beat) -> None:
        """Take in what is known of an attempt that had not ended; what is known of an earlier one is of no use any more."""
        record = self.by_path.get(beat.path)
        if record is not None and record.running is not None and record.running.attempt == beat.attempt:
            record.progress.details = beat.details if beat.details is not None else record.progress.details
            if beat.again is not None:
                record.progress.unfinished(record.running, beat.polls, beat.again)
                record.need = Again(beat.again, "send", pending=True, same=True)

    def next_path(self, scope: Scope, name: str) -> CallPath:
        """The path of the next new call of this name in this scope."""
        return CallPath(scope, name, self._last[scope, name] + 1)

    def match(self, scope: Scope, name: str, digest: str, shown: dict[str, Any], *, writes: bool = False) -> Record | None:
        """The record that a call belongs to, or None when the call is new.

        Raises:
            HistoryMismatch: records of this name are left, but none of this scope has equal input; or the call may be one that is
                recorded elsewhere.
        """
        candidates = self._unmatched.get((scope, name))
        if not candidates:
            self._check_unmoved(scope, name, shown)
            if writes:
                self._check_not_renamed(scope, name, shown)
            return None
        for index, record in enumerate(candidates):
            if record.digest == digest:
                record.bound = True
                if record.writes:  # a read or a timer may take the record of another one just like it
                    self.went_past(scope, record.scheduled.seq)
                del candidates[index]
                if not candidates:
                    del self._unmatched[scope, name]
                return record
        path, expected = str(candidates[0].path), recorded_input(candidates[0].scheduled)
        if "execution_id" not in shown:
            expected.pop("execution_id", None)  # the child's id came from its path
        held, asked = (masked(side) for side in differing(expected, shown))
        raise HistoryMismatch(
            f"{path}: the history holds {_cut(held)}, the code asks for {_cut(asked)}{place()}", path=path, expected=expected, actual=shown
        )

    def _check_unmoved(self, scope: Scope, name: str, shown: dict[str, Any]) -> None:
        """Whether no record of another scope may be this call.

        Raises:
            HistoryMismatch: one may.
        """
        others = [records[0] for (_, other), records in self._unmatched.items() if other == name and records[0].writes]
        if not others:
            return
        left = min(others, key=lambda record: record.scheduled.seq)
        reason = "which the code has not made: a function was renamed, or the call moved; give it its place back"
        raise self._elsewhere(left, scope, name, shown, reason)

    def _check_not_renamed(self, scope: Scope, name: str, shown: dict[str, Any]) -> None:
        """Whether no write of an activity that is gone may be this one, which stands in its place.

        Raises:
            HistoryMismatch: one may.
        """
        for left in self.unmatched():
            in_its_place = left.path.scope == scope and left.scheduled.seq > self._passed[scope]
            if in_its_place and left.kind == "activity" and left.writes and not is_declared(gone := left.scheduled.data["activity"]):
                reason = f"of an activity that is gone: if it was renamed, give it back its name by name={gone!r}; if not, keep it"
                raise self._elsewhere(left, scope, name, shown, reason)

    def _elsewhere(self, left: Record, scope: Scope, name: str, shown: dict[str, Any], reason: str) -> HistoryMismatch:
        path, expected = str(self.next_path(scope, name)), recorded_input(left.scheduled)
        return HistoryMismatch(
            f"{path}: the history holds this call as {left.name}, {reason}, or decide by durable.patched{place()}",
            path=left.name,
            expected={"path": left.name} | expected,
            actual={"path": path} | shown,
        )

    def went_past(self, scope: Scope, seq: int) -> None:
        """The code of this scope has come to this event of the history."""
        self._passed[scope] = max(self._passed[scope], seq)

    def unmatched(self) -> list[Record]:
        """Recorded calls that the code has not made (yet)."""
        return [record for records in self._unmatched.values() for record in records]

    def _add(self, path: CallPath, event: Event) -> Record:
        kind: Kind = _KINDS[event.type]
        record = Record(path, kind, event.data["digest"], event)
        self.by_path[event.path] = record
        slot = (path.scope, path.name)
        self._last[slot] = max(self._last[slot], path.ordinal)
        return record


def differing(expected: Any, actual: Any) -> tuple[Any, Any]:
    """The parts of two recorded forms that are not equal, so that a difference is not lost in what is."""
    if not isinstance(expected, dict) or not isinstance(actual, dict):
        return expected, actual
    held, asked = {}, {}
    for name in sorted(expected.keys() | actual.keys()):
        if name in expected and name in actual:
            if expected[name] != actual[name]:
                held[name], asked[name] = differing(expected[name], actual[name])
        else:
            held |= {name: expected[name]} if name in expected else {}
            asked |= {name: actual[name]} if name in actual else {}
    return held, asked


def _cut(tree: Any) -> str:
    text = json.dumps(tree, ensure_ascii=False, sort_keys=True)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


_KINDS: dict[str, Kind] = {ev.ACTIVITY_SCHEDULED: "activity", ev.TIMER_STARTED: "timer", ev.CHILD_STARTED: "child"}


def recorded_input(event: Event) -> dict[str, Any]:
    """What the history holds of the input of a call."""
    data = event.data
    if event.type == ev.TIMER_STARTED:
        return {"seconds": data["seconds"]}
    return {name: data[name] for name in ("input", "connection", "key", "workflow", "execution_id") if name in data}
