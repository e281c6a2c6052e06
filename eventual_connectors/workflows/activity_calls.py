"""The activity calls of one execution: their attempts, what is decided after each, and what the engine has to do next."""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from .. import codec, error_records
from ..activities import Activity
from ..attempts import machine
from ..attempts.keys import chosen_key
from ..attempts.machine import Again, Complete, Doubt, Drop, Fail, Park, Progress, Promise, Rules, Wait
from ..attempts.outcome import Outcome
from ..attempts.rules import rules_of
from ..attempts.runner import Intent, attempt_timeout, render_request
from ..clock import SECOND, Micros, to_text
from ..effect import Effect
from ..errors import ConfigurationError, InDoubt, Permanent, SerializationError, UsageError
from ..history import events as ev
from ..identity import call_key
from ..retry import Retry
from .beats import Beat
from .commands import AskToStop, CancelAttempt, ForgetTimer, NeedAttempt, WakeTimer
from .recording import Recording
from .records import Record

KEYED = frozenset({Effect.KEYED, Effect.LOOKUP, Effect.LEDGER})
"""The classes by whose key the vendor tells one call from another."""

FindActivity = Callable[[str], Activity[..., Any] | None]


class ActivityCalls:
    """Folds what happens to activity calls into their records.

    Args:
        recording: where events go.
        root: 16 bytes from which the keys are derived.
        find_activity: activities by name, for recorded calls that the code does not make.
    """

    def __init__(self, recording: Recording, root: bytes, find_activity: FindActivity) -> None:
        self._recording = recording
        self._root = root
        self._find_activity = find_activity
        self._left: dict[uuid.UUID, Doubt] = {}
        """Doubt that callers were told of, by key: what else is sent under that key has to reckon with it."""
        self._under: defaultdict[str, list[Record]] = defaultdict(list)
        """The calls that were sent under a key that their callers chose."""

    def take_up(self, record: Record, activity: Activity[..., Any]) -> None:
        """A call belongs to this declaration, which may be another one than it was sent under."""
        record.activity = activity
        record.rules = rules_of(activity)
        machine.take_up(record.progress, record.rules)
        self._leave(record)
        self._know(record)

    def intend(self, record: Record, need: Again) -> Intent | None:
        """Begin the attempt that is needed; None when it cannot or must not be made, and that is recorded instead."""
        activity, rules, progress = record.activity, record.rules, record.progress
        assert activity is not None
        assert rules is not None
        now = self._recording.now
        arguments = record.scheduled.data["input"]
        first = progress.attempts == 0
        try:
            request = _first_request(activity, arguments) if first else record.request
        except ConfigurationError:
            raise  # nothing was sent or recorded; the execution waits for a worker that has it
        except Exception as error:  # a connector's `settings` may raise anything
            self._follow(record, Fail(error), 0)
            return None
        taken_over = self._taken_over(record, request, rules)
        step = machine.still_planned(progress, rules, need, now, taken_over)
        if not isinstance(step, Again):
            if taken_over is not None:
                progress.doubt = machine.latest(progress.doubt, taken_over)
            if isinstance(step, Park):
                self._park(record, progress.attempts, step, request)
            else:
                self._follow(record, step, progress.attempts)
            return None
        if step.at > now:
            record.need = step
            self._recording.touch(record)
            return None
        timeout = attempt_timeout(activity)
        deadline = now + round(timeout * SECOND)
        if step.same and progress.sent == rules.promise:
            progress.go_on(step.mode, now, deadline, rules.promise)
            record.need = None
        else:
            data: dict[str, Any] = {"attempt": progress.attempts + 1, "mode": step.mode, "deadline": to_text(deadline)}
            data |= {"promise": _promise_data(rules.promise)} | ({"request": request} if first and request else {})
            if taken_over is not None:
                data["doubt"] = _doubt_data(machine.latest(progress.doubt, taken_over))
            self._recording.note(record, ev.ATTEMPT_STARTED, data)
            self._know(record)
        return Intent(
            path=record.name,
            key=self._key(record),
            number=progress.attempts,
            mode=step.mode,
            started_at=now,
            first_started_at=progress.first_started_at or now,
            timeout=timeout,
            arguments=arguments,
            request=request,
            details=progress.details,
            in_doubt=progress.doubt is not None,
            polls=progress.polls,
            unwanted=progress.abandoned,
            digest=record.digest,
        )

    def end(self, record: Record, attempt: int, outcome: Outcome, details: Any) -> None:
        """An attempt ended; an answer to one that was given up before counts where it settles the call."""
        running = record.running
        if record.ended is not None:
            return
        if running is not None and running.attempt == attempt:
            self._decide(record, running, outcome, details)
        elif record.rules is not None and (decision := machine.late_answer(record.progress, record.rules, outcome)) is not None:
            self._follow(record, decision, attempt)

    def lose(self, record: Record, details: Any = None) -> None:
        """The process that ran this call's attempt is gone: what became of it is not known."""
        if record.running is not None and not record.deferred and record.rules is not None:
            self._decide(record, record.running, machine.lost(record.running), details)

    def expire(self, record: Record) -> None:
        """The time is over in which this call could be completed from outside."""
        if record.running is None or not record.deferred:
            return
        if record.running.deadline > self._recording.now:
            self._recording.touch(record)  # the machine's clock was set back: it is asked for again
        else:
            self._decide(record, record.running, machine.expired(), None)

    def complete(self, record: Record | None, path: str, attempt: int, decision: str, value: Any) -> None:
        """Somebody outside says how a call ended. Whether the token held was looked at when it was taken in.

        Raises:
            UsageError: the call has ended otherwise, or the result does not fit.
        """
        if record is None or record.ended is not None:
            raise UsageError(f"{path} has ended; its completion comes too late")
        if decision == "succeeded" and record.activity is not None:
            check_result(record.activity, path, value)
        if record.deferred:
            self._recording.activation.commands.append(ForgetTimer(path))
        if decision == "succeeded":
            self._recording.complete(record, ev.ACTIVITY_COMPLETED, {"attempt": attempt, "result": value, "via": "token"})
        else:
            error = error_records.to_record(Permanent(str(value), code="failed_from_outside"))
            self._recording.complete(record, ev.ACTIVITY_FAILED, {"attempt": attempt, "error": error})

    def resolve(self, record: Record | None, path: str, attempt: int, decision: str, value: Any) -> None:
        """An operator settles a parked call.

        Raises:
            UsageError: this is not what is in doubt now, or the result does not fit.
        """
        if record is None or record.parked is None:
            raise UsageError(f"{path} is not parked; `eventual executions show` lists what is")
        if record.parked.attempt != attempt:
            raise UsageError(f"{path} is in doubt since attempt {record.parked.attempt}, not {attempt}")
        if decision == "succeeded" and record.activity is not None:
            check_result(record.activity, path, value)
        self._recording.note(record, ev.ACTIVITY_RESOLVED, {"attempt": attempt, "decision": decision})
        if decision == "succeeded":
            self._recording.complete(record, ev.ACTIVITY_COMPLETED, {"attempt": attempt, "result": value, "via": "operator"})
        elif decision == "failed":
            error = error_records.to_record(Permanent(str(value), code="resolved_as_failed"))
            self._recording.complete(record, ev.ACTIVITY_FAILED, {"attempt": attempt, "error": error})

    def abandon(self, record: Record) -> None:
        """The caller went away. What was sent is settled; what was not is not sent any more."""
        progress, rules = record.progress, record.rules
        progress.abandoned = True
        if record.ended is not None or record.parked is not None:
            return
        if progress.running is not None:
            reads = rules is not None and rules.effect is progress.running.promise.effect is Effect.READ
            if reads and not record.unsettled:  # a read that followed a write, after a deploy, ends nothing of that
                self._recording.note(record, ev.ACTIVITY_DROPPED, {})
                self._recording.activation.commands += [CancelAttempt(record.name), ForgetTimer(record.name)]
            else:
                self._recording.activation.commands.append(AskToStop(record.name))
        elif not record.unsettled:
            self._recording.note(record, ev.ACTIVITY_DROPPED, {})
        elif progress.doubt is None:
            if record.need is not None:  # what was begun is told at once that nobody waits for it
                record.need = replace(record.need, at=self._recording.now)
            self._recording.touch(record)
        elif rules is not None:
            now = self._recording.now
            step = machine.still_planned(progress, rules, Again(now, "send"), now)
            if not isinstance(step, Again):
                self._follow(record, step, progress.attempts)

    def adopt(self, record: Record) -> None:
        """A recorded call that the code does not make: if it is in doubt, it is settled all the same."""
        if record.kind != "activity":
            return
        self._leave(record)  # its caller was told of the doubt, and may repeat it elsewhere
        self._know(record)
        if record.settled:
            return
        progress, data = record.progress, record.scheduled.data
        activity = self._find_activity(data["activity"])
        progress.abandoned = True
        if activity is not None:
            self.take_up(record, activity.with_options(connection=data.get("connection"), key=codec.decode(data.get("key"))))
            self._recording.touch(record)
            return
        # Nobody here can ask or look: what was sent keeps its own promise, and what may have been applied is the operator's to settle.
        record.rules = Rules(Effect.READ, Retry())
        if progress.running is None and record.unsettled and record.parked is None:
            error = progress.doubt.error if progress.doubt is not None else InDoubt("it was begun, and was not finished")
            self._park(record, progress.attempts, Park(f"no activity called {data['activity']!r} is known here", error))

    def plan(self, record: Record) -> None:
        """Ask the engine for the next attempt, if one is wanted, or to say when the wait for a completion is over."""
        if record.running is not None and record.deferred:
            self._recording.activation.commands.append(WakeTimer(record.name, record.running.deadline))
        if record.running is not None or record.parked is not None or record.activity is None or record.rules is None:
            return
        wanted = record.awaited and not record.progress.abandoned
        if record.ended is not None:
            if not wanted or record.ended.type != ev.ACTIVITY_DROPPED:
                return
            record.ended, record.delivered = None, False  # mended code waits for it after all, and nothing of it was left behind
        if wanted and record.need is None:
            record.need = Again(self._recording.now, machine.first_mode(record.rules))
        if record.need is not None and (wanted or record.unsettled):
            self._recording.activation.commands.append(NeedAttempt(record.name, record.need.at, record.activity))

    def _key(self, record: Record, request: Mapping[str, Any] | None = None) -> uuid.UUID:
        """The key of a call: the one that its first intent recorded, or is to record, so that no later setting changes it."""
        chosen = (record.request if request is None else request).get("key")
        return uuid.UUID(chosen) if chosen else call_key(self._root, record.path)

    def _decide(self, record: Record, running: machine.Running, outcome: Outcome, details: Any) -> None:
        assert record.rules is not None
        if details is not None:
            record.progress.details = details
        decision = machine.end_attempt(record.progress, record.rules, outcome, self._recording.now)
        self._follow(record, decision, running.attempt, error=getattr(outcome, "error", None), mode=running.mode)

    def _follow(
        self,
        record: Record,
        decision: machine.Decision,
        attempt: int,
        *,
        error: BaseException | None = None,
        mode: machine.Mode = "send",
    ) -> None:
        """Record what was decided about a call."""
        match decision:
            case Complete(result, via):
                self._recording.complete(record, ev.ACTIVITY_COMPLETED, {"attempt": attempt, "result": result, "via": via})
            case Fail(final):
                failed = {"attempt": attempt, "error": error_records.to_record(final)} | _left_data(
                    record.progress, final, attempt, self._recording.now
                )
                self._recording.complete(record, ev.ACTIVITY_FAILED, failed)
                self._leave(record)
            case Drop():
                self._recording.complete(record, ev.ACTIVITY_DROPPED, {"attempt": attempt})
            case Park():
                self._park(record, attempt, decision)
            case Wait(until):
                waits = {"attempt": attempt, "mode": mode, "until": to_text(until)}
                self._recording.note(record, ev.ATTEMPT_DEFERRED, waits | _progress_data(record.progress))
            case Again(at, same=True):
                progress, now = record.progress, self._recording.now
                record.need = decision
                self._recording.touch(record)
                self._recording.activation.beats.append(Beat(record.name, attempt, now, progress.details, at, progress.polls))
            case Again(at, next_mode, pending):
                data: dict[str, Any] = {"attempt": attempt, "mode": mode, "again": {"at": to_text(at), "mode": next_mode}}
                if pending:
                    data["pending"] = True
                if record.progress.accepted:
                    data["accepted"] = True
                if error is not None:
                    data["error"] = error_records.to_record(error)
                self._recording.note(record, ev.ATTEMPT_ENDED, data | _progress_data(record.progress))

    def _leave(self, record: Record) -> None:
        """Let the next call under this key reckon with the doubt: of all that was left, the earliest beginning and the latest deadline."""
        if record.left is not None:
            key = self._key(record)
            self._left[key] = machine.latest(self._left.get(key), record.left)

    def _know(self, record: Record) -> None:
        """Have the next call under this key see what has become of this one by then."""
        chosen = record.request.get("key")
        if chosen and not any(known is record for known in self._under[chosen]):
            self._under[chosen].append(record)

    def _taken_over(self, record: Record, request: Mapping[str, Any], rules: Rules) -> Doubt | None:
        """The doubt of other calls under this call's key, whether their callers were told of it, or they are still open, as far as this
        call does not reckon with it yet. What has no key repeats nothing, whatever its caller means by it.
        """
        chosen = request.get("key")
        if not chosen or rules.effect not in KEYED:
            return None
        doubts = [self._left.get(uuid.UUID(chosen))]
        doubts += [_open_doubt(other.progress, rules) for other in self._under[chosen] if other is not record]
        found, own = None, record.progress.doubt
        for doubt in doubts:
            if doubt is not None and (record.absent is None or machine.over(doubt, rules) > record.absent):
                found = machine.latest(found, doubt)
        return found if found is not None and (own is None or found.since < own.since) else None

    def _park(self, record: Record, attempt: int, park: Park, request: Mapping[str, Any] | None = None) -> None:
        data = {
            "attempt": attempt,
            "reason": park.reason,
            "key": str(self._key(record, request)),
            "error": error_records.to_record(park.error),
        }
        self._recording.note(record, ev.ACTIVITY_PARKED, data | _progress_data(record.progress))


