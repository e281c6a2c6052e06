"""A module for `sst.config.ts`: what it returns is given to the function or service that runs the application."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...requirements import Arn, Queue, Statement, Table
from ..code import Call, Code, Raw, render, statement
from ..plan import Plan
from ..texts import HEADER, KEY_ACTIONS, arn, camel, encrypts, guide, pascal, places

_BODY = "  "


def write(plan: Plan) -> Mapping[str, str]:
    """The module, and how it is used."""
    return {f"{plan.name}-resources.ts": "\n".join(_module(plan)) + "\n", "README.md": _guide(plan)}


def _function(plan: Plan) -> str:
    return f"{camel(plan.name)}Resources"


def _guide(plan: Plan) -> str:
    use = [
        "async run() {",
        f'  const {{ {_function(plan)} }} = await import("./{plan.name}-resources");',
        f"  const {{ environment, permissions }} = {_function(plan)}();",
        '  new sst.aws.Function("Worker", { handler: "worker.handler", environment, permissions });',
        "}",
    ]
    return guide(plan, f"SST module of {plan.name}", ["What the code uses, and no more.", "", "```ts", *use, "```"])


def _module(plan: Plan) -> Iterator[str]:
    yield '/// <reference path="./.sst/platform/config.d.ts" />'
    yield f"// {HEADER}"
    yield ""
    yield f"/** What the code of {plan.name} uses, and no more. */"
    yield f"export function {_function(plan)}("
    yield "  args: {"
    yield "    /** The beginning of the names of all resources. */"
    yield "    name?: string;"
    if encrypts(plan):
        yield "    /** A key of the account's own, to encrypt with. */"
        yield "    kmsKeyArn?: $util.Input<string>;"
    for table in plan.tables:
        yield f"    /** An existing table to use as {table.name}. */"
        yield f"    {camel(table.name)}TableName?: $util.Input<string>;"
    for queue in plan.queues:
        yield f"    /** An existing queue to use as {queue.name}. */"
        yield f"    {camel(queue.name)}QueueArn?: $util.Input<string>;"
    yield "  } = {},"
    yield ") {"
    yield "  const name = args.name ?? `${$app.name}-${$app.stage}`;"
    if places(plan):
        yield "  const { partition } = aws.getPartitionOutput();"
        yield "  const { region } = aws.getRegionOutput();"
        yield "  const { accountId: account } = aws.getCallerIdentityOutput();"
    for one in plan.credentials:
        yield from _secret(one.name, f"{one.setting} of the connection {one.connection} to {one.connector}")
    for table in plan.tables:
        yield from _table(table)
    for queue in plan.queues:
        yield from _queue(queue)
    yield from _permissions(plan)
    environment: dict[str, Code] = {one.variable: Raw(f"`aws-secretsmanager:${{name}}/{one.name}`") for one in plan.credentials}
    environment |= {variable: Raw(f"{camel(table.name)}Table.name") for variable, table in plan.table_variables.items()}
    yield statement("const environment", environment, "typescript", _BODY)
    yield "  return { environment, permissions };"
    yield "}"


def _kept(protect: bool = False) -> Code:
    return {"retainOnDelete": True, **({"protect": True} if protect else {})}


def _secret(name: str, description: str) -> Iterator[str]:
    # Not an `sst.Secret`: its value would be in the state, and this one is read where it is kept.
    made: dict[str, Code] = {
        "name": Raw(f"`${{name}}/{name}`"),
        "description": description,
        "kmsKeyId": Raw("args.kmsKeyArn"),
        "recoveryWindowInDays": 30,
    }
    resource = _resource("aws.secretsmanager.Secret", pascal(f"{name}_secret"), made, _kept())
    yield statement(f"const {camel(name)}Secret", resource, "typescript", _BODY)


def _resource(kind: str, label: str, arguments: Mapping[str, Code], options: Code) -> Call:
    return Call(f"new {kind}", (label, arguments, options))


def _table(table: Table) -> Iterator[str]:
    label = f"{camel(table.name)}Table"
    made: dict[str, Code] = {
        "name": Raw(f"`${{name}}-{table.name}`"),
        "billingMode": "PAY_PER_REQUEST",
        "hashKey": table.key,
        "attributes": [{"name": table.key, "type": "S"}],
        "deletionProtectionEnabled": True,
        "pointInTimeRecovery": {"enabled": True},
        "serverSideEncryption": {"enabled": True, "kmsKeyArn": Raw("args.kmsKeyArn")},
    }
    if table.expires:
        made["ttl"] = {"attributeName": table.expires, "enabled": True}
    yield f"  const {label} = args.{label}Name"
    yield f"    ? aws.dynamodb.getTableOutput({{ name: args.{label}Name }})"
    resource = _resource("aws.dynamodb.Table", pascal(f"{table.name}_table"), made, _kept(protect=True))
    yield f"    : {render(resource, 'typescript', '      ', 2)};"


def _queue(queue: Queue) -> Iterator[str]:
    label, suffix = f"{camel(queue.name)}QueueArn", ".fifo" if queue.fifo else ""
    kind: dict[str, Code] = {"fifoQueue": True} if queue.fifo else {}
    shared: dict[str, Code] = {
        "kmsMasterKeyId": Raw("args.kmsKeyArn"),
        "sqsManagedSseEnabled": Raw("args.kmsKeyArn ? undefined : true"),
    }
    dead: dict[str, Code] = {
        "name": Raw(f"`${{name}}-{queue.name}-dead-letters{suffix}`"),
        **kind,
        "messageRetentionSeconds": 14 * 86400,
        **shared,
    }
    target: dict[str, Code] = {"deadLetterTargetArn": Raw("deadLetters.arn"), "maxReceiveCount": queue.attempts}
    live: dict[str, Code] = {
        "name": Raw(f"`${{name}}-{queue.name}{suffix}`"),
        **kind,
        "visibilityTimeoutSeconds": queue.visibility_seconds,
        "redrivePolicy": Call("$jsonStringify", (target,)),
        **shared,
    }
    inner = "    "
    yield f"  let {label} = args.{label};"
    yield f"  if (!{label}) {{"
    yield statement(
        "const deadLetters", _resource("aws.sqs.Queue", pascal(f"{queue.name}_dead_letters"), dead, _kept()), "typescript", inner
    )
    yield statement("const queue", _resource("aws.sqs.Queue", pascal(f"{queue.name}_queue"), live, _kept()), "typescript", inner)
    yield f"    {label} = queue.arn;"
    yield "  }"


def _permissions(plan: Plan) -> Iterator[str]:
    found: list[Code] = [_statement(one) for one in plan.statements]
    if plan.credentials:
        secrets: list[Code] = [Raw(f"{camel(one.name)}Secret.arn") for one in plan.credentials]
        found.append({"actions": ["secretsmanager:GetSecretValue"], "resources": secrets})
    yield statement("const permissions: sst.aws.FunctionPermissionArgs[]", found, "typescript", _BODY)
    if not encrypts(plan):
        return
    key: dict[str, Code] = {"actions": list(KEY_ACTIONS), "resources": [Raw("args.kmsKeyArn")]}
    yield "  if (args.kmsKeyArn) {"
    yield f"    permissions.push({render(key, 'typescript', '    ', 19)});"
    yield "  }"


def _statement(one: Statement) -> Code:
    allowed: dict[str, Code] = {"actions": list(one.actions), "resources": [_arn(resource) for resource in one.resources] or ["*"]}
    if one.conditions:
        allowed["conditions"] = [{"test": operator, "variable": key, "values": list(values)} for operator, key, values in one.conditions]
    return allowed


def _arn(resource: Arn | Table | Queue) -> Code:
    match resource:
        case Table():
            return Raw(f"{camel(resource.name)}Table.arn")
        case Queue():
            return Raw(f"{camel(resource.name)}QueueArn")
    return Raw(f"$interpolate`{arn(resource, '${partition}', '${region}', '${account}', written=_in_template)}`")


def _in_template(text: str) -> str:
    return re.sub(r"[`\\]|\$(?=\{)", r"\\\g<0>", text)
