"""The vendor has done it, and what follows goes wrong too."""

from __future__ import annotations

from collections.abc import Callable

from ...fakes import Faults
from ..trial import Outcome, Trial
from .answers import RETRY_AFTER
from .case import ABSENCE, PARKED, Expected, case


@case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_unauthorized(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and from then on the credential is refused."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.revoke_credential(times=None))


@case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def error_then_unauthorized(trial: Trial) -> Outcome:
    """Something answers 500 though the vendor did it, and from then on the credential is refused."""
    trial.fake.faults.error_after_apply(trial.operation, status=500)
    return _goes_on(trial, lambda faults: faults.revoke_credential(times=None))


@case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_forbidden(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and from then on everything is answered with 403."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=403, times=None))


@case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_bad_request(trial: Trial) -> Outcome:
    """As before, with 400 and a page of HTML: it is not the vendor that refuses."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=400, page=True, times=None))


# Of some natural writes, a deletion for one, a 404 says that they are done.
@case(read=None, natural=None, exact=PARKED, unsafe=PARKED, doubt=True)
def applied_then_not_found(trial: Trial) -> Outcome:
    """As before, with 404."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=404, times=None))


# To some it says that what was asked for is there already.
@case(read=None, natural=None, exact=Expected("completed|parked"), unsafe=PARKED, doubt=True)
def applied_then_conflict(trial: Trial) -> Outcome:
    """As before, with 409, of which the vendor does not say that it is about this call."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=409, times=None))


@case(read=None, unsafe=None, doubt=True)
def applied_then_dropped_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the connection of the next request is cut, whatever it asks."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.drop_before_apply())


@case(read=None, unsafe=None, doubt=True)
def applied_then_error_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the next request is answered with 500, whatever it asks."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=500))


@case(read=None, unsafe=None, doubt=True)
def applied_then_page_once(trial: Trial) -> Outcome:
    """As before, with 200 and a page of HTML."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.error_before_apply(status=200, page=True))


@case(read=None, unsafe=None, doubt=True)
def applied_then_lost_once(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and so is the next request, whatever it asks: nothing comes in its time."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.timeout(), timeout=trial.impatient)


@case(read=None, unsafe=None)
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


@case(read=None, unsafe=None, doubt=True)
def applied_then_rate_limited(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the next requests get 429."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.rate_limit(after=RETRY_AFTER, times=2))


@case(read=None, exact=PARKED, natural=PARKED, unsafe=PARKED, doubt=True)
def applied_then_silence(trial: Trial) -> Outcome:
    """The vendor did it, the answer was lost, and the attempts run out without another one."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return _goes_on(trial, lambda faults: faults.drop_before_apply(times=None))


def _goes_on(trial: Trial, then: Callable[[Faults], None], timeout: float | None = None) -> Outcome:
    """What follows goes wrong too, whatever it asks; not what the activity asks before it asks for its effect."""
    trial.on_request(lambda: then(trial.fake.faults))
    return trial.run(timeout=timeout)


@case(unsafe=Expected("completed|parked"))
def asked_in_vain(trial: Trial) -> Outcome:
    """The vendor did it; then the connection of what is asked next is cut, and something answers 503 to the request after it."""

    def meddle(faults: Faults) -> None:
        faults.drop_before_apply()
        faults.error_before_apply(status=503)

    meddle_after(trial, meddle)
    outcome = trial.run()
    trial.fake.faults.clear()  # most activities ask nothing more
    return outcome


@case(unsafe=Expected("completed|parked"))
def asked_and_refused(trial: Trial) -> Outcome:
    """The vendor did it; then something in front of it answers what is asked next with 403 and a page of HTML."""
    meddle_after(trial, lambda faults: faults.error_before_apply(status=403, page=True))
    outcome = trial.run()
    trial.fake.faults.clear()  # most activities ask nothing more
    return outcome


def meddle_after(trial: Trial, meddle: Callable[[Faults], None]) -> None:
    """Have something go wrong once the vendor has done what was asked."""

    def later(effect: object) -> None:
        trial.fake.on_applied = None
        meddle(trial.fake.faults)

    trial.fake.on_applied = later
