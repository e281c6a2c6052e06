"""The standard cases: what goes wrong, and what each effect class promises then.

A case plays on a `Trial` and returns how the execution ended. What has to come out stands beside it, by class: a status, and how often
the effect of one call must have happened. `None` for a class means that the case says nothing about it.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from ..activities import Activity
from ..effect import Effect
from ..fakes import Faults
from .programs import CROWD
from .trial import PATIENT, Outcome, Trial

Play = Callable[[Trial], Outcome]


@dataclass(frozen=True)
class Expected:
    """What has to come out.

    Attributes:
        status: of the execution; several where each is right, as in `completed|failed`.
        times: how often the effect of one call happened; of a `natural` call: whether its final state is there.
        keys: how many different keys the vendor saw; None where that is not looked at.
        at_most: the effect may have happened up to this often, each with the same key: what the class promises ends here.
        kind: the type, or a base, of the error that the execution failed with.
        undone: what the call did is undone, by as many effects as an undisturbed compensation has.
    """

    status: str = "completed"
    times: int = 1
    keys: int | None = 1
    at_most: int | None = None
    kind: str | None = None
    undone: bool = False


@dataclass(frozen=True)
class Case:
    """Something that goes wrong.

    Attributes:
        name: as reports show it.
        says: what happens, in one sentence.
        play: does it.
        expected: what comes out, by effect class; a class that is missing here is not asked.
        doubt: whether an attempt of a write may have been applied, for all that its caller can know, so that it has to say so.
        waits: whether it takes long, and does nothing for most of that time.
        other: whether a call of other content is made.
        asked: of which activities of these classes it is asked.
    """

    name: str
    says: str
    play: Play
    expected: Mapping[Effect, Expected] = field(default_factory=dict)
    doubt: bool = False
    waits: bool = False
    other: bool = False
    asked: Callable[[Activity[..., object]], bool] = lambda activity: True


CASES: dict[str, Case] = {}

EXACT = (Effect.KEYED, Effect.LOOKUP, Effect.LEDGER)

DONE = Expected()
NOTHING = Expected(times=0)
PARKED = Expected("parked")
UNDONE = Expected("parked", times=0)

RETRY_AFTER = 0.3
"""Seconds that a vendor asks to wait."""

UNUSUAL = (520, 522, 527, 598, 599)
"""What gateways answer when they do not know what became of a request, beside what the standard has."""

LONG = 8.0
"""Seconds: longer than the time-outs that clients have of their own, 5 most often."""

ABSENCE = 0.3
"""Seconds between attempts while nobody listens: together they outlast the absence on the busiest machine."""

LAST_MINUTE = timedelta(minutes=1)
"""Of a key's time, in which no attempt of a trial is begun."""

DAYS = timedelta(days=3)
"""After which nobody looks at what is recent."""

A_YEAR = timedelta(days=365)
"""After which a ledger row without a time limit is still there."""


def cases_for(activity: Activity[..., object]) -> list[Case]:
    """The cases that say something about this activity's class."""
    return [case for case in CASES.values() if activity.effect in case.expected and case.asked(activity)]


def _case(
    *,
    read: Expected | None = NOTHING,
    exact: Expected | None = DONE,
    natural: Expected | None = DONE,
    unsafe: Expected | None = DONE,
    doubt: bool = False,
    waits: bool = False,
    other: bool = False,
    asked: Callable[[Activity[..., object]], bool] = lambda activity: True,
    **single: Expected | None,
) -> Callable[[Play], Play]:
    """Declare a case: what comes out by class; `keyed=`, `lookup=` and `ledger=` where one of the exact classes differs."""
    table = {Effect.READ: read, Effect.NATURAL: natural, Effect.UNSAFE: unsafe, **dict.fromkeys(EXACT, exact)}
    table |= {Effect(name): expected for name, expected in single.items()}

    def declare(play: Play) -> Play:
        says = (play.__doc__ or "").strip()
        name = play.__name__
        promised = {effect: expected for effect, expected in table.items() if expected is not None}
        CASES[name] = Case(name, says, play, promised, doubt, waits, other, asked)
        return play

    return declare


def _tells_conflicts(activity: Activity[..., object]) -> bool:
    return activity.tells_conflicts


