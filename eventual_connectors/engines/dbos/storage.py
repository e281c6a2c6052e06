"""What DBOS stores for us is JSON text, which this module writes and reads; DBOS's own choice is pickle."""

from __future__ import annotations

import json
from typing import Any

from dbos._serialization import Serializer

from ...errors import EngineError
from ...history.events import Event
from ...workflows.beats import Beat
from ..hosting.messages import Message, beat_from_json

ADVANCE = "eventual.advance"
"""The name of the step that holds what followed from one happening."""

TIME = "eventual.time"
"""The name of the step that holds when it was looked whether something is due."""

PROGRAM = "eventual.program"
TOPIC = "eventual"
VERSION = "eventual-1"
"""DBOS runs an execution only with the code version that it began with. Ours is that of the program, which stays; the workflow's code
changes under our own rules."""


class JsonSerializer(Serializer):
    """Plain JSON. Errors keep their type's name and their text."""

    def serialize(self, data: Any) -> str:
        """The text of a value."""
        return json.dumps(data, default=_error)

    def deserialize(self, serialized_data: str) -> Any:
        """The value of a text."""
        value = json.loads(serialized_data)
        if isinstance(value, dict) and value.keys() == {"error_type", "message"}:
            return EngineError(f"{value['error_type']}: {value['message']}")
        return value

    def name(self) -> str:
        """By which DBOS tells serializers apart."""
        return "eventual_json"


def _error(value: Any) -> dict[str, str]:
    if isinstance(value, BaseException):
        return {"error_type": type(value).__name__, "message": str(value)}
    raise TypeError(f"{type(value).__name__} is not JSON")


class Recorded:
    """What is recorded of an execution, advance by advance.

    Attributes:
        events: its events.
        beats: the latest note of each path.
        wakes: the times that its calls wait for, by path.
        latest: the last advance.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.beats: dict[str, Beat] = {}
        self.wakes: dict[str, int] = {}
        self.latest: Message = {}

    def take(self, advance: Message) -> None:
        """Take in the next advance."""
        self.events += [Event.from_json(event) for event in advance["events"]]
        self.beats |= {beat["path"]: beat_from_json(beat) for beat in advance["beats"]}
        for command in advance["commands"]:
            if command["do"] == "wake":
                self.wakes[command["path"]] = command["at"]
            elif command["do"] == "forget":
                self.wakes.pop(command["path"], None)
        self.latest = advance

    def due_first(self) -> str:
        """The path whose time comes first; it does not wait any more."""
        path = min(self.wakes, key=lambda path: (self.wakes[path], path))
        del self.wakes[path]
        return path
