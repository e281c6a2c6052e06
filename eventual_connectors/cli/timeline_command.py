"""`eventual timeline`: a history as a timeline, on the terminal or as one HTML file."""

from __future__ import annotations

from pathlib import Path

import click

from ..errors import UsageError
from ..history.file import SUFFIX, Flow, read_flow
from . import output
from .flows import flow_of
from .redacting import Rules, redacted
from .settings import engine_url, json_option, opened, url_option
from .timeline import HEADERS, timeline
from .timeline_page import page


@click.command("timeline")
@click.argument("source", metavar="FILE|ID")
@click.option("-o", "target", type=click.Path(path_type=Path), metavar="FILE", help="Write one HTML file, with the payloads.")
@url_option
@json_option
def timeline_(source: str, target: Path | None, url: str | None, as_json: bool) -> None:
    """Show a history: attempts, waits, timers, signals, children and parked calls, in the order in which they began.

    It is that of a flow file, or of an execution of the engine. The HTML file needs nothing beside it, and can be attached to a ticket.

    \b
      eventual timeline order-1
      eventual timeline order-1.flow.jsonl -o order-1.html
    """
    flow = _flow(source, url)
    rows = timeline(flow.events)
    if target is not None:
        try:
            target.write_text(page(redacted(flow, Rules(credentials=True))), encoding="utf-8")  # it is made to be handed on
        except OSError as error:
            raise UsageError(f"{target} cannot be written: {error.strerror}") from None
    if as_json:
        output.print_json([row.to_json() for row in rows])
    elif target is not None:
        output.say(f"{target}: {len(rows)} rows")
    else:
        output.print_table(HEADERS, [row.cells() for row in rows])


def _flow(source: str, url: str | None) -> Flow:
    if source.endswith(SUFFIX) or Path(source).is_file():
        return read_flow(Path(source))
    with opened(found := engine_url(url)) as engine:
        return flow_of(engine.record(source), found.partition(":")[0])
