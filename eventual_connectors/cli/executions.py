"""`eventual executions`: list, show and steer executions."""

from __future__ import annotations

import shlex
import sys
from contextlib import suppress
from typing import Any

import click

from ..activities import Activity
from ..attempts.completion import read
from ..clock import to_text
from ..codec import dumps
from ..engines.known_activities import find_activity
from ..engines.port import STATUSES, ExecutionRecord, ParkedCall
from ..errors import PluginError, SerializationError, UsageError
from ..history import events as ev
from ..workflows.references import find_signal, import_module
from . import inputs, output
from .settings import app_option, application, group_url_option, json_option, opened, url_option
from .timeline import HEADERS, timeline

WIDEST = 80
"""Characters of a cell of the list for people; `--json` gives them whole."""


@click.group(no_args_is_help=True)
@group_url_option
def executions() -> None:
    """List, show and steer executions."""


@executions.command("list")
@click.option("--status", type=click.Choice(STATUSES), help="Those in this state alone.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many at most, newest first.")
@url_option
@json_option
def list_(status: str | None, limit: int, url: str | None, as_json: bool) -> None:
    """List executions, newest first; of those under way also whether they were asked to cancel."""
    with opened(url) as engine:
        summaries = engine.executions(status=status, limit=limit + 1)
        found = [summary.to_json() for summary in summaries[:limit]]
    if len(summaries) > limit:
        output.say(f"there are more than these {limit}; --limit shows more of them")
    if as_json:
        output.print_json(found)
    elif not found:
        output.say("no executions")
    else:
        headers = ["id", "workflow", "status", "started_at", "updated_at", "reason"]
        output.print_table(headers, [[_cell(item, header) for header in headers] for item in found])


@executions.command()
@click.argument("execution_id", metavar="ID")
@url_option
@json_option
def show(execution_id: str, url: str | None, as_json: bool) -> None:
    """Show an execution: its state, its parked calls, and the timeline of its attempts."""
    with opened(url) as engine:
        record = engine.record(execution_id)
        parked = engine.handle(execution_id).parked()
    if as_json:
        rows = [row.to_json() for row in timeline(record.events, record.beats)]
        refusals = _refusals(record)
        calls = [{**call.to_json(), "refused": refusals.get(call.path)} for call in parked]
        output.print_json({**record.summary.to_json(), **_ending(record), "parked": calls, "timeline": rows})
    else:
        _print(record, parked)


@executions.command("signal")
@click.argument("execution_id", metavar="ID")
@click.argument("name")
@click.option("--payload", default="null", metavar="JSON", help="What is sent; null unless given.")
@click.option("--signal-id", metavar="ID", help="Of signals of one name and id the first one counts.")
@url_option
@app_option
@json_option
def signal_(execution_id: str, name: str, payload: str, signal_id: str | None, url: str | None, app: str | None, as_json: bool) -> None:
    """Send a signal. With --app the payload is checked against the signal's type."""
    value = inputs.parse_value(payload, "--payload")
    kind = find_signal(application(app), name)
    try:
        kind.encode(value)
    except SerializationError as error:
        raise UsageError(f"the payload of the signal {name!r}: {error}") from None
    with opened(url) as engine:
        engine.handle(execution_id).signal(kind, value, id=signal_id)
    _recorded(execution_id, "signal", as_json)


@executions.command()
@click.argument("execution_id", metavar="ID")
@click.option("--reason", default="", help="Why, for the history.")
@url_option
@json_option
def cancel(execution_id: str, reason: str, url: str | None, as_json: bool) -> None:
    """Ask an execution to cancel. Its clean-up runs, durably."""
    with opened(url) as engine:
        engine.handle(execution_id).cancel(reason)
    _recorded(execution_id, "cancel", as_json)


@executions.command()
@click.argument("execution_id", metavar="ID")
@url_option
@json_option
def retry(execution_id: str, url: str | None, as_json: bool) -> None:
    """Have a blocked execution try its code again."""
    with opened(url) as engine:
        engine.retry(execution_id)
    _recorded(execution_id, "retry", as_json)


@executions.command()
@click.argument("execution_id", metavar="ID")
@click.argument("path")
@click.option("--attempt", type=click.IntRange(min=1), help="The attempt in doubt, as `show` names it. Needed.")
@click.option("--retry", is_flag=True, help="Send it again.")
@click.option("--succeeded", metavar="JSON", help="Take it as done, with this result.")
@click.option("--failed", metavar="REASON", help="Take it as not done.")
@url_option
@app_option
@json_option
def resolve(
    execution_id: str,
    path: str,
    attempt: int | None,
    retry: bool,
    succeeded: str | None,
    failed: str | None,
    url: str | None,
    app: str | None,
    as_json: bool,
) -> None:
    """Settle a parked call: exactly one of --retry, --succeeded and --failed.

    With --app the result is checked against its type. Else the worker does that later; `show` says if it refuses it.
    """
    if retry + (succeeded is not None) + (failed is not None) != 1:
        raise UsageError("give exactly one of --retry, --succeeded and --failed")
    result = ... if succeeded is None else inputs.parse_value(succeeded, "--succeeded")
    if succeeded is not None and (code := application(app)) is not None:
        import_module(code.partition(":")[0])  # its activities, and their types, are known from here on
    with opened(url) as engine:
        handle = engine.handle(execution_id)
        if attempt is None:
            raise _which_attempt(path, handle.parked())
        handle.resolve(path, attempt, retry=retry, succeeded=result, failed=failed)
        _recorded(execution_id, "resolve", as_json)
        if succeeded is not None:
            _say_unchecked(engine.record(execution_id), path)


