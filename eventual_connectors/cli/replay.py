"""`eventual replay`: today's code over recorded histories."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import click

from ..errors import EventualError, UsageError
from ..history.file import Flow, Header, read_flow
from ..workflows.definition import Workflow
from ..workflows.playback import Playback, play
from . import output
from .modules import find_workflow, named_workflow, workflows_of
from .settings import app_option, application, json_option


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@app_option
@json_option
def replay(files: tuple[str, ...], app: str | None, as_json: bool) -> int:
    """Run today's code over recorded histories and compare. Nothing is sent.

    The verdict is `same`, `diverged` (the code does something else) or `broken` (it could not be run). The workflow is found by the
    history's own reference; --app names another place.
    """
    service = application(app)
    unusable: list[str] = []
    results: list[dict[str, Any]] = []
    for file in files:
        try:
            flow = read_flow(Path(file))
            workflow = _workflow(flow.header, service)
        except EventualError as error:
            unusable.append(file)
            output.say(f"error: {error}")
            results.append({"flow": file, "verdict": "broken", "detail": str(error)})
            continue
        played = _play(flow, workflow)
        results.append({"flow": file, "verdict": played.verdict, "detail": played.detail, **_difference(played)})
    _report(results, unusable, as_json)
    return 2 if unusable else int(any(result["verdict"] != "same" for result in results))


def _workflow(header: Header, service: str | None) -> Workflow[..., Any]:
    if service is not None:
        return named_workflow(workflows_of(service), header.workflow, service)
    if header.reference.startswith("__main__:") or "<locals>" in header.reference:
        raise UsageError(f"the workflow {header.workflow!r} came from {header.reference}, which cannot be imported; use --app")
    return find_workflow(header.reference)


def _play(flow: Flow, workflow: Workflow[..., Any]) -> Playback:
    try:
        with redirect_stdout(sys.stderr):  # what the code prints is no answer of the command
            return play(flow, workflow)
    except EventualError as error:
        return Playback("broken", str(error))


def _difference(played: Playback) -> dict[str, Any]:
    if played.verdict != "diverged":
        return {}
    return {"path": played.path, "expected": played.expected, "actual": played.actual}


def _report(results: list[dict[str, Any]], unusable: list[str], as_json: bool) -> None:
    verdicts = Counter(result["verdict"] for result in results)
    counts = {verdict: verdicts[verdict] for verdict in ("same", "diverged", "broken")}
    if as_json:
        output.print_json({"flows": len(results), **counts, "results": results})
        return
    played = [result for result in results if result["flow"] not in unusable]  # of the others an error told
    if played:
        output.print_table(["flow", "verdict", "detail"], [[result["flow"], result["verdict"], result["detail"]] for result in played])
    output.say(f"{len(results)} flow{'' if len(results) == 1 else 's'}: " + ", ".join(f"{n} {verdict}" for verdict, n in counts.items()))
