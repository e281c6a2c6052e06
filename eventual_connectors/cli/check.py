"""`eventual check`: what cannot be replayed in the code of workflows."""

from __future__ import annotations

import click

from ..workflows.check import check_workflow
from . import output
from .modules import workflows_of
from .settings import json_option


@click.command()
@click.argument("modules", nargs=-1, required=True, metavar="MODULE...")
@json_option
def check(modules: tuple[str, ...], as_json: bool) -> int:
    """Find direct I/O, clocks and randomness in the code of workflows: what a replay could not repeat."""
    workflows = list({flow.reference: flow for module in modules for flow in workflows_of(module)}.values())
    findings = [(workflow.reference, str(finding)) for workflow in workflows for finding in check_workflow(workflow.function)]
    if as_json:
        tree = [{"workflow": reference, "finding": finding} for reference, finding in findings]
        output.print_json({"workflows": len(workflows), "findings": tree})
    else:
        for reference, finding in findings:
            print(f"{reference}: {finding}")
        output.say(f"{len(workflows)} workflows, {len(findings)} findings")
    return int(bool(findings))
