"""What follows an attempt, decided from the call's own record: pure, the same on every engine.

The rule that everything else serves: once an attempt of a write was in doubt, only an answer that proves the effect present
or absent under the same key ends the call. Everything else asks again, looks, or parks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from ..clock import SECOND, Micros, asked_wait, stated_wait
from ..effect import Effect, OnAmbiguous
from ..error_records import said
from ..errors import ConfigurationError, InDoubt, Permanent, Retryable, Unauthorized
from ..retry import Retry
from .outcome import Absent, Deferred, Failed, Outcome, Succeeded, Unfinished

Mode = Literal["send", "lookup"]

WINDOW_MARGIN = 0.05
"""The part of a vendor's window that is not used: clocks differ, and a request takes its time."""


@dataclass(frozen=True, slots=True)
class Promise:
    """What is known of a request once it is on its way. It holds for that request, whatever a later release declares.

    Attributes:
        effect: the class under which it was sent, so what the vendor recognises it by.
        window: microseconds for which the vendor remembers a key or the ledger keeps its row, or None where that has no end.
        settle: microseconds after an attempt's deadline in which its request may still be applied.
    """

    effect: Effect
    window: Micros | None = None
    settle: Micros = 0

    def with_another(self, later: Promise) -> Promise:
        """What may be relied on where one request was sent under this promise, and another is, or is to be, sent under a later one.

        A request is recognised by what it brought: a key, a mark, a ledger row. Of another class than the next one it brought something
        else or nothing, so only what is harmless anyway may be repeated: a read that turns out to be a `natural` write. A later `read` has
        no effect of its own, but its answer does not say whether the write was made.
        """
        windows = [window for window in (self.window, later.window) if window is not None]
        settle = max(self.settle, later.settle)
        if self.effect is later.effect:
            return Promise(self.effect, min(windows, default=None), settle)
        harmless = self.effect is Effect.READ and later.effect is Effect.NATURAL
        return Promise(Effect.NATURAL if harmless else Effect.UNSAFE, None, settle)


