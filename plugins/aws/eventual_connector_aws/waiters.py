"""boto3's waiters as durable calls: `await waiter(aws.ecs.describe_tasks, "tasks_running")(cluster="c", tasks=["t"])`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, TypeVar, cast

from eventual_connectors import Activity, ConnectorError, Permanent
from eventual_connectors.errors import UsageError

from .surface import AwsActivity

A = TypeVar("A", bound=Activity[..., Any])


def waiter(activity: A, name: str, *, every: float | timedelta | None = None) -> A:
    """A copy of a read that asks until a waiter of boto3 is content: one call, whose waits are durable and occupy nothing.

    The waiter says what is asked for and when it has come or failed. How long to wait at most is the caller's to say, with
    `asyncio.timeout`. An error that the waiter waits for (a table that is gone) comes back as `{"Error": {"Code", "Message"}}`.

    Args:
        activity: the operation that the waiter asks with, such as `aws.ecs.describe_tasks`.
        name: boto3's name of the waiter, such as `tasks_running`.
        every: seconds (or a timedelta) between two questions; the waiter's own delay unless given.

    Raises:
        UsageError: the operation has no waiter of this name.
    """
    known = _waiters(activity)
    if name not in known:
        raise UsageError(f"{activity.name} has no waiter {name!r}; it has {', '.join(sorted(known)) or 'none'}")
    config = known[name]
    function = activity.function

    def asks(*args: Any, **kwargs: Any) -> dict[str, Any]:
        try:
            found: dict[str, Any] = function(*args, **kwargs)
            return found
        except ConnectorError as error:
            answer = {"Error": {"Code": error.code, "Message": error.message}}
            if error.code is None or _state(config, answer) is None:
                raise
            return answer

    def content(answer: Any) -> bool:
        state = _state(config, answer)
        if state == "failure":
            raise Permanent(f"what {name} waits for will not come", code="waiter_failure")
        return state == "success"

    copy: Any = activity.with_options()
    copy.function = asks
    return cast("A", copy.until(content, every=every if every is not None else config["delay"]))


def _waiters(activity: Activity[..., Any]) -> Mapping[str, Mapping[str, Any]]:
    return activity.waiters if isinstance(activity, AwsActivity) else {}


def _state(config: Mapping[str, Any], answer: Mapping[str, Any]) -> str | None:
    """What a waiter makes of an answer: `success`, `failure`, `retry`, or nothing."""
    from .models import acceptors

    return next((acceptor.state for acceptor in acceptors(config) if acceptor.matcher_func(answer)), None)
