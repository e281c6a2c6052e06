"""`eventual check`: what cannot be replayed in the code of workflows."""

from __future__ import annotations

from dataclasses import asdict

import click

from ..workflows.check import check_workflow
from ..workflows.references import workflows_of
from . import output
from .settings import json_option


@click.command()
@click.argument("modules", nargs=-1, required=True, metavar="MODULE...")
@json_option
def check(modules: tuple[str, ...], as_json: bool) -> int:
    """Find direct I/O, clocks and randomness in the code of workflows: what a replay could not repeat.

    What the code uses is followed through the application: the package of the workflow, the modules beside it, and those in the current
    directory and below. Installed packages and activities are not entered. A line that is right for a reason that cannot be seen says so:

    \b
      started = time.time()  # eventual: allow clock only shown in a log
    """
    workflows = {workflow.reference: workflow for module in modules for workflow in workflows_of(module)}
    # Two workflows may use one function; what is wrong with it is one finding.
    findings = list(dict.fromkeys(finding for workflow in workflows.values() for finding in check_workflow(workflow)))
    if as_json:
        output.print_json({"workflows": list(workflows), "findings": [asdict(finding) for finding in findings]})
    else:
        for finding in findings:
            print(finding)
        output.say(f"checked {', '.join(workflows)}: {len(findings) or 'no'} finding{'' if len(findings) == 1 else 's'}")
    return int(bool(findings))
