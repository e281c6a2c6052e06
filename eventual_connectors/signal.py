"""Signals: typed messages to a running execution, kept until its code receives them."""

from __future__ import annotations

import uuid
from asyncio import events
from typing import Any, Generic, TypeVar, overload

from . import codec
from .errors import UsageError

T = TypeVar("T")


class Signal(Generic[T]):
    """A kind of message that executions can be sent: `approved = Signal("approved", Approval)`.

    Attributes:
        name: by which sender and receiver know it.
        type: what its payload must fit, on both sides.
    """

    @overload
    def __init__(self, name: str, type: type[T]) -> None: ...
    @overload
    def __init__(self: Signal[Any], name: str, type: Any = ...) -> None: ...
    def __init__(self, name: str, type: Any = Any) -> None:
        if not (isinstance(name, str) and name):
            raise UsageError(f"a signal's name is a text that is not empty, such as 'approved', not {name!r}")
        self.name = name
        self.type = type

    async def receive(self) -> T:
        """Wait, inside a workflow, for the next signal of this name; signals that came earlier count.

        One whose payload does not fit the type is set aside with a warning in the log: nobody's message can end a workflow.

        Raises:
            UsageError: not inside a workflow.
        """
        host = getattr(events._get_running_loop(), "call_host", None)
        if host is None:
            raise UsageError(f"signal {self.name!r} can be received in a workflow only")
        value: T = await host.receive(self.name, self.decode)
        return value

    def encode(self, value: T) -> Any:
        """The recorded form of a payload, checked against the type.

        Raises:
            SerializationError: it does not fit.
        """
        tree = codec.encode(value)
        self.decode(tree)
        return tree

    def decode(self, tree: Any) -> T:
        """The payload of a recorded form."""
        value: T = codec.decode(tree, self.type)
        return value

    def __repr__(self) -> str:
        return f"Signal({self.name!r})"


def signal_id(given: str | None) -> str:
    """The id by which a signal is told from others: its sender's, or one of its own.

    Raises:
        UsageError: it is empty.
    """
    if given == "":
        raise UsageError("a signal's id is a text that is not empty; without one, each signal counts")
    return given or uuid.uuid4().hex
