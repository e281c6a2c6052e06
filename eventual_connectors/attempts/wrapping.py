"""Attempt wrappers: what plugins run around every attempt, in the worker and in calls outside a workflow.

A wrapper sees and does not steer: what goes wrong in one is logged once, and the attempt goes on without it. Only a `ConnectorError`
that one raises before the function is entered counts, as the attempt's outcome: that is how faults are injected.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Awaitable, Callable, Generator
from functools import cache

from .. import discovery
from ..errors import ConnectorError, Permanent
from ..hookspecs import AttemptEnd, AttemptStart, AttemptWrapper
from .outcome import Absent, Deferred, Failed, Outcome, Succeeded, Unfinished

log = logging.getLogger("eventual.plugins")

_Entered = tuple[str, Generator[None, AttemptEnd, None]]


@cache
def wrappers() -> tuple[tuple[str, AttemptWrapper], ...]:
    """The wrappers of all plugins, outermost first, with their plugins' names; found at the first attempt of the process."""
    try:
        return tuple(discovery.attempt_wrappers())
    except Exception as error:  # such as settings that cannot be read; an attempt that needs them says so itself
        log.error("attempts are not wrapped: %s", error)
        return ()


async def wrapped(start: AttemptStart, run: Callable[[], Awaitable[Outcome]], *, refused: Callable[[], None]) -> Outcome:
    """Run an attempt inside the wrappers.

    Args:
        start: what they may know of it.
        run: runs the attempt.
        refused: called instead where one of them raised a `ConnectorError` first.
    """
    entered: list[_Entered] = []
    refusal = _enter(start, entered)
    began = time.monotonic()
    outcome: Outcome | None = None
    try:
        if refusal is None:
            outcome = await run()
        else:
            refused()
            outcome = Failed(refusal)
        return outcome
    finally:
        end = _end(outcome, time.monotonic() - began)
        for plugin, wrapper in reversed(entered):
            _leave(plugin, wrapper, end)


def _enter(start: AttemptStart, entered: list[_Entered]) -> ConnectorError | None:
    for plugin, wrapper in wrappers():
        try:
            generator = wrapper(start)
            next(generator)
        except ConnectorError as error:
            error.key = start.key  # it may be raised again, for another call
            if isinstance(error, Permanent):
                error.settles = error.unseen = False  # it knows nothing of earlier attempts
            return error
        except StopIteration:
            _report(plugin, TypeError("it ended without a yield"))
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            _report(plugin, error)
        else:
            entered.append((plugin, generator))
    return None


def _leave(plugin: str, wrapper: Generator[None, AttemptEnd, None], end: AttemptEnd) -> None:
    try:
        wrapper.send(end)
        wrapper.close()
        raise TypeError("it yields more than once")
    except StopIteration:
        return
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        _report(plugin, error)


def _end(outcome: Outcome | None, duration: float) -> AttemptEnd:
    match outcome:
        case None:
            return AttemptEnd("cancelled", duration)
        case Succeeded():
            return AttemptEnd("succeeded", duration)
        case Absent():
            return AttemptEnd("absent", duration)
        case Unfinished():
            return AttemptEnd("unfinished", duration)
        case Deferred():
            return AttemptEnd("deferred", duration)
        case Failed(error) if isinstance(error, ConnectorError):
            return AttemptEnd("failed", duration, error.kind, error.code, error.status, error.request_id)
        case Failed():
            return AttemptEnd("failed", duration, "error")


_reported: set[str] = set()


def _report(plugin: str, error: BaseException) -> None:
    if plugin not in _reported:
        _reported.add(plugin)
        log.error("the attempt wrapper of the plugin %r failed; attempts go on, and this is not said again", plugin, exc_info=error)
