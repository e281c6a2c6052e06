"""Calls outside a workflow: the same attempts and the same decisions, with nothing recorded.

The key lives for one logical call, unless the caller gives one. Where doubt remains, `InDoubt` carries the key, and the caller may repeat
the call with it inside the vendor's window.
"""

from __future__ import annotations

import asyncio
import uuid
from collections import deque
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

from .. import codec
from ..activities import Activity
from ..call import Applied, Call
from ..clock import SECOND, Clock, SystemClock
from ..connection import connections
from ..errors import ConfigurationError, ConnectorError, InDoubt, Permanent, Retryable, SerializationError
from ..retry import WHILE_SOMEBODY_WAITS, Retry
from .keys import chosen_key
from .limits import Slot
from .loop_limits import LoopLimits
from .machine import Again, Complete, Decision, Fail, Park, Progress, Rules, end_attempt, first_mode, still_planned
from .outcome import Failed, Outcome
from .rules import rules_of
from .runner import UNRECORDABLE, Intent, attempt_timeout, connection_lane, connection_limits, prepare, render_request, run_attempt

_NO_MORE = Retry(stop=lambda state: True)


class DirectHost:
    """Carries out calls in the running event loop."""

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock or SystemClock()
        self._by_loop: WeakKeyDictionary[asyncio.AbstractEventLoop, LoopLimits] = WeakKeyDictionary()
        self._endings: WeakKeyDictionary[Call[Any], asyncio.Future[Applied | ConnectorError | None]] = WeakKeyDictionary()

    def open_call(self, call: Call[Any]) -> uuid.UUID:
        """Give the call its key."""
        return chosen_key(call.activity) or uuid.uuid4()

    async def carry_out(self, call: Call[Any], ticket: uuid.UUID) -> Any:
        """Attempt until there is a result, an error, or doubt that cannot be settled.

        Raises:
            Retryable: also where the connection's circuit is open (code `circuit_open`); nothing was sent.
        """
        ending = self._endings[call] = asyncio.get_running_loop().create_future()
        try:
            result = await self._carry_out(call, ticket)
            ending.set_result(Applied(result))
            return result
        except ConnectorError as error:
            ending.set_result(error if isinstance(error, InDoubt) or error.code == UNRECORDABLE else None)
            raise
        except Exception:
            ending.set_result(None)
            raise
        except BaseException:
            ending.set_result(InDoubt(f"the call of {call.activity.name} was given up", code="cancelled", key=ticket))
            raise

    async def applied(self, call: Call[Any], ticket: uuid.UUID) -> Applied | None:
        """Nothing outlives its caller here, so doubt is raised."""
        ended = await asyncio.shield(self._endings[call])
        if isinstance(ended, ConnectorError):
            raise ended
        return ended

    async def _carry_out(self, call: Call[Any], ticket: uuid.UUID) -> Any:
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
                    return _typed(activity, result)
                case Fail(error) | Park(_, error):
                    raise error
                case Again():
                    step = decision
                case _:
                    raise asyncio.CancelledError

    async def _attempt(
        self, call: Call[Any], key: uuid.UUID, rules: Rules, progress: Progress, step: Again, request: dict[str, Any]
    ) -> Decision:
        try:
            slot = await self._limits().slot(connection_lane(call.activity), connection_limits(call.activity))
        except Retryable as refusal:
            return self._refused(key, rules, progress, step, refusal)
        still = still_planned(progress, rules, step, self._clock.now())  # the wait for the slot may have been long
        if not isinstance(still, Again) or still.at > self._clock.now():
            slot.function_ended()
            slot.outcome_taken()
            return still
        step = still
        try:
            outcome = await self._run(call, key, rules, progress, step, request, slot)
            slot.tell(outcome)
            if isinstance(outcome, Failed) and isinstance(outcome.error, ConfigurationError):
                if not progress.open:
                    raise outcome.error
                rules = replace(rules, retry=_NO_MORE)  # nobody mends it meanwhile
                outcome = Failed(Permanent(str(outcome.error), code="not_configured", key=key))
            return end_attempt(progress, rules, outcome, self._clock.now())
        except BaseException:
            slot.function_ended()  # also where it was never called
            raise
        finally:
            slot.outcome_taken()

    def _refused(self, key: uuid.UUID, rules: Rules, progress: Progress, step: Again, refusal: Retryable) -> Decision:
        """What follows when the circuit is open: nobody waits for it, but for what was sent and has no known end yet."""
        refusal.key = key
        if not progress.open:
            raise refusal
        now = self._clock.now()
        progress.begin(step.mode, now, now, rules.promise)
        return end_attempt(progress, rules, Failed(refusal), now)

    async def _run(
        self, call: Call[Any], key: uuid.UUID, rules: Rules, progress: Progress, step: Again, request: dict[str, Any], slot: Slot
    ) -> Outcome:
        missing = prepare(call.activity)
        if missing is not None and not progress.open:
            slot.function_ended()
            raise missing
        now = self._clock.now()
        timeout = attempt_timeout(call.activity)
        running = progress.begin(step.mode, now, now + round(timeout * SECOND), rules.promise)
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
            details=progress.details,
            in_doubt=progress.doubt is not None,
            polls=progress.polls,
            digest=call.digest,
        )
        beats: deque[Any] = deque([progress.details], maxlen=1)
        outcome = await run_attempt(call.activity, intent, on_released=slot.function_ended, heartbeats=beats.append)
        progress.details = beats[-1]
        return outcome

    def _limits(self) -> LoopLimits:
        return self._by_loop.setdefault(asyncio.get_running_loop(), LoopLimits(self._clock))


def _typed(activity: Activity[..., Any], result: Any) -> Any:
    try:
        return codec.decode(result, activity.result_type)
    except SerializationError as error:
        raise SerializationError(f"{activity.name} was carried out, and its result is not of the type that it declares: {error}") from None


direct_host = DirectHost()
"""Serves every call that is made outside a workflow."""
