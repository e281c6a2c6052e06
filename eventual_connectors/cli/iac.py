"""`eventual iac`: what an application's workflows need, written down for Terraform, CloudFormation, the CDK, Pulumi or SST."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import discovery
from ..errors import UsageError
from ..workflows.references import workflows_of
from . import output
from .settings import json_option

if TYPE_CHECKING:
    from ..activities import Activity
    from ..iac.plan import Plan
    from ..iac.usage import Usage
    from ..requirements import Arn, Queue, Table, Use


@click.command()
@click.argument("target")
@click.argument("services", nargs=-1, metavar="[MODULE[:NAME]]...")
@click.option("-o", "folder", type=click.Path(path_type=Path), required=True, metavar="DIR", help="The folder to write to.")
@click.option("--name", help="The application's name, the beginning of its resources' names; the module's unless given.")
@click.option("--connector", help="A connector whose activities are needed whatever the code says.")
@click.option("--activities", multiple=True, metavar="PATTERN", help="Which of them, such as 'dynamodb.put_*'; all unless given.")
@click.option("--check", is_flag=True, help="Write nothing; end with 1 if the folder holds anything else.")
@json_option
def iac(
    target: str,
    services: tuple[str, ...],
    folder: Path,
    name: str | None,
    connector: str | None,
    activities: tuple[str, ...],
    check: bool,
    as_json: bool,
) -> int:
    """Write what workflows use, and no more: permissions, credentials, tables, queues.

    TARGET is terraform, cloudformation, cdk, pulumi, sst, or one that a plugin adds.
    What is used is read from the source of the workflows of a module and of what they call; nothing is run.

    \b
      eventual iac terraform shop.workflows -o infrastructure/eventual
      eventual iac cdk shop.workflows:checkout -o infrastructure --check
      eventual iac cloudformation --connector aws --activities 'once.dynamodb.*' -o infrastructure
    """
    from ..iac import folder as folders
    from ..iac.plan import plan_of
    from ..iac.targets import files_of
    from ..iac.targets import target as find_target

    find_target(target)  # a wrong name is the first thing to say
    if not services and connector is None:
        raise UsageError("name the module with the workflows, or a connector by --connector")
    if activities and connector is None:
        raise UsageError("--activities are those of a connector; name it by --connector")
    used = _used(services)
    named = list(_named(connector, activities or ("*",))) if connector is not None else []
    plan = plan_of(_name(name, services, connector), [*used.uses, *named], used.unresolved)
    files = files_of(target, plan)
    differ = folders.differences(folder, files)
    if not check:
        folders.write(folder, files)
    if as_json:
        output.print_json(_tree(plan, target, folder, list(files), differ))
    else:
        _print(plan, check, folder, differ)
    return int(check and bool(differ))


def _used(services: Sequence[str]) -> Usage:
    from ..iac.usage import usage_of

    workflows = [workflow for service in services for workflow in workflows_of(service)]
    plugins = [info.manifest.plugin.partition(".")[0] for info in discovery.plugins() if info.manifest is not None]
    return usage_of(workflows, plugins)


def _named(connector: str, patterns: Sequence[str]) -> Iterator[Use]:
    from ..requirements import Use

    loaded = discovery.load(connector)
    found: dict[str, Activity[..., Any]] = {}
    for pattern in patterns:
        literal = re.split(r"[*?\[]", pattern, maxsplit=1)[0]  # the rest of a large surface is not even looked at
        found |= {one.local_name: one for one in loaded.activities(literal) if fnmatchcase(one.local_name, pattern)}
    if not found:
        raise UsageError(f"{connector} has no activity called {' or '.join(map(repr, patterns))}")
    yield from map(Use, found.values())


def _name(name: str | None, services: Sequence[str], connector: str | None) -> str:
    from ..iac.plan import NAME

    if name is None:
        told = services[0].partition(":")[0].rpartition(".")[0] or services[0].partition(":")[0] if services else str(connector)
        name = re.sub(r"[^a-z0-9]+", "-", told.lower()).strip("-") or "app"
    if not NAME.fullmatch(name):
        raise UsageError(
            f"{name!r} cannot begin the names of resources: small letters, digits and -, at most 41; say another one with --name"
        )
    return name


def _print(plan: Plan, check: bool, folder: Path, differ: Sequence[str]) -> None:
    from ..iac.texts import too_long

    rows = []
    for use in plan.uses:
        if use.activity.connector is not None:
            rows.append([use.activity.name, use.place or "--activities", ", ".join(use.activity.permissions)])
    output.print_table(["activity", "used at", "permissions"], rows)
    for place in plan.unresolved:
        output.say(f"not found: what is used at {place}")
    if problem := too_long(plan):
        output.say(f"warning: {problem}")
    for step in plan.manual:
        output.say(f"to be done by hand: {step.title}")
    if check:
        output.say(f"{folder}: {', '.join(differ)} would be written otherwise" if differ else f"{folder} is as it would be written")
    else:
        output.say(f"{folder}: {len(differ)} files written" if differ else f"{folder}: nothing has changed")


def _tree(plan: Plan, target: str, folder: Path, files: Sequence[str], differ: Sequence[str]) -> Mapping[str, Any]:
    from ..iac.texts import too_long

    return {
        "target": target,
        "name": plan.name,
        "folder": str(folder),
        "files": list(files),
        "differ": list(differ),
        "uses": [{"activity": use.activity.name, "connection": use.connection, "place": use.place} for use in plan.uses],
        "unresolved": list(plan.unresolved),
        "warnings": list(filter(None, [too_long(plan)])),
        "statements": [
            {"actions": list(one.actions), "resources": [_resource(each) for each in one.resources] or ["*"], "because": list(one.because)}
            for one in plan.statements
        ],
        "credentials": [{"name": f"{plan.name}/{one.name}", "variable": one.variable} for one in plan.credentials],
        "tables": [table.name for table in plan.tables],
        "queues": [queue.name for queue in plan.queues],
        "webhooks": [{"connector": connector, "path": webhook.path} for connector, webhook in plan.webhooks],
        "manual": [{"title": step.title, "lines": list(step.lines)} for step in plan.manual],
    }


def _resource(resource: Arn | Table | Queue) -> str:
    from ..iac.texts import arn
    from ..requirements import Arn

    if isinstance(resource, Arn):
        return arn(resource, "PARTITION", "REGION", "ACCOUNT")
    return f"{type(resource).__name__.lower()}:{resource.name}"
