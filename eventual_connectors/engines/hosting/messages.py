"""What a hosting engine and the executions here say to each other, as JSON: the engine keeps some of it.

A *happening* is `{"kind": …}` with these members:

| kind | members | what happened |
|---|---|---|
| `open` | | the execution begins, or is to be tried again |
| `due` | `path` | a time came that a `wake` asked for, or a slot that a `slot` asked for |
| `ended` | `path`, `attempt`, `outcome`, `details` | an attempt ended, in time or late |
| `lost` | `path`, `attempt`, `details` | nobody will ever say how an attempt ended |
| `beat` | `path`, `attempt`, `details` | an attempt left something for the next one, where the engine does not keep that itself |
| `recover` | | whatever ran its attempts is gone, all at once |
| `signal` | `name`, `payload`, `id` | a signal arrived |
| `cancel` | `reason` | somebody asked for cancellation |
| `resolve`, `complete` | `path`, `attempt`, `decision`, `value` | an operator, or the holder of a token, says how a call ended |
| `child_ended` | `path`, `result`, `error` | a child execution ended |

With `"holds": true` no attempt begins: the engine lets those that run end, so as to begin its own history anew, and tells `open` then.

A *command* is `{"do": …}`:

| do | members | what the engine does |
|---|---|---|
| `run` | `path`, `attempt`, `activity`, `deadline` | have `Attempts.attempt` run it, in this process; tell `ended` or `lost` |
| `slot` | `path` | have `Attempts.slot` wait, in this process; tell `due` |
| `wake` | `path`, `at` | tell `due` at that time; a later `wake` of the path takes its place |
| `forget` | `path` | the `wake` of the path is not needed any more |
| `stop` | `path` | tell the running attempt of the path that nobody waits for it |
| `child` | `path`, `id`, `workflow`, `reference`, `version`, `input`, `root` | start an execution, once; tell `child_ended` |
| `cancel_child` | `path`, `id` | ask an execution to cancel; where no `child` command of the path came before, tell `child_ended` |

Times are microseconds since 1970, roots are hexadecimal.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ... import error_records
from ...attempts.outcome import Absent, Deferred, Failed, Outcome, Succeeded, Unfinished
from ...errors import HistoryError
from ...history.events import Event
from ...workflows.beats import Beat
from ...workflows.execution import Start

Message = dict[str, Any]


@dataclass(frozen=True)
class Advance:
    """What followed from one happening.

    Attributes:
        events: to be recorded, in their order, after those that are recorded already.
        beats: notes beside the history; each takes the place of the one before of its path.
        commands: to be carried out once the events are recorded.
        status: of the execution, see `port.ExecutionSummary.status`.
        reason: why it is blocked or failed, one line.
        parked: how many of its calls wait for an operator.
        cancelling: whether it was asked to cancel, and has not ended.
    """

    events: list[Event] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
    commands: list[Message] = field(default_factory=list)
    status: str = "running"
    reason: str = ""
    parked: int = 0
    cancelling: bool = False

    def to_json(self) -> Message:
        """Its recorded form."""
        return {
            "events": [event.to_json() for event in self.events],
            "beats": [beat_to_json(beat) for beat in self.beats],
            "commands": self.commands,
            "status": self.status,
            "reason": self.reason,
            "parked": self.parked,
            "cancelling": self.cancelling,
        }


def start_to_json(start: Start) -> Message:
    """The recorded form of an execution's beginning."""
    return {"id": start.execution_id, "root": start.root.hex(), "input": dict(start.input), "started_at": start.started_at}


def start_from_json(tree: Mapping[str, Any]) -> Start:
    """The inverse of `start_to_json`."""
    return Start(tree["id"], bytes.fromhex(tree["root"]), tree["input"], tree["started_at"])


def beat_to_json(beat: Beat) -> Message:
    """The recorded form of a note."""
    tree = {"path": beat.path, "attempt": beat.attempt, "at": beat.at, "details": beat.details}
    return tree if beat.again is None else tree | {"again": beat.again, "polls": beat.polls}


def beat_from_json(tree: Mapping[str, Any]) -> Beat:
    """The inverse of `beat_to_json`."""
    return Beat(tree["path"], tree["attempt"], tree["at"], tree.get("details"), tree.get("again"), tree.get("polls", 0))


def outcome_to_json(outcome: Outcome) -> Message:
    """The recorded form of how an attempt ended."""
    match outcome:
        case Succeeded(result):
            return {"kind": "succeeded", "result": result}
        case Absent():
            return {"kind": "absent"}
        case Failed(error, lives, begun):
            more = ({"lives": True} if lives else {}) | ({} if begun else {"begun": False})
            return {"kind": "failed", "error": error_records.to_record(error)} | more
        case Unfinished(after, details):
            return {"kind": "unfinished", "after": after, "details": details}
        case Deferred(until):
            return {"kind": "deferred", "until": until}


def outcome_from_json(tree: Mapping[str, Any]) -> Outcome:
    """The inverse of `outcome_to_json`.

    Raises:
        HistoryError: there is no such outcome.
    """
    match tree.get("kind"):
        case "succeeded":
            return Succeeded(tree["result"])
        case "absent":
            return Absent()
        case "failed":
            return Failed(error_records.from_record(tree["error"]), tree.get("lives", False), tree.get("begun", True))
        case "unfinished":
            return Unfinished(tree["after"], tree["details"])
        case "deferred":
            return Deferred(tree["until"])
        case other:
            raise HistoryError(f"an attempt cannot have ended as {other!r}")
