"""Calls outside a workflow: the same attempts and the same decisions, with nothing recorded.

The key lives for one logical call, unless the caller gives one. Where doubt remains, `InDoubt` carries the key, and the caller may repeat
the call with it inside the vendor's window.
"""

from __future__ import annotations

import asyncio
import uuid
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary, WeakSet

from .. import codec
from ..call import Call
from ..clock import SECOND, Clock, SystemClock, stated_wait
from ..connection import connections
from ..errors import ConfigurationError, Permanent, RateLimited
from ..retry import WHILE_SOMEBODY_WAITS, Retry
from .keys import chosen_key
from .limits import Limits, Slot
from .machine import Again, Complete, Decision, Fail, Park, Progress, Rules, end_attempt, first_mode
from .outcome import Failed, Outcome
from .rules import rules_of
from .runner import Intent, attempt_timeout, connection_cap, connection_lane, prepare, render_request, run_attempt

_NO_MORE = Retry(stop=lambda state: True)

LONGEST_SLEEP = 1.0
"""Seconds after which a pause is looked at again."""


class DirectHost:
    """Carries out calls in the running event loop."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, Limits] = WeakKeyDictionary()
        self._armed: WeakSet[Limits] = WeakSet()

    def open_call(self, call: Call[Any]) -> uuid.UUID:
        """Give the call its key."""
        return chosen_key(call.activity) or uuid.uuid4()

    async def carry_out(self, call: Call[Any], ticket: uuid.UUID) -> Any:
        """Attempt until there is a result, an error, or doubt that cannot be settled."""
        connections.check_allowed()
        activity = call.activity
        # Nobody is there to resolve a parked call, so doubt is always raised.
        rules = rules_of(activity, on_ambiguous="retry" if activity.options.on_ambiguous == "retry" else "fail", retry=WHILE_SOMEBODY_WAITS)
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
        limits, lane = self._limits(), connection_lane(call.activity)
        slot = await self._slot(limits, lane, connection_cap(call.activity))
        try:
            outcome = await self._run(call, key, progress, step, request, slot)
            if isinstance(outcome, Failed) and isinstance(outcome.error, RateLimited):
                self._pause(limits, lane, outcome.error.after or 0.0)
            if isinstance(outcome, Failed) and isinstance(outcome.error, ConfigurationError):
                if progress.doubt is None:
                    raise outcome.error
                rules = replace(rules, retry=_NO_MORE)  # nobody mends it meanwhile
                outcome = Failed(Permanent(str(outcome.error), code="not_configured"))
            return end_attempt(progress, rules, outcome, self._clock.now())
        except BaseException:
            slot.function_ended()  # also where it was never called
            raise
        finally:
            slot.outcome_taken()

    async def _run(self, call: Call[Any], key: uuid.UUID, progress: Progress, step: Again, request: dict[str, Any], slot: Slot) -> Outcome:
        missing = prepare(call.activity)
        if missing is not None and progress.doubt is None:
            slot.function_ended()
            raise missing
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
            in_doubt=progress.doubt is not None,
        )
        return await run_attempt(call.activity, intent, on_released=slot.function_ended)

    def _limits(self) -> Limits:
        return self._by_loop.setdefault(asyncio.get_running_loop(), Limits(self._clock.now))

    async def _slot(self, limits: Limits, lane: str, cap: int) -> Slot:
        admitted: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def ready() -> bool:
            if admitted.cancelled():
                return False
            admitted.set_result(None)
            return True

        limits.enter(lane, cap, ready)
        if not admitted.done():
            self._admit_later(limits)
        try:
            await admitted
        except asyncio.CancelledError:
            if not admitted.cancelled():  # let in and cancelled in the same moment
                slot = limits.slot(lane)
                slot.function_ended()
                slot.outcome_taken()
            raise
        return limits.slot(lane)

    def _pause(self, limits: Limits, lane: str, seconds: float) -> None:
        limits.pause(lane, self._clock.now() + stated_wait(seconds))
        self._admit_later(limits)

    def _admit_later(self, limits: Limits) -> None:
        if limits not in self._armed:
            self._admit(limits)

    def _admit(self, limits: Limits) -> None:
        # Asked again until nobody waits: the loop's clock and the one that pauses are measured by need not agree.
        until = limits.admit_due()
        self._armed.discard(limits)
        if until is not None:
            self._armed.add(limits)
            delay = min(LONGEST_SLEEP, max(0.001, (until - self._clock.now()) / SECOND))
            asyncio.get_running_loop().call_later(delay, self._admit, limits)


direct_host = DirectHost()
"""Serves every call that is made outside a workflow."""
