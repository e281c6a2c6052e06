"""Calls outside a workflow: the same attempts and the same decisions, with nothing recorded.

The key lives for one logical call, unless the caller gives one. Where doubt remains, `InDoubt` carries the key, and the caller may repeat
the call with it inside the vendor's window.
"""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

from .. import codec
from ..call import Call
from ..clock import SECOND, Clock, SystemClock
from .keys import chosen_key
from .machine import Again, Complete, Decision, Fail, Park, Progress, Rules, end_attempt, first_mode
from .rules import rules_of
from .runner import Intent, attempt_timeout, render_request, run_attempt


class DirectHost:
    """Carries out calls in the running event loop."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()

    def open_call(self, call: Call[Any]) -> uuid.UUID:
        """Give the call its key."""
        return chosen_key(call.activity) or uuid.uuid4()

    async def carry_out(self, call: Call[Any], ticket: uuid.UUID) -> Any:
        """Attempt until there is a result, an error, or doubt that cannot be settled."""
        activity = call.activity
        # Nobody is there to resolve a parked call, so doubt is always raised.
        rules = rules_of(activity, on_ambiguous="retry" if activity.options.on_ambiguous == "retry" else "fail")
        progress = Progress()
        request = render_request(activity, call.input)
        step = Again(self._clock.now(), first_mode(rules))
        while True:
            await asyncio.sleep(max(0, step.at - self._clock.now()) / SECOND)
            decision = await self._attempt(call, ticket, rules, progress, step, request)
            match decision:
                case Complete(result):
                    return codec.decode(result, activity.result_type)
                case Fail(error) | Park(_, error):
                    raise error
                case Again():
                    step = decision
                case _:
                    raise asyncio.CancelledError

    async def _attempt(
        self, call: Call[Any], key: uuid.UUID, rules: Rules, progress: Progress, step: Again, request: dict[str, Any]
    ) -> Decision:
        now = self._clock.now()
        timeout = attempt_timeout(call.activity)
        running = progress.begin(step.mode, now, now + round(timeout * SECOND))
        intent = Intent(
            path=call.activity.name,
            key=key,
            number=running.attempt,
            mode=step.mode,
            started_at=now,
            first_started_at=progress.first_started_at or now,
            timeout=timeout,
            arguments=call.input,
            request=request,
        )
        outcome = await run_attempt(call.activity, intent)
        return end_attempt(progress, rules, outcome, self._clock.now())


direct_host = DirectHost()
"""Serves every call that is made outside a workflow."""
