"""Playback: run a workflow's code over a recorded history, with no engine, no network and no vendor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Literal

from ..codec import dumps
from ..errors import EventualError, HistoryMismatch
from ..history import events as ev
from ..history.file import Flow
from .definition import Workflow
from .execution import Start, WorkflowExecution

Verdict = Literal["same", "diverged", "broken"]


@dataclass(frozen=True)
class Playback:
    """How a playback came out.

    Attributes:
        verdict: `same`: the code did what the history holds; `diverged`: it did something else; `broken`: it could not be run.
        detail: what differs, one line.
        path: the call at which it differs, if it is one.
        expected: what the history holds there.
        actual: what the code asked for.
    """

    verdict: Verdict
    detail: str = ""
    path: str = ""
    expected: Any = None
    actual: Any = None


def play(flow: Flow, workflow: Workflow[..., Any]) -> Playback:
    """Run the code over the history and compare. Nothing leaves this function: no attempt is made."""
    header = flow.header
    start = Start(header.execution_id, header.root, header.input, header.started_at)
    execution = WorkflowExecution(workflow, start, flow.events)
    last = flow.events[-1].at if flow.events else header.started_at
    try:
        activation = execution.open(last)
        if execution.blocked is not None:
            return _blocked(execution.blocked)
        # What lies behind a change that the code decides for here is where it would go on, and is no difference.
        old_code = takewhile(lambda event: not event.data.get("patched"), activation.events)
        played = _compared(flow, execution, [event for event in old_code if event.type in ev.SCHEDULING])
        return _with_versions(played, header.version, workflow.version)
    finally:
        execution.evict()


def _blocked(reason: EventualError) -> Playback:
    if isinstance(reason, HistoryMismatch):
        return Playback("diverged", str(reason), reason.path, reason.expected, reason.actual)
    return Playback("broken", str(reason))


def _with_versions(played: Playback, recorded: str, today: str) -> Playback:
    """A difference, or its absence, means something else where the code says that it is another version."""
    if recorded in ("", today):
        return played
    note = f"version {today!r} of the code over a history of version {recorded!r}"
    return replace(played, detail=f"{played.detail} ({note})" if played.detail else note)


def _compared(flow: Flow, execution: WorkflowExecution, new_calls: list[ev.Event]) -> Playback:
    recorded = flow.events[-1] if flow.events and flow.events[-1].type in ev.CLOSING else None
    ending, contradicting = execution.ending, execution.contradicting
    # Where the history is not finished, the code goes on from its end as it would live.
    if new_calls and (recorded is not None or contradicting in new_calls):
        first = contradicting if contradicting in new_calls else new_calls[0]
        return Playback("diverged", f"the code makes a call that the history does not hold: {first.path}", first.path, None, first.data)
    if recorded is None:
        # A worker goes on all the same, and logs it: the code may make the call later on.
        unmade = "".join(f", but has not made a call that the history holds: {path}" for path in execution.unmade[:1])
        return Playback("same", f"the history is not finished; the code agrees so far{unmade}")
    if ending is None:
        return Playback("diverged", f"the history ends ({recorded.type}), the code goes on")
    # What the code had dropped by then is a part of the history: no code that ended it this way makes those calls.
    missing = [path for path in execution.unmade if path not in recorded.data.get("dropped", ())]
    if missing:
        return Playback("diverged", f"the code no longer makes a call that the history holds: {missing[0]}", missing[0])
    kind, data = ending
    if (kind, _comparable(data)) != (recorded.type, _comparable(recorded.data)):
        today, before = _shortened(_said(kind, data), _said(recorded.type, recorded.data))
        detail = f"the code ends with {today}, the history with {before}"
        return Playback("diverged", detail, "", recorded.data, data)
    return Playback("same")


def _comparable(data: Mapping[str, Any]) -> str:
    error = data.get("error")
    return dumps({"type": error["type"], "message": error["message"]} if error else data.get("result"))


def _said(kind: str, data: Mapping[str, Any]) -> str:
    return f"{kind.removeprefix('execution_')} {_comparable(data)}"


def _shortened(*texts: str, width: int = 120) -> list[str]:
    """The part of each that shows where they begin to differ."""
    alike = sum(1 for _ in takewhile(lambda characters: len(set(characters)) == 1, zip(*texts, strict=False)))
    start = max(0, alike - width // 2)
    if start:
        texts = tuple("..." + text[start:] for text in texts)
    return [text if len(text) <= width else text[: width - 3] + "..." for text in texts]
