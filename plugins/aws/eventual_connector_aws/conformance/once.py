"""Samples of `aws.once` and `aws.stamped`."""

from __future__ import annotations

from typing import Any

from eventual_connectors.conformance import call, sample

from .made import BUCKET, FIRST, fifo_queue, fifo_topic, machine, queue, tables, topic
from .made import bucket as a_bucket
from .sampling import Two, differing, of


def adds(number: str) -> dict[str, Any]:
    """Parameters of an update that adds a number to an item."""
    return {
        "TableName": "t",
        "Key": FIRST,
        "UpdateExpression": "ADD n :n",
        "ExpressionAttributeValues": {":n": {"N": number}},
    }


class OnceSamples:
    """What is made once."""

    put_item_once = differing(
        "once.dynamodb.put_item", tables, TableName="t", member="Item", contents=tuple({**FIRST, "n": {"N": n}} for n in "12")
    )
    delete_item_once = differing("once.dynamodb.delete_item", tables, TableName="t", member="Key", contents=(FIRST, {"pk": {"S": "b"}}))
    transact_once = differing(
        "once.dynamodb.transact_write_items", tables, member="TransactItems", contents=tuple([{"Update": adds(n)}] for n in "12")
    )
    send_once = differing("once.sqs.send_message", fifo_queue, MessageGroupId="g", member="MessageBody", contents=("1", "2"))
    send_batch_once = differing(
        "once.sqs.send_message_batch",
        fifo_queue,
        member="Entries",
        contents=tuple([{"Id": id, "MessageBody": body, "MessageGroupId": "g"} for id in "ab"] for body in "12"),
    )
    publish_once = differing("once.sns.publish", fifo_topic, MessageGroupId="g", member="Message", contents=("1", "2"))
    put_object_once = differing("once.s3.put_object", a_bucket, Key="k", member="Body", contents=(b"1", b"2"))
    start_once = differing("once.stepfunctions.start_execution", machine, member="input", contents=('{"n": 1}', '{"n": 2}'))
    invoke_once = differing("once.lambda.invoke", FunctionName="echo", member="Payload", contents=('{"n": 1}', '{"n": 2}'))

    @sample("once.dynamodb.update_item")
    async def update_item_once(self) -> Two:
        await tables()
        return call(**adds("1")), call(**adds("2"))


class StampedSamples:
    """What carries the call's key for whoever gets it."""

    send_stamped = of("stamped.sqs.send_message", queue, MessageBody="1")
    publish_stamped = of("stamped.sns.publish", topic, Message="1")
    put_events_stamped = of("stamped.events.put_events", Entries=[{"Source": "s", "DetailType": "d", "Detail": "{}"}])
    invoke_stamped = of("stamped.lambda.invoke", FunctionName="echo", Payload="{}")


__all__ = ["BUCKET", "OnceSamples", "StampedSamples", "adds"]
