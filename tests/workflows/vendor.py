"""A model of a vendor that keeps the mechanism of every effect class, loses answers, and applies requests late."""

from __future__ import annotations

import heapq
import random
from collections import Counter, defaultdict
from typing import Any

from eventual_connectors import AlreadyApplied
from eventual_connectors.attempts.outcome import Absent, Deferred, Unfinished
from eventual_connectors.attempts.runner import DEFAULT_SETTLE, Intent
from eventual_connectors.clock import micros
from eventual_connectors.errors import InDoubt, Permanent, RateLimited, Retryable, Unauthorized
from eventual_connectors.identity import CallPath

from .programs import SETTLE, WINDOW

LATEST = 60.0
"""Seconds after its deadline in which a request may still be applied, where nothing relies on less."""

LATEST_AS = {"lookup": SETTLE.total_seconds(), "keyed": DEFAULT_SETTLE, "ledger": DEFAULT_SETTLE}
"""The same for those classes where something does."""


def kind_of(path: str) -> str:
    return CallPath.parse(path).name.rpartition(".")[2]


def result_of(intent: Intent) -> str:
    return f"{kind_of(intent.path)} {intent.arguments['kwargs']['n']} @{intent.path}"


class Vendor:
    """Attributes:
    effects: how often a change was made, by key; under each class, in `made_as`.
    made_at: when it was made last by a request with a key, by key.
    sent_as: the class of each attempt, by path and number: a vendor recognises a request by what it brings.
    """

    def __init__(self, rng: random.Random) -> None:
        self.effects: Counter[str] = Counter()
        self._rng = rng
        self.made_at: dict[str, int] = {}
        self.made_as: defaultdict[str, Counter[str]] = defaultdict(Counter)
        self.sent_as: dict[tuple[str, int], str] = {}
        self._results: dict[str, str] = {}
        self._refused: set[str] = set()
        self._late: list[tuple[int, int, Intent]] = []
        self._n = 0

    def apply(self, intent: Intent, at: int) -> bool:
        """Carry a request out, unless it is recognised as one that was. Returns whether it was new."""
        key, kind = str(intent.key), self._class(intent)
        if kind == "read" or (kind == "keyed" and key in self._refused):
            return False
        if self._recognised(key, kind, at):
            return False
        if kind == "keyed":
            self.made_at[key] = at
        self._results.setdefault(key, result_of(intent))
        self.effects[key] += 1
        self.made_as[key][kind] += 1
        return True

    def _recognised(self, key: str, kind: str, at: int) -> bool:
        if kind == "ledger":
            return self.made_as[key]["ledger"] > 0
        return kind == "keyed" and key in self.made_at and at - self.made_at[key] < micros(WINDOW)

    def _class(self, intent: Intent) -> str:
        return self.sent_as[intent.path, intent.number]

    def apply_late(self, now: int) -> None:
        """Do what has been under way until now."""
        while self._late and self._late[0][0] <= now:
            at, _, intent = heapq.heappop(self._late)
            self.apply(intent, at)

    def look_closely(self, key: str) -> bool:
        """Whether the change is made and will be: what an operator finds who waits until nothing is under way."""
        for at, _, intent in sorted(self._late):
            if str(intent.key) == key:
                self.apply(intent, at)
        self._late = [late for late in self._late if str(late[2].key) != key]
        heapq.heapify(self._late)
        return self.effects[key] > 0

    def lose(self, intent: Intent, now: int) -> Any:
        """The answer gets lost. Returns it where the request was carried out by now; else None."""
        if intent.mode == "lookup" or intent.polls:
            return None
        match self._rng.choice(["applied", "applied", "late", "never"]):
            case "applied":
                key = str(intent.key)
                self.apply(intent, min(now, intent.deadline))
                return self._stored(intent) or self._results.get(key, result_of(intent))
            case "late":
                latest = micros(LATEST_AS.get(self._class(intent), LATEST))
                self._n += 1
                at = self._rng.randrange(intent.started_at, intent.deadline + latest)
                heapq.heappush(self._late, (at, self._n, intent))
        return None

    def answer(self, intent: Intent, now: int, *, calm: bool) -> Any:
        """What the vendor says to a request that reaches it now; an outcome, an exception or a result."""
        self.apply_late(now)
        if intent.mode == "lookup":
            return self._looked_up(intent, calm)
        key = str(intent.key)
        if intent.polls:
            return self._stands(intent, calm)
        if stored := self._stored(intent):
            return stored
        if not calm and self._rng.random() < 0.15:
            return self._begun(intent, now)
        if calm or self._rng.random() < (0.2 if intent.in_doubt else 0.4):
            return self._carried_out(intent, now)
        refusals: list[Any] = [Retryable("busy"), RateLimited("slow", after=2.0), Permanent("no"), Unauthorized("who"), ValueError("own")]
        if self._class(intent) == "keyed" and key not in self.made_at:
            refusals.append(Permanent("declined", settles=True))
        if self._class(intent) in ("keyed", "ledger") and not self._recognised(key, self._class(intent), now):
            refusals += [Permanent("invalid", unseen=True)] * 2
        answer = self._rng.choice(refusals)
        if isinstance(answer, Permanent) and answer.settles:
            self._refused.add(key)
        return answer

    def _stored(self, intent: Intent) -> Permanent | None:
        """The refusal that is kept under the request's key."""
        keyed = self._class(intent) == "keyed" and str(intent.key) in self._refused
        return Permanent("declined", settles=True) if keyed else None

    def _begun(self, intent: Intent, now: int) -> Any:
        """A job is begun, and is asked for again; or somebody else will tell how it ends, and it may not be begun yet."""
        if self._rng.random() < 0.5:
            self.apply(intent, now)
            return Unfinished(self._rng.choice([0.0, 2.0]), "job")
        if self._rng.random() < 0.5:
            self.apply(intent, now)
        return Deferred(now + self._rng.choice([1, 3_000_000]))

    def _stands(self, intent: Intent, calm: bool) -> Any:
        if self._class(intent) != "read":
            assert intent.details == "job"  # what was begun is known, and only asked for
        if calm or self._rng.random() < 0.4:
            return result_of(intent)
        return self._rng.choice([Unfinished(self._rng.choice([0.0, 2.0]), "job"), InDoubt("?"), Retryable("busy"), Unauthorized("who")])

    def _carried_out(self, intent: Intent, now: int) -> Any:
        new, key, kind = self.apply(intent, now), str(intent.key), self._class(intent)
        if kind == "ledger" and not new:
            return AlreadyApplied(intent.key)
        return self._results.get(key, result_of(intent)) if kind == "keyed" else result_of(intent)

    def _looked_up(self, intent: Intent, calm: bool) -> Any:
        if not calm and self._rng.random() < 0.4:
            return self._rng.choice([InDoubt("?"), Retryable("busy"), Permanent("no"), Unauthorized("who"), Unfinished(2.0)])
        return result_of(intent) if self.made_as[str(intent.key)]["lookup"] else Absent()
