"""What follows from several happenings, one after the other, that are recorded together; in the host's event loop."""

from __future__ import annotations

from ...clock import Micros
from ...history import events as ev
from ..envelope import Envelope
from ..hosting.messages import Advance, Message
from .host import Host
from .recorded import SHOWN, Recorded, apply_wakes


class Batch:
    """The next step of an execution.

    Args:
        host: of this process.
        key: the execution's name in it.
        envelope: what it was started with.
        recorded: its steps so far.
        holds: no attempt begins.

    Attributes:
        commands: what is to be done once the step is recorded.
        wakes: the times that its calls wait for then.
    """

    def __init__(self, host: Host, key: str, envelope: Envelope, recorded: Recorded, *, holds: bool) -> None:
        self.commands: list[Message] = []
        self.wakes = dict(recorded.wakes)
        self._host = host
        self._key = key
        self._envelope = envelope
        self._history = list(recorded.events)
        self._before = len(self._history)
        self._beats = dict(recorded.beats)
        self._left: list[Message] = []
        self._held = list(recorded.held)
        self._latest = recorded.latest or Advance().to_json()
        self._holds: Message = {"holds": True} if holds else {}

    def tell(self, happening: Message, now: Micros) -> None:
        """The next happening. Where the code cannot run, it is told again once the code can."""
        if happening["kind"] in ("open", "recover"):
            self._advance(happening, now)
            while self._held and self._latest["status"] != "blocked":
                if not self._advance(self._held[0], now):
                    break
                self._held.pop(0)
        elif self._held or not self._advance(happening, now):
            self._held.append(happening)

    def tell_due(self, paths: list[str], now: Micros) -> None:
        """The times of these paths have come; those that are not waited for any more do not matter."""
        for path in paths:
            if self.wakes.get(path, now + 1) <= now:
                came = {"do": "came", "path": path}
                apply_wakes(self.wakes, [came])
                self.commands.append(came)
                self.tell({"kind": "due", "path": path}, now)

    def _advance(self, happening: Message, now: Micros) -> bool:
        """Whether what happened is on record."""
        start, workflow = self._envelope.start, self._envelope.workflow
        executions = self._host.executions
        advance = executions.advance(self._key, workflow, start, self._history, self._beats.values(), happening | self._holds, now)
        self._history += advance.events
        self._beats |= {beat.path: beat for beat in advance.beats}
        self._latest = advance.to_json()
        self._left += self._latest["beats"]
        self.commands += advance.commands
        apply_wakes(self.wakes, advance.commands)
        return advance.status != "blocked" or bool(advance.events)

    @property
    def closed(self) -> bool:
        """The execution has ended."""
        return bool(self._history) and self._history[-1].type in ev.CLOSING

    def to_json(self) -> Message:
        """The recorded form."""
        events = [event.to_json() for event in self._history[self._before :]]
        shown = {name: self._latest[name] for name in SHOWN}
        step = {"events": events, "beats": self._left, "commands": self.commands, **shown}
        return step | ({"held": self._held} if self._held else {})
