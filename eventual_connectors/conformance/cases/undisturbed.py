"""Nothing goes wrong, while it runs and when it is played back."""

from __future__ import annotations

from ..trial import Outcome, Trial
from .case import LINGER, Expected, case

_SAME = Expected("same")


@case()
def plain(trial: Trial) -> Outcome:
    """Nothing goes wrong."""
    return trial.run(linger=LINGER)


@case(read=Expected("same", times=0), exact=_SAME, natural=_SAME, unsafe=_SAME)
def replayed_offline(trial: Trial) -> Outcome:
    """The finished history is played back in a process of its own, with nobody listening at the vendor's address."""
    outcome = trial.run()
    return trial.replay() if outcome.status == "completed" else outcome
