"""What follows an attempt, decided from the call's own record: pure, the same on every engine.

The rule that everything else serves: once an attempt of a write was in doubt, only an answer that proves the effect present
or absent under the same key ends the call. Everything else asks again, looks, or parks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from ..clock import SECOND, Micros, stated_wait
from ..effect import Effect, OnAmbiguous
from ..error_records import said
from ..errors import ConfigurationError, InDoubt, Permanent, Retryable, Unauthorized
from ..retry import Retry
from .outcome import Absent, Deferred, Failed, Outcome, Succeeded, Unfinished

Mode = Literal["send", "lookup"]

WINDOW_MARGIN = 0.05
"""The part of a vendor's window that is not used: clocks differ, and a request takes its time."""


@dataclass(frozen=True, slots=True)
class Rules:
    """What is declared of a call, as far as it decides what may be repeated.

    Attributes:
        effect: the activity's class.
        window: microseconds for which the vendor remembers a key or the ledger keeps its row, or None where that has no end.
        settle: microseconds after an attempt's deadline in which its request may still be applied.
        timeout: microseconds that one attempt may take; a resend has to reach the vendor inside its window.
        retry: the retry policy.
        on_ambiguous: what follows doubt that cannot be settled.
        repeated: an earlier call may have used the same key, so the effect is looked for before the first send.
    """

    effect: Effect
    retry: Retry
    window: Micros | None = None
    settle: Micros = 0
    timeout: Micros = 0
    on_ambiguous: OnAmbiguous = "park"
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Doubt:
    """An attempt that may have been applied.

    Attributes:
        attempt: its number.
        since: when the first doubtful attempt began; the window is counted from here.
        deadline: when it was given up at the latest; a late request may still be applied until this plus `settle`.
        error: what is known of it.
    """

    attempt: int
    since: Micros
    deadline: Micros
    error: BaseException


@dataclass(frozen=True, slots=True)
class Running:
    """An attempt that was begun and has no recorded end.

    Attributes:
        attempt: its number.
        mode: what it does.
        started_at: when it began.
        deadline: when it is given up.
        deferred: its function has ended, and somebody completes the call from outside, until the deadline.
    """

    attempt: int
    mode: Mode
    started_at: Micros
    deadline: Micros
    deferred: bool = False

    def defer(self, until: Micros) -> Running:
        """The same attempt, to be completed from outside."""
        return replace(self, deadline=until, deferred=True)


@dataclass(slots=True)
class Progress:
    """What happened to one call so far; folded from its record.

    Attributes:
        polls: how often it answered that it is not finished. A write that did is known to be there: from then on it is only asked for.
        tries: the attempts that count against the retry policy: those since it answered last.
        tried_since: when these began.
    """

    attempts: int = 0
    first_started_at: Micros | None = None
    polls: int = 0
    tries: int = 0
    tried_since: Micros | None = None
    running: Running | None = None
    doubt: Doubt | None = None
    refreshed: bool = False
    abandoned: bool = False
    accepted: bool = False
    details: Any = None

    def begin(self, mode: Mode, now: Micros, deadline: Micros) -> Running:
        """An attempt begins."""
        self.attempts += 1
        if self.first_started_at is None:
            self.first_started_at = now
        return self.go_on(mode, now, deadline)

    def go_on(self, mode: Mode, now: Micros, deadline: Micros) -> Running:
        """The function is called, under the intent that is on record."""
        self.accepted = False
        self.tries += 1
        if self.tried_since is None:
            self.tried_since = now
        self.running = Running(self.attempts, mode, now, deadline)
        return self.running

    def unfinished(self, polls: int, again: Micros) -> None:
        """It answered that it is not finished, and is asked again."""
        self.running = self.doubt = None
        self.polls, self.tries, self.tried_since = polls, 0, again


@dataclass(frozen=True, slots=True)
class Again:
    """The function is called again, not before `at`.

    Attributes:
        at: the time.
        mode: what it is to do.
        pending: it has answered, and is not finished.
        same: it goes on as the same attempt. Nothing new is intended, so nothing is to be recorded before.
    """

    at: Micros
    mode: Mode
    pending: bool = False
    same: bool = False


@dataclass(frozen=True, slots=True)
class Complete:
    """The call has its result."""

    result: Any
    via: Literal["answer", "lookup"]


@dataclass(frozen=True, slots=True)
class Fail:
    """The call ends with an error."""

    error: BaseException


