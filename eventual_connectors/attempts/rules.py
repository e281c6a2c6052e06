"""From a declaration and its options to the rules that the machine decides by."""

from __future__ import annotations

from typing import Any

from ..activities import Activity
from ..clock import Micros, micros
from ..effect import Effect, OnAmbiguous
from ..errors import ConfigurationError
from ..retry import Retry
from .machine import Rules
from .runner import attempt_timeout, settle_time

_DEFAULT_RETRY = Retry()
_SETTLE_UNKNOWN = micros(3600.0)


def rules_of(activity: Activity[..., Any], on_ambiguous: OnAmbiguous | None = None, *, retry: Retry = _DEFAULT_RETRY) -> Rules:
    """The rules of one call of this activity.

    Args:
        activity: the activity, with the call's options.
        on_ambiguous: instead of what the options say.
        retry: where the options name no policy.
    """
    options = activity.options
    effect = activity.effect
    if effect is Effect.LOOKUP and activity.looks_up is None:
        effect = Effect.UNSAFE  # a promise that nothing can keep is not made
    return Rules(
        effect=effect,
        retry=options.retry or retry,
        window=micros(activity.window) if activity.window else None,
        settle=_settle_time(activity),
        timeout=micros(attempt_timeout(activity)),
        on_ambiguous=on_ambiguous or options.on_ambiguous or "park",
        repeated=options.key is not None,
    )


def _settle_time(activity: Activity[..., Any]) -> Micros:
    try:
        return settle_time(activity)
    except ConfigurationError:
        return _SETTLE_UNKNOWN  # the attempt itself will say what is wrong with the connection
