"""What an execution is started with on an engine that is not ours, and goes on with where its history there is begun anew."""

from __future__ import annotations

import base64
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import HistoryError
from ..history.events import Event
from ..workflows.execution import Start

FORMAT = "eventual-envelope/1"


@dataclass(frozen=True)
class Envelope:
    """The argument of the program.

    Attributes:
        workflow: the name of its workflow.
        start: how the execution began.
        reference: `module:qualname` of the workflow.
        version: of the code that started it.
        python: of the process that started it.
        digest: the fingerprint of what the caller passed.
        parent: the execution that started it as a child, and the path of the call, where the engine does not know.
        events: what is recorded already, when the history is begun anew.
        beats: the notes beside them, in recorded form.
    """

    workflow: str
    start: Start
    reference: str
    version: str
    python: str
    digest: str
    parent: tuple[str, str] | None = None
    events: Sequence[Event] = ()
    beats: Sequence[dict[str, Any]] = field(default=())

    def to_json(self) -> dict[str, Any]:
        """Its recorded form; the events are compressed, since the size of an argument has its limits."""
        tree: dict[str, Any] = {
            "format": FORMAT,
            "workflow": self.workflow,
            "id": self.start.execution_id,
            "root": self.start.root.hex(),
            "input": dict(self.start.input),
            "started_at": self.start.started_at,
            "reference": self.reference,
            "version": self.version,
            "python": self.python,
            "digest": self.digest,
        }
        if self.parent is not None:
            tree["parent"] = list(self.parent)
        if self.events:
            tree["history"] = packed({"events": [event.to_json() for event in self.events], "beats": list(self.beats)})
        return tree

    @classmethod
    def from_json(cls, tree: Any) -> Envelope:
        """The inverse of `to_json`.

        Raises:
            HistoryError: it is none of ours, or of another version.
        """
        if not isinstance(tree, dict) or tree.get("format") != FORMAT:
            raise HistoryError("this was not started by eventual-connectors, or by another version of it")
        start = Start(tree["id"], bytes.fromhex(tree["root"]), tree["input"], tree["started_at"])
        history = unpacked(tree["history"]) if "history" in tree else {"events": [], "beats": []}
        events = [Event.from_json(event) for event in history["events"]]
        parent = (tree["parent"][0], tree["parent"][1]) if "parent" in tree else None
        return cls(
            tree["workflow"], start, tree["reference"], tree["version"], tree["python"], tree["digest"], parent, events, history["beats"]
        )


def packed(tree: Any) -> str:
    """JSON, compressed, as text."""
    return base64.b64encode(zlib.compress(json.dumps(tree, separators=(",", ":")).encode())).decode()


def unpacked(text: str) -> Any:
    """The inverse of `packed`."""
    return json.loads(zlib.decompress(base64.b64decode(text)))
