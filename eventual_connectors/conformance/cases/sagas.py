"""A step of a saga is undone."""

from __future__ import annotations

from dataclasses import replace

from ...activities import Activity
from ..trial import Outcome, Trial
from .case import Expected, case
from .crashes import goes_on

_UNDONE = Expected("failed", kind="OnPurpose", keys=None, undone=True)

_UNDONE_AFTER_ALL = replace(_UNDONE, status="failed|parked")
"""What undoes it may be unsafe; then it is parked."""

# Where the other call took the name, the step is refused, and there is nothing to undo.
_BEHIND = replace(_UNDONE, excluding=Expected("failed", keys=None))


def _is_undone(activity: Activity[..., object]) -> bool:
    return activity.undone_by is not None


@case(read=None, exact=_UNDONE, natural=_UNDONE, unsafe=_UNDONE, asked=_is_undone)
def saga_undone(trial: Trial) -> Outcome:
    """It is a step of a saga that fails, and is undone by its compensation."""
    return trial.run("undone")


@case(read=None, exact=_UNDONE_AFTER_ALL, natural=_UNDONE_AFTER_ALL, unsafe=_UNDONE_AFTER_ALL, asked=_is_undone)
def saga_killed(trial: Trial) -> Outcome:
    """As before, and the worker is killed when the vendor has done the first of what undoes it."""
    trial.kill_when_undoing()
    return goes_on(trial, trial.run("undone"), "undone")


@case(read=None, exact=_UNDONE_AFTER_ALL, natural=_UNDONE_AFTER_ALL, unsafe=None, doubt=True, asked=_is_undone)
def saga_without_answer(trial: Trial) -> Outcome:
    """As before, and the step's answer was lost: what undoes it has only what a repetition or a look-up found."""
    trial.fake.faults.drop_after_apply(trial.operation)
    return trial.run("undone")


@case(read=None, exact=_BEHIND, natural=None, unsafe=_BEHIND, asked=_is_undone)
def saga_behind_another(trial: Trial) -> Outcome:
    """As at first, and another execution made an equal call before, which stays."""
    trial.run_another()
    return trial.run("undone")


@case(read=None, exact=_UNDONE, natural=None, unsafe=_UNDONE, asked=_is_undone)
def saga_after_another(trial: Trial) -> Outcome:
    """Killed when the step's result is recorded, and another execution makes an equal call, which stays, before the step is undone."""
    first = trial.run("undone", die="after_record")
    if first.status != "killed":
        return first
    trial.run_another()
    return trial.run("undone")


@case(read=None, exact=_UNDONE_AFTER_ALL, natural=None, unsafe=None, asked=_is_undone)
def saga_overtaken(trial: Trial) -> Outcome:
    """Killed when the vendor has done the step, and another execution makes an equal call, which stays."""
    trial.kill_when_applied()
    first = trial.run("undone")
    if first.status != "killed":
        return first
    trial.run_another()
    return trial.run("undone")
