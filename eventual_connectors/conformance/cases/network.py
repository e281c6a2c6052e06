"""What becomes of a request and of its answer on their way."""

from __future__ import annotations

from ..trial import PATIENT, Outcome, Trial
from .case import ABSENCE, LINGER, ONE_OF_TWO, PARKED, UNDONE, Expected, case

LONG = 8.0
"""Seconds: longer than the time-outs that clients have of their own, 5 most often."""


@case(unsafe=UNDONE, doubt=True)
def dropped_before_apply(trial: Trial) -> Outcome:
    """The connection is cut before the vendor did it."""
    trial.fake.faults.drop_before_apply(trial.operation)
    return trial.run(linger=LINGER)


@case(unsafe=PARKED, doubt=True)
def dropped_after_apply(trial: Trial) -> Outcome:
    """The connection is cut after the vendor did it."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def hung_up(trial: Trial) -> Outcome:
    """As before, and the connection is closed in order, as an idle one is: nothing says that the vendor was reached."""
    trial.fake.faults.drop_after_apply(trial.operation, orderly=True)
    return trial.run()


@case(unsafe=UNDONE, doubt=True)
def timed_out(trial: Trial) -> Outcome:
    """The request is lost and no answer comes."""
    trial.fake.faults.timeout(trial.operation)
    return trial.run(timeout=trial.impatient, linger=LINGER)


@case()
def connection_refused(trial: Trial) -> Outcome:
    """Nobody listens at the vendor's address for a while."""
    with trial.nobody_listens():
        worker = trial.begin(pause=ABSENCE)
        trial.wait_for_attempts(1)
    return trial.outcome(worker)


# Of a natural write the second answer may be that there is nothing left to do, which is an error of some vendors.
@case(lookup=None, unsafe=None, natural=Expected("completed|failed"))
def duplicate_request(trial: Trial) -> Outcome:
    """The network delivers the request twice."""
    trial.fake.faults.duplicate_delivery(trial.operation)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def late_before(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, just before it gets the next request."""
    trial.fake.faults.late_apply(trial.operation, before="*")
    return _landed(trial)


# A look-up relies on `settle`: what is applied later than that is outside of its promise, and shows by its key.
@case(unsafe=PARKED, lookup=Expected(at_most=2), doubt=True)
def late_during(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, while it answers the next request."""
    trial.fake.faults.late_apply(trial.operation, during="*")
    return _landed(trial)


@case(unsafe=PARKED, lookup=Expected(at_most=2), doubt=True)
def late_after(trial: Trial) -> Outcome:
    """The vendor does it after our timeout, when it has answered the next request."""
    trial.fake.faults.late_apply(trial.operation, after="*")
    return _landed(trial)


def _landed(trial: Trial) -> Outcome:
    outcome = trial.run(timeout=trial.impatient)
    trial.fake.land()
    return outcome


@case(unsafe=PARKED, doubt=True)
def cut_in_answer(trial: Trial) -> Outcome:
    """The vendor did it; the connection is cut in the middle of its answer."""
    trial.fake.faults.drop_in_answer(trial.operation)
    return trial.run()


@case(read=None, waits=True)
def slow_answer(trial: Trial) -> Outcome:
    """The answer comes after 8 seconds, which the attempt has."""
    trial.fake.faults.slow(trial.operation, delay=LONG)
    return trial.run(timeout=PATIENT)


@case(read=None, unsafe=UNDONE, doubt=True, waits=True)
def long_silence(trial: Trial) -> Outcome:
    """The request is lost, and the attempt has 8 seconds."""
    trial.fake.faults.timeout(trial.operation)
    return trial.run(timeout=LONG)


@case(
    read=None,
    natural=None,
    exact=Expected(times=2, keys=2, excluding=ONE_OF_TWO),
    unsafe=Expected("parked", times=2, excluding=PARKED),
    doubt=True,
)
def hung_up_when_used_again(trial: Trial) -> Outcome:
    """Of two calls, the second may go over the connection of the first, which the vendor closes in order when it has done it."""
    trial.on_request(lambda: trial.fake.faults.drop_after_apply(trial.operation, orderly=True), number=2)
    return trial.run("twice")
