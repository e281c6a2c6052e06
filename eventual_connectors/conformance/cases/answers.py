"""What the vendor, or something in front of it, answers."""

from __future__ import annotations

from ...effect import Effect
from ..trial import Outcome, Trial
from ..worker import EXECUTION
from .case import PARKED, UNDONE, Expected, case

RETRY_AFTER = 1.0
"""Seconds that a vendor asks to wait: a whole number, as the header has it."""

UNUSUAL = (507, 520, 521, 522, 523, 525, 526, 527, 529, 530, 561, 598, 599)
"""What gateways answer when they do not know what became of a request, beside what the standard has."""

_AS_IT_SAYS = Expected("completed|failed|parked", agrees=True)

_EACH_PARKED = Expected("parked", times=len(UNUSUAL))
_EACH_FOUND = Expected(times=len(UNUSUAL), keys=len(UNUSUAL))

_REFUSED = Expected("failed", times=0, kind="Unauthorized")


@case()
def rate_limited(trial: Trial) -> Outcome:
    """The vendor answers 429 and asks to wait, which the whole connection does; nothing is sent before."""
    trial.fake.faults.rate_limit(trial.operation, after=RETRY_AFTER)
    outcome = trial.run()
    if outcome.status != "completed":
        return outcome
    said = list(filter(None, trial.said_of_attempts()))
    if said != ["rate_limited"]:
        return Outcome("not rate limited", error=f"the classifier says {said} of a 429")
    return outcome if len(trial.arrived) > 1 and _waited(trial) else _impatient(trial)


@case(unsafe=UNDONE, doubt=True)
def error_before_apply(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 503, and the vendor did nothing."""
    trial.fake.faults.error_before_apply(trial.operation, status=503)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def error_after_apply(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 503, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=503)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def busy_after_apply(trial: Trial) -> Outcome:
    """As before, with a Retry-After, which a 429 has when nothing was done; what is sent again waits for it."""
    trial.fake.faults.error_after_apply(trial.operation, status=503, after=RETRY_AFTER)
    outcome = trial.run()
    return outcome if _waited(trial) else _impatient(trial)


def _waited(trial: Trial) -> bool:
    """Whether no request came before the time that the vendor asked to wait for was over."""
    first, *later = trial.arrived or [0.0]
    return not later or later[0] - first >= RETRY_AFTER


def _impatient(trial: Trial) -> Outcome:
    return Outcome("impatient", error=f"{len(trial.arrived)} requests, the second before its time")


@case(unsafe=PARKED, doubt=True)
def internal_error(trial: Trial) -> Outcome:
    """Something answers 500, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=500)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def bad_gateway(trial: Trial) -> Outcome:
    """As before, with 502."""
    trial.fake.faults.error_after_apply(trial.operation, status=502)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def gateway_timeout(trial: Trial) -> Outcome:
    """As before, with 504."""
    trial.fake.faults.error_after_apply(trial.operation, status=504)
    return trial.run()


@case(unsafe=UNDONE, doubt=True)
def internal_error_unapplied(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 500, and the vendor did nothing."""
    trial.fake.faults.error_before_apply(trial.operation, status=500)
    return trial.run()


@case(unsafe=_EACH_PARKED, lookup=_EACH_FOUND, doubt=True)
def unusual_5xx(trial: Trial) -> Outcome:
    """Something in front of the vendor answers each of 13 statuses from 507 to 599 that are hardly known, and the vendor did it."""
    for status in UNUSUAL:
        trial.fake.faults.error_after_apply(trial.operation, status=status)
    return _apart(trial) if trial.effect in (Effect.UNSAFE, Effect.LOOKUP) else _in_a_row(trial)


def _in_a_row(trial: Trial) -> Outcome:
    """An attempt for each."""
    outcome = trial.run()
    said = [kind for kind in trial.said_of_attempts() if kind]
    wrong = {status: kind for status, kind in zip(UNUSUAL, said, strict=False) if kind != "in_doubt"}
    if trial.effect.writes and outcome.status == "completed" and wrong:
        return Outcome("not in doubt", error=", ".join(f"the classifier says {kind} of a {status}" for status, kind in wrong.items()))
    return outcome


def _apart(trial: Trial) -> Outcome:
    """An execution for each, at the same time: what is parked, or found, is not sent again."""
    workers = [trial.begin(execution=f"{EXECUTION}-{status}") for status in UNUSUAL[1:]]
    outcomes = [trial.outcome(worker) for worker in (*workers, trial.begin())]
    wanted = "parked" if trial.effect is Effect.UNSAFE else "completed"
    return next((outcome for outcome in outcomes if outcome.status != wanted), outcomes[0])


@case(unsafe=PARKED, doubt=True)
def gateway_page(trial: Trial) -> Outcome:
    """A gateway answers 502 with a page of HTML, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=502, page=True)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def gateway_gave_up(trial: Trial) -> Outcome:
    """A gateway answers 524, since it waited for too long, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=524, page=True)
    return trial.run()


@case(read=None, unsafe=PARKED, doubt=True)
def page_for_answer(trial: Trial) -> Outcome:
    """The vendor did it, and something in front of it answers 200 with a page of HTML."""
    trial.fake.faults.error_after_apply(trial.operation, status=200, page=True)
    return trial.run()


@case(unsafe=PARKED, doubt=True)
def request_timeout(trial: Trial) -> Outcome:
    """A gateway answers 408, and the vendor did it."""
    trial.fake.faults.error_after_apply(trial.operation, status=408)
    return trial.run()


@case(read=Expected("completed|failed", times=0), exact=_AS_IT_SAYS, natural=_AS_IT_SAYS, unsafe=_AS_IT_SAYS)
def refused_by_a_gateway(trial: Trial) -> Outcome:
    """Something in front of the vendor answers the first request with 404 and a page of HTML, and the vendor did nothing."""
    trial.fake.faults.error_before_apply(trial.operation, status=404, page=True)
    return trial.run()


@case(read=Expected("completed|failed", times=0), exact=_AS_IT_SAYS, natural=_AS_IT_SAYS, unsafe=_AS_IT_SAYS)
def redirected(trial: Trial) -> Outcome:
    """Something in front of the vendor sends the first request elsewhere (302), as to a page where one logs in."""
    trial.fake.faults.error_before_apply(trial.operation, status=302, page=True)
    return trial.run()


@case()
def credential_rotated(trial: Trial) -> Outcome:
    """The credential is refused; meanwhile a new one is where the connection's reference leads, and the vendor takes that one only."""
    trial.fake.faults.revoke_credential()
    trial.on_request(trial.revoke_credentials(), operation="*")
    return trial.run()


@case(read=_REFUSED, exact=_REFUSED, natural=_REFUSED, unsafe=_REFUSED)
def credential_revoked(trial: Trial) -> Outcome:
    """The credential is refused for good."""
    trial.fake.faults.revoke_credential(times=None)
    return trial.run()
