"""`eventual history`: an execution's history as a flow file."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from .. import discovery
from ..codec import dumps
from ..engines.port import ExecutionRecord
from ..errors import UsageError
from ..history import events as ev
from ..history.file import SUFFIX, Flow, Header, write_flow
from . import output
from .redacting import Rules, read_rules, redacted, suspicions
from .settings import engine_url, group_url_option, json_option, opened, url_option

KEY = "EVENTUAL_PSEUDONYM_KEY"
"""The environment variable that makes the pseudonyms of several exports the same."""

SHOWN = 3
"""Suspected credentials that an error names."""


def redaction_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """What may be told of what leaves the engine."""
    file = click.Path(path_type=Path)
    for option in (
        click.option("--unchecked", is_flag=True, help="Write what looks like a credential as well."),
        click.option("--mask", is_flag=True, help="Put a pseudonym in the place of what looks like a credential."),
        click.option("--rules", type=file, metavar="FILE", help="TOML with the fields and patterns that get pseudonyms."),
    ):
        command = option(command)
    return command


@click.group(no_args_is_help=True)
@group_url_option
def history() -> None:
    """Write the history of an execution to a file."""


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


def prepared(flow: Flow, rules: Path | None, *, mask: bool, unchecked: bool) -> Flow:
    """The flow as it may be written: with pseudonyms, and looked through for credentials.

    Raises:
        UsageError: something looks like a credential, or the rules are none.
    """
    wanted = read_rules(rules) if rules is not None else Rules()
    flow = redacted(flow, replace(wanted, credentials=mask), os.environ.get(KEY, "").encode())
    left = [] if unchecked else suspicions(flow)
    if left:
        places = "; ".join(f"{one.place} looks like {one.kind}" for one in left[:SHOWN])
        more = f"; and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        raise UsageError(f"nothing is written: {places}{more}. --mask puts pseudonyms there, --unchecked writes it as it is")
    return flow


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
