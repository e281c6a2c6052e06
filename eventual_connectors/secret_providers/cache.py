"""What providers gave, kept for a while: a credential is asked for at every attempt."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from ..errors import ConfigurationError
from .provider import Provider, provider_of

log = logging.getLogger("eventual.secrets")

PAUSE = 5.0
"""Seconds before a place that could not be read is asked again: attempts that wait for it must not all wait for its time-out."""


class Cache:
    """The credentials that were read, by reference. Threads share it.

    Args:
        clock: seconds, as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._lock = threading.RLock()  # a provider may have a secret of its own

    def read(self, reference: str, ttl: float | None = None) -> str:
        """The credential that a reference leads to.

        One that can no longer be read stays what it was, and is asked for again after `PAUSE`.

        Args:
            reference: scheme and place.
            ttl: seconds for which it may be kept; its provider's unless given.

        Raises:
            ConfigurationError: there is none; the message says where it was looked for.
        """
        provider = provider_of(reference)
        seconds = provider.ttl if ttl is None else ttl
        if seconds <= 0:
            return provider.credential(reference)
        with self._lock:
            kept = self._kept.get(reference)
            if kept is None or self._clock() - kept.read_at >= (seconds if kept.problem is None else min(seconds, PAUSE)):
                kept = self._kept[reference] = self._renewed(provider, reference, kept)
            return kept.value()

    def expire(self, reference: str) -> None:
        """Forget what was read: it was refused."""
        with self._lock:
            self._kept.pop(reference, None)

    def _renewed(self, provider: Provider, reference: str, before: _Kept | None) -> _Kept:
        try:
            return _Kept(provider.credential(reference), None, self._clock())
        except ConfigurationError as error:
            if before is None or before.credential is None:
                return _Kept(None, str(error), self._clock())
            if before.problem is None:
                log.warning("%s cannot be read again, the credential of before is used: %s", reference, error)
            return _Kept(before.credential, str(error), self._clock())


class _Kept:
    """A credential, or why there is none. No dataclass: it must not be shown."""

    __slots__ = ("credential", "problem", "read_at")

    def __init__(self, credential: str | None, problem: str | None, read_at: float) -> None:
        self.credential = credential
        self.problem = problem
        self.read_at = read_at

    def value(self) -> str:
        if self.credential is None:
            raise ConfigurationError(self.problem or "")
        return self.credential


credentials = Cache()
"""The credentials that this process has read."""