def _open_doubt(progress: Progress, rules: Rules) -> Doubt | None:
    """What may be there, or may come, of a call that has not ended, as far as it matters to another one under its key.

    Of two requests at once the vendor, or the ledger, takes one. Who looks for what is not there yet would send a second.
    """
    running = progress.running
    if running is None or rules.effect is not Effect.LOOKUP:
        return progress.doubt
    under_way = InDoubt("another call under its key is under way", code="under_way")
    return machine.latest(progress.doubt, Doubt(running.attempt, running.started_at, running.deadline, under_way, running.promise))


def _first_request(activity: Activity[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    key = chosen_key(activity)
    return render_request(activity, arguments) | ({"key": str(key)} if key is not None else {})


def check_result(activity: Activity[..., Any], path: str, value: Any) -> None:
    """Whether an operator's result fits the call.

    Raises:
        UsageError: it does not.
    """
    try:
        codec.decode(value, activity.result_type)
    except SerializationError as error:
        raise UsageError(f"{path} cannot have this result: {error}") from None


def _progress_data(progress: Progress) -> dict[str, Any]:
    data: dict[str, Any] = {}
    if progress.refreshed:
        data["refreshed"] = True
    if progress.details is not None:
        data["details"] = progress.details
    if progress.polls or progress.tries != progress.attempts:
        tried_since = to_text(progress.tried_since or 0)
        data["polls"] = {"count": progress.polls, "tries": progress.tries, "tried_since": tried_since}
    for name, doubt in (("doubt", progress.doubt), ("unanswered", progress.unanswered)):
        if doubt is not None:
            data[name] = _doubt_data(doubt)
    return data


def _left_data(progress: Progress, final: BaseException, attempt: int, now: Micros) -> dict[str, Any]:
    """What a call that its caller is told to be in doubt leaves to the next one under its key."""
    if not isinstance(final, InDoubt):
        return {}
    doubt = progress.doubt
    if doubt is None and progress.sent is not None and progress.first_started_at is not None:  # it was begun, and how it ended is not known
        doubt = Doubt(attempt, progress.first_started_at, now, final, progress.sent)
    return {"doubt": _doubt_data(doubt)} if doubt is not None else {}


def _promise_data(promise: Promise) -> dict[str, Any]:
    data: dict[str, Any] = {"effect": promise.effect.value}
    if promise.window is not None:
        data["window"] = promise.window / SECOND
    if promise.settle:
        data["settle"] = promise.settle / SECOND
    return data


def _doubt_data(doubt: Doubt) -> dict[str, Any]:
    return {
        "attempt": doubt.attempt,
        "since": to_text(doubt.since),
        "deadline": to_text(doubt.deadline),
        "promise": _promise_data(doubt.promise),
        "error": error_records.to_record(doubt.error),
    }
