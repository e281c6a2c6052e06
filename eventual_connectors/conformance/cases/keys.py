"""Calls are told apart by their keys, and by nothing else."""

from __future__ import annotations

from ...activities import Activity
from ..programs import CROWD
from ..trial import Outcome, Trial
from .aftermath import meddle_after
from .case import ONE_OF_TWO, Expected, case

_CONFLICT = Expected("failed", kind="KeyConflict")

_PARKED_OR_FAILED = Expected("parked|failed")

# Of a vendor that says nothing: the second content is lost, and that is all that may happen.
_LOST = Expected("completed|parked|failed")


def _tells_conflicts(activity: Activity[..., object]) -> bool:
    return activity.tells_conflicts


def _tells_no_conflicts(activity: Activity[..., object]) -> bool:
    return not activity.tells_conflicts


@case(read=None, natural=None, unsafe=None, exact=_CONFLICT, other=True, asked=_tells_conflicts)
def other_content(trial: Trial) -> Outcome:
    """A call of other content is made with the key of an earlier one."""
    return trial.run("one_key")


@case(
    read=None, natural=None, unsafe=None, exact=None, keyed=_PARKED_OR_FAILED, ledger=_PARKED_OR_FAILED, other=True, asked=_tells_conflicts
)
def conflict_in_doubt(trial: Trial) -> Outcome:
    """As before, and the connection of that call is cut before the vendor got it: what is there under its key is not its own."""
    _drop_what_follows(trial)
    return trial.run("one_key")


def _drop_what_follows(trial: Trial) -> None:
    meddle_after(trial, lambda faults: faults.drop_before_apply(trial.operation))


@case(read=None, natural=None, unsafe=None, exact=None, keyed=_LOST, other=True, asked=_tells_no_conflicts)
def other_content_untold(trial: Trial) -> Outcome:
    """A call of other content is made with the key of an earlier one, of which the vendor says nothing; it changes nothing."""
    return _without_a_trace(trial)


@case(read=None, natural=None, unsafe=None, exact=None, keyed=_LOST, other=True, asked=_tells_no_conflicts)
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


@case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2), doubt=True)
def look_alike_unsent(trial: Trial) -> Outcome:
    """Another execution has made an equal call; of this one's the connection is cut before the vendor did it."""
    trial.run_another()
    trial.fake.faults.drop_before_apply(trial.operation)
    return trial.run()


@case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2), doubt=True)
def look_alike_sent(trial: Trial) -> Outcome:
    """Another execution has made an equal call; of this one's the connection is cut after the vendor did it."""
    trial.run_another()
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run()


@case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=2, keys=2))
def look_alike_later(trial: Trial) -> Outcome:
    """Killed when the vendor has done it; another execution makes an equal call before the next worker comes."""
    return _overtaken(trial, "once")


@case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=1 + CROWD, keys=1 + CROWD))
def look_alike_crowd(trial: Trial) -> Outcome:
    """As before, with 100 equal calls: more than one page."""
    return _overtaken(trial, "crowd")


@case(read=None, natural=None, unsafe=None, exact=None, lookup=Expected(times=1 + CROWD, keys=1 + CROWD))
def look_alike_broken(trial: Trial) -> Outcome:
    """As before, and the next worker's second request, which may be for the next page, is answered with 500."""
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    trial.run_another("crowd")
    trial.on_request(lambda: trial.fake.faults.error_before_apply(status=500), number=len(trial.requests) + 2, operation="*")
    return trial.run()


def _overtaken(trial: Trial, program: str) -> Outcome:
    trial.kill_when_applied()
    first = trial.run()
    if first.status != "killed":
        return first
    trial.run_another(program)
    return trial.run()


@case(read=None, natural=None, exact=Expected(times=2, keys=2), unsafe=Expected(times=2))
def distinct_calls(trial: Trial) -> Outcome:
    """Two equal calls are made, and both are meant."""
    return trial.run("twice")


@case(read=None, natural=None, exact=Expected(times=2, keys=2, apart=False), unsafe=None)
def distinct_by_a_digit(trial: Trial) -> Outcome:
    """Two equal calls are made under keys that differ in one digit, in the middle."""
    return trial.run("near")


@case(read=None, natural=None, exact=Expected(times=2, keys=2), unsafe=Expected(times=2))
def distinct_at_once(trial: Trial) -> Outcome:
    """Two equal calls are made at the same time, over one client, and both are meant."""
    return trial.run("at_once")


@case(read=None, natural=None, exact=Expected(times=2, keys=2, excluding=ONE_OF_TWO), unsafe=None, doubt=True)
def dropped_at_once(trial: Trial) -> Outcome:
    """As before, and the connection of the first that arrives is cut before the vendor did it."""
    trial.fake.faults.drop_before_apply(trial.operation)
    return trial.run("at_once")
