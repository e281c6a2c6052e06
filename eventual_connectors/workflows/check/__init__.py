"""Finds what cannot be replayed in workflow code, from its source: clocks, randomness, sets' order, the environment, I/O, threads.

`guard` refuses real I/O when it happens; the check finds it before, and finds what raises nothing. A line that is right for a
reason that the check cannot see says so: `# eventual: allow CODE reason`.
"""

from __future__ import annotations

import types
from collections.abc import Callable
from typing import Any
from weakref import WeakKeyDictionary

from ..definition import Workflow
from . import rules
from .names import plain_function
from .sources import source_of
from .visitor import Finding, Visitor

__all__ = ["Finding", "check_workflow", "check_workflows"]

_checked: WeakKeyDictionary[types.FunctionType, list[Finding]] = WeakKeyDictionary()


def check_workflow(function: Callable[..., Any] | Workflow[..., Any]) -> list[Finding]:
    """What in a workflow cannot be replayed, in it and in what it uses of its own module. Activities are not entered.

    Nothing is run or imported. Where there is no source, nothing is found. The result is kept with the function.
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
    loaded = rules.loaded_names()
    found: dict[Finding, None] = {}
    seen, left = {start.__code__}, [start]
    while left:
        function = left.pop(0)
        source = source_of(function)
        if source is None:
            continue
        visitor = Visitor(function, source, loaded)
        found |= dict.fromkeys(visitor.findings)
        for followed in visitor.followed:
            if followed.__code__ not in seen:
                seen.add(followed.__code__)
                left.append(followed)
    return list(found)
