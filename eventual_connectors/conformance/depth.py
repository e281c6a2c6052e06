"""How far an activity can be proven, and by which cases: not for a suite to say."""

from __future__ import annotations

from typing import Any

from ..activities import Activity
from ..discovery.evidence import Proof
from ..effect import Effect
from .cases import CASES, Case, cases_for
from .suite import ConformanceSuite
from .wire import CASES as ON_THE_WIRE

Suite = type[ConformanceSuite]


def depth(suite: Suite, activity: Activity[..., Any]) -> Proof:
    """`full` with a sample; `wire` with a `wire_call`, where the fake does not keep what the operation does."""
    if activity.local_name in suite.samples():
        return "full"
    return "wire" if _is_wired(suite, activity) and not _is_known(suite, activity) else "none"


def obstacle(suite: Suite, activity: Activity[..., Any]) -> str:
    """Why nothing can be proven of an activity of the depth `none`."""
    if _is_wired(suite, activity) and _is_known(suite, activity):
        return f"{suite.__name__} has no @sample of it; the proof `wire` is for operations that the fake does not have, or names as generic"
    return f"{suite.__name__} has no @sample of it"


def _is_wired(suite: Suite, activity: Activity[..., Any]) -> bool:
    return activity.effect is not Effect.LOOKUP and suite().wire_call(activity.local_name) is not None


def _is_known(suite: Suite, activity: Activity[..., Any]) -> bool:
    return suite().operation(activity.local_name) in suite.fake.operations - suite.fake.generic


def exempt(suite: Suite) -> list[Activity[..., Any]]:
    """The writes of which nothing can be proven, though somebody claims how they behave."""
    return [activity for activity in suite.connector.activities() if is_exempt(suite, activity)]


def is_exempt(suite: Suite, activity: Activity[..., Any]) -> bool:
    """Whether nothing can be proven of it, though it writes, and somebody claims how."""
    return activity.effect is not Effect.READ and not activity.modelled and depth(suite, activity) == "none"


def is_unclaimed(suite: Suite, activity: Activity[..., Any]) -> bool:
    """Whether no more is known of it than the vendor's model says: nobody claims anything, and nothing is proven."""
    return activity.modelled and depth(suite, activity) == "none"


def cases_of(suite: Suite, activity: Activity[..., Any]) -> list[Case]:
    """What is played of this activity."""
    match depth(suite, activity):
        case "full":
            return cases_for(activity)
        case "wire":
            return [CASES[name] for name in ON_THE_WIRE[activity.effect]]
        case _:
            return []
