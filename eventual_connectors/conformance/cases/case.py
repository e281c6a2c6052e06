"""What a standard case is, and how one is declared.

A case plays on a `Trial` and returns how the execution ended. What has to come out stands beside it, by class: a status, and how often
the effect of one call must have happened. `None` for a class means that the case says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from ...activities import Activity
from ...effect import Effect
from ..trial import Outcome, Trial

Play = Callable[[Trial], Outcome]


@dataclass(frozen=True)
class Expected:
    """What has to come out.

    Attributes:
        status: of the execution; several where each is right, as in `completed|failed`.
        times: how often the effect of one call happened; of a `natural` call: whether its final state is there.
        keys: how many different keys the vendor saw; None where that is not looked at.
        apart: these are far from one another; not where the case itself chose near ones.
        at_most: the effect may have happened up to this often, each with the same key: what the class promises ends here.
        kind: the type, or a base, of the error that the execution failed with.
        undone: what the call did is undone, by as many effects as an undisturbed compensation has.
        agrees: it may end in any of these ways; the effect is there exactly if it completed.
        excluding: what comes out instead where the vendor carries out one of two equal calls alone: a name that is taken.
    """

    status: str = "completed"
    times: int = 1
    keys: int | None = 1
    apart: bool = True
    at_most: int | None = None
    kind: str | None = None
    undone: bool = False
    agrees: bool = False
    excluding: Expected | None = None


@dataclass(frozen=True)
class Case:
    """Something that goes wrong.

    Attributes:
        name: as reports show it.
        says: what happens, in one sentence.
        play: does it.
        expected: what comes out, by effect class; a class that is missing here is not asked.
        doubt: whether an attempt of a write may have been applied, for all that its caller can know, so that it has to say so.
        waits: whether it takes long, and does nothing for most of that time.
        other: whether a call of other content is made.
        asked: of which activities of these classes it is asked.
    """

    name: str
    says: str
    play: Play
    expected: Mapping[Effect, Expected] = field(default_factory=dict)
    doubt: bool = False
    waits: bool = False
    other: bool = False
    asked: Callable[[Activity[..., object]], bool] = lambda activity: True


EXACT = (Effect.KEYED, Effect.LOOKUP, Effect.LEDGER)

DONE = Expected()
NOTHING = Expected(times=0)
PARKED = Expected("parked")
UNDONE = Expected("parked", times=0)

# Where the other call took the name, a refusal does not say whether the first had it: that is the operator's to find out.
ONE_OF_TWO = Expected("completed|parked", keys=2)

LINGER = 1.0
"""Seconds for which a worker is watched after its end: what it sends behind our back shows."""

ABSENCE = 0.3
"""Seconds between attempts while nobody listens: together they outlast the absence on the busiest machine."""


def case(
    *,
    read: Expected | None = NOTHING,
    exact: Expected | None = DONE,
    natural: Expected | None = DONE,
    unsafe: Expected | None = DONE,
    doubt: bool = False,
    waits: bool = False,
    other: bool = False,
    asked: Callable[[Activity[..., object]], bool] = lambda activity: True,
    **single: Expected | None,
) -> Callable[[Play], Case]:
    """Declare a case: what comes out by class; `keyed=`, `lookup=` and `ledger=` where one of the exact classes differs."""
    table = {Effect.READ: read, Effect.NATURAL: natural, Effect.UNSAFE: unsafe, **dict.fromkeys(EXACT, exact)}
    table |= {Effect(name): expected for name, expected in single.items()}

    def declare(play: Play) -> Case:
        promised = {effect: expected for effect, expected in table.items() if expected is not None}
        return Case(play.__name__, (play.__doc__ or "").strip(), play, promised, doubt, waits, other, asked)

    return declare
