"""The resources that the arguments of a call name, as ARNs. An argument that is not known is `...`, and names nothing."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eventual_connectors.requirements import Arn

_ARN = re.compile(r"arn:[^:]+:(?P<service>[^:]+):(?P<region>[^:]*):(?P<account>[^:]*):(?P<resource>.+)")
_QUEUE_URL = re.compile(r"https?://(?:sqs\.)?(?P<region>[a-z0-9-]+)?[^/]*/(?P<account>\d{12})/(?P<name>[^/]+)")
_OF_OBJECTS = re.compile(r"s3:(?!ListBucket).*Object.*|s3:(AbortMultipartUpload|ListMultipartUploadParts)")
_OF_NO_BUCKET = ("s3:ListAllMyBuckets", "s3express:ListAllMyDirectoryBuckets")


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
        yield Arn("sqs", literally(found["name"]), found["region"] or "", found["account"])


def _of(name: str, resource: Callable[[str, Mapping[str, Any]], Arn | None], arguments: Mapping[str, Any]) -> Iterator[Arn]:
    known: list[Arn | None] = [*given(name)] or [resource(literally(name), arguments)]
    for one in known:
        if one is None:
            continue
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


def _below(prefix: str, suffix: str = "") -> Callable[[str, Mapping[str, Any]], Arn]:
    """`prefix` is `SERVICE:KIND`, what stands before a resource's name."""
    service, _, kind = prefix.partition(":")
    return lambda name, _: Arn(service, f"{kind}{name.lstrip('/')}{suffix}")


def _schedule(name: str, arguments: Mapping[str, Any]) -> Arn | None:
    group = arguments.get("GroupName", "default")
    return Arn("scheduler", f"schedule/{literally(group)}/{name}") if isinstance(group, str) else None


def _rule(name: str, arguments: Mapping[str, Any]) -> Arn | None:
    bus = arguments.get("EventBusName", "default")
    return Arn("events", f"rule/{name}" if bus == "default" else f"rule/{literally(bus)}/{name}") if isinstance(bus, str) else None


def _task(name: str, _: Mapping[str, Any]) -> Arn:
    return Arn("ecs", f"task-definition/{name}" if ":" in name else f"task-definition/{name}:*")


def _function(name: str, arguments: Mapping[str, Any]) -> Arn:
    """A function, or the version or alias of it that is called: IAM tells them apart."""
    qualifier = arguments.get("Qualifier")
    if qualifier is None or ":" in name:
        return Arn("lambda", f"function:{name}")
    return Arn("lambda", f"function:{name}:{literally(qualifier) if isinstance(qualifier, str) else '*'}")


def _key(name: str, _: Mapping[str, Any]) -> Arn | None:
    """A key by its id; the ARN of an alias allows nothing of the key."""
    return None if name.startswith("alias/") else Arn("kms", f"key/{name}")


_NAMED: Mapping[str, Mapping[str, Callable[[str, Mapping[str, Any]], Arn | None]]] = {
    "athena": {"WorkGroup": _below("athena:workgroup/")},
    "dynamodb": {"TableName": _below("dynamodb:table/")},
    "ecs": {"taskDefinition": _task, "cluster": _below("ecs:cluster/")},
    "events": {"Name": _rule, "Rule": _rule},
    "glue": {"JobName": _below("glue:job/")},
    "kinesis": {"StreamName": _below("kinesis:stream/"), "StreamARN": _below("kinesis:stream/")},
    "kms": {"KeyId": _key},
    "lambda": {"FunctionName": _function},
    "rds-data": {"resourceArn": _below("rds:cluster:")},
    "scheduler": {"Name": _schedule},
    # AWS adds six characters to a secret's name.
    "secretsmanager": {"SecretId": _below("secretsmanager:secret:", "-??????")},
    "sns": {"TopicArn": _below("sns:"), "TargetArn": _below("sns:")},
    "sqs": {"QueueUrl": _below("sqs:")},
    "ssm": {"Name": _below("ssm:parameter/"), "Names": _below("ssm:parameter/")},
    "states": {"stateMachineArn": _below("states:stateMachine:")},
}
"""The member that names the resource of an operation, by the service's prefix in IAM, and the ARN of what it names."""
