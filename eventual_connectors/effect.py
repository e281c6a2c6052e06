"""Effect classes: what repeating a request does to the vendor's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Literal
from uuid import UUID

EffectName = Literal["read", "natural", "keyed", "lookup", "ledger", "unsafe"]
OnAmbiguous = Literal["park", "retry", "fail"]


class Effect(StrEnum):
    """What an activity does to the outside world, and so what may follow an ambiguous failure.

    The class of an activity is what a test has proved, never a guess: what is unknown is `UNSAFE`.
    """

    READ = "read"
    """No effect; repeat at will."""
    NATURAL = "natural"
    """Repeating it leaves the same final state."""
    KEYED = "keyed"
    """The vendor deduplicates by a key that we send, for as long as its window."""
    LOOKUP = "lookup"
    """We mark the effect with our key, and look for the mark before sending again."""
    LEDGER = "ledger"
    """The effect and a ledger row with its key commit in one vendor transaction."""
    UNSAFE = "unsafe"
    """None of these: sent at most once, unless the caller says otherwise."""

    @property
    def writes(self) -> bool:
        """Whether a request of this class can leave a trace at the vendor."""
        return self is not Effect.READ


@dataclass(frozen=True)
class AlreadyApplied:
    """The result of a `ledger` call whose effect an earlier attempt made, where the ledger keeps no result.

    Attributes:
        key: the key of the call, under which the ledger holds the effect.
        at: when the effect was made (aware), where the ledger says so.
    """

    key: UUID
    at: datetime | None = None
