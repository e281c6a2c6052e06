"""What an execution asks of its engine. Commands leave only after the events beside them are durable."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ..activities import Activity
from ..clock import Micros
from ..history.events import Event
from .beats import Beat


@dataclass(frozen=True, slots=True)
class NeedAttempt:
    """Call `begin_attempt` at or after `at`, once the connection has a free slot."""

    path: str
    at: Micros
    activity: Activity[..., Any]


@dataclass(frozen=True, slots=True)
class CancelAttempt:
    """Cancel the running attempt of this call: it has no effect, and nobody waits for it."""

    path: str


@dataclass(frozen=True, slots=True)
class AskToStop:
    """Tell the running attempt of this call that nobody waits for it. It goes on until it stops by itself: it may have an effect."""

    path: str


@dataclass(frozen=True, slots=True)
class WakeTimer:
    """Call `timer_due` at `at`."""

    path: str
    at: Micros


@dataclass(frozen=True, slots=True)
class ForgetTimer:
    """The timer is not needed any more."""

    path: str


@dataclass(frozen=True, slots=True)
class StartChild:
    """Start a child execution, once; tell its end through `child_ended`."""

    path: str
    execution_id: str
    workflow: str
    input: dict[str, Any]
    root: bytes


@dataclass(frozen=True, slots=True)
class CancelChild:
    """Ask a child execution to cancel; of one that was never started, tell that it has ended, through `child_ended`."""

    path: str
    execution_id: str


Command = NeedAttempt | CancelAttempt | AskToStop | WakeTimer | ForgetTimer | StartChild | CancelChild


@dataclass(slots=True)
class Activation:
    """What came of one thing that happened: events to record, then commands to carry out.

    Attributes:
        events: they become part of the history.
        commands: they leave after what is beside them is durable.
        beats: to be kept with the events, each in place of the one before of its call.
    """

    events: list[Event] = field(default_factory=list)
    commands: list[Command] = field(default_factory=list)
    beats: list[Beat] = field(default_factory=list)