def _tells_no_conflicts(activity: Activity[..., object]) -> bool:
    return not activity.tells_conflicts


def _is_undone(activity: Activity[..., object]) -> bool:
    return activity.undone_by is not None


@_case()
def plain(trial: Trial) -> Outcome:
    """Nothing goes wrong."""
    return trial.run(linger=0.3)


# The worker is killed (SIGKILL) and another one goes on.


@_case()
def killed_before_intent(trial: Trial) -> Outcome:
    """Killed before the attempt's intent is on disk."""
    return _killed(trial, trial.outcome(trial.begin(die="before_intent")))


@_case(unsafe=UNDONE)
def killed_after_intent(trial: Trial) -> Outcome:
    """Killed when the intent is on disk and nothing was sent."""
    return _killed(trial, trial.outcome(trial.begin(die="after_intent")))


@_case(unsafe=UNDONE)
def killed_after_send(trial: Trial) -> Outcome:
    """Killed when the request has arrived, which the vendor then does not carry out."""
    trial.kill_when_received()
    return _killed(trial, trial.run())


@_case(read=None, unsafe=PARKED)
def killed_after_apply(trial: Trial) -> Outcome:
    """Killed when the vendor has done it, before its answer; the next worker is of another interpreter."""
    trial.kill_when_applied()
    return _killed(trial, trial.run(), fresh=True)


@_case()
def killed_after_record(trial: Trial) -> Outcome:
    """Killed when the result is on disk."""
    return _killed(trial, trial.outcome(trial.begin(die="after_record")))


def _killed(trial: Trial, first: Outcome, program: str = "once", *, fresh: bool = False) -> Outcome:
    if first.status != "killed":
        return Outcome("not killed", error=f"the worker was to be killed, and it ended: {first}")
    return trial.run(program, fresh=fresh)


@_case(unsafe=PARKED)
def two_workers(trial: Trial) -> Outcome:
    """Two workers want the file; the one that has it is killed when the vendor has done it (or has the request, of a read)."""
    if trial.effect is Effect.READ:
        trial.on_request(trial.kill)
    else:
        trial.kill_when_applied()
    workers = [trial.begin(standby=True), trial.begin(standby=True)]
    outcomes = [trial.outcome(worker) for worker in workers]
    left = [outcome for outcome in outcomes if outcome.status != "killed"]
    return left[0] if len(left) == 1 else Outcome("not killed", error=f"one of two workers was to be killed: {outcomes}")


@_case()
def duplicate_start(trial: Trial) -> Outcome:
    """The execution is started three times over."""
    return trial.run(starts=3)


# The network.


@_case(unsafe=UNDONE, doubt=True)
def dropped_before_apply(trial: Trial) -> Outcome:
    """The connection is cut before the vendor did it."""
    trial.fake.faults.drop_before_apply(trial.operation)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def dropped_after_apply(trial: Trial) -> Outcome:
    """The connection is cut after the vendor did it."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def hung_up(trial: Trial) -> Outcome:
    """As before, and the connection is closed in order, as an idle one is: nothing says that the vendor was reached."""
    trial.fake.faults.drop_after_apply(trial.operation, orderly=True)
    return trial.run()


@_case(unsafe=UNDONE, doubt=True)
def timed_out(trial: Trial) -> Outcome:
    """The request is lost and no answer comes."""
    trial.fake.faults.timeout(trial.operation)
    return trial.run(timeout=trial.impatient)


@_case()
def connection_refused(trial: Trial) -> Outcome:
    """Nobody listens at the vendor's address for a while."""
    with trial.nobody_listens():
        worker = trial.begin(pause=ABSENCE)
        trial.wait_for_attempts(1)
    return trial.outcome(worker)


