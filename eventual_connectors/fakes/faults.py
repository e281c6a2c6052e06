"""Faults: one vocabulary of what goes wrong between a caller and a vendor, the same on every fake."""

from __future__ import annotations

import difflib
import hashlib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import Literal, get_args

from ..errors import UsageError

Kind = Literal[
    "drop_before_apply",
    "drop_after_apply",
    "drop_in_answer",
    "late_apply",
    "rate_limit",
    "error_before_apply",
    "error_after_apply",
    "stranger",
    "slow",
    "timeout",
    "duplicate_delivery",
    "revoke_credential",
]
Landing = Literal["before", "during", "after"]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with a request.

    Attributes:
        kind: what.
        operation: of which operation; a pattern such as `*` or `v1.refunds.*`.
        times: how often, or None for always.
        delay: seconds (`late_apply`, `slow`).
        after: seconds that the caller is asked to wait; None where it is not asked to (`rate_limit`, `error_before_apply`,
            `error_after_apply`).
        status: HTTP status (`error_before_apply`, `error_after_apply`).
        orderly: the connection is closed in order, and not reset (`drop_after_apply`).
        page: the error is a page of HTML, as a gateway's, and not worded by the vendor; with a status from 300 to 399 it leads elsewhere.
        lands: when a late request is applied, instead of after `delay`: `before`, `during` or `after` the next request of ...
        beside: ... this operation.
    """

    kind: Kind
    operation: str = "*"
    times: int | None = 1
    delay: float = 1.0
    after: float | None = None
    status: int = 500
    orderly: bool = False
    page: bool = False
    lands: Landing | None = None
    beside: str = ""


@dataclass(frozen=True)
class _Chances:
    """Random faults that are a pure function of the seed, the operation and how many requests of it came before."""

    seed: int
    rates: tuple[tuple[Kind, float], ...]
    template: Fault

    def draw(self, operation: str, count: int) -> Fault | None:
        digest = hashlib.sha256(f"{self.seed}\0{operation}\0{count}".encode()).digest()
        lot = int.from_bytes(digest[:8], "big") / 2**64
        for kind, rate in self.rates:
            if lot < rate:
                return replace(self.template, kind=kind, after=self.template.after if kind == "rate_limit" else None)
            lot -= rate
        return None


class Faults:
    """What is going to go wrong. Each method takes the operation (a pattern; `*` for any) and how many requests of it are hit.

    Args:
        operations: the operations that there are, so that a misspelt one is an error; empty where they are not known.
    """

    def __init__(self, operations: Collection[str] = ()) -> None:
        self._operations = operations
        self._planned: list[Fault] = []
        self._chances: _Chances | None = None
        self._counts: Counter[str] = Counter()
        self.fired: list[tuple[str, Kind]] = []
        """What did go wrong so far: (operation, kind of fault)."""

    def drop_before_apply(self, operation: str = "*", *, times: int | None = 1) -> None:
        """The connection is cut; the vendor has not done anything."""
        self.add(Fault("drop_before_apply", operation, times))

    def drop_after_apply(self, operation: str = "*", *, orderly: bool = False, times: int | None = 1) -> None:
        """The vendor does what was asked; the connection is reset before the answer, or closed in order as an idle one is (`orderly`)."""
        self.add(Fault("drop_after_apply", operation, times, orderly=orderly))

    def drop_in_answer(self, operation: str = "*", *, times: int | None = 1) -> None:
        """The vendor does what was asked; the connection is cut in the middle of its answer."""
        self.add(Fault("drop_in_answer", operation, times))

    def late_apply(
        self,
        operation: str = "*",
        *,
        delay: float = 60.0,
        before: str | None = None,
        during: str | None = None,
        after: str | None = None,
        times: int | None = 1,
    ) -> None:
        """No answer comes, and the vendor does what was asked later.

        Args:
            operation: whose request is late.
            delay: seconds until it is applied, by the fake's clock; of no meaning when one of the following is given.
            before: applied just before the next request of this operation (a look-up that must find it).
            during: applied while the next request of this operation is answered: its answer does not show it, a second page does.
            after: applied once the next request of this operation has been answered, before any other is.
            times: how many requests of `operation` are hit.
        """
        places: dict[Landing, str | None] = {"before": before, "during": during, "after": after}
        chosen = [(lands, beside) for lands, beside in places.items() if beside is not None]
        if len(chosen) > 1:
            raise UsageError("late_apply: give one of before=, during= and after=, not several")
        fault = Fault("late_apply", operation, times, delay=delay)
        for lands, beside in chosen:
            self._check(beside)
            fault = replace(fault, lands=lands, beside=beside)
        self.add(fault)

    def rate_limit(self, operation: str = "*", *, after: float = 1.0, times: int | None = 1) -> None:
        """The vendor refuses with 429 and asks to wait `after` seconds."""
        self.add(Fault("rate_limit", operation, times, after=after))

    def error_before_apply(self, operation: str = "*", *, status: int = 500, page: bool = False, times: int | None = 1) -> None:
        """An error is answered by something in front of the vendor, which has not done anything; with `page`, as HTML."""
        self.add(Fault("error_before_apply", operation, times, status=status, page=page))

    def error_after_apply(
        self, operation: str = "*", *, status: int = 500, page: bool = False, after: float | None = None, times: int | None = 1
    ) -> None:
        """The vendor does what was asked, and something in front of it answers with an error.

        Args:
            operation: which requests.
            status: of the answer.
            page: it is a page of HTML.
            after: seconds that it asks to wait (Retry-After).
            times: how often.
        """
        self.add(Fault("error_after_apply", operation, times, status=status, page=page, after=after))

    def stranger(self, operation: str = "*", *, times: int | None = 1) -> None:
        """Something in front of the vendor answers 200 with JSON of its own, as a gateway under maintenance does; nothing is ever done."""
        self.add(Fault("stranger", operation, times))

    def slow(self, operation: str = "*", *, delay: float = 1.0, times: int | None = 1) -> None:
        """The vendor does what was asked at once, and answers after `delay` seconds."""
        self.add(Fault("slow", operation, times, delay=delay))

    def timeout(self, operation: str = "*", *, times: int | None = 1) -> None:
        """The request is lost: no answer comes, and nothing is ever done."""
        self.add(Fault("timeout", operation, times))

    def duplicate_delivery(self, operation: str = "*", *, times: int | None = 1) -> None:
        """The network delivers the request twice; the caller gets the second answer."""
        self.add(Fault("duplicate_delivery", operation, times))

    def revoke_credential(self, operation: str = "*", *, times: int | None = 1) -> None:
        """The vendor refuses the credential."""
        self.add(Fault("revoke_credential", operation, times))

    def random(
        self,
        seed: int,
        rates: Mapping[Kind, float],
        operation: str = "*",
        *,
        delay: float = 1.0,
        after: float = 0.1,
        status: int = 500,
    ) -> None:
        """Let each request go wrong by chance, the same way for the same seed.

        Whether the n-th request of an operation goes wrong, and how, depends on `seed`, the operation and n alone.

        Args:
            seed: of the random numbers.
            rates: the chance of each kind of fault, from 0 to 1; together at most 1.
            operation: which operations may be hit.
            delay: seconds of `late_apply` and `slow`.
            after: seconds of `rate_limit`.
            status: HTTP status of errors.
        """
        for kind in rates:
            if kind not in KINDS:
                raise UsageError(f"no fault is called {kind!r}; there are {', '.join(KINDS)}")
        if min(rates.values(), default=0) < 0 or sum(rates.values()) > 1:
            raise UsageError("the rates of random faults are chances from 0 to 1, together at most 1")
        self._check(operation)
        template = Fault("timeout", operation, None, delay=delay, after=after, status=status)
        self._chances = _Chances(seed, tuple(sorted(rates.items())), template)

    def add(self, fault: Fault) -> None:
        """Plan a fault."""
        if fault.times is not None and fault.times < 1:
            raise UsageError(f"times must be at least 1, or None for always, not {fault.times}")
        self._check(fault.operation)
        self._planned.append(fault)

    def clear(self) -> None:
        """Nothing goes wrong any more."""
        self._planned.clear()
        self._chances = None
        self._counts.clear()
        self.fired.clear()

    def next(self, operation: str) -> Fault | None:
        """What goes wrong with this request, if anything; the first that was planned comes first."""
        count = self._counts[operation]
        self._counts[operation] += 1
        fault = self._take(operation)
        if fault is None and self._chances is not None and fnmatchcase(operation, self._chances.template.operation):
            fault = self._chances.draw(operation, count)
        if fault is not None:
            self.fired.append((operation, fault.kind))
        return fault

    @property
    def planned(self) -> list[Fault]:
        """What has yet to go wrong, random faults apart."""
        return list(self._planned)

    def _take(self, operation: str) -> Fault | None:
        for position, fault in enumerate(self._planned):
            if fnmatchcase(operation, fault.operation):
                if fault.times == 1:
                    del self._planned[position]
                elif fault.times is not None:
                    self._planned[position] = replace(fault, times=fault.times - 1)
                return fault
        return None

    def _check(self, pattern: str) -> None:
        if not self._operations or any(fnmatchcase(known, pattern) for known in self._operations):
            return
        near = difflib.get_close_matches(pattern, self._operations, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise UsageError(f"this fake has no operation {pattern!r}{hint}")
