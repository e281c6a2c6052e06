"""`eventual replay`: today's code over recorded histories."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import click

from ..errors import UsageError
from ..workflows.corpus import Played, find_flows, play_all
from . import debugging, output
from .exits import GOOD
from .settings import app_option, application, json_option
from .verdicts import VERDICTS, JUnit, Verdicts

LISTED = 50
"""Flows up to which each has a line of its own; of more the causes are shown."""


@click.command()
@click.argument("flows", nargs=-1, metavar="FILE|DIR...")
@app_option
@click.option("--jobs", type=click.IntRange(min=1), default=1, help="Processes that play at once.")
@click.option("--allow-diverged", is_flag=True, help="End with 0 where the code does something else and could be run; they are listed.")
@click.option("--junit", type=click.Path(path_type=Path), metavar="FILE", help="Write a JUnit file, a test case for each flow.")
@click.option("--markdown", type=click.Path(path_type=Path), metavar="FILE", help="Write a summary for a pull request.")
@click.option("--debug", is_flag=True, help="Wait for a debugger (debugpy) on this machine before the first flow is played.")
@click.option("--debug-port", type=click.IntRange(0, 65535), default=5678, show_default=True, help="Where it is waited for.")
@click.option("--init-vscode", is_flag=True, help="Write a launch configuration: F5 on an open flow file plays it back.")
@json_option
def replay(
    flows: tuple[str, ...],
    app: str | None,
    jobs: int,
    allow_diverged: bool,
    junit: Path | None,
    markdown: Path | None,
    debug: bool,
    debug_port: int,
    init_vscode: bool,
    as_json: bool,
) -> int:
    """Run today's code over recorded histories and compare. Nothing is sent.

    The verdict is `same`, `diverged` (the code does something else) or `broken` (it could not be run). The workflow is found by the
    history's own reference; --app names another place. Of a folder, all flow files in it and below are played.

    \b
      eventual replay order-1.flow.jsonl
      eventual replay tests/flows --jobs 4 --junit flows.xml --markdown flows.md
      eventual replay order-1.flow.jsonl --debug     # then attach an IDE; breakpoints in workflow code work
    """
    if init_vscode:
        output.say(f"{debugging.init_vscode(Path.cwd())}: open a flow file and press F5")
        if not flows:
            return GOOD
    if not flows:
        raise UsageError("give flow files, or folders that hold some")
    if debug and jobs > 1:
        raise UsageError("--debug plays in one process; leave --jobs out")
    if debug:
        debugging.wait_for_debugger(debug_port)
    files, service = find_flows(flows), application(app)
    verdicts, kept = Verdicts(), []
    with ExitStack() as stack:
        writer = stack.enter_context(JUnit(junit, allow_diverged=allow_diverged)) if junit is not None else None
        for played in _shown(play_all(files, service, jobs), len(files)):
            verdicts.add(played)
            if writer is not None:
                writer.add(played)
            if played.unusable and len(files) <= LISTED:
                detail = played.playback.detail
                said_of_flow = service is None and played.file not in detail
                output.say(f"error: {f'{played.file}: ' if said_of_flow else ''}{detail}")
            if as_json or len(files) <= LISTED:
                kept.append(played)
    if markdown is not None:
        _write(markdown, verdicts.to_markdown())
    _report(verdicts, kept, as_json)
    return verdicts.exit_code(allow_diverged=allow_diverged)


def _shown(results: Iterable[Played], total: int) -> Iterator[Played]:
    """The results, with a bar where there are many and somebody looks."""
    if total <= LISTED:
        yield from results
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(results, "flows", total, console=Console(stderr=True), transient=True)


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _report(verdicts: Verdicts, kept: list[Played], as_json: bool) -> None:
    if as_json:
        counts: dict[str, Any] = {verdict: verdicts.counts[verdict] for verdict in VERDICTS}
        output.print_json({"flows": verdicts.counts.total(), **counts, "results": [played.to_json() for played in kept]})
        return
    if listed := [played for played in kept if not played.unusable]:  # of the others an error told
        output.print_table(["flow", "verdict", "detail"], [[one.file, one.verdict, one.playback.detail] for one in listed])
    elif verdicts.groups and not kept:
        rows = [[str(one.count), one.example.verdict, one.example.playback.detail, one.example.file] for one in verdicts.by_size]
        output.print_table(["flows", "verdict", "detail", "for example"], rows)
    output.say(verdicts.said())
