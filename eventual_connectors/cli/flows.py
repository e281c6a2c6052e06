"""An execution's history as a flow file: what it holds, what is hidden in it, and what it is called."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import click

from .. import discovery
from ..engines.port import ExecutionRecord
from ..errors import UsageError
from ..history import events as ev
from ..history.file import SUFFIX, Flow, Header, write_flow
from .redacting import Rules, read_rules, redacted, suspicions

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


_PLAIN = " !#$&'()+,;=@[]^{}~"
"""What a file's name may hold on every system, beside letters, digits and `_.-`."""

LONGEST = 200
"""Bytes of an execution's id in a file's name; file systems take 255 for the whole."""


def prepared(flow: Flow, rules: Path | None, *, mask: bool, unchecked: bool) -> Flow:
    """The flow as it may be written: with pseudonyms, and looked through for credentials.

    Raises:
        UsageError: something looks like a credential, or the rules are none.
    """
    wanted = read_rules(rules) if rules is not None else Rules()
    try:
        flow = redacted(flow, replace(wanted, credentials=mask), os.environ.get(KEY, "").encode())
        left = [] if unchecked else suspicions(flow)
    except RecursionError:
        raise UsageError("nothing is written: a value of the history is nested too deeply to be looked through") from None
    if left:
        places = "; ".join(f"{one.place} looks like {one.kind}" for one in left[:SHOWN])
        more = f"; and {len(left) - SHOWN} more" if len(left) > SHOWN else ""
        raise UsageError(f"nothing is written: {places}{more}. --mask puts pseudonyms there, --unchecked writes it as it is")
    return flow


def file_name(execution_id: str) -> str:
    """What its flow file is called: of two executions never the same, where the file system tells capitals from small letters."""
    name = quote(execution_id, safe=_PLAIN)
    if name.startswith("."):
        name = f"%2E{name[1:]}"
    if len(name) > LONGEST:
        name = f"{name[:LONGEST]}%{hashlib.sha256(execution_id.encode()).hexdigest()[:16]}"
    return f"{name}{SUFFIX}"


def made(folder: Path) -> Path:
    """The folder, which is made where it is missing.

    Raises:
        UsageError: it cannot be.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error.strerror}") from None
    return folder


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
