"""What waits for a connection is let in when the connection allows it, in fair turns."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from eventual_connectors import Connection, errors
from eventual_connectors.attempts.limits import Limits, Slot
from eventual_connectors.attempts.outcome import Absent, Failed, Outcome, Succeeded
from eventual_connectors.clock import SECOND

LANE = "acme/default"
REFUSED = errors.Retryable("connection refused", code="not_sent")


@dataclass
class Desk:
    """Limits at a time that the test sets, and who was let in."""

    connection: Connection
    now: int = 1_700_000_000 * SECOND
    begun: list[str] = field(default_factory=list)
    slots: list[Slot] = field(default_factory=list)
    wanted_at: list[int] = field(default_factory=list)
    told: list[Sequence[str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.limits: Limits[str] = Limits(lambda: self.now, sooner=self.wanted_at.append, circuit_changed=self.told.append)

    def enter(self, owner: str, *, lane: str = LANE, wanted: bool = True) -> None:
        def ready(slot: Slot) -> bool:
            if wanted:
                self.begun.append(owner)
                self.slots.append(slot)
            return wanted

        self.limits.enter(lane, self.connection, owner, ready)

    def end(self, outcome: Outcome | None = None) -> None:
        """The attempt that began first of those under way ends."""
        slot = self.slots.pop(0)
        slot.tell(Succeeded(None) if outcome is None else outcome)
        slot.function_ended()
        slot.outcome_taken()

    def later(self, seconds: float) -> int | None:
        self.now += round(seconds * SECOND)
        return self.limits.admit_due()


def test_one_call_does_not_wait_for_ten_thousand() -> None:
    """Executions take turns: one that fans out lets another's call go next."""
    desk = Desk(Connection(max_concurrency=1))
    for _ in range(10_000):
        desk.enter("many")
    desk.enter("one")
    desk.end()
    desk.end()
    assert desk.begun == ["many", "many", "one"]


def test_a_pause_holds_for_what_waits_and_for_what_comes() -> None:
    """Retry-After holds for all of the connection, and for no other."""
    desk = Desk(Connection(max_concurrency=1))
    desk.enter("first")
    desk.enter("queued")
    desk.end(Failed(errors.RateLimited("slow down", after=7.0)))
    desk.enter("new")
    desk.enter("elsewhere", lane="acme/other")
    assert desk.later(6.9) == desk.now + SECOND // 10
    assert desk.begun == ["first", "elsewhere"]
    desk.later(0.1)
    assert desk.begun == ["first", "elsewhere", "queued"]


def test_a_shorter_pause_does_not_end_a_longer_one() -> None:
    """The latest end counts."""
    desk = Desk(Connection())
    for owner in ("a", "b"):
        desk.enter(owner)
    desk.end(Failed(errors.RateLimited(after=10.0)))
    desk.end(Failed(errors.RateLimited(after=1.0)))
    desk.enter("c")
    desk.later(9)
    assert desk.begun == ["a", "b"]


def test_no_answer_stops_a_connection_for_more_than_a_day() -> None:
    """A Retry-After of years is a mistake of the vendor, or of something in front of it."""
    desk = Desk(Connection())
    desk.enter("a")
    desk.end(Failed(errors.RateLimited(after=1e9)))
    desk.enter("b")
    desk.later(86_399)
    assert desk.begun == ["a"]
    desk.later(1)
    assert desk.begun == ["a", "b"]


def test_a_quota_error_without_a_time_pauses_for_a_second() -> None:
    """A vendor that does not say for how long is not asked again at once by all the others."""
    desk = Desk(Connection())
    desk.enter("a")
    desk.end(Failed(errors.RateLimited("quota exceeded")))
    desk.enter("b")
    assert desk.begun == ["a"]
    desk.later(1)
    assert desk.begun == ["a", "b"]


def test_only_a_limited_rate_pauses_the_connection() -> None:
    """The time that any other error asks for is its call's own."""
    desk = Desk(Connection())
    desk.enter("a")
    desk.end(Failed(errors.Retryable("locked", after=60.0, status=409)))
    desk.enter("b")
    assert desk.begun == ["a", "b"]


