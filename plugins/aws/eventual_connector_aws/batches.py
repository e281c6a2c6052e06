"""Batches of which AWS may refuse some entries: what was refused for the moment is sent again, and nothing else."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventual_connectors import Activity, Retryable
from eventual_connectors.errors import UsageError

FINAL = frozenset(
    {
        # EventBridge.
        *("AccessDeniedException", "InvalidAccountIdException", "InvalidArgument", "MalformedDetail", "RedactionFailure"),
        *("NotAuthorizedForDetailTypeException", "NotAuthorizedForSourceException", "LimitExceededException"),
        # S3.
        *("AccessDenied", "NoSuchKey", "NoSuchVersion", "MethodNotAllowed"),
    }
)
"""Codes of entries that will be refused again."""

FIRST_WAIT = 1.0
LONGEST_WAIT = 30.0
"""Seconds between two rounds: doubled each time."""


@dataclass(frozen=True)
class Batch:
    """How a batch operation takes its entries and says which it refused.

    Attributes:
        member: the parameter with the entries.
        refused: from the entries and the answer to those that were refused, with the code of each (None: for the moment).
    """

    member: str
    refused: Callable[[Sequence[Any], Mapping[str, Any]], list[tuple[Any, str | None]]]


def _in_order(answers: str) -> Callable[[Sequence[Any], Mapping[str, Any]], list[tuple[Any, str | None]]]:
    def refused(entries: Sequence[Any], answer: Mapping[str, Any]) -> list[tuple[Any, str | None]]:
        said = zip(entries, answer.get(answers, ()), strict=False)
        return [(entry, one["ErrorCode"]) for entry, one in said if one.get("ErrorCode")]

    return refused


def _by_id(entries: Sequence[Any], answer: Mapping[str, Any]) -> list[tuple[Any, str | None]]:
    known = {entry["Id"]: entry for entry in entries}
    return [(known[one["Id"]], one["Code"] if one.get("SenderFault") else None) for one in answer.get("Failed", ())]


BATCHES: Mapping[str, Batch] = {
    "events.put_events": Batch("Entries", _in_order("Entries")),
    "firehose.put_record_batch": Batch("Records", _in_order("RequestResponses")),
    "kinesis.put_records": Batch("Records", _in_order("Records")),
    "sns.publish_batch": Batch("PublishBatchRequestEntries", _by_id),
    "sqs.change_message_visibility_batch": Batch("Entries", _by_id),
    "sqs.delete_message_batch": Batch("Entries", _by_id),
    "sqs.send_message_batch": Batch("Entries", _by_id),
}


async def send_all(activity: Activity[..., Any], /, *, rounds: int = 8, **parameters: Any) -> list[tuple[Any, str]]:
    """Send a batch, and again those of its entries that were refused for the moment, until none is left.

    Each round is a call of its own: an entry that was refused was certainly not taken, and one that was taken is not sent again.
    A round in doubt is settled like any call of its class before the next begins.

    Args:
        activity: `aws.events.put_events`, `aws.kinesis.put_records`, `aws.once.sqs.send_message_batch` and their like.
        rounds: how many at most.
        **parameters: the operation's.

    Returns:
        The entries that AWS refused for good, each with its code.

    Raises:
        UsageError: it is no batch that is known here.
        Retryable: entries are left after the last round.
    """
    name = activity.local_name.removeprefix("once.").removeprefix("stamped.")
    batch = BATCHES.get(name)
    if batch is None:
        raise UsageError(f"{activity.name} is no batch that is known; there are {', '.join(BATCHES)}")
    left, final, wait = list(parameters.pop(batch.member)), list[tuple[Any, str]](), FIRST_WAIT
    for number in range(rounds):
        if number:
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        answer = await activity(**parameters, **{batch.member: left})
        refused = batch.refused(left, answer)
        final += [(entry, code) for entry, code in refused if code is not None and _is_final(name, code)]
        left = [entry for entry, code in refused if code is None or not _is_final(name, code)]
        if not left:
            return final
    raise Retryable(f"{activity.name}: {len(left)} entries were still refused after {rounds} rounds", code="entries_left")


async def write_all(activity: Activity[..., Any], /, *, RequestItems: Mapping[str, Any], rounds: int = 8) -> None:
    """Carry out DynamoDB's `batch_write_item`, and again what it left unprocessed, until nothing is left.

    Raises:
        Retryable: something is left after the last round.
    """
    left, wait = dict(RequestItems), FIRST_WAIT
    for number in range(rounds):
        if number:
            await asyncio.sleep(wait)
            wait = min(2 * wait, LONGEST_WAIT)
        left = (await activity(RequestItems=left)).get("UnprocessedItems") or {}
        if not left:
            return
    raise Retryable(f"{activity.name}: items were still unprocessed after {rounds} rounds", code="entries_left")


def _is_final(operation: str, code: str) -> bool:
    """Whether an entry will be refused again. SQS and SNS give only such a code; of the others the codes are known."""
    return operation.startswith(("sqs.", "sns.")) or code in FINAL
