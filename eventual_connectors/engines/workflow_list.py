"""What a worker is given to run."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ..errors import UsageError, WorkflowCodeError
from ..workflows.check import check_workflow
from ..workflows.definition import Workflow


def by_name(workflows: Any) -> dict[str, Workflow[..., Any]]:
    """The workflows by their names, once each was looked through for what cannot be replayed.

    Raises:
        UsageError: this is no list of workflows, or two have the same name.
        WorkflowCodeError: one reads a clock, or does something else of that kind.
    """
    found: dict[str, Workflow[..., Any]] = {}
    for workflow in _listed(workflows):
        if found.setdefault(workflow.name, workflow) is not workflow:
            raise UsageError(f"two workflows are called {workflow.name!r}; name one of them with @workflow(name=…)")
        _refuse_unsafe(workflow)
    return found


def _listed(workflows: Any) -> list[Workflow[..., Any]]:
    if isinstance(workflows, Workflow):
        raise UsageError(f"a worker takes a list of workflows: write [{workflows.__name__}]")
    if isinstance(workflows, str) or not isinstance(workflows, Iterable):
        raise UsageError(f"a worker takes a list of workflows, not {workflows!r}")
    found = list(workflows)
    for each in found:
        if not isinstance(each, Workflow):
            name = getattr(each, "__qualname__", None) or repr(each)
            raise UsageError(f"a worker takes a list of workflows, and {name} is none; declare it with @workflow")
    return found


def _refuse_unsafe(workflow: Workflow[..., Any]) -> None:
    findings = check_workflow(workflow.function)
    if findings:
        more = f" (and {len(findings) - 1} more; `eventual check` lists them)" if len(findings) > 1 else ""
        raise WorkflowCodeError(f"workflow {workflow.name}: {findings[0]}{more}")
