"""A queue's consumer: what is handled is deleted, what is not comes again, and nothing is started twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eventual_connector_aws.fakes import AwsFake
from eventual_connector_aws.inbound import SqsConsumer, SqsMessage, starts
from eventual_connectors import connect, workflow

Plain = Callable[..., Any]


def _queue(plain: Plain, name: str = "q", **attributes: str) -> tuple[Any, str]:
    sqs = plain("sqs")
    return sqs, sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]


def _left(sqs: Any, url: str) -> int:
    names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    return sum(int(number) for number in sqs.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"].values())


async def test_only_what_was_handled_is_deleted(plain: Plain, fake: AwsFake) -> None:
    sqs, url = _queue(plain)
    for body in "abc":
        sqs.send_message(QueueUrl=url, MessageBody=body)
    handled: list[str] = []

    async def handle(message: SqsMessage) -> None:
        if message.body == "b":
            raise ValueError(message.body)
        handled.append(message.body)

    assert await SqsConsumer(url, handle, poll=0).once() == 2
    assert sorted(handled) == ["a", "c"]
    assert _left(sqs, url) == 1


async def test_what_follows_a_failed_message_of_its_group_is_held_back(plain: Plain, fake: AwsFake) -> None:
    sqs, url = _queue(plain, "q.fifo", FifoQueue="true")
    for name in ("x1", "x2", "y1"):
        sqs.send_message(QueueUrl=url, MessageBody=name, MessageGroupId=name[0], MessageDeduplicationId=name)
    handled: list[str] = []

    async def handle(message: SqsMessage) -> None:
        handled.append(message.body)
        if message.body == "x1":
            raise ValueError(message.body)

    assert await SqsConsumer(url, handle, poll=0).once() == 1
    assert sorted(handled) == ["x1", "y1"]
    assert _left(sqs, url) == 2


async def test_a_message_is_kept_from_others_while_it_is_handled(plain: Plain, fake: AwsFake) -> None:
    """It is handled for longer than it was to be invisible."""
    sqs, url = _queue(plain)
    sqs.send_message(QueueUrl=url, MessageBody="a")
    others: list[Any] = []

    async def handle(message: SqsMessage) -> None:
        for _ in range(5):
            await asyncio.sleep(0.5)
            answer = await asyncio.to_thread(sqs.receive_message, QueueUrl=url)
            others.extend(answer.get("Messages", ()))

    assert await SqsConsumer(url, handle, poll=0, visibility=1).once() == 1
    assert others == []
    assert len(fake.effects.of("sqs.change_message_visibility_batch")) >= 3


@workflow(version="1")
async def pay(body: str) -> str:
    return f"paid {body}"


async def test_the_engine_is_the_consumers_ledger(plain: Plain, fake: AwsFake, tmp_path: Path) -> None:
    """The delete's answer is lost with the delete; the message comes again and starts nothing."""
    sqs, url = _queue(plain)
    mark = {"ec-key": {"DataType": "String", "StringValue": "order-1"}}
    for _ in range(2):  # sent twice, too
        sqs.send_message(QueueUrl=url, MessageBody="order-1", MessageAttributes=mark)
    async with connect(f"sqlite:///{tmp_path}/e.db") as engine, engine.worker([pay]):
        consumer = SqsConsumer(url, starts(engine, pay), poll=0)
        assert await consumer.once() == 2
        assert _left(sqs, url) == 0
        handle = await engine.handle("sqs-order-1")
        assert await handle.result(timeout=30) == "paid order-1"
        assert len(await engine.executions()) == 1


async def test_it_runs_until_it_is_cancelled(plain: Plain, fake: AwsFake) -> None:
    """An answer that was lost ends nothing: its message comes again when its time is over."""
    sqs, url = _queue(plain)
    sqs.send_message(QueueUrl=url, MessageBody="a")
    fake.faults.drop_after_apply("sqs.receive_message")
    handled = asyncio.Event()

    async def handle(message: SqsMessage) -> None:
        handled.set()

    running = asyncio.create_task(SqsConsumer(url, handle, poll=0, visibility=1).run())
    await asyncio.wait_for(handled.wait(), 20)
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert running.cancelled()
