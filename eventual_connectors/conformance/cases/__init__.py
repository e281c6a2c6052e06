"""The standard cases: what goes wrong, and what each effect class promises then."""

from ...activities import Activity
from . import aftermath, answers, callers, crashes, keys, network, sagas, undisturbed, windows
from .case import Case, Expected

__all__ = ["CASES", "Case", "Expected", "cases_for"]

_GROUPS = (undisturbed, crashes, network, answers, aftermath, windows, keys, callers, sagas)

CASES = {each.name: each for group in _GROUPS for each in vars(group).values() if isinstance(each, Case)}
"""All of them by name, in the order in which reports show them."""


def cases_for(activity: Activity[..., object]) -> list[Case]:
    """The cases that say something about this activity's class."""
    return [case for case in CASES.values() if activity.effect in case.expected and case.asked(activity)]
