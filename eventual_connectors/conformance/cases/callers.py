"""The caller goes away, or says itself what is to become of the doubt; an operator settles it."""

from __future__ import annotations

import time

from ..trial import Outcome, Trial
from .case import LINGER, PARKED, Expected, case

_CANCELLED = Expected("cancelled")


@case(read=Expected("cancelled", times=0), exact=_CANCELLED, natural=_CANCELLED, unsafe=_CANCELLED)
def cancelled_in_flight(trial: Trial) -> Outcome:
    """The execution is cancelled while the vendor is at it."""
    trial.fake.faults.slow(trial.operation, delay=0.3)
    trial.on_request(trial.cancel)
    return trial.run(linger=LINGER)


@case(natural=PARKED, unsafe=PARKED, doubt=True)
def caller_timed_out(trial: Trial) -> Outcome:
    """The caller's time-out passes; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "impatient")


@case(natural=PARKED, unsafe=PARKED, doubt=True)
def caller_lost_race(trial: Trial) -> Outcome:
    """The caller takes what came first and cancels the call; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "racing")


@case(read=Expected("failed", times=0), exact=Expected("failed"), natural=PARKED, unsafe=PARKED, doubt=True)
def caller_failed(trial: Trial) -> Outcome:
    """The workflow fails beside the call; then the vendor does it, and the answer is lost."""
    return _left_alone(trial, "failing")


def _left_alone(trial: Trial, program: str) -> Outcome:
    trial.fake.faults.drop_after_apply(trial.operation)
    trial.on_request(lambda: time.sleep(2 * trial.impatience))
    return trial.run(program)


@case(read=None, exact=None, natural=None, unsafe=Expected(times=2), doubt=True)
def operator_retries(trial: Trial) -> Outcome:
    """An operator has the parked call sent again."""
    return _operated(trial, retry=True)


@case(read=None, exact=None, natural=None, unsafe=Expected("failed", kind="Permanent"), doubt=True)
def operator_fails_it(trial: Trial) -> Outcome:
    """An operator says that the parked call was not done."""
    return _operated(trial, failed="it was looked for by hand")


@case(read=None, exact=None, natural=None, unsafe=Expected("failed", kind="InDoubt"), doubt=True)
def caller_takes_the_doubt(trial: Trial) -> Outcome:
    """The connection is cut after the vendor did it, and the call says `on_ambiguous="fail"`."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run(on_ambiguous="fail")


@case(read=None, exact=None, natural=None, unsafe=Expected(times=2), doubt=True)
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
