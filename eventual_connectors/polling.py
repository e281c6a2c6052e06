"""Asking until something is finished: an activity's copy that ends its attempt with `Pending` as long as a condition does not hold."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from . import codec
from .activities import Activity
from .attempt import current_attempt
from .call_options import CallOptions
from .error_records import said
from .errors import Pending, Permanent, UsageError
from .retry import WaitPolicy, next_poll

P = ParamSpec("P")
R = TypeVar("R")


def polled(activity: Activity[P, R], condition: Callable[[R], bool], every: float | timedelta | WaitPolicy) -> Activity[P, R]:
    """See `Activity.until`."""
    if activity.effect.writes:
        raise UsageError(
            f"activity {activity.name} writes, and until() asks again and again; have its function raise errors.Pending once it has begun"
        )
    function = activity.function

    def finished(result: Any) -> Any:
        if not _holds(activity, condition, result):
            attempt = current_attempt.get()
            raise Pending("not finished", after=next_poll(every, attempt.polls if attempt is not None else 0))
        return result

    @wraps(function)
    async def asks(*args: Any, **kwargs: Any) -> Any:
        return finished(await function(*args, **kwargs))

    @wraps(function)
    def asks_in_thread(*args: Any, **kwargs: Any) -> Any:
        return finished(function(*args, **kwargs))

    copy = activity.having(CallOptions())
    copy.function = asks if inspect.iscoroutinefunction(function) else asks_in_thread
    return copy


def _holds(activity: Activity[..., R], condition: Callable[[R], bool], result: Any) -> bool:
    seen = codec.decode(codec.encode(result), activity.result_type)  # what the workflow would see
    try:
        return bool(condition(seen))
    except Exception as error:
        message = f"the condition of {activity.name}.until() failed: {type(error).__name__}: {said(error)}"
        raise Permanent(message, code="condition_failed") from error
