"""A worker is killed (SIGKILL) and another one goes on, or two go on at once."""

from __future__ import annotations

from ...effect import Effect
from ..trial import Outcome, Trial
from .case import PARKED, UNDONE, case


@case()
def killed_before_intent(trial: Trial) -> Outcome:
    """Killed before the attempt's intent is on disk."""
    return goes_on(trial, trial.outcome(trial.begin(die="before_intent")))


@case(unsafe=UNDONE)
def killed_after_intent(trial: Trial) -> Outcome:
    """Killed when the intent is on disk and nothing was sent."""
    return goes_on(trial, trial.outcome(trial.begin(die="after_intent")))


@case(unsafe=UNDONE)
def killed_after_send(trial: Trial) -> Outcome:
    """Killed when the request has arrived, which the vendor then does not carry out."""
    trial.kill_when_received()
    return goes_on(trial, trial.run())


@case(read=None, unsafe=PARKED)
def killed_after_apply(trial: Trial) -> Outcome:
    """Killed when the vendor has done it, before its answer; the next worker is of another interpreter."""
    trial.kill_when_applied()
    return goes_on(trial, trial.run(), fresh=True)


@case()
def killed_after_record(trial: Trial) -> Outcome:
    """Killed when the result is on disk."""
    return goes_on(trial, trial.outcome(trial.begin(die="after_record")))


def goes_on(trial: Trial, first: Outcome, program: str = "once", *, fresh: bool = False) -> Outcome:
    """The first worker has been killed, and another one goes on; `fresh` as for `Trial.run`."""
    if first.status != "killed":
        return Outcome("not killed", error=f"the worker was to be killed, and it ended: {first}")
    return trial.run(program, fresh=fresh)


@case(unsafe=PARKED)
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


@case()
def duplicate_start(trial: Trial) -> Outcome:
    """The execution is started three times over."""
    return trial.run(starts=3)