@dataclass(frozen=True, slots=True)
class Rules:
    """What is declared of a call, as far as it decides what may be repeated.

    Attributes:
        effect: the activity's class.
        window: see `Promise`.
        settle: see `Promise`.
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

    @property
    def promise(self) -> Promise:
        """What an attempt is sent under."""
        return Promise(self.effect, self.window, self.settle)


@dataclass(frozen=True, slots=True)
class Doubt:
    """Attempts that may have been applied.

    Attributes:
        attempt: the number of the latest.
        since: when the first one began; the window is counted from here.
        deadline: when they were given up at the latest; a late request may still be applied until this plus `settle`.
        error: what is known of it.
        promise: what may be relied on of all of them.
    """

    attempt: int
    since: Micros
    deadline: Micros
    error: BaseException
    promise: Promise


@dataclass(frozen=True, slots=True)
class Running:
    """An attempt that was begun and has no recorded end.

    Attributes:
        attempt: its number.
        mode: what it does.
        started_at: when it began.
        deadline: when it is given up.
        promise: what it was sent under.
        deferred: its function has ended, and somebody completes the call from outside, until the deadline.
        accepted: an operator asked for it.
    """

    attempt: int
    mode: Mode
    started_at: Micros
    deadline: Micros
    promise: Promise
    deferred: bool = False
    accepted: bool = False

    def defer(self, until: Micros) -> Running:
        """The same attempt, to be completed from outside."""
        return replace(self, deadline=until, deferred=True)


@dataclass(slots=True)
class Progress:
    """What happened to one call so far; folded from its record.

    Attributes:
        polls: how often it answered that it is not finished.
        begun: it answered so as a write. That is known to be there: from then on it is only asked for.
        tries: the attempts that count against the retry policy: those since it answered last.
        tried_since: when these began.
        sent: what the latest attempt was sent under.
        unanswered: of a read, the attempts that gave no answer. They count as doubt if a later release says that it writes.
    """

    attempts: int = 0
    first_started_at: Micros | None = None
    polls: int = 0
    begun: bool = False
    tries: int = 0
    tried_since: Micros | None = None
    running: Running | None = None
    doubt: Doubt | None = None
    unanswered: Doubt | None = None
    refreshed: bool = False
    abandoned: bool = False
    accepted: bool = False
    details: Any = None
    sent: Promise | None = None

    @property
    def open(self) -> bool:
        """Whether something was sent of which it is not known what became."""
        return self.doubt is not None or self.begun

    def begin(self, mode: Mode, now: Micros, deadline: Micros, promise: Promise) -> Running:
        """An attempt begins."""
        self.attempts += 1
        if self.first_started_at is None:
            self.first_started_at = now
        return self.go_on(mode, now, deadline, promise)

    def go_on(self, mode: Mode, now: Micros, deadline: Micros, promise: Promise) -> Running:
        """The function is called, under the intent that is on record."""
        accepted, self.accepted = self.accepted, False
        self.tries += 1
        if self.tried_since is None:
            self.tried_since = now
        self.sent = promise
        self.running = Running(self.attempts, mode, now, deadline, promise, accepted=accepted)
        return self.running

    def unfinished(self, running: Running, polls: int, again: Micros) -> None:
        """What was asked for is not finished, and is asked for again."""
        self.running = self.doubt = None
        self.polls, self.tries, self.tried_since = polls, 0, again
        self.begun = self.begun or running.promise.effect.writes

    def uncount(self, running: Running, now: Micros) -> None:
        """The latest attempt does not count."""
        self.accepted = running.accepted
        self.tries -= 1
        if not self.tries:
            self.tried_since = now

    def untold(self, again: Micros) -> None:
        """The look-up cannot tell yet, and is asked again: it has found out nothing."""
        self.running = None
        self.tries, self.tried_since = 0, again


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
            return _unfinished(progress, running, now + stated_wait(after), details)
        case Deferred(until):
            progress.running = running.defer(until)
            return Wait(until)
        case Absent():
            progress.doubt = None
            return Drop() if progress.abandoned else Again(now, "send")
        case Failed(begun=False):
            return _not_begun(progress, rules, running, now)
        case Failed(error, lives):
            if isinstance(error, InDoubt) and running.mode == "send" and not progress.begun:
                _note_doubt(progress, rules, running, error, now)
                if progress.doubt is not None and lives and rules.on_ambiguous != "retry":
                    return _give_up(progress, progress.doubt.error, rules, "its function still runs and may yet send")
            return _after_error(progress, rules, running, error, now)


def take_up(progress: Progress, rules: Rules) -> None:
    """The code makes the call anew, perhaps under another declaration than before. Changes `progress`."""
    if not rules.effect.writes:
        return
    if progress.doubt is None:
        progress.doubt = progress.unanswered
    if progress.sent is not None and not progress.sent.effect.writes and not progress.begun:
        progress.polls, progress.details = 0, None  # questions begin nothing


def still_planned(progress: Progress, rules: Rules, step: Again, now: Micros, taken_over: Doubt | None = None) -> Decision:
    """What a planned attempt has become by now: the worker may have been away for long, or have other code, or an operator asked for it.

    An operator's choice of another attempt proves nothing of the earlier ones, so the doubt stays; what can look does so first. There may
    be that of another call under the same key, which is `taken_over`.
    """
    doubt = progress.doubt if taken_over is None else latest(progress.doubt, taken_over)
    if doubt is not None:
        return _repeat(progress, doubt, rules, max(step.at, now))
    return replace(step, mode="send") if rules.effect is not Effect.LOOKUP else step


def _not_begun(progress: Progress, rules: Rules, running: Running, now: Micros) -> Decision:
    """What follows an attempt whose function was not called: the same, as if it had not been planned."""
    progress.uncount(running, now)
    if progress.doubt is not None:
        return _repeat(progress, progress.doubt, rules, now)
    if progress.abandoned and not progress.begun:
        return Drop()
    return Again(now, running.mode)


def _unfinished(progress: Progress, running: Running, again: Micros, details: Any) -> Decision:
    if running.mode == "lookup" and details is None:
        progress.untold(again)
        return Drop() if progress.abandoned and progress.doubt is None else Again(again, "lookup", pending=True)
    progress.unfinished(running, progress.polls + 1, again)
    if details is not None:
        progress.details = details
    if progress.abandoned and not progress.begun:
        return Drop()
    # The first answer is on record: it holds what the function has begun. Of the others only the latest is of interest.
    return Again(again, "send", pending=True, same=progress.polls > 1)


def _note_doubt(progress: Progress, rules: Rules, running: Running, error: InDoubt, now: Micros) -> None:
    deadline = max(running.deadline, now)  # the end may be noticed, or come, later than it was due
    doubt = Doubt(running.attempt, running.started_at, deadline, error, running.promise)
    if running.promise.effect.writes or rules.effect.writes:
        progress.doubt = latest(progress.doubt, doubt)
    else:
        progress.unanswered = latest(progress.unanswered, doubt)


def latest(before: Doubt | None, new: Doubt) -> Doubt:
    """The doubt of both: the latest deadline bounds every late apply so far, the earliest beginning the age of the vendor's key."""
    if before is None:
        return new
    deadline, promise = max(before.deadline, new.deadline), before.promise.with_another(new.promise)
    return replace(new, since=min(before.since, new.since), deadline=deadline, promise=promise)


