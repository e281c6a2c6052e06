"""Virtual time: it passes only when an execution has nothing else to do."""

from __future__ import annotations

from collections.abc import Callable

from ..clock import SECOND, Micros, SystemClock


class VirtualClock:
    """A clock that starts at the present and is moved on by the engine."""

    def __init__(self, start: Micros | None = None) -> None:
        self._now = SystemClock().now() if start is None else start
        self._followers: list[Callable[[float], None]] = []

    def now(self) -> Micros:
        """The time now."""
        return self._now

    def advance_to(self, at: Micros) -> None:
        """Let time pass; it never goes back."""
        passed = max(0, at - self._now)
        self._now += passed
        for follow in self._followers:
            follow(passed / SECOND)

    def follow(self, advance: Callable[[float], None]) -> None:
        """Have another clock (a fake's) moved on by the same number of seconds each time."""
        self._followers.append(advance)
