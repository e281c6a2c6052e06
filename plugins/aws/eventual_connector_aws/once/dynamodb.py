"""DynamoDB: a write and an item in the ledger table, in one transaction. A second attempt finds the item, and nothing is written.

The ledger table holds one item for each call: `pk` (the call's key), `digest` (of its content), `at` (when its first attempt began). Items
have to outlive every execution that may ask for them; by themselves they stay for good.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from eventual_connectors import AlreadyApplied, Attempt
from eventual_connectors.errors import UsageError

from ..connection import LEDGER_TABLE
from ..connector import aws
from ..errors import TransactionCanceled
from ..marks import LEDGER_AT, LEDGER_DIGEST, LEDGER_KEY

if TYPE_CHECKING:
    from ..client import AwsClient
else:
    AwsClient = Any

Item = Mapping[str, Any]
"""DynamoDB's own form: `{"pk": {"S": "a"}, "n": {"N": "1"}}`."""

MOST_ITEMS = 99
"""A transaction takes 100, and one is the ledger's."""

_LEDGER: dict[str, Any] = {"effect": "ledger", "mechanism": "an item in the ledger table, written in the same transaction"}
_WRITES_LEDGER = ("dynamodb:PutItem",)


def ledger_table(name: str = LEDGER_TABLE) -> dict[str, Any]:
    """What `aws.dynamodb.create_table` takes to make the ledger table."""
    return {
        "TableName": name,
        "KeySchema": [{"AttributeName": LEDGER_KEY, "KeyType": "HASH"}],
        "AttributeDefinitions": [{"AttributeName": LEDGER_KEY, "AttributeType": "S"}],
        "BillingMode": "PAY_PER_REQUEST",
    }


@aws.activity("once.dynamodb.put_item", permissions=_WRITES_LEDGER, **_LEDGER)
def put_item(
    client: AwsClient,
    attempt: Attempt,
    *,
    TableName: str,
    Item: Item,
    ConditionExpression: str | None = None,
    ExpressionAttributeNames: Mapping[str, str] | None = None,
    ExpressionAttributeValues: Item | None = None,
) -> dict[str, Any] | AlreadyApplied:
    """Put an item, once: also where others write the same item in between."""
    return _written(client, attempt, [{"Put": _given(locals())}])


@aws.activity("once.dynamodb.update_item", permissions=("dynamodb:UpdateItem", *_WRITES_LEDGER), **_LEDGER)
def update_item(
    client: AwsClient,
    attempt: Attempt,
    *,
    TableName: str,
    Key: Item,
    UpdateExpression: str,
    ConditionExpression: str | None = None,
    ExpressionAttributeNames: Mapping[str, str] | None = None,
    ExpressionAttributeValues: Item | None = None,
) -> dict[str, Any] | AlreadyApplied:
    """Change an item, once: `UpdateExpression="ADD balance :amount"` adds once."""
    return _written(client, attempt, [{"Update": _given(locals())}])


@aws.activity("once.dynamodb.delete_item", permissions=("dynamodb:DeleteItem", *_WRITES_LEDGER), **_LEDGER)
def delete_item(
    client: AwsClient,
    attempt: Attempt,
    *,
    TableName: str,
    Key: Item,
    ConditionExpression: str | None = None,
    ExpressionAttributeNames: Mapping[str, str] | None = None,
    ExpressionAttributeValues: Item | None = None,
) -> dict[str, Any] | AlreadyApplied:
    """Delete an item, once: one that somebody puts there later stays."""
    return _written(client, attempt, [{"Delete": _given(locals())}])


@aws.activity(
    "once.dynamodb.transact_write_items",
    permissions=("dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:UpdateItem", *_WRITES_LEDGER),
    **_LEDGER,
)
def transact_write_items(
    client: AwsClient, attempt: Attempt, *, TransactItems: Sequence[Mapping[str, Any]]
) -> dict[str, Any] | AlreadyApplied:
    """Carry out a transaction of up to 99 items, once: however long ago its first attempt was."""
    return _written(client, attempt, TransactItems)


@transact_write_items.check
def _room_for_the_ledger(*, TransactItems: Sequence[Mapping[str, Any]]) -> None:
    if not 1 <= len(TransactItems) <= MOST_ITEMS:
        raise UsageError(f"a transaction of once.dynamodb has 1 to {MOST_ITEMS} items, not {len(TransactItems)}: one more is the ledger's")


def _written(client: AwsClient, attempt: Attempt, items: Sequence[Mapping[str, Any]]) -> dict[str, Any] | AlreadyApplied:
    ledger = {
        "TableName": attempt.settings["ledger_table"],
        "Item": {
            LEDGER_KEY: {"S": str(attempt.key)},
            LEDGER_DIGEST: {"S": attempt.digest},
            LEDGER_AT: {"S": attempt.first_started_at.isoformat()},
        },
        "ConditionExpression": "attribute_not_exists(#key)",
        "ExpressionAttributeNames": {"#key": LEDGER_KEY},
        "ReturnValuesOnConditionCheckFailure": "ALL_OLD",
    }
    try:
        return client.call("dynamodb", "transact_write_items", attempt, {"TransactItems": [{"Put": ledger}, *items]})
    except TransactionCanceled as cancelled:
        # The first reason is the ledger's: where it is the cause, an earlier attempt has written everything.
        if not cancelled.reasons or cancelled.reasons[0].get("Code") != "ConditionalCheckFailed":
            raise
        item = cancelled.reasons[0].get("Item") or {}
        at = item.get(LEDGER_AT, {}).get("S")
        return attempt.already_applied(item.get(LEDGER_DIGEST, {}).get("S", ""), at=datetime.fromisoformat(at) if at else None)


def _given(names: Mapping[str, Any]) -> dict[str, Any]:
    """AWS's parameters among a function's own; None is "not given"."""
    return {name: value for name, value in names.items() if name[0].isupper() and value is not None}