def _after_error(progress: Progress, rules: Rules, running: Running, error: BaseException, now: Micros) -> Decision:
    doubt = progress.doubt
    if progress.begun:
        return _begun(progress, rules, error, now)
    if doubt is None:
        return _without_doubt(progress, rules, error, now)
    unseen = _unseen(doubt, rules, running, error)
    if _settles(doubt, rules, error) or (unseen and running.started_at >= over(doubt, rules)):
        progress.doubt = None
        return Fail(error)
    if unseen:
        return _repeat(progress, doubt, rules, max(now, over(doubt, rules)))  # the same answer proves it then
    return _in_doubt(progress, doubt, rules, error, now)


def _settles(doubt: Doubt | None, rules: Rules, error: BaseException) -> bool:
    """Whether it speaks for every attempt: also for those in doubt, if they were sent as this one was."""
    return isinstance(error, Permanent) and error.settles and (doubt is None or doubt.promise.effect is rules.effect)


def _unseen(doubt: Doubt, rules: Rules, running: Running, error: BaseException) -> bool:
    """Whether the vendor would have known the key if an earlier attempt had been applied by then, and did not."""
    if not isinstance(error, Permanent) or not error.unseen or running.mode == "lookup":
        return False
    recognised = doubt.promise.with_another(rules.promise).effect in (Effect.KEYED, Effect.LEDGER)
    return recognised and _inside_window(doubt, rules, running.started_at)


def over(doubt: Doubt, rules: Rules) -> Micros:
    """From when on nothing of the attempts in doubt is under way any more."""
    return doubt.deadline + doubt.promise.with_another(rules.promise).settle


def _begun(progress: Progress, rules: Rules, error: BaseException, now: Micros) -> Decision:
    """What was begun is there, and is only asked for: that may be repeated, whatever the class, and none but an answer ends the call."""
    if isinstance(error, ConfigurationError) or (isinstance(error, Unauthorized) and not progress.refreshed):
        progress.refreshed = progress.refreshed or isinstance(error, Unauthorized)
        return Again(now, "send")
    if _settles(None, rules, error):
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
    soonest = _repeat(progress, doubt, rules, now)
    if not isinstance(soonest, Again):
        return soonest
    if isinstance(error, Unauthorized) and not progress.refreshed:
        progress.refreshed = True
        wait: Micros | None = 0
    elif isinstance(error, ConfigurationError):
        wait = 0
    else:
        wait = _next_wait(progress, rules, error, now)
    if wait is None:
        return _give_up(progress, doubt.error, rules, "the attempts ran out")
    return _repeat(progress, doubt, rules, now + wait)


def _repeat(progress: Progress, doubt: Doubt, rules: Rules, at: Micros) -> Decision:
    """Another attempt, as far as what was sent allows one."""
    if doubt.promise.with_another(rules.promise).effect is Effect.LOOKUP:
        return Again(max(at, over(doubt, rules)), "lookup")
    chosen = progress.accepted or rules.on_ambiguous == "retry"
    if not chosen and (reason := _against(progress, doubt, rules, at)):
        return _give_up(progress, doubt.error, rules, reason)
    return Again(at, "send")


def _against(progress: Progress, doubt: Doubt, rules: Rules, at: Micros) -> str:
    """Why it must not be sent again then; empty where it may be."""
    sent, today = doubt.promise.effect, rules.effect
    match doubt.promise.with_another(rules.promise).effect:
        case Effect.UNSAFE if sent is not today:
            return f"it was sent as {sent}, and is declared {today} now: sending it again could do it twice"
        case Effect.UNSAFE:
            return "sending it again could do it twice"
        case Effect.NATURAL if progress.abandoned:
            return "its caller went away, and sending it again could overwrite what came later"
        case effect if not _inside_window(doubt, rules, at):
            return f"{'the ledger' if effect is Effect.LEDGER else 'the vendor'} no longer remembers the key"
    return ""


def ends_itself(outcome: Outcome) -> bool:
    """Whether an attempt that was given up has answered after all, in a way that says what became of the call."""
    error = outcome.error if isinstance(outcome, Failed) else None
    return isinstance(outcome, Succeeded) or (isinstance(error, Permanent) and error.settles)


def late_answer(progress: Progress, rules: Rules, outcome: Outcome) -> Decision | None:
    """What an answer that came after its attempt was given up says about the call; None where it settles nothing."""
    match outcome:
        case Succeeded(result):
            return Complete(result, "answer")
        case Failed(error) if _settles(progress.doubt, rules, error):
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
    asked = asked_wait(error.after) if isinstance(error, Retryable | InDoubt) else 0
    return max(stated_wait(wait), asked)


def _inside_window(doubt: Doubt, rules: Rules, at: Micros) -> bool:
    window = doubt.promise.with_another(rules.promise).window
    return window is None or at + rules.timeout < doubt.since + window * (1 - WINDOW_MARGIN)
