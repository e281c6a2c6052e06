"""Time passes between the effect and the next look at it."""

from __future__ import annotations

from datetime import timedelta

from ...attempts.machine import WINDOW_MARGIN
from ..trial import START, Outcome, Trial
from .case import DONE, PARKED, case

LAST_MINUTE = timedelta(minutes=1)
"""Before the end of the time in which a key is relied on; no attempt of a trial is begun in it."""

DAYS = timedelta(days=30)
"""After which nobody looks at what is recent."""

A_YEAR = timedelta(days=365)
"""After which a ledger row without a time limit is still there."""


_MIDNIGHT = timedelta(days=1) - timedelta(hours=START.hour, minutes=START.minute)
"""How far away it is from the fakes' time, in UTC."""


@case(read=None, natural=None, unsafe=None, exact=None, keyed=DONE, ledger=DONE)
def window_not_over(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; the next worker comes when most of the key's time has passed, or a year, and on another day."""
    # As late as a resend leaves. It has to arrive inside the window, however long its attempt takes: of a short window that leaves less.
    later = max(trial.window * 0.5, trial.window * (1 - WINDOW_MARGIN) - LAST_MINUTE) or A_YEAR
    eve = _MIDNIGHT - later / 2
    trial.fake.clock.advance(eve)
    trial.kill_when_applied()
    first = trial.run(ahead=eve, fresh=True)
    if first.status != "killed":
        return first
    trial.fake.clock.advance(later)
    return trial.run(ahead=eve + later, fresh=True)


@case(read=None, natural=None, unsafe=None, exact=None, lookup=DONE)
def found_days_later(trial: Trial) -> Outcome:
    """Killed when the vendor had done it; the next worker looks for it thirty days later."""
    # The first worker lives three days ago, so that the second one's clocks are right, whichever it reads.
    trial.fake.clock.advance(-DAYS)
    trial.kill_when_applied()
    first = trial.run(ahead=-DAYS)
    if first.status != "killed":
        return first
    trial.fake.clock.advance(DAYS)
    return trial.run(fresh=True)


@case(read=None, natural=None, unsafe=None, exact=None, lookup=DONE)
def found_of_a_later_attempt(trial: Trial) -> Outcome:
    """The first attempt came to nothing; the worker is killed when the vendor has done it for one that is sent thirty days later."""
    trial.fake.clock.advance(-DAYS)
    trial.kill_when_received()
    first = trial.run(ahead=-DAYS)
    if first.status != "killed":
        return first
    trial.fake.clock.advance(DAYS)
    trial.kill_when_applied()
    second = trial.run(fresh=True)
    return second if second.status != "killed" else trial.run(fresh=True)


@case(read=None, natural=None, unsafe=None, exact=None, keyed=PARKED, ledger=PARKED, asked=lambda activity: bool(activity.window))
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
