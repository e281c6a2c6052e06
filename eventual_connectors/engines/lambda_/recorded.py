"""What the steps of a durable execution say of it.

Each step of ours, named `advance`, is a JSON object: an `Advance` of several happenings, and beside it

| member | |
|---|---|
| `started_at`, `python` | of the first step: when, and on which Python, the execution began |
| `begins` | the step is the first of its invocation |
| `letters` | the places of the letters that were taken |
| `held` | happenings that are to be told again once the code can run |
| `rest` | nothing runs: a callback follows, with a timeout of so many seconds; 0 for none |

Among its commands, `came` says that a time had come that the call at `path` waited for.
"""

from __future__ import annotations

from ...clock import Micros
from ...history import events as ev
from ...history.events import Event
from ...workflows.beats import Beat
from ..hosting.messages import Message, beat_from_json

ADVANCE = "advance"
"""The name of the steps."""

WAKE = "wake"
"""The name of the callbacks."""

STATE = "state"
"""The note that shows an execution, and says by which callback it wakes."""

SHOWN = ("status", "reason", "parked", "cancelling")
"""What a list shows of an execution, as its latest step has it."""

OUTWARD = frozenset({"child", "cancel_child"})
"""Commands that reach other executions. They are carried out again where it is not certain that they were."""


class Recorded:
    """An execution's steps so far.

    Attributes:
        started_at: when it began.
        python: on which it began.
        events: its events.
        beats: the latest recorded note of each path.
        wakes: the times that its calls wait for, by path.
        held: happenings to be told again.
        taken: places of letters that were taken.
        outward: commands to reach other executions of which it is not certain that they were carried out.
        latest: the last step.
    """

    def __init__(self) -> None:
        self.started_at: Micros = 0
        self.python = ""
        self.events: list[Event] = []
        self.beats: dict[str, Beat] = {}
        self.wakes: dict[str, Micros] = {}
        self.held: list[Message] = []
        self.taken: set[str] = set()
        self.outward: list[Message] = []
        self.latest: Message = {}
        self._started: set[str] = set()

    def take(self, step: Message) -> None:
        """Take in the next step."""
        if not step.get("begins"):
            self.carried_out()  # or this one would not be in the same invocation
        self.started_at = step.get("started_at", self.started_at)
        self.python = step.get("python", self.python)
        self.events += [Event.from_json(event) for event in step["events"]]
        self.beats |= {beat["path"]: beat_from_json(beat) for beat in step["beats"]}
        apply_wakes(self.wakes, step["commands"])
        self.held = step.get("held", [])
        self.taken.update(step.get("letters", ()))
        self.outward += [command for command in step["commands"] if self._to_do(command)]
        self.latest = step

    def _to_do(self, command: Message) -> bool:
        if command["do"] == "child" and command["path"] in self._started:
            return False
        return command["do"] in OUTWARD and command not in self.outward

    def carried_out(self) -> None:
        """Other executions have been reached."""
        self._started.update(command["path"] for command in self.outward if command["do"] == "child")
        self.outward.clear()

    @property
    def closed(self) -> bool:
        """It has ended."""
        return bool(self.events) and self.events[-1].type in ev.CLOSING

    @property
    def next_wake(self) -> Micros | None:
        """The first time that its calls wait for."""
        return min(self.wakes.values(), default=None)


def apply_wakes(wakes: dict[str, Micros], commands: list[Message]) -> None:
    """Take commands in that ask for times, or for none."""
    for command in commands:
        if command["do"] == "wake":
            wakes[command["path"]] = command["at"]
        elif command["do"] in ("forget", "came"):
            wakes.pop(command["path"], None)
