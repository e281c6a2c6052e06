"""`eventual history`: an execution's history as a flow file."""

from __future__ import annotations

from pathlib import Path

import click

from .. import discovery
from ..codec import dumps
from ..engines.port import ExecutionRecord
from ..errors import UsageError
from ..history import events as ev
from ..history.file import SUFFIX, Flow, Header, write_flow
from . import output
from .settings import engine_url, group_url_option, json_option, opened, url_option


@click.group(no_args_is_help=True)
@group_url_option
def history() -> None:
    """Write the history of an execution to a file."""


@history.command()
@click.argument("execution_id", metavar="ID")
@click.option("-o", "target", metavar="FILE", help=f"Where to; ID{SUFFIX} unless given, - is standard output.")
@url_option
@json_option
def export(execution_id: str, target: str | None, url: str | None, as_json: bool) -> None:
    """Write the history of an execution as a flow file, which `eventual replay` plays."""
    found = engine_url(url)
    with opened(found) as engine:
        record = engine.record(execution_id)
    flow = flow_of(record, found.partition(":")[0])
    if target == "-":
        output.print_lines(dumps(line) for line in [flow.header.to_json(), *(event.to_json() for event in flow.events)])
        return
    path = Path(target or file_name(execution_id))
    save(flow, path)
    if as_json:
        output.print_json({"file": str(path), "events": len(flow.events)})
    else:
        output.say(f"{path}: {len(flow.events)} events")


def file_name(execution_id: str) -> str:
    """What its flow file is called."""
    return f"{execution_id.replace('/', '_')}{SUFFIX}"


def save(flow: Flow, path: Path) -> None:
    """Write a flow file.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        write_flow(flow, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def flow_of(record: ExecutionRecord, engine: str) -> Flow:
    """An execution's history as a flow.

    Raises:
        UsageError: it has none yet.
    """
    summary = record.summary
    if not record.events:
        raise UsageError(f"the execution {summary.id!r} has no history yet: no worker has taken it up")
    header = Header(
        workflow=summary.workflow,
        reference=record.reference,
        version=summary.version,
        execution_id=summary.id,
        root=record.root,
        input=record.events[0].data["input"],
        started_at=summary.started_at,
        engine=engine,
        python=record.python,
        connectors=_versions(record),
    )
    return Flow(header, record.events)


def _versions(record: ExecutionRecord) -> dict[str, str]:
    used = {event.data["activity"].partition(".")[0] for event in record.events if event.type == ev.ACTIVITY_SCHEDULED}
    return {info.name: info.version for info in discovery.connectors() if info.name in used}
