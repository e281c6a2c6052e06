"""A consumer of a queue: it keeps a message invisible while it is handled, and deletes it when that is on record."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from eventual_connectors import ConnectorError

from ..connector import aws
from .keys import key_of
from .sqs import SqsMessage, sqs_messages

Handler = Callable[[SqsMessage], Awaitable[object]]

LONGEST_POLL = 20
"""Seconds for which SQS holds a question to which it has no answer."""

PAUSE = 1.0
"""Seconds after a question that failed."""

_log = logging.getLogger(__name__)


def starts(engine: Any, workflow: Any) -> Handler:
    """A handler that starts an execution of a workflow for each message; the engine's record of executions is the consumer's ledger.

    The execution's id is the key that the sender left (`aws.once`, `aws.stamped`), else SQS's own id: a message that comes again starts
    nothing. The message is deleted when the start is on disk. The workflow gets the message's text.
    """

    async def handle(message: SqsMessage) -> None:
        await engine.start(workflow, message.body, id=f"sqs-{key_of(message)}")

    return handle


class SqsConsumer:
    """Receives messages and hands them on, until it is cancelled: `await SqsConsumer(url, starts(engine, paid)).run()`.

    A message whose handler returns is deleted. One whose handler raises is left to come again, alone of its batch, and in a FIFO queue with
    those of its group that follow; after `maxReceiveCount` times the queue's redrive policy takes it away.

    Args:
        queue_url: of the queue.
        handle: what is done with each message. It may get one twice, so it keeps a ledger, as `starts` does.
        connection: the name of the connection.
        visibility: seconds for which a message is kept from others; renewed at half of that while it is handled.
        batch: how many messages are received and handled at once, ten at most.
        poll: seconds for which SQS is asked to wait for messages.
    """

    def __init__(
        self,
        queue_url: str,
        handle: Handler,
        *,
        connection: str = "default",
        visibility: int = 30,
        batch: int = 10,
        poll: int = LONGEST_POLL,
    ) -> None:
        self.queue_url = queue_url
        self.handle = handle
        self._sqs = aws.with_options(connection=connection).sqs
        self._visibility = visibility
        self._batch = batch
        self._poll = poll

    async def run(self) -> None:
        """Receive and handle until this task is cancelled; what is being handled then comes again."""
        while True:
            try:
                await self.once()
            except ConnectorError as error:  # an answer that was lost: its messages come again when their time is over
                _log.warning("%s: %s", self.queue_url, error)
                await asyncio.sleep(PAUSE)

    async def once(self) -> int:
        """Receive one batch and handle it; returns how many messages were handled and deleted."""
        answer = await self._sqs.receive_message.with_options(timeout=self._poll + 10)(
            QueueUrl=self.queue_url,
            MaxNumberOfMessages=self._batch,
            WaitTimeSeconds=self._poll,
            VisibilityTimeout=self._visibility,
            AttributeNames=["All"],
            MessageAttributeNames=["All"],
        )
        messages = sqs_messages(answer)
        if not messages:
            return 0
        renewing = asyncio.create_task(self._renew(messages))
        try:
            chains = await asyncio.gather(*(self._in_order(chain) for chain in _chains(messages)))
        finally:
            renewing.cancel()
        done = [message for chain in chains for message in chain]
        await self._delete(done)
        return len(done)

    async def _in_order(self, chain: list[SqsMessage]) -> list[SqsMessage]:
        """Handle messages one after the other, up to the first that fails; returns those that were handled."""
        done: list[SqsMessage] = []
        for message in chain:
            try:
                await self.handle(message)
            except Exception:
                _log.exception("message %s of %s was not handled, and comes again", message.message_id, self.queue_url)
                break
            done.append(message)
        return done

    async def _renew(self, messages: list[SqsMessage]) -> None:
        entries: list[Any] = [
            {"Id": str(number), "ReceiptHandle": message.receipt_handle, "VisibilityTimeout": self._visibility}
            for number, message in enumerate(messages)
        ]
        while True:
            await asyncio.sleep(self._visibility / 2)
            try:
                await self._sqs.change_message_visibility_batch(QueueUrl=self.queue_url, Entries=entries)
            except ConnectorError as error:  # the next one may come through in time
                _log.warning("%s: %s", self.queue_url, error)

    async def _delete(self, messages: list[SqsMessage]) -> None:
        if not messages:
            return
        entries: list[Any] = [{"Id": str(number), "ReceiptHandle": message.receipt_handle} for number, message in enumerate(messages)]
        answer = await self._sqs.delete_message_batch(QueueUrl=self.queue_url, Entries=entries)
        for failed in answer.get("Failed", ()):
            _log.warning("%s: a message was not deleted, and comes again: %s", self.queue_url, failed["Code"])


def _chains(messages: Iterable[SqsMessage]) -> list[list[SqsMessage]]:
    """What may be handled at once: messages by themselves, those of a FIFO queue's group in their order."""
    chains: dict[str, list[SqsMessage]] = {}
    for message in messages:
        chains.setdefault(f"group {message.group}" if message.group is not None else message.message_id, []).append(message)
    return list(chains.values())
