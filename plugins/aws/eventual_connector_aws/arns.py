"""The resources that the arguments of a call name, as ARNs. An argument that is not known is `...`, and names nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eventual_connectors.requirements import Arn

_ARN = re.compile(r"arn:[^:]+:(?P<service>[^:]+):(?P<region>[^:]*):(?P<account>[^:]*):(?P<resource>.+)")
_QUEUE_URL = re.compile(r"https?://(?P<host>[^/]*)/(?P<account>\d{12})/(?P<name>[^/]+)")
_REGION = re.compile(r"(?:^|\.)([a-z]{2}(?:-[a-z]+)+-\d)(?=\.)")
_LEGACY = {"queue.amazonaws.com": "us-east-1"}
_OF_OBJECTS = re.compile(r"s3:(?!ListBucket).*Object.*|s3:(AbortMultipartUpload|ListMultipartUploadParts)")
_OF_NO_BUCKET = ("s3:ListAllMyBuckets", "s3express:ListAllMyDirectoryBuckets")

Named = Callable[[str, Mapping[str, Any]], Iterable[Arn]]
"""The resources that a name means, beside the other arguments."""


def resources(action: str, arguments: Mapping[str, Any]) -> tuple[Arn, ...]:
    """On what an action is done; empty where that is not known, which allows it on everything."""
    service = action.partition(":")[0]
    if service == "s3":
        return tuple(_in_bucket(action, arguments))
    for member, resource in _NAMED.get(service, {}).items():
        named: Any = arguments.get(member, ...)
        names = [name for name in (named if isinstance(named, list) else [named]) if isinstance(name, str) and name]
        if names and (isinstance(named, str) or len(names) == len(named)):
            return tuple(arn for name in names for arn in _of(name, resource, arguments))
    return ()


def literally(name: str) -> str:
    """A name as policies take it for itself: `*`, `?` and `$` stand for more there."""
    return re.sub(r"[*?$]", lambda found: f"${{{found[0]}}}", name)


def given(text: str) -> Iterator[Arn]:
    """The resource that an ARN, or the URL of a queue, names; nothing if it is neither."""
    if found := _ARN.fullmatch(text):
        yield Arn(found["service"], literally(found["resource"]), found["region"] or None, found["account"] or None)
    elif found := _QUEUE_URL.fullmatch(text):
        region = _REGION.search(found["host"])
        yield Arn("sqs", literally(found["name"]), region[1] if region else _LEGACY.get(found["host"], ""), found["account"])


def _of(name: str, resource: Named, arguments: Mapping[str, Any]) -> Iterator[Arn]:
    for one in list(given(name)) or resource(literally(name), arguments):
        yield one
        index = arguments.get("IndexName")
        if one.service == "dynamodb" and isinstance(index, str):
            yield Arn(one.service, f"{one.resource}/index/{literally(index)}", one.region, one.account)


def _in_bucket(action: str, arguments: Mapping[str, Any]) -> Iterator[Arn]:
    bucket = arguments.get("Bucket")
    if not isinstance(bucket, str) or not bucket or action in _OF_NO_BUCKET:
        return
    key = arguments.get("Key")
    inside = literally(key) if isinstance(key, str) else "*"
    is_object = _OF_OBJECTS.fullmatch(action) is not None
    for point in given(bucket):  # an access point, whose ARN stands in the bucket's place
        yield Arn(point.service, f"{point.resource}/object/{inside}" if is_object else point.resource, point.region, point.account)
        return
    yield Arn("s3", f"{literally(bucket)}/{inside}" if is_object else literally(bucket), None, None)


def tables(names: Iterable[Any]) -> list[Any]:
    """The names of tables, once each, as an argument `TableName` takes several; `...` where one is not known."""
    found = list(dict.fromkeys(names))
    return found if found and all(isinstance(name, str) for name in found) else [...]


def _below(prefix: str, suffix: str = "") -> Named:
    """`prefix` is `SERVICE:KIND`, what stands before a resource's name."""
    service, _, kind = prefix.partition(":")
    return lambda name, _: [Arn(service, f"{kind}{name.lstrip('/')}{suffix}")]


def _schedule(name: str, arguments: Mapping[str, Any]) -> list[Arn]:
    group = arguments.get("GroupName", "default")
    return [Arn("scheduler", f"schedule/{literally(group)}/{name}")] if isinstance(group, str) else []


def _rule(name: str, arguments: Mapping[str, Any]) -> list[Arn]:
    bus = arguments.get("EventBusName", "default")
    return [Arn("events", f"rule/{name}" if bus == "default" else f"rule/{literally(bus)}/{name}")] if isinstance(bus, str) else []


def _task(name: str, _: Mapping[str, Any]) -> list[Arn]:
    return [Arn("ecs", f"task-definition/{name}" if ":" in name else f"task-definition/{name}:*")]


def _function(name: str, arguments: Mapping[str, Any]) -> list[Arn]:
    """A function, or the version or alias of it that is called: IAM tells them apart. The name may be `ACCOUNT:function:NAME`, too."""
    account, _, within = name.rpartition(":function:")
    qualifier = arguments.get("Qualifier")
    if qualifier is not None and ":" not in within:
        within += f":{literally(qualifier) if isinstance(qualifier, str) else '*'}"
    return [Arn("lambda", f"function:{within}", account=account)]


def _key(name: str, _: Mapping[str, Any]) -> list[Arn]:
    """A key by its id; the ARN of an alias allows nothing of the key."""
    return [] if name.startswith("alias/") else [Arn("kms", f"key/{name}")]


def _group(name: str, _: Mapping[str, Any]) -> list[Arn]:
    return [Arn("logs", f"log-group:{name}:*")]


def _path(name: str, _: Mapping[str, Any]) -> list[Arn]:
    """A path of parameters, and what is below it."""
    path = name.strip("/")
    return [Arn("ssm", f"parameter/{path}"), Arn("ssm", f"parameter/{path}/*")] if path else []


_NAMED: Mapping[str, Mapping[str, Named]] = {
    "athena": {"WorkGroup": _below("athena:workgroup/")},
    "cognito-idp": {"UserPoolId": _below("cognito-idp:userpool/")},
    "dynamodb": {"TableName": _below("dynamodb:table/")},
    "ecs": {"taskDefinition": _task, "cluster": _below("ecs:cluster/")},
    "events": {"Name": _rule, "Rule": _rule},
    "glue": {"JobName": _below("glue:job/")},
    "kinesis": {"StreamName": _below("kinesis:stream/"), "StreamARN": _below("kinesis:stream/")},
    "kms": {"KeyId": _key},
    "lambda": {"FunctionName": _function},
    "logs": {"logGroupName": _group, "logGroupIdentifier": _group},
    "rds-data": {"resourceArn": _below("rds:cluster:")},
    "sagemaker": {"EndpointName": _below("sagemaker:endpoint/")},
    "scheduler": {"Name": _schedule},
    # AWS adds six characters to a secret's name.
    "secretsmanager": {"SecretId": _below("secretsmanager:secret:", "-??????")},
    "sns": {"TopicArn": _below("sns:"), "TargetArn": _below("sns:")},
    "sqs": {"QueueUrl": _below("sqs:"), "QueueName": _below("sqs:")},
    "ssm": {"Name": _below("ssm:parameter/"), "Names": _below("ssm:parameter/"), "Path": _path},
    "states": {"stateMachineArn": _below("states:stateMachine:")},
}
"""The member that names the resource of an operation, by the service's prefix in IAM, and the ARN of what it names."""
