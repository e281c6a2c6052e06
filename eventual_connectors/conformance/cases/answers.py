"""What the vendor, or something in front of it, answers."""

from __future__ import annotations

import zlib

from ..trial import Outcome, Trial
from .case import PARKED, UNDONE, Expected, case

RETRY_AFTER = 0.3
"""Seconds that a vendor asks to wait."""

UNUSUAL = (507, 520, 521, 522, 523, 525, 526, 527, 529, 530, 561, 598, 599)
"""What gateways answer when they do not know what became of a request, beside what the standard has."""

_AS_IT_SAYS = Expected("completed|failed|parked", agrees=True)

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
    first, *later = trial.arrived
    if not later or later[0] - first < RETRY_AFTER:
        return Outcome("impatient", error=f"{len(trial.arrived)} requests, the second before its time")
    return outcome


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
    """As before, with a Retry-After, which a 429 has when nothing was done."""
    trial.fake.faults.error_after_apply(trial.operation, status=503, after=0.05)
    return trial.run()


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


@case(unsafe=PARKED, doubt=True)
def unusual_5xx(trial: Trial) -> Outcome:
    """Something in front of the vendor answers 507, 520 or another status from 521 to 599 that is hardly known, and the vendor did it."""
    # One of them, another for another activity: most connectors have one classifier for all.
    trial.fake.faults.error_after_apply(trial.operation, status=UNUSUAL[zlib.crc32(trial.operation.encode()) % len(UNUSUAL)])
    return trial.run()


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
