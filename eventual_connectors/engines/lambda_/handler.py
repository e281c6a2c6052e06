"""The function's handler: `handler = lambda_handler([checkout])` is all that a user writes."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from aws_durable_execution_sdk_python import DurableContext, durable_execution

from ...connection import connections
from ...errors import UsageError
from ...workflows.definition import Workflow
from .host import Host
from .mailbox import Mailbox, open_mailbox
from .program import run
from .service import Service, lambda_client
from .steady import Interrupted

Handler = Callable[[Any, Any], Any]

MAILBOX_VARIABLE = "EVENTUAL_MAILBOX"


class LambdaHandler:
    """What Lambda calls. Use `lambda_handler`.

    Attributes:
        host: what outlives the invocations.
    """

    def __init__(self, workflows: Sequence[Workflow[..., Any]], mailbox: str | None, client: Any) -> None:
        self.host = Host(workflows)
        self._url = mailbox
        self._client = client
        self._opened: tuple[Mailbox, Service, Handler] | None = None

    def __call__(self, event: Any, context: Any) -> Any:
        """Take an invocation."""
        if self._opened is None:
            connections.check_allowed()
            self._opened = self._open()
        try:
            return self._opened[2](event, context)
        except Interrupted as interrupted:
            raise RuntimeError(f"the invocation cannot go on, and is to be repeated: {interrupted}") from interrupted

    def close(self) -> None:
        """Let go of everything."""
        self.host.close()
        if self._opened is not None:
            self._opened[0].close()

    def _open(self) -> tuple[Mailbox, Service, Handler]:
        url = self._url or os.environ.get(MAILBOX_VARIABLE)
        if not url:
            raise UsageError(f"the handler needs a mailbox: lambda_handler([…], mailbox='dynamodb://TABLE'), or {MAILBOX_VARIABLE}")
        client = self._client or lambda_client()
        mailbox, service = open_mailbox(url), Service(client)

        def program(event: Any, context: DurableContext) -> Any:
            return run(self.host, event, context, mailbox, service)

        handler: Handler = durable_execution(program, boto3_client=client)
        return mailbox, service, handler


def lambda_handler(workflows: Sequence[Workflow[..., Any]], *, mailbox: str | None = None, client: Any = None) -> LambdaHandler:
    """The handler of a durable function that runs executions of these workflows.

    Args:
        workflows: what the function can run.
        mailbox: the URL of its mailbox, such as `dynamodb://TABLE`; or the variable `EVENTUAL_MAILBOX`.
        client: boto3's client of Lambda, where it is to be another one.
    """
    return LambdaHandler(workflows, mailbox, client)
