"""One try at a call, as an activity's function sees it."""

from __future__ import annotations

import math
import time
import uuid
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal

from .cancellation import Cancellation
from .effect import AlreadyApplied
from .errors import KeyConflict, UsageError


def _no_tokens(expires: timedelta | float) -> str:
    raise UsageError("a call outside a workflow cannot be completed later: nothing waits for it")


@dataclass(frozen=True)
class Attempt:
    """One try at one logical call, as the activity's function sees it.

    Attributes:
        key: the idempotency key of the call; the same on every attempt.
        number: which attempt this is, from 1. Never part of a key.
        mode: `send`, or `lookup` when an earlier attempt's effect is being looked for.
        deadline: when the attempt is given up (aware, UTC).
        timeout: seconds from the attempt's beginning to its deadline.
        first_started_at: when the call's first attempt began (aware, UTC).
        settings: what the connector's `settings` gave at the first attempt, such as the API version.
        connection: the name of the connection.
        path: the call's path in its workflow, or its name outside one.
        details: what the previous attempt's last heartbeat left.
        in_doubt: whether an earlier attempt of this call may have been applied.
        polls: how often this call was asked before and was not finished (`errors.Pending`).
        cancellation: tells the function that its result is not wanted any more; see `cancel_requested`.
        tokens: makes the tokens of `completion_token`.
        digest: a fingerprint of what the caller passed; the same on every attempt. A ledger row holds it beside the key.
        ends_at: when the attempt is given up, as `time.monotonic()` of this process; endless where nobody waits for it.
    """

    key: uuid.UUID
    number: int
    mode: Literal["send", "lookup"]
    deadline: datetime
    timeout: float
    first_started_at: datetime
    settings: Mapping[str, Any] = field(default_factory=dict)
    connection: str = "default"
    path: str = ""
    details: Any = None
    in_doubt: bool = False
    polls: int = 0
    cancellation: Cancellation = field(default_factory=Cancellation, repr=False, compare=False)
    digest: str = ""
    ends_at: float = field(default=math.inf, repr=False, compare=False)
    tokens: Callable[[timedelta | float], str] = field(default=_no_tokens, repr=False, compare=False)
    heartbeats: Callable[[Any], None] = field(default=lambda details: None, repr=False, compare=False)

    def remaining(self) -> float:
        """Seconds until the attempt is given up, not more than `timeout`; 0 when it is. What runs in a thread must not send after that."""
        if self.cancellation.given_up:
            return 0.0
        return max(0.0, min(self.timeout, self.ends_at - time.monotonic()))

    def already_applied(self, digest: str, *, at: datetime | None = None) -> AlreadyApplied:
        """What a `ledger` function returns that finds a row under its own key. Where the row keeps the first result, return that instead.

        Args:
            digest: what the row holds of the `digest` of the call that wrote it.
            at: when the row was written (aware), where the ledger says so.

        Raises:
            KeyConflict: the row was written by a call with another input, so this call's effect was not made.
        """
        if digest != self.digest:
            raise KeyConflict(f"the ledger holds the key {self.key} for a call with another input", code="key_conflict", key=self.key)
        return AlreadyApplied(self.key, at)

    def heartbeat(self, details: Any = None) -> None:
        """Say that the attempt is alive. Call it as often as you like, from any thread; it does not wait.

        Inside a workflow the latest details are recorded, the first at once and then about one a second, so that the next attempt of
        this call gets them as `details` even if the process is killed. Without details the earlier ones stay.

        Args:
            details: how far the work has come; anything that can be recorded.

        Raises:
            UsageError: the details cannot be recorded.
        """
        self.heartbeats(details)

    def completion_token(self, *, expires: timedelta | float) -> str:
        """A token with which somebody else completes this call, by `engine.complete(token, result)` or `engine.fail(token, reason)`.

        Hand it out, then raise `errors.CompleteLater`: the attempt ends, and the call waits, also while no worker runs, until it is
        completed or the token expires. Then it is in doubt: a write that cannot be repeated is parked. Who has the token can complete the
        call, so treat it as a password. It is URL-safe text, and names the execution and the call in plain sight.

        Args:
            expires: the time, or the seconds, for which it can be used.

        Raises:
            UsageError: outside a workflow, where nothing could wait; or the time is not positive.
        """
        return self.tokens(expires)

    @property
    def cancel_requested(self) -> bool:
        """Whether the result is not wanted any more: the caller went away, or the attempt was given up. May be read in any thread.

        A function may go on all the same. One that stops says how far it came: it returns a result, or raises `Permanent` or
        `Retryable` if certainly nothing was applied. Anything else leaves a write in doubt.
        """
        return self.cancellation.requested

    async def cancelled(self) -> None:
        """Wait until `cancel_requested`; for `async def` functions."""
        await self.cancellation.wait()


current_attempt: ContextVar[Attempt | None] = ContextVar("eventual_attempt", default=None)
"""The attempt that the running function serves; `durable.attempt()` reads it."""
