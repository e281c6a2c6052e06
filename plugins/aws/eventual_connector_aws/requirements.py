"""What an application needs in AWS for the operations that it uses: permissions on the resources that its code names, the ledger table."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eventual_connectors.requirements import Requirement, Statement, Table, Use

from . import arns
from .connection import LEDGER_TABLE
from .marks import LEDGER_KEY

LEDGER = Table(LEDGER_TABLE, LEDGER_KEY, "aws.ledger_table")
"""Needed by `aws.once.dynamodb`, and by nothing else. Calls in doubt ask it what was applied."""

_WRITES_LEDGER = "dynamodb:PutItem"

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
    if _writes_ledger(use):
        yield Statement((_WRITES_LEDGER,), (LEDGER,), because)
    for action, arguments in _actions(use):
        if action == _WRITES_LEDGER and _writes_ledger(use) and not _puts(use):
            continue
        yield Statement((action,), arns.resources(action, arguments), because)
    service = _PASSED_TO.get(use.activity.local_name)
    if service is not None:
        role = use.arguments.get("RoleArn", use.arguments.get("roleArn", use.arguments.get("Role")))
        resources = tuple(arns.given(role)) if isinstance(role, str) else ()
        yield Statement(("iam:PassRole",), resources, because, (("StringEquals", "iam:PassedToService", (service,)),))


def _writes_ledger(use: Use) -> bool:
    return use.activity.local_name.startswith("once.dynamodb.")


def _puts(use: Use) -> bool:
    """Whether the call itself puts an item, beside the ledger's."""
    return use.activity.local_name.rpartition(".")[2] in ("put_item", "transact_write_items")


def _actions(use: Use) -> Iterable[tuple[str, Mapping[str, Any]]]:
    """The actions of a call, each with the arguments that name its resources."""
    operation = ".".join(use.activity.local_name.split(".")[-2:])
    actions = use.activity.permissions
    if operation in _READ_THROUGH:
        return _READ_THROUGH[operation](actions, use.arguments)
    return ((action, use.arguments) for action in actions)


def _copy(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Read from one object, write to another."""
    source = arguments.get("CopySource")
    if isinstance(source, str):
        bucket, _, key = source.lstrip("/").partition("/")
        source = {"Bucket": bucket, "Key": key.partition("?versionId=")[0]}
    yield "s3:GetObject", source if isinstance(source, Mapping) else {}
    yield from _put(("s3:PutObject",), arguments)


def _put(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """What an object is given beside its content is allowed by itself."""
    yield from ((action, arguments) for action in actions)
    for action, members in _GIVEN_TO_OBJECTS.items():
        if any(name in arguments for name in members):
            yield action, arguments
    if "SSEKMSKeyId" in arguments:
        for action in ("kms:Decrypt", "kms:GenerateDataKey"):
            yield action, {"KeyId": arguments["SSEKMSKeyId"]}


def _transaction(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Each item of a transaction names what is done to which table."""
    items = arguments.get("TransactItems")
    asked = [pair for item in items for pair in _item(item)] if isinstance(items, list) else [(..., ...)]
    if any(action not in _IN_TRANSACTION or not isinstance(table, str) for action, table in asked):
        yield from ((action, {}) for action in actions)
        return
    for name in dict.fromkeys(action for action, _ in asked):
        yield _IN_TRANSACTION[name], {"TableName": arns.tables(table for action, table in asked if action == name)}


def _item(item: Any) -> Iterator[tuple[Any, Any]]:
    if not isinstance(item, Mapping):
        yield ..., ...
        return
    for action, content in item.items():
        yield action, content.get("TableName", ...) if isinstance(content, Mapping) else ...


def _batch(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The requests of a batch stand by table."""
    items = arguments.get("RequestItems")
    names = arns.tables(items) if isinstance(items, Mapping) else [...]
    yield from ((action, {"TableName": names}) for action in actions)


def _statement(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """A statement in PartiQL says itself what it does, and to which table."""
    within = arguments.get("TransactStatements", arguments.get("Statements", [arguments]))
    texts = [one.get("Statement", ...) if isinstance(one, Mapping) else ... for one in within] if isinstance(within, list) else [...]
    read = [_PARTIQL.match(text) if isinstance(text, str) else None for text in texts]
    if not all(read) or not read:
        yield from ((action, {}) for action in actions)
        return
    for found in filter(None, read):
        table = {"TableName": found["table"]} | ({"IndexName": found["index"]} if found["index"] else {})
        yield f"dynamodb:PartiQL{found['verb'].capitalize()}", table


def _over_data_api(actions: Iterable[str], arguments: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """The database's credential is read as the caller."""
    yield from ((action, arguments) for action in actions)
    yield "secretsmanager:GetSecretValue", {"SecretId": arguments.get("secretArn", ...)}


_GIVEN_TO_OBJECTS: Mapping[str, tuple[str, ...]] = {
    "s3:PutObjectAcl": ("ACL", "GrantFullControl", "GrantRead", "GrantReadACP", "GrantWriteACP"),
    "s3:PutObjectLegalHold": ("ObjectLockLegalHoldStatus",),
    "s3:PutObjectRetention": ("ObjectLockMode", "ObjectLockRetainUntilDate"),
    "s3:PutObjectTagging": ("Tagging",),
}
"""Members of a request that writes an object, by the action that they need."""

_IN_TRANSACTION: Mapping[Any, str] = {
    "ConditionCheck": "dynamodb:ConditionCheckItem",
    "Delete": "dynamodb:DeleteItem",
    "Get": "dynamodb:GetItem",
    "Put": "dynamodb:PutItem",
    "Update": "dynamodb:UpdateItem",
}

_PARTIQL = re.compile(
    r"""\s*(?P<verb>SELECT|INSERT|UPDATE|DELETE)
    (?:(?<=SELECT)\b.*?\bFROM|(?<=INSERT)\s+INTO|(?<=DELETE)\s+FROM|(?<=UPDATE))
    \s+"?(?P<table>[\w.-]+?)"?(?:\."(?P<index>[^"]+)")?(?:\s|$)""",
    re.IGNORECASE | re.DOTALL | re.VERBOSE,
)

_READ_THROUGH: Mapping[str, Callable[[Iterable[str], Mapping[str, Any]], Iterator[tuple[str, Mapping[str, Any]]]]] = {
    "dynamodb.batch_execute_statement": _statement,
    "dynamodb.batch_get_item": _batch,
    "dynamodb.batch_write_item": _batch,
    "dynamodb.execute_statement": _statement,
    "dynamodb.execute_transaction": _statement,
    "dynamodb.transact_get_items": _transaction,
    "dynamodb.transact_write_items": _transaction,
    "rds-data.batch_execute_statement": _over_data_api,
    "rds-data.begin_transaction": _over_data_api,
    "rds-data.commit_transaction": _over_data_api,
    "rds-data.execute_statement": _over_data_api,
    "rds-data.rollback_transaction": _over_data_api,
    "s3.copy_object": _copy,
    "s3.create_multipart_upload": _put,
    "s3.put_object": _put,
    "s3.upload_part_copy": _copy,
}
"""Operations whose arguments say more of what they need than their name."""