@dataclass(frozen=True, slots=True)
class Park:
    """Nobody but an operator can say how the call ends."""

    reason: str
    error: BaseException


@dataclass(frozen=True, slots=True)
class Drop:
    """The caller went away and nothing was left behind."""


@dataclass(frozen=True, slots=True)
class Wait:
    """The call is completed from outside, or in doubt at `until`."""

    until: Micros


Decision = Again | Complete | Fail | Park | Drop | Wait


def first_mode(rules: Rules) -> Mode:
    """What the first attempt of a call does."""
    return "lookup" if rules.repeated and rules.effect is Effect.LOOKUP else "send"


def lost(running: Running, what: str = "the worker stopped during the attempt") -> Failed:
    """The outcome of an attempt whose end nobody saw."""
    return Failed(InDoubt(what, code="lost"))


def expired() -> Failed:
    """The outcome of an attempt that nobody completed in time."""
    return Failed(InDoubt("nobody completed it before its token expired", code="token_expired"))


def end_attempt(progress: Progress, rules: Rules, outcome: Outcome, now: Micros) -> Decision:
    """Take in how the running attempt ended, and decide what comes next. Changes `progress`."""
    running = progress.running
    if running is None:
        raise RuntimeError("no attempt is running")
    progress.running = None
    match outcome:
        case Succeeded(result):
            progress.doubt = None
            return Complete(result, "lookup" if running.mode == "lookup" else "answer")
        case Unfinished(after, details):
            return _unfinished(progress, rules, now + stated_wait(after), details)
        case Deferred(until):
            progress.running = running.defer(until)
            return Wait(until)
        case Absent():
            progress.doubt = None
            return Drop() if progress.abandoned else Again(now, "send")
        case Failed(error, lives):
            if not progress.polls and _leaves_doubt(running, rules, error):
                deadline = max(running.deadline, now)  # the end may be noticed, or come, later than it was due
                progress.doubt = _latest(progress.doubt, Doubt(running.attempt, running.started_at, deadline, error))
                if lives and rules.on_ambiguous != "retry":
                    return _give_up(progress, progress.doubt.error, rules, "its function still runs and may yet send")
            return _after_error(progress, rules, error, now)


def resume_after_doubt(progress: Progress, rules: Rules, now: Micros) -> Again:
    """The operator chose another attempt. That proves nothing of the earlier ones, so the doubt stays; what can look does so first."""
    progress.accepted = True
    if progress.doubt is not None and rules.effect is Effect.LOOKUP:
        return Again(max(now, progress.doubt.deadline + rules.settle), "lookup")
    return Again(now, "send")


def _unfinished(progress: Progress, rules: Rules, again: Micros, details: Any) -> Decision:
    progress.unfinished(progress.polls + 1, again)
    if details is not None:
        progress.details = details
    if progress.abandoned and not rules.effect.writes:
        return Drop()
    # The first answer is on record: it holds what the function has begun. Of the others only the latest is of interest.
    return Again(again, "send", pending=True, same=progress.polls > 1)


def _leaves_doubt(running: Running, rules: Rules, error: BaseException) -> bool:
    return running.mode == "send" and rules.effect.writes and isinstance(error, InDoubt)


def _latest(before: Doubt | None, new: Doubt) -> Doubt:
    # The latest deadline bounds every late apply so far, the earliest beginning the age of the vendor's key.
    if before is None:
        return new
    return replace(new, since=before.since, deadline=max(before.deadline, new.deadline))


def _after_error(progress: Progress, rules: Rules, error: BaseException, now: Micros) -> Decision:
    if progress.polls and rules.effect.writes:
        return _begun(progress, rules, error, now)
    if progress.doubt is None:
        return _without_doubt(progress, rules, error, now)
    if isinstance(error, Permanent) and error.settles:
        progress.doubt = None
        return Fail(error)
    return _in_doubt(progress, progress.doubt, rules, error, now)


def _begun(progress: Progress, rules: Rules, error: BaseException, now: Micros) -> Decision:
    """What was begun is there, and is only asked for: that may be repeated, whatever the class, and none but an answer ends the call."""
    if isinstance(error, ConfigurationError) or (isinstance(error, Unauthorized) and not progress.refreshed):
        progress.refreshed = progress.refreshed or isinstance(error, Unauthorized)
        return Again(now, "send")
    if not isinstance(error, Retryable | InDoubt | Unauthorized):
        return Fail(error)
    wait = _next_wait(progress, rules, error, now)
    if wait is None:
        return _give_up(progress, error, rules, "it was begun, and the attempts to learn how it stands ran out")
    return Again(now + wait, "send")


