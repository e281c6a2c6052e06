"""The application's code: `MODULE:NAME` references to workflows and signals."""

from __future__ import annotations

import difflib
import importlib
import os
import sys
from collections.abc import Iterable
from contextlib import redirect_stdout
from types import ModuleType
from typing import Any, TypeVar

from ..connection import connections
from ..errors import EventualError, UsageError
from ..signal import Signal
from .definition import Workflow

N = TypeVar("N", Workflow[..., Any], Signal[Any])

UNGUARDED = 'it starts an engine or makes a call when it is imported; guard that with `if __name__ == "__main__":`'


def import_module(name: str) -> ModuleType:
    """Import a module of the application; the current directory counts.

    Raises:
        UsageError: there is none, or it cannot be imported.
    """
    if os.getcwd() not in sys.path:
        sys.path.insert(0, os.getcwd())
    try:
        # What it prints while it loads is no answer of the command, and what it would do as a program is not asked for.
        with redirect_stdout(sys.stderr), connections.refused(UNGUARDED):
            return importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name is not None and f"{name}.".startswith(f"{error.name}."):
            raise UsageError(f"no module is called {name!r}, neither in {os.getcwd()} nor in the environment") from None
        raise UsageError(f"{name} cannot be imported: {error}") from error
    except EventualError as error:
        raise UsageError(f"{name} cannot be imported: {error}") from error
    except (Exception, SystemExit) as error:
        raise UsageError(f"{name} cannot be imported: {type(error).__name__}: {error}") from error


def find_workflow(reference: str) -> Workflow[..., Any]:
    """The workflow that `MODULE:WORKFLOW` names, by its function's or its own name.

    Raises:
        UsageError: there is no such workflow.
    """
    module_name, separator, name = reference.partition(":")
    if not separator or not name:
        raise UsageError(f"{reference!r} is no reference to a workflow; write MODULE:WORKFLOW")
    module = import_module(module_name)
    found = _attribute(module, name)
    return found if isinstance(found, Workflow) else named_workflow(workflows_of(module_name), name, module_name)


def workflows_of(service: str) -> list[Workflow[..., Any]]:
    """The workflows of `MODULE` (all that it holds), or of `MODULE:NAME` (a workflow, or a list of them).

    Raises:
        UsageError: there are none.
    """
    module_name, _, name = service.partition(":")
    module = import_module(module_name)
    found = _attribute(module, name) if name else module
    if isinstance(found, ModuleType):
        found = list(vars(found).values())
    elif isinstance(found, Workflow):
        found = [found]
    candidates = found if isinstance(found, Iterable) and not isinstance(found, str) else []
    workflows = list({id(item): item for item in candidates if isinstance(item, Workflow)}.values())
    if not workflows:
        raise UsageError(f"{service} holds no workflow; declare one with @workflow, or name a list of them")
    return workflows


def named_workflow(workflows: Iterable[Workflow[..., Any]], name: str, place: str) -> Workflow[..., Any]:
    """The workflow of this name among these.

    Raises:
        UsageError: there is none.
    """
    return _named(workflows, name, place, "workflow")


def find_signal(service: str | None, name: str) -> Signal[Any]:
    """The signal of this name in the application's module, which knows its type; an untyped one where no application is named.

    Raises:
        UsageError: the application has no such signal.
    """
    if service is None:
        return Signal(name)
    place = service.partition(":")[0]
    signals = [found for found in vars(import_module(place)).values() if isinstance(found, Signal)]
    return _named(signals, name, place, "signal")


def _named(things: Iterable[N], name: str, place: str, what: str) -> N:
    by_name = {thing.name: thing for thing in things}
    if name in by_name:
        return by_name[name]
    close = difflib.get_close_matches(name, by_name, 1)
    hint = f"did you mean {close[0]!r}?" if close else f"it has {', '.join(sorted(by_name)) or 'none'}"
    raise UsageError(f"{place} has no {what} called {name!r}; {hint}")


def _attribute(module: ModuleType, name: str) -> object:
    found: object = module
    for part in name.split("."):
        found = getattr(found, part, None)
    return found
