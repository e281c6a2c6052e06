"""A fake's clock: the machine's time unless it is frozen, and moved on by tests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class FakeClock:
    """What a fake takes for the present."""

    def __init__(self, start: datetime | None = None) -> None:
        self._frozen = start
        self._ahead = timedelta()
        self._watchers: list[Callable[[], None]] = []

    def now(self) -> datetime:
        """The time (aware, UTC)."""
        return (self._frozen or datetime.now(UTC)) + self._ahead

    def timestamp(self) -> float:
        """The time as seconds since 1970."""
        return self.now().timestamp()

    def freeze(self, at: datetime | None = None) -> None:
        """Stop at `at` (now unless given); only `advance` moves the clock from here on."""
        self._frozen, self._ahead = at or self.now(), timedelta()

    def advance(self, duration: timedelta | float) -> None:
        """Let time pass: a timedelta or seconds. Late requests that fall due are applied."""
        self._ahead += duration if isinstance(duration, timedelta) else timedelta(seconds=duration)
        for watcher in self._watchers:
            watcher()

    def watch(self, watcher: Callable[[], None]) -> None:
        """Call `watcher` each time that the clock is moved on."""
        self._watchers.append(watcher)
