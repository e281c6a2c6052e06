"""Exit codes, and which error means which."""

from __future__ import annotations

from ..errors import ConnectorError, EventualError, ExecutionCancelled, ExecutionFailed

GOOD = 0
FAILED = 1
"""It ran, and something failed."""
UNUSABLE = 2
"""Bad usage, input or environment."""
INTERRUPTED = 130


class Unfinished(EventualError):
    """The execution has not ended, and the command waits no longer.

    Attributes:
        status: what the execution is now.
    """

    def __init__(self, message: str, status: str) -> None:
        super().__init__(message)
        self.status = status


def code_of(error: BaseException) -> int:
    """The exit code of a command that raised this."""
    return FAILED if isinstance(error, ExecutionFailed | ExecutionCancelled | Unfinished | ConnectorError) else UNUSABLE