def test_attempts_begin_at_the_rate() -> None:
    """What the rate holds back begins when it may, and whoever keeps the time is told when that is."""
    desk = Desk(Connection(max_rate=2))
    for _ in range(3):
        desk.enter("a")
    began = desk.now
    assert desk.wanted_at == [began + SECOND // 2]
    assert len(desk.begun) == 1
    assert desk.later(0.5) == began + SECOND
    assert len(desk.begun) == 2
    assert desk.later(0.5) is None
    assert len(desk.begun) == 3


def test_a_change_of_other_settings_does_not_renew_the_rate() -> None:
    """The same rate goes on as it was."""
    desk = Desk(Connection(max_rate=1))
    desk.enter("a")
    desk.connection = Connection(max_rate=1, timeout=7)
    desk.enter("b")
    assert desk.begun == ["a"]


def test_attempts_that_are_not_wanted_any_more_take_nothing() -> None:
    """However many they are, they cost no slot, no turn of the rate, and none is a probe."""
    desk = Desk(Connection(max_concurrency=1, max_rate=1, breaker_threshold=1))
    desk.enter("first")
    for _ in range(5000):
        desk.enter("gone", wanted=False)
    desk.now += SECOND
    desk.end()
    desk.enter("a")
    assert desk.begun == ["first", "a"]
    desk.end(Failed(REFUSED))
    desk.enter("gone", wanted=False)
    desk.enter("b")
    desk.later(5)
    assert desk.begun == ["first", "a", "b"]


def test_an_open_circuit_holds_all_but_one_back(caplog: pytest.LogCaptureFixture) -> None:
    """One probe is let through when its time has come; its answer closes the circuit, and one line says each."""
    desk = Desk(Connection(breaker_threshold=2, breaker_reset=5))
    for owner in ("a", "b", "under way"):
        desk.enter(owner)
    desk.end(Failed(REFUSED))
    desk.end(Failed(errors.InDoubt("no answer\nwithin 3 s", code="timeout")))
    desk.end()  # it began before
    for owner in ("c", "d"):
        desk.enter(owner)
    trouble = "the circuit of acme/default is open after 2 failures in a row, the last InDoubt: no answer within 3 s"
    assert desk.limits.waits_for("c") == desk.limits.waits_for("d") == trouble
    assert desk.limits.waits_for("a") == ""
    assert desk.later(4) == desk.now + SECOND
    desk.later(1)
    assert desk.begun == ["a", "b", "under way", "c"]
    assert desk.later(100) is None
    desk.end(Failed(REFUSED))
    assert desk.later(9) == desk.now + SECOND
    desk.later(1)
    assert desk.begun[-1] == "d"
    desk.enter("e")
    desk.end(Absent())
    assert desk.begun[-1] == "e"
    assert desk.limits.waits_for("e") == ""
    assert [(record.levelno, record.getMessage()) for record in caplog.records] == [
        (logging.WARNING, f"{trouble}; attempts are held back, and one is let through after 5 s"),
        (logging.WARNING, "the circuit of acme/default is closed again: the vendor answers"),
    ]
    assert desk.told == [[], ["d"], ["e"]]


def test_a_probe_whose_end_nobody_saw_makes_room_for_the_next() -> None:
    """An attempt that was cancelled neither closes the circuit nor keeps it shut."""
    desk = Desk(Connection(breaker_threshold=1))
    desk.enter("a")
    desk.end(Failed(REFUSED))
    desk.enter("b")
    desk.enter("c")
    desk.later(5)
    cancelled = desk.slots.pop(0)
    cancelled.function_ended()
    cancelled.outcome_taken()
    assert desk.begun == ["a", "b", "c"]


def test_a_refusal_says_when_to_try_again() -> None:
    """Who does not wait for the circuit gets an error that the request was not sent, until it is time for a probe, and while one is out."""
    desk = Desk(Connection(breaker_threshold=1))
    desk.enter("a")
    desk.end(Failed(REFUSED))
    desk.later(1)
    refusal = desk.limits.refusal(LANE, desk.connection)
    assert isinstance(refusal, errors.Retryable)
    assert (refusal.code, refusal.after) == ("circuit_open", 4.0)
    assert str(refusal).endswith("connection refused; nothing was sent, try again in 4 s")
    desk.later(4)
    assert desk.limits.refusal(LANE, desk.connection) is None
    desk.enter("probe")
    refusal = desk.limits.refusal(LANE, desk.connection)
    assert refusal is not None
    assert refusal.after == 5.0


def test_new_settings_are_trusted_at_once() -> None:
    """Who mends a connection's address does not wait for the circuit that the old one opened; a pause stays."""
    desk = Desk(Connection(breaker_threshold=1))
    for owner in ("a", "b"):
        desk.enter(owner)
    desk.end(Failed(REFUSED))
    desk.enter("c")
    assert desk.begun == ["a", "b"]
    desk.connection = Connection(breaker_threshold=2, timeout=7)
    desk.enter("d")
    assert desk.begun == ["a", "b", "c", "d"]
    desk.end(Failed(errors.RateLimited(after=60)))
    desk.connection = Connection(timeout=8)
    desk.enter("e")
    assert desk.begun == ["a", "b", "c", "d"]


def test_a_circuit_is_one_connections_own() -> None:
    """Another connection of the same vendor is not held back."""
    desk = Desk(Connection(breaker_threshold=1))
    desk.enter("a")
    desk.end(Failed(REFUSED))
    desk.enter("b", lane="acme/other")
    assert desk.begun == ["a", "b"]
