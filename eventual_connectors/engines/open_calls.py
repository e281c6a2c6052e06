"""The calls of an execution that have not ended, read from its history, and what an operator may say of them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from .. import codec
from ..attempts.masking import shown_arguments
from ..clock import Micros, from_text
from ..errors import PluginError, UsageError
from ..history import events as ev
from ..history.events import Event
from ..workflows.activity_calls import check_result
from .known_activities import find_activity
from .port import ParkedCall


@dataclass(frozen=True)
class OpenCall:
    """An activity's call that has not ended.

    Attributes:
        activity: its full name.
        attempt: the number of its latest attempt; 0 before the first.
    """

    activity: str
    attempt: int = 0


def open_call(events: Sequence[Event], path: str) -> OpenCall | None:
    """The call of this path, if it has not ended."""
    found: OpenCall | None = None
    ended = False
    for event in events:
        if event.path != path:
            continue
        if event.type == ev.ACTIVITY_SCHEDULED:
            found = OpenCall(event.data["activity"])
        elif event.type == ev.ATTEMPT_STARTED and found is not None:  # also of a call that was dropped, and is wanted after all
            found, ended = replace(found, attempt=event.data["attempt"]), False
        elif event.type in (ev.ACTIVITY_COMPLETED, ev.ACTIVITY_FAILED, ev.ACTIVITY_DROPPED):
            ended = True
    return None if ended else found


def parked_calls(events: Sequence[Event]) -> list[ParkedCall]:
    """The calls that wait for an operator, by their history."""
    scheduled: dict[str, dict[str, Any]] = {}
    begun: dict[str, Micros] = {}
    parked: dict[str, ParkedCall] = {}
    for event in events:
        data = event.data
        if event.type == ev.ACTIVITY_SCHEDULED:
            scheduled[event.path] = data
        elif event.type == ev.ATTEMPT_STARTED:
            begun[event.path] = event.at
        elif event.type == ev.ACTIVITY_PARKED:
            call = scheduled[event.path]
            error = data["error"]
            parked[event.path] = ParkedCall(
                path=event.path,
                attempt=data["attempt"],
                activity=call["activity"],
                reason=data["reason"],
                error=f"{error['type'].rpartition(':')[2]}: {error['message']}",
                key=data["key"],
                request_id=error.get("details", {}).get("request_id"),
                connection=call.get("connection"),
                sent_at=from_text(data["doubt"]["since"]) if "doubt" in data else begun[event.path],
                since=event.at,
                input=call["input"],
            )
        elif event.type in (ev.ACTIVITY_RESOLVED, ev.ACTIVITY_COMPLETED, ev.ACTIVITY_FAILED):
            parked.pop(event.path, None)
    return list(parked.values())


def decided(retry: bool, succeeded: Any, failed: str | None) -> tuple[str, Any]:
    """The decision and its value, from the arguments of `Handle.resolve`.

    Raises:
        UsageError: not exactly one of them was given.
    """
    choices: list[tuple[str, Any]] = [("retry", None)] if retry else []
    choices += [("succeeded", codec.encode(succeeded))] if succeeded is not ... else []
    choices += [("failed", failed)] if failed is not None else []
    if len(choices) != 1:
        raise UsageError("resolve takes exactly one of retry, succeeded and failed")
    if failed is not None and not failed.strip():
        raise UsageError("resolve needs a reason with failed, for the workflow and the history")
    return choices[0]


def shown(call: ParkedCall) -> ParkedCall:
    """The call as it may be shown: without what looks like a credential."""
    activity = None
    with suppress(PluginError):  # as below
        activity = find_activity(call.activity)
    input, masked = shown_arguments(call.input, activity and activity.with_options(connection=call.connection))
    return replace(call, input=input, masked=masked)


def check_decided(call: OpenCall | None, path: str, value: Any) -> None:
    """Refuse a result that the worker would refuse, where its activity is known here too."""
    with suppress(PluginError):  # a connector that cannot be used here may be usable in the worker
        if call is not None and (activity := find_activity(call.activity)) is not None:
            check_result(activity, path, value)
