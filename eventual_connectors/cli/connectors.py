"""`eventual connectors`: what is installed, and what each activity promises."""

from __future__ import annotations

import sys
from collections import Counter
from contextlib import redirect_stdout
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import click

from .. import discovery
from ..discovery import ConnectorInfo
from ..discovery.catalogue import Catalogue
from ..errors import UsageError
from . import output
from .doctor import doctor
from .settings import json_option

if TYPE_CHECKING:
    from ..discovery.evidence import Evidence


@click.group(no_args_is_help=True)
def connectors() -> None:
    """What is installed, and what each activity promises."""


connectors.add_command(doctor)


@connectors.command("list")
@click.option("--check", is_flag=True, help="Import each connector too; without it only manifests are read.")
@json_option
def list_(check: bool, as_json: bool) -> int:
    """List the installed connectors. A broken one shows its status and reason."""
    if check:
        with redirect_stdout(sys.stderr):  # what a plugin prints is no answer of the command
            for info in discovery.connectors():
                discovery.check(info)
    found = discovery.connectors()
    listed = [info.to_json() for info in found]
    if as_json:
        output.print_json(listed)
    elif not found:
        output.say("no connector is installed; try `pip install eventual-connector-stripe`")
    else:
        headers = ["name", "version", "status", "maturity", "distribution", "reason"]
        output.print_table(headers, [[item[header] for header in headers] for item in listed])
    return int(check and any(info.status not in ("ok", "disabled") for info in found))


@connectors.command()
@click.argument("name")
@click.option(
    "--activity",
    metavar="PATTERN",
    help="These activities alone, such as 'ec2.*', those among them that only the vendor's model speaks for.",
)
@click.option("--count", is_flag=True, help="Print the numbers alone.")
@json_option
def show(name: str, activity: str | None, count: bool, as_json: bool) -> None:
    """Show a connector and what each of its activities promises.

    Of activities that only the vendor's model speaks for it prints the number; --activity shows them.
    """
    info = discovery.info(name)
    catalogue = discovery.catalogue_of(name)
    if activity is not None:
        catalogue = {**catalogue, "activities": _matching(name, catalogue, activity)}
    if count:
        _print_counts(name, catalogue, as_json)
    elif as_json:
        output.print_json(_as_json(info, catalogue))
    else:
        _print(info, catalogue, every=activity is not None)


def _matching(name: str, catalogue: Catalogue, pattern: str) -> list[dict[str, Any]]:
    found = [activity for activity in catalogue["activities"] if fnmatchcase(activity["local_name"], pattern)]
    if not found:
        raise UsageError(f"{name} has no activity called {pattern!r}")
    return found


def _print_counts(name: str, catalogue: Catalogue, as_json: bool) -> None:
    effects = Counter(activity["effect"] for activity in catalogue["activities"])
    events = len(catalogue["events"])
    if as_json:
        output.print_json({"name": name, "activities": effects.total(), "events": events, "effects": dict(effects)})
    else:
        by_effect = [[f"  {effect}", str(number)] for effect, number in effects.most_common()]
        output.print_table(["what", "count"], [["activities", str(effects.total())], *by_effect, ["events", str(events)]])


def _as_json(info: ConnectorInfo, catalogue: Catalogue) -> dict[str, Any]:
    manifest = info.manifest
    assert manifest is not None  # else it could not be used
    evidence = info.evidence
    activities = [_activity(activity, evidence) for activity in catalogue["activities"]]
    return {
        **info.to_json(),
        "summary": manifest.summary,
        "docs": manifest.docs,
        "connections": list(manifest.connections),
        "evidence": _evidence(evidence),
        "modelled": sum(_is_unclaimed(activity) for activity in activities),
        "activities": activities,
        "events": catalogue["events"],
    }


def _evidence(found: Evidence | None) -> dict[str, Any] | None:
    """Where and when the promises were proven."""
    if found is None:
        return None
    return {
        "against": found.against,
        "date": found.date,
        "core": found.core_version,
        "python": found.python,
        "needs": found.sdk_versions,
        "settings": found.settings,
    }


def _activity(activity: dict[str, Any], evidence: Evidence | None) -> dict[str, Any]:
    shown = {name: value for name, value in activity.items() if name != "local_name"}
    return shown | {"proof": evidence.proof(activity["local_name"], activity["effect"]) if evidence else "none"}


def _is_unclaimed(activity: dict[str, Any]) -> bool:
    """Whether no more is known of it than the vendor's model says."""
    return bool(activity["modelled"]) and activity["proof"] == "none"


def _print(info: ConnectorInfo, catalogue: Catalogue, *, every: bool) -> None:
    tree = _as_json(info, catalogue)
    shown = [item for item in tree["activities"] if every or not _is_unclaimed(item)]
    print(f"{info.name} {info.version} ({tree['maturity']}): {tree['summary']}")
    if tree["docs"]:
        print(f"docs: {tree['docs']}")
    if evidence := tree["evidence"]:
        needs = ", ".join(f"{name} {version}" for name, version in evidence["needs"].items())
        print(f"proof: {evidence['date'][:10]}, core {evidence['core']}, Python {evidence['python']}, {needs}")
        if settings := ", ".join(f"{name} = {value!r}" for name, value in evidence["settings"].items()):
            print(f"proven with the settings {settings}")
    print()
    rows = [
        [
            item["name"],
            item["effect"],
            item["proof"],
            _window(item["window_seconds"]),
            _mechanism(item),
            ", ".join(item["permissions"]),
        ]
        for item in shown
    ]
    output.print_table(["activity", "effect", "proof", "window", "mechanism", "permissions"], rows)
    if unclaimed := tree["modelled"]:
        which = f"{unclaimed:,} of them" if every else f"{unclaimed:,} more (--activity PATTERN shows them)"
        print(f"\nof {which} no more is known than the vendor's model says; nothing of that is proven")
    if deprecated := [[item["name"], item["deprecated"]] for item in shown if item["deprecated"]]:
        print()
        output.print_table(["activity", "deprecated"], deprecated)
    if tree["events"]:
        print()
        output.print_table(["event", "signature"], [[item["name"], "checked" if item["verified"] else ""] for item in tree["events"]])


def _mechanism(activity: dict[str, Any]) -> str:
    """How the promise is kept, and what it lacks."""
    untold = "" if activity["tells_conflicts"] else "other content under a known key is not told"
    return "; ".join(filter(None, (activity["mechanism"], untold)))


def _window(seconds: float | None) -> str:
    return "" if seconds is None else f"{seconds / 3600:g} h"