def _without_doubt(progress: Progress, rules: Rules, error: BaseException, now: Micros) -> Decision:
    if progress.abandoned:
        return Drop()
    if isinstance(error, Unauthorized) and not progress.refreshed:
        progress.refreshed = True
        return Again(now, first_mode(rules))
    if isinstance(error, ConfigurationError):
        return Again(now, first_mode(rules))  # whoever asks decides when; it was not sent
    if not isinstance(error, Retryable | InDoubt):
        return Fail(error)
    wait = _next_wait(progress, rules, error, now)
    return Fail(_undoubted(error)) if wait is None else Again(now + wait, first_mode(rules))


def _in_doubt(progress: Progress, doubt: Doubt, rules: Rules, error: BaseException, now: Micros) -> Decision:
    if rules.on_ambiguous != "retry":
        if rules.effect is Effect.UNSAFE:
            return _give_up(progress, doubt.error, rules, "sending it again could do it twice")
        if rules.effect is Effect.NATURAL and progress.abandoned:
            return _give_up(progress, doubt.error, rules, "its caller went away, and sending it again could overwrite what came later")
    if isinstance(error, Unauthorized) and not progress.refreshed:
        progress.refreshed = True
        wait: Micros | None = 0
    elif isinstance(error, ConfigurationError):
        wait = 0
    else:
        wait = _next_wait(progress, rules, error, now)
    if wait is None:
        return _give_up(progress, doubt.error, rules, "the attempts ran out")
    if rules.effect is Effect.LOOKUP:
        return Again(max(now + wait, doubt.deadline + rules.settle), "lookup")
    at = now + wait
    if rules.on_ambiguous != "retry" and not _inside_window(doubt, rules, at):
        return give_up_late(progress, doubt, rules)
    return Again(at, "send")


def give_up_late(progress: Progress, doubt: Doubt, rules: Rules) -> Decision:
    """The window has passed: sending again could do it twice."""
    who = "the ledger" if rules.effect is Effect.LEDGER else "the vendor"
    return _give_up(progress, doubt.error, rules, f"{who} no longer remembers the key")


def late_answer(outcome: Outcome) -> Decision | None:
    """What an answer that came after its attempt was given up says about the call; None where it settles nothing."""
    match outcome:
        case Succeeded(result):
            return Complete(result, "answer")
        case Failed(Permanent() as error) if error.settles:
            return Fail(error)
        case _:
            return None


def _give_up(progress: Progress, error: BaseException, rules: Rules, reason: str) -> Decision:
    # With its caller gone nobody would receive the error, and the doubt would be forgotten.
    if rules.on_ambiguous == "fail" and not progress.abandoned:
        return Fail(_as_doubt(error, reason))
    return Park(reason, error)


def _as_doubt(error: BaseException, reason: str) -> InDoubt:
    doubt = InDoubt(f"it is not known whether the call was applied: {said(error)} ({reason})", **_details(error))
    doubt.__cause__ = error.__cause__
    return doubt


def _undoubted(error: BaseException) -> BaseException:
    """The last error of a call that has no effect: there is nothing to doubt, it just gave no result."""
    if not isinstance(error, InDoubt):
        return error
    found = Retryable(said(error), **_details(error))
    found.__cause__ = error.__cause__
    return found


def _details(error: BaseException) -> dict[str, Any]:
    return {name: getattr(error, name, None) for name in ("code", "status", "request_id", "key")}


def _next_wait(progress: Progress, rules: Rules, error: BaseException, now: Micros) -> Micros | None:
    began = progress.tried_since or now
    wait = rules.retry.next_wait(attempts=progress.tries, elapsed=max(0, now - began) / SECOND, error=error)
    if wait is None:
        return None
    asked = stated_wait(error.after) if isinstance(error, Retryable | InDoubt) else 0
    return max(stated_wait(wait), asked)


def _inside_window(doubt: Doubt, rules: Rules, at: Micros) -> bool:
    return rules.window is None or at + rules.timeout < doubt.since + rules.window * (1 - WINDOW_MARGIN)


def window_has_passed(progress: Progress, rules: Rules, now: Micros) -> bool:
    """Whether a planned resend comes too late to be recognised (the worker was away for long)."""
    return (
        progress.doubt is not None
        and not progress.accepted
        and rules.on_ambiguous != "retry"
        and not _inside_window(progress.doubt, rules, now)
    )
