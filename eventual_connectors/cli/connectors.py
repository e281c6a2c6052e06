"""`eventual connectors`: what is installed, and what each activity promises."""

from __future__ import annotations

import contextlib
from collections import Counter
from typing import TYPE_CHECKING, Any

import click

from .. import discovery
from ..discovery import ConnectorInfo
from ..errors import PluginError
from . import output
from .settings import json_option

if TYPE_CHECKING:
    from ..activities import Activity
    from ..connector import Connector, ConnectorEvent
    from ..discovery.evidence import Evidence


@click.group(no_args_is_help=True)
def connectors() -> None:
    """What is installed, and what each activity promises."""


@connectors.command("list")
@click.option("--check", is_flag=True, help="Import each connector too; without it only manifests are read.")
@json_option
def list_(check: bool, as_json: bool) -> int:
    """List the installed connectors. A broken one shows its status and reason."""
    if check:
        for info in discovery.connectors():
            _try(info.name)
    found = discovery.connectors()
    if as_json:
        output.print_json([info.to_json() for info in found])
    elif not found:
        output.say("no connector is installed; try `pip install eventual-connector-stripe`")
    else:
        headers = ["name", "version", "status", "maturity", "distribution", "reason"]
        output.print_table(headers, [[str(info.to_json()[header]) for header in headers] for info in found])
    return int(check and any(info.status != "ok" for info in found))


@connectors.command()
@click.argument("name")
@click.option("--count", is_flag=True, help="Print the numbers alone.")
@json_option
def show(name: str, count: bool, as_json: bool) -> None:
    """Show a connector and what each of its activities promises."""
    info = discovery.info(name)
    connector = discovery.load(name)
    if count:
        _print_counts(connector, as_json)
    elif as_json:
        output.print_json(_as_json(info, connector))
    else:
        _print(info, connector)


def _try(name: str) -> None:
    with contextlib.suppress(PluginError):  # it shows in the list
        discovery.load(name)


def _print_counts(connector: Connector, as_json: bool) -> None:
    effects = Counter(activity.effect.value for activity in connector.activities())
    events = len(list(connector.events()))
    if as_json:
        output.print_json({"name": connector.name, "activities": effects.total(), "events": events, "effects": dict(effects)})
    else:
        by_effect = [[f"  {name}", str(number)] for name, number in effects.most_common()]
        output.print_table(["what", "count"], [["activities", str(effects.total())], *by_effect, ["events", str(events)]])


def _as_json(info: ConnectorInfo, connector: Connector) -> dict[str, Any]:
    manifest = info.manifest
    assert manifest is not None  # it was loaded
    return {
        **info.to_json(),
        "summary": manifest.summary,
        "docs": manifest.docs,
        "connections": list(manifest.connections),
        "evidence": _evidence(info),
        "activities": [_activity(activity, info.evidence) for activity in connector.activities()],
        "events": [_event(event) for event in connector.events()],
    }


def _evidence(info: ConnectorInfo) -> dict[str, Any] | None:
    """Where and when the promises were proven."""
    found = info.evidence
    if found is None:
        return None
    return {"against": found.against, "date": found.date, "core": found.core_version, "python": found.python, "needs": found.sdk_versions}


def _activity(activity: Activity[..., Any], evidence: Evidence | None) -> dict[str, Any]:
    return {
        "name": activity.name,
        "effect": activity.effect.value,
        "mechanism": activity.mechanism,
        "window_seconds": activity.window.total_seconds() if activity.window else None,
        "permissions": list(activity.permissions),
        "proof": evidence.proof(activity.local_name, activity.effect.value) if evidence else "none",
    }


def _event(event: ConnectorEvent) -> dict[str, Any]:
    return {"name": event.name, "verified": event.verify is not None}


def _print(info: ConnectorInfo, connector: Connector) -> None:
    tree = _as_json(info, connector)
    print(f"{info.name} {info.version} ({tree['maturity']}): {tree['summary']}")
    if tree["docs"]:
        print(f"docs: {tree['docs']}")
    if evidence := tree["evidence"]:
        needs = ", ".join(f"{name} {version}" for name, version in evidence["needs"].items())
        print(f"proof: {evidence['date'][:10]}, core {evidence['core']}, Python {evidence['python']}, {needs}")
    print()
    rows = [
        [
            item["name"],
            item["effect"],
            item["proof"],
            _window(item["window_seconds"]),
            item["mechanism"],
            ", ".join(item["permissions"]),
        ]
        for item in tree["activities"]
    ]
    output.print_table(["activity", "effect", "proof", "window", "mechanism", "permissions"], rows)
    if tree["events"]:
        print()
        output.print_table(["event", "signature"], [[item["name"], "checked" if item["verified"] else ""] for item in tree["events"]])


def _window(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:g} h"
