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

MOMENT = 600.0
"""Seconds for which a credential that was there before counts as being replaced; after them as missing."""


class CredentialAway(ConfigurationError):
    """A credential that this process has had cannot be read now: it is being replaced, or its store cannot be reached."""


class Cache:
    """The credentials that were read, by reference. Threads share it.

    Args:
        clock: seconds, as `time.monotonic`.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[str, _Kept] = {}
        self._away: dict[str, float | None] = {}  # of every reference that was read once: since when it is away
        self._lock = threading.RLock()  # a provider may have a secret of its own

    def read(self, reference: str, ttl: float | None = None) -> str:
        """The credential that a reference leads to.

        One that can no longer be read stays what it was, and is asked for again after `PAUSE`.

        Args:
            reference: scheme and place.
            ttl: seconds for which it may be kept; its provider's unless given.

        Raises:
            CredentialAway: it was there before, and is away for a moment.
            ConfigurationError: there is none; the message says where it was looked for.
        """
        provider = provider_of(reference)
        seconds = provider.ttl if ttl is None else ttl
        try:
            credential = provider.credential(reference) if seconds <= 0 else self._cached(provider, reference, seconds)
        except ConfigurationError as error:
            raise self._missing(reference, str(error)) from error.__cause__
        if provider.replaced_in_place:
            self._away[reference] = None
        return credential

    def _cached(self, provider: Provider, reference: str, seconds: float) -> str:
        with self._lock:
            kept = self._kept.get(reference)
            if kept is None or self._clock() - kept.read_at >= (seconds if kept.problem is None else min(seconds, PAUSE)):
                kept = self._kept[reference] = self._renewed(provider, reference, kept)
            return kept.value()

    def _missing(self, reference: str, problem: str) -> ConfigurationError:
        """What it means that it cannot be read."""
        if reference not in self._away:
            return ConfigurationError(problem)
        since = self._away[reference]
        if since is None:
            since = self._away[reference] = self._clock()
            log.warning("%s was there before and cannot be read now; attempts that need it wait and try again: %s", reference, problem)
        return CredentialAway(problem) if self._clock() - since < MOMENT else ConfigurationError(problem)

    def forget(self) -> None:
        """Forget everything, also which credentials were there before."""
        with self._lock:
            self._kept.clear()
            self._away.clear()

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