@executions.command()
@click.argument("token")
@click.option("--result", metavar="JSON", help="The call's result.")
@click.option("--failed", metavar="REASON", help="The call failed.")
@url_option
@app_option
@json_option
def complete(token: str, result: str | None, failed: str | None, url: str | None, app: str | None, as_json: bool) -> None:
    """Complete a call from outside with the token that its activity handed out: exactly one of --result and --failed.

    TOKEN may be `-`: then it is read from standard input, where no list of processes shows it. With --app the result is checked against
    its type. Else the worker does that later; `show` says if it refuses it.
    """
    if (result is None) == (failed is None):
        raise UsageError("give exactly one of --result and --failed")
    token = sys.stdin.read().strip() if token == "-" else token
    if (code := application(app)) is not None:
        import_module(code.partition(":")[0])  # its activities, and their types, are known from here on
    with opened(url) as engine:
        if failed is not None:
            engine.fail(token, failed)
        else:
            engine.complete(token, inputs.parse_value(result or "", "--result"))
        claim = read(token)
        _recorded(claim.execution_id, "complete", as_json)
        if result is not None:
            _say_unchecked(engine.record(claim.execution_id), claim.path)


def _which_attempt(path: str, parked: list[ParkedCall]) -> UsageError:
    """What somebody is told who does not say which doubt is meant: it could be another one than the one looked at."""
    known = ", ".join(f"--attempt {call.attempt}" for call in parked if call.path == path)
    others = ", ".join(f"{call.path} (attempt {call.attempt})" for call in parked) or "nothing"
    return UsageError(f"say which attempt is meant; in doubt now is {known}" if known else f"{path!r} is not parked; {others} is")


def _recorded(execution_id: str, request: str, as_json: bool) -> None:
    if as_json:
        output.print_json({"id": execution_id, "request": request})
    else:
        refusal = "; `eventual executions show` says if it refuses it" if request in ("resolve", "complete") else ""
        output.say(f"recorded; the worker of {execution_id} takes it up{refusal}")


def _say_unchecked(record: ExecutionRecord, path: str) -> None:
    """Say of a result whose type is not known here that it was not checked: the worker knows it, and refuses what does not fit."""
    names = [event.data["activity"] for event in record.events if event.type == ev.ACTIVITY_SCHEDULED and event.path == path]
    known: Activity[..., Any] | None = None
    with suppress(PluginError):  # a connector that cannot be used here
        known = find_activity(names[-1])
    if known is None:
        output.say(f"the result was not checked: no code here declares {names[-1]}; --app MODULE names the code that does")


def _refusals(record: ExecutionRecord) -> dict[str, str]:
    """Why what was said of a call that is in doubt was refused last, by path."""
    found: dict[str, str] = {}
    for event in record.events:
        if event.type == ev.ACTIVITY_PARKED:
            found.pop(event.path, None)  # that was another doubt
        elif event.type == ev.SETTLEMENT_REFUSED:
            found[event.path] = event.data["reason"]
    return found


def _ending(record: ExecutionRecord) -> dict[str, Any]:
    """The result or the error of an execution that has ended."""
    last = record.events[-1] if record.events else None
    return {name: last.data[name] for name in ("result", "error") if name in last.data} if last and last.type in ev.CLOSING else {}


def _print(record: ExecutionRecord, parked: list[ParkedCall]) -> None:
    summary = record.summary
    print(f"{summary.id}: {summary.workflow} (version {summary.version}), {summary.status}")
    if summary.reason:
        print(f"reason: {output.clean(summary.reason)}")
    refusals = _refusals(record)
    for call in parked:
        _print_parked(summary.id, call, refusals.get(call.path))
    print()
    output.print_table(HEADERS, [row.cells() for row in timeline(record.events, record.beats)])


def _cell(item: dict[str, Any], header: str) -> str:
    count = item["parked_calls"]
    remarks = [f"{count} {'call' if count == 1 else 'calls'} parked"] if count else []
    remarks += ["asked to cancel"] if item["cancelling"] else []
    text = f"{item[header]} ({', '.join(remarks)})" if header == "status" and remarks else f"{item[header]}"
    return text if header == "reason" else output.shortened(text, WIDEST)  # the last column widens no other


def _print_parked(execution_id: str, call: ParkedCall, refused: str | None) -> None:
    print(output.clean(f"parked: {call.path}: {call.reason}"))
    rows = {
        "activity": call.activity + (f", connection {call.connection}" if call.connection else ""),
        "arguments": dumps(call.input) + (f" (masked: {', '.join(call.masked)})" if call.masked else ""),
        "in doubt": f"attempt {call.attempt}, {call.error}",
        "sent": f"{to_text(call.sent_at)}, parked {to_text(call.since)}",
        "key": call.key,
        "request id": call.request_id,
        "refused": refused,
    }
    for name, value in rows.items():
        if value:
            print(output.clean(f"  {name + ':':<11} {value}"))
    settle = shlex.join(["eventual", "executions", "resolve", execution_id, call.path, "--attempt", str(call.attempt)])
    print(output.clean(f"  settle it: {settle} (--retry | --succeeded JSON | --failed REASON)"))
