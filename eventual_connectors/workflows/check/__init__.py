"""Finds what cannot be replayed in workflow code, from its source: clocks, randomness, sets' order, the environment, I/O, threads.

`guard` refuses real I/O when it happens; the check finds it before, and finds what raises nothing. A line that is right for a
reason that the check cannot see says so: `# eventual: allow CODE reason`.
"""

from __future__ import annotations

import logging
import os
import types
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from weakref import WeakKeyDictionary

from ..definition import Workflow
from . import rules
from .application import Application
from .names import plain_function
from .sources import source_of
from .visitor import Finding, Followed, Visitor

__all__ = ["Finding", "check_workflow", "check_workflows"]

log = logging.getLogger("eventual.check")

MOST_FUNCTIONS = 2000
"""What is read for one workflow: about a second."""


@dataclass(frozen=True)
class _Visit:
    findings: Sequence[Finding] = ()
    followed: Sequence[Followed] = ()


_checked: WeakKeyDictionary[types.FunctionType, list[Finding]] = WeakKeyDictionary()
_visited: WeakKeyDictionary[types.FunctionType, _Visit] = WeakKeyDictionary()


def check_workflow(function: Callable[..., Any] | Workflow[..., Any]) -> list[Finding]:
    """What in a workflow cannot be replayed, in it and in what it uses of its own application. Activities are not entered.

    The application is the workflow's module and package, the modules beside it, and those in the current directory and below; neither
    installed packages nor the standard library. Nothing is run or imported. Where there is no source, nothing is found. The result is kept
    with the function.
    """
    start = plain_function(function)
    if start is None:
        return []
    if start not in _checked:
        _checked[start] = _look_through(start)
    return list(_checked[start])


def check_workflows(module: types.ModuleType) -> list[Finding]:
    """What `check_workflow` finds in all workflows that a module defines, by file and line."""
    workflows = [value for value in vars(module).values() if isinstance(value, Workflow) and value.function.__module__ == module.__name__]
    return sorted({finding for workflow in workflows for finding in check_workflow(workflow)})


def _look_through(start: types.FunctionType) -> list[Finding]:
    loaded, application = rules.loaded_names(), Application(start)
    found: dict[Finding, None] = {}
    seen = {start.__code__}
    left = deque([(start, "")])
    while left:
        function, through = left.popleft()
        visit = _visit(function, loaded)
        found |= {replace(finding, through=through): None for finding in visit.findings if finding not in found}
        for followed in visit.followed:
            used = followed.function()
            if used is None or used.__code__ in seen or not (followed.near or application.holds(used)):
                continue
            if len(seen) == MOST_FUNCTIONS:
                log.warning("%s uses more than %d functions; those beyond are not looked through", start.__qualname__, MOST_FUNCTIONS)
                return list(found)
            seen.add(used.__code__)
            call = f"{function.__qualname__} ({os.path.basename(function.__code__.co_filename)}:{followed.line})"
            left.append((used, f"{through} -> {call}" if through else call))
    return list(found)


def _visit(function: types.FunctionType, loaded: Mapping[int, str]) -> _Visit:
    """What is in one function; helpers are shared, and read once."""
    if function not in _visited:
        source = source_of(function)
        visitor = None if source is None else Visitor(function, source, loaded)
        _visited[function] = _Visit() if visitor is None else _Visit(visitor.findings, visitor.followed)
    return _visited[function]
