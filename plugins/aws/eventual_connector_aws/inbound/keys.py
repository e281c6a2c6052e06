"""The key of the call that sent a message, for a consumer's ledger."""

from __future__ import annotations

from typing import Any

from ..marks import FIELD, KEY
from .eventbridge import EventBridgeEvent
from .sns import SnsMessage
from .sqs import SqsMessage


def key_of(message: SqsMessage | SnsMessage | EventBridgeEvent | dict[str, Any]) -> str:
    """What two deliveries of one thing have alike: the sender's key where it left one, else AWS's own id.

    AWS's id tells deliveries from each other, not two sends of one message. For the payload of a function it is the key alone.

    Raises:
        KeyError: a payload has no key.
    """
    match message:
        case SqsMessage() | SnsMessage():
            return message.attribute(KEY) or message.message_id
        case EventBridgeEvent():
            return str(_marked(message.detail) or message.id)
        case _:
            return str(message[FIELD]["key"])


def _marked(detail: dict[str, Any]) -> Any:
    mark = detail.get(FIELD)
    return mark.get("key") if isinstance(mark, dict) else None
