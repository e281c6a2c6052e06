"""A mailbox in a DynamoDB table, with the partition key `box` and the sort key `item`, both strings.

| `box` | `item` | holds |
|---|---|---|
| the execution's ARN | `count` | how many letters were ever posted |
| the execution's ARN | `letter#NUMBER` | a letter |
| the execution's ARN | `note#NAME` | a note |
| `kept#DIGEST` | `part#NUMBER` | a part of some bytes |

Each has `expires`, in seconds since 1970, for the table's time to live.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import parse_qs

from .mailbox import Letter

EXPIRES_SECONDS = 460 * 86400
"""Longer than an execution may run on Lambda, and be kept there afterwards."""

MOST_AT_ONCE = 100
"""Items that DynamoDB reads in one request."""

PART_BYTES = 350_000
"""An item may have 400 KB."""


class DynamoDbMailbox:
    """See `Mailbox`.

    Args:
        client: boto3's client of DynamoDB.
        table: its name.
    """

    def __init__(self, client: Any, table: str) -> None:
        self._client = client
        self._table = table

    @classmethod
    def of(cls, address: str) -> DynamoDbMailbox:
        """That of `TABLE?region=…&endpoint=…`."""
        import boto3

        table, _, query = address.partition("?")
        options = {name: values[-1] for name, values in parse_qs(query).items()}
        return cls(boto3.client("dynamodb", region_name=options.get("region"), endpoint_url=options.get("endpoint")), table)

    def post(self, box: str, text: str) -> None:
        """See `Mailbox.post`."""
        counted = self._client.update_item(
            TableName=self._table,
            Key=_key(box, "count"),
            UpdateExpression="ADD posted :one SET expires = :expires",
            ExpressionAttributeValues={":one": {"N": "1"}, ":expires": _expires()},
            ReturnValues="UPDATED_NEW",
        )
        self._put(box, f"letter#{int(counted['Attributes']['posted']['N']):020}", {"text": {"S": text}})

    def letters(self, box: str) -> list[Letter]:
        """See `Mailbox.letters`."""
        return [Letter(item["item"]["S"], item["text"]["S"]) for item in self._items(box, "letter#")]

    def remove(self, box: str, places: Sequence[str]) -> None:
        """See `Mailbox.remove`."""
        for place in places:
            self._client.delete_item(TableName=self._table, Key=_key(box, place))

    def note(self, box: str, name: str, text: str) -> None:
        """See `Mailbox.note`."""
        self._put(box, f"note#{name}", {"text": {"S": text}})

    def notes(self, box: str) -> dict[str, str]:
        """See `Mailbox.notes`."""
        return {item["item"]["S"].removeprefix("note#"): item["text"]["S"] for item in self._items(box, "note#")}

    def notes_of(self, boxes: Sequence[str], name: str) -> dict[str, str]:
        """See `Mailbox.notes_of`."""
        found: dict[str, str] = {}
        for begin in range(0, len(boxes), MOST_AT_ONCE):
            keys = [_key(box, f"note#{name}") for box in boxes[begin : begin + MOST_AT_ONCE]]
            asked: dict[str, Any] = {self._table: {"Keys": keys, "ConsistentRead": True}}
            while asked:
                answer = self._client.batch_get_item(RequestItems=asked)
                found |= {item["box"]["S"]: item["text"]["S"] for item in answer["Responses"].get(self._table, ())}
                asked = answer.get("UnprocessedKeys") or {}
        return found

    def keep(self, digest: str, data: bytes) -> None:
        """See `Mailbox.keep`."""
        for number, begin in enumerate(range(0, len(data), PART_BYTES)):
            self._put(f"kept#{digest}", f"part#{number:06}", {"data": {"B": data[begin : begin + PART_BYTES]}})

    def kept(self, digest: str) -> bytes | None:
        """See `Mailbox.kept`."""
        return b"".join(item["data"]["B"] for item in self._items(f"kept#{digest}", "part#")) or None

    def close(self) -> None:
        """See `Mailbox.close`."""
        self._client.close()

    def _put(self, box: str, item: str, values: dict[str, Any]) -> None:
        self._client.put_item(TableName=self._table, Item={**_key(box, item), "expires": _expires(), **values})

    def _items(self, box: str, prefix: str) -> Iterator[dict[str, Any]]:
        pages = self._client.get_paginator("query").paginate(
            TableName=self._table,
            ConsistentRead=True,
            KeyConditionExpression="box = :box AND begins_with(item, :prefix)",
            ExpressionAttributeValues={":box": {"S": box}, ":prefix": {"S": prefix}},
        )
        for page in pages:
            yield from page["Items"]


def _key(box: str, item: str) -> dict[str, Any]:
    return {"box": {"S": box}, "item": {"S": item}}


def _expires() -> dict[str, str]:
    return {"N": str(int(time.time()) + EXPIRES_SECONDS)}
