"""How an execution is told something: a letter into its box, and then its callback, if it waits for one.

An execution that comes to rest leaves the callback in its box first and looks for letters then. So either it sees the letter, or whoever
posted the letter sees the callback.
"""

from __future__ import annotations

import json

from ..hosting.messages import Message
from .mailbox import Mailbox, packed
from .recorded import STATE
from .service import Service


def post(mailbox: Mailbox, service: Service, box: str, happening: Message) -> None:
    """Have the execution with this ARN take in what happened; durable when this returns."""
    mailbox.post(box, packed(happening, mailbox))
    state = mailbox.notes_of([box], STATE).get(box)
    callback = json.loads(state).get("callback") if state else None
    if callback:
        service.wake(callback)
