"""One logical call of an activity: its path is fixed when it is made, it is sent when it is awaited, once."""

from __future__ import annotations

import asyncio
import contextlib
import sys
import threading
import warnings
from asyncio import events
from collections.abc import Coroutine, Generator
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar, cast

from . import codec
from .activities import Activity, Arguments
from .errors import SerializationError, UsageError

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Applied:
    """A call was carried out, with this result."""

    result: Any


class CallHost(Protocol):
    """Whoever carries out calls: a workflow execution, or the direct caller outside one."""

    def open_call(self, call: Call[Any]) -> Any:
        """Give the call its identity; what is returned is handed to `carry_out`."""

    def carry_out(self, call: Call[Any], ticket: Any) -> Coroutine[Any, Any, Any]:
        """Do what the call asks for and return its result."""
        ...

    def applied(self, call: Call[Any], ticket: Any) -> Coroutine[Any, Any, Applied | None]:
        """Wait until it is known whether the call was applied; None where it certainly was not.

        Raises:
            ConnectorError: it may have been, or was, and nobody can say with which result.
        """
        ...


class Halted(BaseException):
    """Ends code that is not to go on: what it asks for does not match its history. Nothing that it raises or catches is looked at."""


class Call(Coroutine[Any, Any, R], Generic[R]):
    """A call that was made and can be awaited once.

    It is a coroutine object in the sense of `collections.abc`, so `asyncio.gather`, `TaskGroup.create_task` and
    `asyncio.create_task` take it.
    """

    def __init__(self, activity: Activity[..., R], arguments: Arguments) -> None:
        self.activity = activity
        self.arguments = arguments
        try:
            self.input = arguments.encode()
        except SerializationError as error:
            raise SerializationError(f"{activity.name}(): {error}") from None
        self.digest = codec.digest(self._matched())
        self._host = _current_host()
        self._ticket = self._host.open_call(self)
        self._driver: Coroutine[Any, Any, R] | None = None

    def _matched(self) -> dict[str, Any]:
        matched = self.arguments.encode(unset=False)
        options = self.activity.options
        matched |= {name: codec.encode(value) for name in ("connection", "key") if (value := getattr(options, name)) is not None}
        return matched

    def _drive(self) -> Coroutine[Any, Any, R]:
        if self._driver is None:
            self._driver = self._host.carry_out(self, self._ticket)
        return self._driver

    def send(self, value: Any) -> Any:
        """Step the call, as any coroutine."""
        return self._drive().send(value)

    def throw(self, *error: Any) -> Any:
        """Raise inside the call, as in any coroutine."""
        return self._drive().throw(*error)

    async def applied(self) -> Applied | None:
        """Wait until it is known whether the call was applied, whoever awaits it. One that nobody has awaited by now is never sent.

        Raises:
            ConnectorError: it may have been, or was, and nobody can say with which result.
        """
        if self._driver is None:
            self.close()
            return None
        return await self._host.applied(self, self._ticket)

    def close(self) -> None:
        """Give the call up, as any coroutine."""
        if self._driver is not None:
            self._driver.close()
        self._driver = _closed()

    def __await__(self) -> Generator[Any, Any, R]:
        if self._driver is not None:
            raise RuntimeError(f"the call of {self.activity.name} was awaited before; make a new call to send it again")
        return self._drive().__await__()

    def run(self) -> R:
        """Carry out the call in code that is not async, and return its result.

        Raises:
            UsageError: there is a running event loop; await the call there.
        """
        if events._get_running_loop() is not None:
            self.close()
            raise UsageError(f"{self.activity.name}(...).run() inside a running event loop; await the call instead")
        return _own_loop().run(_awaited(self))

    def __repr__(self) -> str:
        return f"<call of {self.activity.name}>"

    def __del__(self) -> None:
        if getattr(self, "_driver", self) is None and not getattr(self._host, "silent", False):
            warnings.warn(f"the call of {self.activity.name} was never awaited, so nothing was sent", RuntimeWarning, stacklevel=2)


async def _awaited(call: Call[R]) -> R:
    return await call


async def _nothing() -> Any:
    return None


def _closed() -> Coroutine[Any, Any, Any]:
    coroutine = _nothing()
    coroutine.close()
    return coroutine


class _OwnLoop:
    """Closed when its thread ends."""

    def __init__(self) -> None:
        self.runner = asyncio.Runner()

    def __del__(self) -> None:
        # When the interpreter ends no thread can be begun any more, and closing waits for one where the default executor was used.
        if not sys.is_finalizing():
            with contextlib.suppress(Exception):
                self.runner.close()


_loops = threading.local()


def _own_loop() -> asyncio.Runner:
    """One event loop per thread for `.run()`, so that a vendor's client outlives a single call."""
    if not hasattr(_loops, "own"):
        _loops.own = _OwnLoop()
    own: _OwnLoop = _loops.own
    return own.runner


def _current_host() -> CallHost:
    host = getattr(events._get_running_loop(), "call_host", None)
    if host is not None:
        return cast(CallHost, host)
    # The one edge that points up: a call outside a workflow is carried out by the attempts' room.
    from .attempts.direct import direct_host

    return direct_host
