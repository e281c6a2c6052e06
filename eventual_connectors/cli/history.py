"""`eventual history`: executions' histories as flow files."""

from __future__ import annotations

from pathlib import Path

import click

from ..codec import dumps
from ..engines.port import CLOSED, STATUSES, ExecutionSummary
from ..errors import HistoryError, UsageError
from ..history import events as ev
from ..history.file import SUFFIX, read_flow
from . import output
from .flows import file_name, flow_of, made, prepared, redaction_options, save
from .settings import engine_url, group_url_option, json_option, opened, url_option
from .times import moment


@click.group(no_args_is_help=True)
@group_url_option
def history() -> None:
    """Write the histories of executions to files."""


@history.command()
@click.argument("execution_id", metavar="ID")
@click.option("-o", "target", metavar="FILE", help=f"Where to; ID{SUFFIX} unless given, - is standard output.")
@redaction_options
@url_option
@json_option
def export(execution_id: str, target: str | None, rules: Path | None, mask: bool, unchecked: bool, url: str | None, as_json: bool) -> None:
    """Write the history of an execution as a flow file, which `eventual replay` plays.

    What looks like a credential is not written: the export is refused, and says where it stands. `--mask` and `--rules` put pseudonyms in
    its place, and in the place of what the rules name; equal values get equal ones, so the flow plays as before.

    \b
      eventual history export order-1
      eventual history export order-1 --rules redact.toml     # fields = ["email", "customer.name"]
                                                              # patterns = ["[0-9]{13,19}"]
    """
    found = engine_url(url)
    with opened(found) as engine:
        record = engine.record(execution_id)
    flow = prepared(flow_of(record, found.partition(":")[0]), rules, mask=mask, unchecked=unchecked)
    if target == "-":
        output.print_lines(dumps(line) for line in [flow.header.to_json(), *(event.to_json() for event in flow.events)])
        return
    path = Path(target or file_name(execution_id))
    save(flow, path)
    if as_json:
        output.print_json({"file": str(path), "events": len(flow.events)})
    else:
        output.say(f"{path}: {len(flow.events)} events")


@history.command()
@click.argument("folder", type=click.Path(path_type=Path), metavar="DIR")
@click.option("--workflow", metavar="NAME", help="Executions of this workflow alone.")
@click.option("--status", type=click.Choice(STATUSES), help="Those in this state alone.")
@click.option("--since", metavar="TIME", help="Those that were started then or later: 2026-11-01, 2026-11-01T12:00:00Z, 36h or 7d ago.")
@click.option("--before", metavar="TIME", help="Those that were started before it.")
@click.option("--anew", is_flag=True, help="Write what is there already, too, as after a change of the rules.")
@redaction_options
@url_option
@json_option
def sync(
    folder: Path,
    workflow: str | None,
    status: str | None,
    since: str | None,
    before: str | None,
    anew: bool,
    rules: Path | None,
    mask: bool,
    unchecked: bool,
    url: str | None,
    as_json: bool,
) -> int:
    """Bring a folder of flow files up to date: a file for each execution that is not there yet, or had not ended when it was written.

    Nothing is removed. An execution whose history looks as if it held a credential is left out and named, and the command ends with 1.

    \b
      eventual history sync flows --since 7d
      eventual history sync flows --workflow checkout --status failed --rules redact.toml
      eventual replay flows --jobs 4
    """
    earliest, latest = moment("--since", since), moment("--before", before)
    found = engine_url(url)
    written: list[str] = []
    refused: dict[str, str] = {}
    with opened(found) as engine:
        chosen = [
            summary
            for summary in engine.executions(status=status, limit=_ALL)
            if workflow in (None, summary.workflow) and (earliest or 0) <= summary.started_at < (latest or summary.started_at + 1)
        ]
        made(folder)
        for summary in output.tracked(chosen, str(folder)):
            path = folder / file_name(summary.id)
            try:
                if anew or not _is_there(summary, path):
                    flow = flow_of(engine.record(summary.id), found.partition(":")[0])
                    save(prepared(flow, rules, mask=mask, unchecked=unchecked), path)
                    written.append(str(path))
            except UsageError as error:
                refused[summary.id] = str(error)
    if as_json:
        output.print_json({"executions": len(chosen), "written": written, "refused": refused})
    else:
        for id, reason in refused.items():
            output.say(f"{id}: {reason}")
        output.say(f"{folder}: {len(written)} written, {len(chosen) - len(written) - len(refused)} there already, {len(refused)} left out")
    return int(bool(refused))


_ALL = 10**9


def _is_there(summary: ExecutionSummary, path: Path) -> bool:
    """Whether the file holds this execution to its end."""
    if summary.status not in CLOSED or not path.exists():
        return False
    try:
        flow = read_flow(path)
    except HistoryError:
        return False
    return flow.header.started_at == summary.started_at and bool(flow.events) and flow.events[-1].type in ev.CLOSING
