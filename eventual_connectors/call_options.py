"""How a call is made, apart from what is sent to the vendor."""

from __future__ import annotations

import math
import uuid
from dataclasses import dataclass, replace
from datetime import timedelta

from .effect import OnAmbiguous
from .errors import UsageError
from .retry import Retry


@dataclass(frozen=True)
class CallOptions:
    """How a call is made, apart from what is sent. Unset fields are None.

    The connection and the business key are part of what is matched on replay; the rest may change between deploys.
    """

    key: str | uuid.UUID | None = None
    connection: str | None = None
    timeout: float | None = None
    retry: Retry | None = None
    on_ambiguous: OnAmbiguous | None = None
    name: str | None = None

    def over(self, base: CallOptions) -> CallOptions:
        """These options, with those of `base` where these are unset."""
        unset = {name: value for name, value in vars(base).items() if getattr(self, name) is None}
        return replace(self, **unset)


def call_options(
    *,
    key: str | uuid.UUID | None = None,
    connection: str | None = None,
    timeout: float | timedelta | None = None,
    retry: Retry | None = None,
    on_ambiguous: OnAmbiguous | None = None,
    name: str | None = None,
) -> CallOptions:
    """Check and build `CallOptions`; the arguments are those of `with_options`."""
    seconds = positive_seconds("timeout", timeout)
    if key is not None and not (isinstance(key, uuid.UUID) or (isinstance(key, str) and key)):
        raise UsageError(f"key must be a business key such as 'order-123', or a uuid.UUID, not {key!r}")
    for option, given in (("connection", connection), ("name", name)):
        if given is not None and not (isinstance(given, str) and given):
            raise UsageError(f"{option} must be a text that is not empty, not {given!r}")
    if retry is not None and not isinstance(retry, Retry):
        raise UsageError(f"retry must be a Retry, such as Retry(stop=tenacity.stop_after_attempt(5)), not {retry!r}")
    if on_ambiguous not in (None, "park", "retry", "fail"):
        raise UsageError(f"on_ambiguous must be 'park', 'retry' or 'fail', not {on_ambiguous!r}")
    return CallOptions(key, connection, seconds, retry, on_ambiguous, name)


def positive_seconds(name: str, given: float | timedelta | None) -> float | None:
    seconds = given.total_seconds() if isinstance(given, timedelta) else given
    if seconds is not None and (isinstance(seconds, bool) or not isinstance(seconds, int | float) or not 0 < seconds < math.inf):
        raise UsageError(f"{name} must be more than 0 seconds and finite, not {seconds!r}")
    return seconds
