"""What an application needs in AWS for the operations that it uses: permissions on the resources that its code names, the ledger table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eventual_connectors.requirements import Arn, Requirement, Statement, Table, Use

from .connection import LEDGER_TABLE
from .marks import LEDGER_KEY

LEDGER = Table(LEDGER_TABLE, LEDGER_KEY, "aws.ledger_table")
"""Needed by `aws.once.dynamodb`, and by nothing else. Calls in doubt ask it what was applied."""

_WRITES_LEDGER = "dynamodb:PutItem"

_ARN = re.compile(r"arn:[^:]+:(?P<service>[^:]+):(?P<region>[^:]*):(?P<account>[^:]*):(?P<resource>.+)")
_QUEUE_URL = re.compile(r"https?://(?:sqs\.)?(?P<region>[a-z0-9-]+)?[^/]*/(?P<account>\d{12})/(?P<name>[^/]+)")

_OF_OBJECTS = re.compile(r"s3:(?!ListBucket).*Object.*|s3:(AbortMultipartUpload|ListMultipartUploadParts)")

_PASSED_TO: Mapping[str, str] = {
    "ecs.run_task": "ecs-tasks.amazonaws.com",
    "ecs.start_task": "ecs-tasks.amazonaws.com",
    "events.put_targets": "events.amazonaws.com",
    "glue.create_job": "glue.amazonaws.com",
    "lambda.create_function": "lambda.amazonaws.com",
    "scheduler.create_schedule": "scheduler.amazonaws.com",
    "scheduler.update_schedule": "scheduler.amazonaws.com",
    "stepfunctions.create_state_machine": "states.amazonaws.com",
    "stepfunctions.update_state_machine": "states.amazonaws.com",
}
"""Operations with which a role is handed to a service, which is a permission of its own."""


def needs(uses: Sequence[Use]) -> Iterator[Requirement]:
    """What these uses need: a statement for each, and the ledger table where one writes to it."""
    for use in uses:
        yield from _statements(use)
    if any(_writes_ledger(use) for use in uses):
        yield LEDGER


def _statements(use: Use) -> Iterator[Statement]:
    because = (f"{use.place or '--activities'} {use.activity.local_name}",)
    actions: Iterable[str] = use.activity.permissions
    if _writes_ledger(use):
        yield Statement((_WRITES_LEDGER,), (LEDGER,), because)
        if use.activity.local_name.rpartition(".")[2] not in ("put_item", "transact_write_items"):
            actions = [action for action in actions if action != _WRITES_LEDGER]
    for action in actions:
        yield Statement((action,), tuple(_resources(action, use.arguments)), because)
    service = _PASSED_TO.get(use.activity.local_name)
    if service is not None:
        role = use.arguments.get("RoleArn", use.arguments.get("roleArn", use.arguments.get("Role")))
        resources = tuple(_given(role)) if isinstance(role, str) else ()
        yield Statement(("iam:PassRole",), resources, because, (("StringEquals", "iam:PassedToService", (service,)),))


def _writes_ledger(use: Use) -> bool:
    return use.activity.local_name.startswith("once.dynamodb.")


def _resources(action: str, arguments: Mapping[str, Any]) -> Iterator[Arn]:
    """The resources that the literal arguments name; none where they name none."""
    service = action.partition(":")[0]
    if service == "s3":
        yield from _in_bucket(action, arguments)
        return
    for member, resource in _NAMED.get(service, {}).items():
        given = arguments.get(member)
        if isinstance(given, str) and given:
            found = list(_given(given)) or [resource(given, arguments)]
            yield from found
            if service == "dynamodb" and arguments.get("IndexName"):
                yield from (Arn(one.service, f"{one.resource}/index/{arguments['IndexName']}", one.region, one.account) for one in found)
            return


def _in_bucket(action: str, arguments: Mapping[str, Any]) -> Iterator[Arn]:
    bucket = arguments.get("Bucket")
    if not isinstance(bucket, str) or action == "s3:ListAllMyBuckets":
        return
    key = arguments.get("Key")
    inside = f"/{key if isinstance(key, str) else '*'}" if _OF_OBJECTS.fullmatch(action) else ""
    yield Arn("s3", f"{bucket}{inside}", None, None)


def _given(text: str) -> Iterator[Arn]:
    """The resource that an ARN, or the URL of a queue, names."""
    if found := _ARN.fullmatch(text):
        yield Arn(found["service"], found["resource"], found["region"] or None, found["account"] or None)
    elif found := _QUEUE_URL.fullmatch(text):
        yield Arn("sqs", found["name"], found["region"] or "", found["account"])


def _below(prefix: str, suffix: str = "") -> Callable[[str, Mapping[str, Any]], Arn]:
    """`prefix` is `SERVICE:KIND`, what stands before a resource's name."""
    service, _, kind = prefix.partition(":")
    return lambda name, _: Arn(service, f"{kind}{name.lstrip('/')}{suffix}")


def _schedule(name: str, arguments: Mapping[str, Any]) -> Arn:
    return Arn("scheduler", f"schedule/{arguments.get('GroupName', 'default')}/{name}")


def _task(name: str, _: Mapping[str, Any]) -> Arn:
    return Arn("ecs", f"task-definition/{name}" if ":" in name else f"task-definition/{name}:*")


_NAMED: Mapping[str, Mapping[str, Callable[[str, Mapping[str, Any]], Arn]]] = {
    "athena": {"WorkGroup": _below("athena:workgroup/")},
    "dynamodb": {"TableName": _below("dynamodb:table/")},
    "ecs": {"taskDefinition": _task, "cluster": _below("ecs:cluster/")},
    "events": {"Name": _below("events:rule/"), "Rule": _below("events:rule/")},
    "glue": {"JobName": _below("glue:job/")},
    "kinesis": {"StreamName": _below("kinesis:stream/"), "StreamARN": _below("kinesis:stream/")},
    "lambda": {"FunctionName": _below("lambda:function:")},
    "scheduler": {"Name": _schedule},
    # AWS adds six characters to a secret's name.
    "secretsmanager": {"SecretId": _below("secretsmanager:secret:", "-??????")},
    "sns": {"TopicArn": _below("sns:"), "TargetArn": _below("sns:")},
    "sqs": {"QueueUrl": _below("sqs:")},
    "ssm": {"Name": _below("ssm:parameter/")},
    "states": {"stateMachineArn": _below("states:stateMachine:")},
}
"""The member that names the resource of an operation, by the service's prefix in IAM, and the ARN of what it names."""