# Of a natural write the second answer may be that there is nothing left to do, which is an error of some vendors.
@_case(lookup=None, unsafe=None, natural=Expected("completed|failed"))
def duplicate_request(trial: Trial) -> Outcome:
    """The network delivers the request twice."""
    trial.fake.faults.duplicate_delivery(trial.operation)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def late_before(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, just before it gets the next request."""
    trial.fake.faults.late_apply(trial.operation, before="*")
    return _landed(trial)


# A look-up relies on `settle`: what is applied later than that is outside of its promise, and shows by its key.
@_case(unsafe=PARKED, lookup=Expected(at_most=2), doubt=True)
def late_during(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, while it answers the next request."""
    trial.fake.faults.late_apply(trial.operation, during="*")
    return _landed(trial)


@_case(unsafe=PARKED, lookup=Expected(at_most=2), doubt=True)
def late_after(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, when it has answered the next request."""
    trial.fake.faults.late_apply(trial.operation, after="*")
    return _landed(trial)


def _landed(trial: Trial) -> Outcome:
    outcome = trial.run(timeout=trial.impatient)
    trial.fake.land()
    return outcome


@_case(unsafe=PARKED, doubt=True)
def cut_in_answer(trial: Trial) -> Outcome:
    """The vendor did it; the connection is cut in the middle of its answer."""
    trial.fake.faults.drop_in_answer(trial.operation)
    return trial.run()


@_case(read=None, waits=True)
def slow_answer(trial: Trial) -> Outcome:
    """The answer comes after 8 seconds, which the attempt has."""
    trial.fake.faults.slow(trial.operation, delay=LONG)
    return trial.run(timeout=PATIENT)


@_case(read=None, unsafe=UNDONE, doubt=True, waits=True)
def long_silence(trial: Trial) -> Outcome:
    """The request is lost, and the attempt has 8 seconds."""
    trial.fake.faults.timeout(trial.operation)
    return trial.run(timeout=LONG)


@_case(unsafe=Expected("completed|parked"))
def asked_in_vain(trial: Trial) -> Outcome:
    """The vendor did it; then the connection of what is asked next is cut, and something answers 503 to the request after it."""

    def later(effect: object) -> None:
        trial.fake.on_applied = None
        trial.fake.faults.drop_before_apply()
        trial.fake.faults.error_before_apply(status=503)

    trial.fake.on_applied = later
    outcome = trial.run()
    trial.fake.faults.clear()  # most activities ask nothing more
    return outcome


# The vendor.


@_case()
def rate_limited(trial: Trial) -> Outcome:
    """The vendor answers 429 and asks to wait, which the whole connection does; nothing is sent before."""
    trial.fake.faults.rate_limit(trial.operation, after=RETRY_AFTER)
    outcome = trial.run()
    if outcome.status != "completed":
        return outcome
    said = list(filter(None, trial.said_of_attempts()))
    if said != ["rate_limited"]:
        return Outcome("not rate limited", error=f"the classifier says {said} of a 429")
    first, *later = trial.arrived
    if not later or later[0] - first < RETRY_AFTER:
        return Outcome("impatient", error=f"{len(trial.arrived)} requests, the second before its time")
    return outcome


@_case(unsafe=UNDONE, doubt=True)
def error_before_apply(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 503, and the vendor did nothing."""
    trial.fake.faults.error_before_apply(trial.operation, status=503)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def error_after_apply(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 503, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=503)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def internal_error(trial: Trial) -> Outcome:
    """As before, with 500."""
    trial.fake.faults.error_after_apply(trial.operation, status=500)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def bad_gateway(trial: Trial) -> Outcome:
    """As before, with 502."""
    trial.fake.faults.error_after_apply(trial.operation, status=502)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def gateway_timeout(trial: Trial) -> Outcome:
    """As before, with 504."""
    trial.fake.faults.error_after_apply(trial.operation, status=504)
    return trial.run()


@_case(unsafe=UNDONE, doubt=True)
def internal_error_unapplied(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 500, and the vendor did nothing."""
    trial.fake.faults.error_before_apply(trial.operation, status=500)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def unusual_5xx(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 520, 522, 527, 598 or 599, which no standard knows, and the vendor did it."""
    # One of them, another for another activity: most connectors have one classifier for all.
    trial.fake.faults.error_after_apply(trial.operation, status=UNUSUAL[zlib.crc32(trial.operation.encode()) % len(UNUSUAL)])
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def gateway_page(trial: Trial) -> Outcome:
    """A gateway answers 502 with a page of HTML, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=502, page=True)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def gateway_gave_up(trial: Trial) -> Outcome:
    """A gateway answers 524, since it waited for too long, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=524, page=True)
    return trial.run()


@_case(read=None, unsafe=PARKED, doubt=True)
def page_for_answer(trial: Trial) -> Outcome:
    """The vendor did it, and something in front of it answers 200 with a page of HTML."""
    trial.fake.faults.error_after_apply(trial.operation, status=200, page=True)
    return trial.run()


@_case(unsafe=PARKED, doubt=True)
def request_timeout(trial: Trial) -> Outcome:
    """A gateway answers 408, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=408)
    return trial.run()


@_case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_unauthorized(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and from then on the credential is refused."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.revoke_credential(times=None))


@_case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def error_then_unauthorized(trial: Trial) -> Outcome:
    """Something answers 500 though the vendor did it, and from then on the credential is refused."""
    trial.fake.faults.error_after_apply(trial.operation, status=500)
    return _goes_on(trial, lambda faults: faults.revoke_credential(times=None))


@_case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_forbidden(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and from then on everything is answered with 403."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=403, times=None))


@_case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_bad_request(trial: Trial) -> Outcome:
    """As before, with 400 and a page of HTML: it is not the vendor that refuses."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=400, page=True, times=None))


# Of some natural writes, a deletion for one, a 404 says that they are done.
@_case(read=None, natural=None, exact=PARKED, unsafe=PARKED, doubt=True)
def applied_then_not_found(trial: Trial) -> Outcome:
    """As before, with 404."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=404, times=None))


@_case(read=None, unsafe=None, doubt=True)
def applied_then_dropped_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the connection of the next request is cut, whatever it asks."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.drop_before_apply())


@_case(read=None, unsafe=None, doubt=True)
def applied_then_error_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the next request is answered with 500, whatever it asks."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=500))


@_case(read=None, unsafe=None, doubt=True)
def applied_then_page_once(trial: Trial) -> Outcome:
    """As before, with 200 and a page of HTML."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=200, page=True))


@_case(read=None, unsafe=None, doubt=True)
def applied_then_lost_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and so is the next request, whatever it asks: nothing comes in its time."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.timeout(), timeout=trial.impatient)


@_case(read=None, unsafe=None)
def applied_then_unreachable(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; then nobody listens at its address for a while."""
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    with trial.nobody_listens():
        worker = trial.begin(pause=ABSENCE)
        trial.wait_for_attempts(2)
    return trial.outcome(worker)


@_case(read=None, unsafe=None, doubt=True)
def applied_then_rate_limited(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the next requests get 429."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.rate_limit(after=0.05, times=2))


@_case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_silence(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the attempts run out without another one."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.drop_before_apply(times=None))


def _goes_on(trial: Trial, then: Callable[[Faults], None], timeout: float | None = None) -> Outcome:
    """What follows goes wrong too, whatever it asks; not what the activity asks before it asks for its effect."""
    trial.on_request(lambda: then(trial.fake.faults))
    return trial.run(timeout=timeout)


@_case()
def credential_rotated(trial: Trial) -> Outcome:
    """The credential is refused; meanwhile a new one is where the connection's reference leads, and the vendor takes that one only."""
    trial.fake.faults.revoke_credential()
    trial.on_request(trial.revoke_credentials(), operation="*")
    return trial.run()


_REFUSED = Expected("failed", times=0, kind="Unauthorized")


@_case(read=_REFUSED, exact=_REFUSED, natural=_REFUSED, unsafe=_REFUSED)
def credential_revoked(trial: Trial) -> Outcome:
    """The credential is refused for good."""
    trial.fake.faults.revoke_credential(times=None)
    return trial.run()


@_case(read=None, natural=None, unsafe=None, exact=None, keyed=DONE, ledger=DONE)
def window_not_over(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; the next worker comes when most of the key's time has passed, or a year."""
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    # A resend has to arrive inside the window, however long its attempt takes: of a short window that leaves less.
    later = max(trial.window * 0.5, min(trial.window * 0.9, trial.window - LAST_MINUTE)) or A_YEAR
    trial.fake.clock.advance(later)
    return trial.run(ahead=later, fresh=True)


@_case(read=None, natural=None, unsafe=None, exact=None, lookup=DONE)
def found_days_later(trial: Trial) -> Outcome:
    """Killed when the vendor had done it; the next worker looks for it three days later."""
    # The first worker lives three days ago, so that the second one's clocks are right, whichever it reads.
    trial.fake.clock.advance(-DAYS)
    trial.kill_when_applied()
    first = trial.run(ahead=-DAYS)
    if first.status != "killed":
        return first
    trial.fake.clock.advance(DAYS)
    return trial.run(fresh=True)


@_case(read=None, natural=None, unsafe=None, exact=None, keyed=PARKED, ledger=PARKED, asked=lambda activity: bool(activity.window))
def window_expired(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; the next worker comes when the vendor has forgotten the key."""
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    trial.fake.clock.advance(trial.window)
    sent = len(trial.requests)
    outcome = trial.run(ahead=trial.window, fresh=True)
    return outcome if len(trial.requests) == sent else Outcome("sent again", error="a request left after the key's window")


# Keys.


_CONFLICT = Expected("failed", kind="KeyConflict")
_PARKED_OR_FAILED = Expected("parked|failed")


@_case(read=None, natural=None, unsafe=None, exact=_CONFLICT, other=True, asked=_tells_conflicts)
def other_content(trial: Trial) -> Outcome:
    """A call of other content is made with the key of an earlier one."""
    return trial.run("one_key")


@_case(
    read=None, natural=None, unsafe=None, exact=None, keyed=_PARKED_OR_FAILED, ledger=_PARKED_OR_FAILED, other=True, asked=_tells_conflicts
)
def conflict_in_doubt(trial: Trial) -> Outcome:
    """As before, and the connection of that call is cut before the vendor got it: what is there under its key is not its own."""
    _drop_what_follows(trial)
    return trial.run("one_key")


def _drop_what_follows(trial: Trial) -> None:
    def later(effect: object) -> None:
        trial.fake.on_applied = None
        trial.fake.faults.drop_before_apply(trial.operation)

    trial.fake.on_applied = later


# Of a vendor that says nothing: the second content is lost, and that is all that may happen.
_LOST = Expected("completed|parked|failed")


@_case(read=None, natural=None, unsafe=None, exact=None, keyed=_LOST, other=True, asked=_tells_no_conflicts)
def other_content_untold(trial: Trial) -> Outcome:
    """A call of other content is made with the key of an earlier one, of which the vendor says nothing; it changes nothing."""
    return _without_a_trace(trial)


@_case(read=None, natural=None, unsafe=None, exact=None, keyed=_LOST, other=True, asked=_tells_no_conflicts)
def untold_in_doubt(trial: Trial) -> Outcome:
    """As before, and the connection of that call is cut before the vendor got it."""
    _drop_what_follows(trial)
    return _without_a_trace(trial)


def _without_a_trace(trial: Trial) -> Outcome:
    before: list[object] = []
    trial.on_request(lambda: before.append(trial.held), number=2)
    outcome = trial.run("one_key")
    if not before:
        return Outcome("not asked twice", error=f"the call of other content was not sent: {outcome}")
    return outcome if trial.held == before[0] else Outcome("changed", error="what came second under the key changed what the vendor holds")


@_case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2), doubt=True)
def look_alike_unsent(trial: Trial) -> Outcome:
    """Another execution has made an equal call; of this one's the connection is cut before the vendor did it."""
    trial.run_another()
    trial.fake.faults.drop_before_apply(trial.operation)
    return trial.run()


@_case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2), doubt=True)
def look_alike_sent(trial: Trial) -> Outcome:
    """Another execution has made an equal call; of this one's the connection is cut after the vendor did it."""
    trial.run_another()
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run()


@_case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2))
def look_alike_later(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; another execution makes an equal call before the next worker comes."""
    return _overtaken(trial, "once")


@_case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=1 + CROWD, keys=1 + CROWD))
def look_alike_crowd(trial: Trial) -> Outcome:
    """As before, with 100 equal calls: more than one page."""
    return _overtaken(trial, "crowd")


def _overtaken(trial: Trial, program: str) -> Outcome:
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    trial.run_another(program)
    return trial.run()


@_case(read=None, natural=None, exact=Expected(times=2, keys=2), unsafe=Expected(times=2))
def distinct_calls(trial: Trial) -> Outcome:
    """Two equal calls are made, and both are meant."""
    return trial.run("twice")


# The caller goes away.

_CANCELLED = Expected("cancelled")


@_case(read=Expected("cancelled", times=0), exact=_CANCELLED, natural=_CANCELLED, unsafe=_CANCELLED)
def cancelled_in_flight(trial: Trial) -> Outcome:
    """The execution is cancelled while the vendor is at it."""
    trial.fake.faults.slow(trial.operation, delay=0.3)
    trial.on_request(trial.cancel)
    return trial.run()


@_case(natural=PARKED, unsafe=PARKED, doubt=True)
def caller_timed_out(trial: Trial) -> Outcome:
    """The caller's time-out passes; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "impatient")


@_case(natural=PARKED, unsafe=PARKED, doubt=True)
def caller_lost_race(trial: Trial) -> Outcome:
    """The caller takes what came first and cancels the call; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "racing")


@_case(read=Expected("failed", times=0), exact=Expected("failed"), natural=PARKED, unsafe=PARKED, doubt=True)
def caller_failed(trial: Trial) -> Outcome:
    """The workflow fails beside the call; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "failing")


def _left_alone(trial: Trial, program: str) -> Outcome:
    trial.fake.faults.drop_after_apply(trial.operation)
    trial.on_request(lambda: time.sleep(2 * trial.impatience))
    return trial.run(program)


# An operator.


@_case(read=None, exact=None, natural=None, unsafe=Expected(times=2), doubt=True)
def operator_retries(trial: Trial) -> Outcome:
    """An operator has the parked call sent again."""
    return _operated(trial, retry=True)


@_case(read=None, exact=None, natural=None, unsafe=Expected("failed", kind="Permanent"), doubt=True)
def operator_fails_it(trial: Trial) -> Outcome:
    """An operator says that the parked call was not done."""
    return _operated(trial, failed="it was looked for by hand")


@_case(read=None, exact=None, natural=None, unsafe=Expected("failed", kind="InDoubt"), doubt=True)
def caller_takes_the_doubt(trial: Trial) -> Outcome:
    """The connection is cut after the vendor did it, and the call says `on_ambiguous="fail"`."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run(on_ambiguous="fail")


@_case(read=None, exact=None, natural=None, unsafe=Expected(times=2), doubt=True)
def caller_repeats(trial: Trial) -> Outcome:
    """The connection is cut after the vendor did it, and the call says `on_ambiguous="retry"`."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run(on_ambiguous="retry")


def _operated(trial: Trial, **decision: object) -> Outcome:
    trial.fake.faults.drop_after_apply(trial.operation)
    first = trial.run()
    if first.status != "parked":
        return first
    (call,) = first.parked
    trial.resolve(call, **decision)
    return trial.run(settled=call)


# A saga.

_UNDONE = Expected("failed", kind="OnPurpose", keys=None, undone=True)
_UNDONE_AFTER_ALL = replace(_UNDONE, status="failed|parked")
"""What undoes it may be unsafe; then it is parked."""


@_case(read=None, exact=_UNDONE, natural=_UNDONE, unsafe=_UNDONE, asked=_is_undone)
def saga_undone(trial: Trial) -> Outcome:
    """It is a step of a saga that fails, and is undone by its compensation."""
    return trial.run("undone")


@_case(read=None, exact=_UNDONE_AFTER_ALL, natural=_UNDONE_AFTER_ALL, unsafe=_UNDONE_AFTER_ALL, asked=_is_undone)
def saga_killed(trial: Trial) -> Outcome:
    """As before, and the worker is killed when the vendor has done the first of what undoes it."""
    trial.kill_when_undoing()
    return _killed(trial, trial.run("undone"), "undone")


# Playback.

_SAME = Expected("same")


@_case(read=Expected("same", times=0), exact=_SAME, natural=_SAME, unsafe=_SAME)
def replayed_offline(trial: Trial) -> Outcome:
    """The finished history is played back in a process of its own, with nobody listening at the vendor's address."""
    outcome = trial.run()
    return trial.replay() if outcome.status == "completed" else outcome
