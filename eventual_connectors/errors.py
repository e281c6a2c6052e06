"""Every exception that a user of this package can meet.

Two families. `ConnectorError` says what happened to a call against an outside system, and carries what the next attempt
needs to know. `EventualError` is everything else: wrong use, wrong environment, a history that does not match.
Each message is one line that says what is wrong and, where there is something to do, what to do.
"""

from __future__ import annotations

import math
import uuid
from datetime import timedelta
from typing import Any, ClassVar


class EventualError(Exception):
    """Base of all errors of this package."""


class UsageError(EventualError):
    """The caller asked for something that cannot be done; the message names the mend."""


class ConfigurationError(EventualError):
    """A setting, connection or credential is missing or wrong."""


class SerializationError(EventualError):
    """A value cannot be recorded; the message names the place inside the value."""


class PluginError(EventualError):
    """A connector package is broken, incompatible or not installed."""


class WorkflowCodeError(EventualError):
    """Workflow code does something that cannot be replayed (real I/O, threads, the clock, randomness)."""


class HistoryError(EventualError):
    """A history cannot be read: another format version, or a damaged file."""


class HistoryMismatch(EventualError):
    """The code no longer matches the history; the execution is blocked, nothing is lost.

    Attributes:
        path: the call that did not match.
        expected: what the history holds (JSON).
        actual: what the code asked for (JSON).
    """

    def __init__(self, message: str, *, path: str = "", expected: Any = None, actual: Any = None) -> None:
        super().__init__(message)
        self.path = path
        self.expected = expected
        self.actual = actual


class EngineError(EventualError):
    """The engine cannot do its work (file locked, ownership lost, unknown URL)."""


class DatabaseLocked(EngineError):
    """Another process owns the database file."""


class ExecutionNotFound(EventualError):
    """No execution has this id."""


class ExecutionConflict(EventualError):
    """An execution with this id exists with another workflow or another input."""


class ExecutionClosed(EventualError):
    """The execution has ended; it takes no more signals or resolutions."""


class ExecutionFailed(EventualError):
    """The workflow raised; `__cause__` is what it raised, rebuilt as the same Python type where it is known."""


class ExecutionCancelled(EventualError):
    """The execution was cancelled."""


def as_key(key: uuid.UUID | str | None) -> uuid.UUID | None:
    """A key from its text: as a text it would be a business key, of which another key is made. None of a text that is no UUID."""
    try:
        return uuid.UUID(key) if isinstance(key, str) else key
    except ValueError:
        return None


class ConnectorError(EventualError):
    """A call against an outside system did not give a result.

    Attributes:
        code: the vendor's own error code, such as `card_declined`.
        status: HTTP status, if there was an answer.
        request_id: the vendor's id of the request, for its support.
        key: the idempotency key of the call; `with_options(key=error.key)` repeats it.
    """

    kind: ClassVar[str] = "permanent"

    def __init__(
        self,
        message: str = "",
        *,
        code: str | None = None,
        status: int | None = None,
        request_id: str | None = None,
        key: uuid.UUID | str | None = None,
    ) -> None:
        super().__init__(message)
        self.code = code
        self.status = status
        self.request_id = request_id
        self.key = as_key(key)

    @property
    def message(self) -> str:
        """The text of the error."""
        return str(self.args[0]) if self.args else ""


class Retryable(ConnectorError):
    """The request was certainly not applied; another attempt may succeed.

    Attributes:
        after: seconds to wait before the next attempt, where the vendor said so; a day at most is waited.
    """

    kind: ClassVar[str] = "retryable"

    def __init__(self, message: str = "", *, after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.after = after


class RateLimited(Retryable):
    """The vendor refused the request for its rate or a quota.

    The whole connection waits: `after` seconds, a day at most, or one where the vendor did not say.
    """

    kind: ClassVar[str] = "rate_limited"


class Permanent(ConnectorError):
    """The request was refused and will be refused again.

    Attributes:
        settles: the answer proves the outcome of *every* attempt under this key (the vendor replayed its stored
            answer), so it also ends a call whose earlier attempt was in doubt.
        unseen: the vendor did not know this key when it refused, and would have known it if an earlier attempt had been applied by then
            (it checks its keys, or the ledger's row, before it refuses). One may still be on its way, so this ends a call in doubt only
            as the answer to an attempt that began when that is over: after the deadline of all earlier ones, and `settle`.
    """

    kind: ClassVar[str] = "permanent"

    def __init__(self, message: str = "", *, settles: bool = False, unseen: bool = False, **details: Any) -> None:
        super().__init__(message, **details)
        self.settles = settles
        self.unseen = unseen


class Unauthorized(ConnectorError):
    """The credential was refused; the request was certainly not applied. It is refreshed once."""

    kind: ClassVar[str] = "unauthorized"


class InDoubt(ConnectorError):
    """The request may have been applied: read timeout, dropped connection, 5xx, killed process.

    Attributes:
        after: seconds to wait before the next attempt, where the vendor said so (a 503 with Retry-After); a day at most is waited.
    """

    kind: ClassVar[str] = "in_doubt"

    def __init__(self, message: str = "", *, after: float | None = None, **details: Any) -> None:
        super().__init__(message, **details)
        self.after = after


class Pending(EventualError):
    """Raised by an activity's function, and no failure: what it began, or asks for, is not finished; it is to be called again.

    It takes nothing from the retry budget, and begins it anew: the vendor has answered. Of a write it says more: the request was applied,
    under this call's key, and from now on the function only asks how it stands. So its `details` have to tell the next attempt what to ask
    for (`attempt.details`), and nothing that happens to it while it asks is doubt. Then only a result ends the call, or a `Permanent` that
    `settles`: how it ended. Any other refusal may come from something in front of the vendor, and says nothing of what was begun; it is
    asked for again, and parked when the attempts run out.

    Raised by a look-up with `details`, it says that the write is there and these tell what to ask for. Without, the look-up cannot tell yet
    (the vendor's index is behind): it is asked again after `after` seconds, and the doubt stays.

    Attributes:
        after: seconds until it is to be called again.
        details: what the next attempt gets as `attempt.details`; what the heartbeats left, where it is None.
    """

    def __init__(self, message: str = "", *, after: float | timedelta, details: Any = None) -> None:
        super().__init__(message)
        self.after = after.total_seconds() if isinstance(after, timedelta) else after
        if not math.isfinite(self.after):
            raise UsageError(
                f"Pending takes a finite time after which it is called again, not {self.after}; CompleteLater waits without asking"
            )
        self.details = details


class CompleteLater(EventualError):
    """Raised by an activity's function, and no failure: somebody else will complete the call, with a token that the function handed out.

    The attempt ends, the call waits; see `Attempt.completion_token`.
    """


class KeyConflict(Permanent):
    """The vendor knows this key with other parameters: two different calls under one key."""
