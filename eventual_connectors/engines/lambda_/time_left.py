"""How long an invocation may go on."""

from __future__ import annotations

from typing import Any

from aws_durable_execution_sdk_python import DurableContext

from .host import Host

RESERVE = 0.5
"""In this last part of the function's timeout no further attempt begins: those to come are left to the next invocation. So Lambda's timeout
meets only an attempt whose own is more than half of it."""


class TimeLeft:
    """The time that an invocation has."""

    def __init__(self, host: Host, context: DurableContext) -> None:
        self._host = host
        self._context: Any = context.lambda_context
        self._reserve = RESERVE * self.remaining()

    def remaining(self) -> float:
        """Seconds until the function's timeout."""
        milliseconds: int = self._context.get_remaining_time_in_millis()
        return milliseconds / 1000

    @property
    def short(self) -> bool:
        """No further attempt is to begin."""
        return self._host.draining or self.remaining() < self._reserve
