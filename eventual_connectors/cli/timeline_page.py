"""A timeline as one HTML page: no script, nothing from elsewhere, the payloads behind a click."""

from __future__ import annotations

import json
from collections.abc import Iterable
from html import escape
from itertools import pairwise
from math import log1p
from typing import Any

from ..clock import SECOND, Micros, to_text
from ..history import events as ev
from ..history.events import Event
from ..history.file import Flow
from . import output
from .timeline import Row, timeline

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --good: #2a9d5c; --bad: #d64545; --doubt: #d98e04; --wait: #7a8ca3; --note: #4a7fd0 }
body { font: 14px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 80rem; padding: 0 1rem }
h1 { font-size: 1.3rem; margin-bottom: .2rem } code, pre, td { font-family: ui-monospace, monospace; font-size: 12px }
table { border-collapse: collapse; width: 100% } th { text-align: left; font-size: 12px }
th, td { padding: .25rem .5rem; vertical-align: top }
tr { border-top: 1px solid var(--line) } td { overflow-wrap: anywhere } td.bar { width: 34%; min-width: 12rem }
.track { background: var(--line); border-radius: 3px; height: .7rem; margin-top: .25rem; position: relative }
.track i { border-radius: 3px; bottom: 0; min-width: 3px; position: absolute; top: 0 }
.good { background: var(--good) } .bad { background: var(--bad) } .doubt { background: var(--doubt) } .wait { background: var(--wait) }
.note { background: var(--note) } pre { background: #8881; margin: .3rem 0; overflow: auto; padding: .5rem } summary { cursor: pointer }
"""

_LEGEND = {
    "good": "done",
    "doubt": "in doubt, or parked",
    "bad": "failed",
    "wait": "waits, or goes on",
    "note": "of the execution, or a signal",
}


def page(flow: Flow) -> str:
    """The page of a flow that may be handed on. Everything in it is escaped."""
    header, rows = flow.header, timeline(flow.events)
    last = flow.events[-1].at if flow.events else header.started_at
    scale = _Scale([header.started_at, last, *(at for row in rows for at in (row.at, row.ended_at or last))])
    title = f"{header.execution_id}: {header.workflow} (version {header.version})"
    facts = f"started {to_text(header.started_at)}, {_duration(last - header.started_at)} to the last event; engine {header.engine}"
    legend = " ".join(f'<span><i class="{kind}">&emsp;</i> {escape(text)}</span>' for kind, text in _LEGEND.items())
    by_path = _by_path(flow.events)
    body = "\n".join(_row(row, last, scale, by_path.pop(row.path, ())) for row in rows)  # a call's payloads stand at its first row
    return f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>{_text(title)}</title>
<style>{_STYLE}</style></head><body>
<h1>{_text(title)}</h1>
<p>{_text(facts)}. A stretch of time is drawn by its logarithm, so that an attempt shows beside a day of waiting.</p>
<p>{legend}</p>
{_details("input", header.input)}
<table><thead><tr><th>when (UTC)</th><th>call</th><th>attempt</th><th>outcome</th><th>time</th></tr></thead><tbody>
{body}
</tbody></table></body></html>
"""


class _Scale:
    """Where a time is on the page, in percent: between two instants that follow each other there is the logarithm of the time."""

    def __init__(self, instants: Iterable[Micros]) -> None:
        known = sorted(set(instants))
        self._places = {known[0]: 0.0}
        for before, after in pairwise(known):
            self._places[after] = self._places[before] + log1p((after - before) / 1000)
        self._length = self._places[known[-1]] or 1.0

    def __call__(self, at: Micros) -> float:
        return 100 * self._places[at] / self._length


def _row(row: Row, last: Micros, scale: _Scale, events: Iterable[Event]) -> str:
    end = row.ended_at or last
    left, width = scale(row.at), scale(end) - scale(row.at)
    place = f"left:{min(left, 99.5):.2f}%;width:{width:.2f}%"
    bar = f'<div class="track"><i class="{_kind(row)}" style="{place}"></i></div>{_duration(end - row.at)}'
    when, path, attempt, outcome, after = row.cells()
    said = _text(outcome) + (f"<br>{_text(after)}" if after else "")
    payloads = "".join(_details(event.type.replace("_", " "), event.data) for event in events)
    return (
        f'<tr><td>{_text(when)}</td><td>{_text(path)}{payloads}</td><td>{_text(attempt)}</td><td>{said}</td><td class="bar">{bar}</td></tr>'
    )


def _kind(row: Row) -> str:
    if row.path == "" or row.path.startswith("signal:"):
        return "bad" if row.outcome.startswith("failed") else "note"
    if row.outcome.startswith("failed"):
        return "bad"
    if row.outcome.startswith(("in doubt", "parked")):
        return "doubt"
    return "good" if row.outcome.startswith("done") else "wait"


def _by_path(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        path = f"signal:{event.data['name']}" if event.type == ev.SIGNAL_RECEIVED else event.path
        found.setdefault(path, []).append(event)
    return found


def _details(title: str, tree: Any) -> str:
    shown = json.dumps(tree, ensure_ascii=False, indent=2)
    return f"<details><summary>{_text(title)}</summary><pre>{escape(shown)}</pre></details>"


def _text(text: str) -> str:
    return escape(output.clean(text))


def _duration(time: Micros) -> str:
    seconds = max(0, time) / SECOND
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds / size:.3g} {unit}"
    return f"{seconds:.3g} s"
