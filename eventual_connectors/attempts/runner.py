"""Runs one attempt: the only place where an activity's function is called.

It resolves the connection, gives the function a deadline, turns what happens into an outcome, and never raises. A function
that outlives its deadline is waited for as long as what comes next could meet its effect, up to `PATIENCE`. Then it is detached; what it
says later is handed to `on_late`.
"""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from .. import codec
from ..activities import Activity
from ..attempt import Attempt, current_attempt
from ..cancellation import Cancellation
from ..clock import Micros, micros, to_datetime
from ..connection import DEFAULT, Connection, connections
from ..effect import Effect
from ..error_records import said
from ..errors import (
    CompleteLater,
    ConfigurationError,
    ConnectorError,
    InDoubt,
    Pending,
    Permanent,
    Retryable,
    SerializationError,
    Unauthorized,
    UsageError,
)
from ..hookspecs import AttemptStart
from .clients import clients
from .completion import Completions
from .interrupts import raised_by_code
from .machine import Mode, ends_itself
from .network import application_error, network_error, own_error
from .outcome import Absent, Deferred, Failed, Outcome, Succeeded, Unfinished
from .readiness import not_begun, unconfigured
from .redaction import Redaction
from .watch import Watch
from .wrapping import wrapped, wrappers

DEFAULT_TIMEOUT = 30.0
"""Seconds for one attempt of an application's own activity, where the call does not say."""

DEFAULT_SETTLE = 30.0
"""Seconds in which a request of an application's own `keyed` or `ledger` activity may still be applied after the attempt's deadline."""

PATIENCE = 60.0
"""Seconds for which a function that outlives its deadline is waited for, where a look-up or a resend must not begin before its end."""

UNRECORDABLE = "unrecordable_result"
"""The code of a call that was applied, and whose result has no recorded form."""

MAX_AT_ONCE = 64
"""Attempts of one application activity that run at once."""

LATEST_BEGIN = 0.1
"""The part of an attempt's time in which the thread of a plain `def` has to begin; later it is not begun."""


@dataclass(frozen=True)
class Intent:
    """What an attempt is going to do; recorded durably before its first byte.

    Attributes:
        request: what must not change between the attempts of one call: `defaults` that the caller left out, and the
            connector's `settings`; recorded forms.
        in_doubt: an earlier attempt of the call may have been applied.
        polls: how often the call was asked before and was not finished.
        unwanted: the caller has gone away already; the attempt settles what an earlier one has begun.
        digest: the fingerprint of what the caller passed.
    """

    path: str
    key: uuid.UUID
    number: int
    mode: Mode
    started_at: Micros
    first_started_at: Micros
    timeout: float
    arguments: Mapping[str, Any]
    request: Mapping[str, Any] = field(default_factory=dict)
    details: Any = None
    in_doubt: bool = False
    polls: int = 0
    unwanted: bool = False
    digest: str = ""

    @property
    def deadline(self) -> Micros:
        """When the attempt is given up."""
        return self.started_at + micros(self.timeout)


def connection_limits(activity: Activity[..., Any]) -> Connection:
    """The connection whose limits hold for this activity. An application's own has none, and no vendor whose trouble could be known."""
    if activity.connector is not None:
        with suppress(ConfigurationError):  # the attempt itself will say what is wrong with the connection
            return connections.get(activity.connector.name, activity.connector.connection, activity.options.connection or DEFAULT)
    return Connection(max_concurrency=MAX_AT_ONCE, breaker_threshold=0)


def connection_lane(activity: Activity[..., Any]) -> str:
    """The name under which attempts over the same connection wait for each other."""
    if activity.connector is None:
        return f"/{activity.name}"  # an application's activities have nothing to do with each other
    return f"{activity.connector.name}/{activity.options.connection or DEFAULT}"


def attempt_timeout(activity: Activity[..., Any]) -> float:
    """Seconds that one attempt of this activity may take."""
    if activity.options.timeout is not None:
        return activity.options.timeout
    if activity.connector is None:
        return DEFAULT_TIMEOUT
    try:
        return connections.get(activity.connector.name, activity.connector.connection, activity.options.connection or DEFAULT).timeout
    except ConfigurationError:
        return DEFAULT_TIMEOUT  # the attempt itself will say what is wrong with the connection


def settle_time(activity: Activity[..., Any]) -> Micros:
    """How long after an attempt's deadline its request may still be applied, in microseconds; 0 where nothing relies on it."""
    settle = activity.looks_up.settle if activity.looks_up is not None else None
    if isinstance(settle, timedelta):
        return micros(settle)
    connector = activity.connector
    model = connections.get(connector.name, connector.connection, activity.options.connection or DEFAULT) if connector else None
    if settle is not None:
        return micros(settle(model))
    if activity.effect not in (Effect.KEYED, Effect.LEDGER):
        return 0
    return micros(DEFAULT_SETTLE if model is None else model.settle)


def render_request(activity: Activity[..., Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What the first intent of a call records beside the caller's arguments.

    Raises:
        ConfigurationError: the connection is not configured.
        SerializationError: a default value has no JSON form.
        UsageError: the activity refuses these arguments.
    """
    request: dict[str, Any] = {}
    if isinstance(activity.options.key, str) and activity.effect is Effect.UNSAFE:
        raise UsageError(
            f"{activity.name} is unsafe: nothing recognises a key, so the business key {activity.options.key!r} would keep nothing from "
            "being done twice; leave it out, or use the execution's id for what is to be done once"
        )
    given = activity.decode_arguments(arguments)
    defaults = activity.defaults(given)
    if activity.checks is not None:
        _checked(activity, given.args, defaults | given.kwargs)
    if defaults:
        request["defaults"] = codec.encode(defaults)
    if settings := _settings(activity):
        request["settings"] = codec.encode(settings)
    return request


def _checked(activity: Activity[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    assert activity.checks is not None
    try:
        activity.checks(*args, **kwargs)
    except (Exception, KeyboardInterrupt, asyncio.CancelledError):
        raise
    except BaseException as error:
        raise _ordinary(activity, error) from error


def _settings(activity: Activity[..., Any]) -> dict[str, Any]:
    """What must stay the same over the attempts of a call: of its connection, and of the activity itself."""
    connector = activity.connector
    if connector is None or connector.settings is None:
        return dict(activity.settings)
    connection = connections.get(connector.name, connector.connection, activity.options.connection or DEFAULT)
    return {**connector.settings(connection), **activity.settings}


def prepare(activity: Activity[..., Any]) -> ConfigurationError | None:
    """Make the client, which may have to import the vendor's SDK, before the attempt's time begins.

    Returns what is missing here; then no attempt can be made.
    """
    wrappers()  # at the first attempt of the process this imports the plugins that have some
    if activity.connector is not None:
        try:
            clients.get(activity.connector, activity.options.connection)
        except KeyboardInterrupt:
            raise
        except BaseException as error:  # an SDK that ends its process, at its import, ends no other's work
            found = not_begun(activity, error)
            return found if isinstance(found, ConfigurationError) else None  # of all else the attempt itself tells
    return None


async def run_attempt(
    activity: Activity[..., Any],
    intent: Intent,
    *,
    on_late: Callable[[Outcome], None] | None = None,
    on_released: Callable[[], None] | None = None,
    heartbeats: Callable[[Any], None] | None = None,
    cancellation: Cancellation | None = None,
    completions: Completions | None = None,
) -> Outcome:
    """Run one attempt to its end, its deadline, or its silence. Never raises, except when it is itself cancelled.

    Args:
        activity: what to call.
        intent: what is recorded of the attempt.
        on_late: gets the outcome of a function that outlived its deadline.
        on_released: called once, when the function has truly ended; a detached one holds its connection's slot until then.
        heartbeats: gets the details of each heartbeat, in the thread of the function.
        cancellation: tells the function that its result is not wanted any more.
        completions: makes the tokens with which the call can be completed later; None where nothing could wait for that.
    """

    async def run() -> Outcome:
        return await _run(activity, intent, on_late, on_released, heartbeats, cancellation, completions)

    return await wrapped(_seen_of(activity, intent), run, refused=on_released or (lambda: None))


async def _run(
    activity: Activity[..., Any],
    intent: Intent,
    on_late: Callable[[Outcome], None] | None,
    on_released: Callable[[], None] | None,
    heartbeats: Callable[[Any], None] | None,
    cancellation: Cancellation | None,
    completions: Completions | None,
) -> Outcome:
    # A look-up is one short question: nobody expects it to beat.
    watch = Watch(intent.timeout, activity.heartbeat_timeout if intent.mode == "send" else None)
    reins = _Reins(watch, heartbeats or (lambda details: None), cancellation or Cancellation(), completions)
    if intent.unwanted:
        reins.cancellation.request()
    running = asyncio.ensure_future(_outcome(activity, intent, reins))
    if on_released is not None:
        running.add_done_callback(lambda ended: on_released())
    try:
        error = await watch.over(running)
        if error is not None:
            reins.cancellation.request(given_up=True)
        stopped = not running.done() and not _runs_in_thread(activity, intent.mode) and running.cancel()
        if not running.done() and _must_end(activity, intent.mode):
            await asyncio.wait({running}, timeout=PATIENCE)
    except asyncio.CancelledError:
        reins.cancellation.request(given_up=True)
        running.cancel()
        raise
    if running.done() and not running.cancelled() and (not stopped or ends_itself(running.result())):
        return running.result()
    if on_late is not None:
        running.add_done_callback(lambda ended: None if ended.cancelled() else _tell_late(intent, ended.result(), on_late))
    # Without a reason to give it up the function has cancelled itself, and has not said how far it came.
    error = error or InDoubt("it stopped before it had an answer", code="cancelled")
    error.key = intent.key
    return Failed(error, lives=not running.done() and _must_end(activity, intent.mode))


def _seen_of(activity: Activity[..., Any], intent: Intent) -> AttemptStart:
    """What an observer may know of the attempt."""
    connection = activity.options.connection or DEFAULT
    return AttemptStart(
        activity=activity.name,
        effect=activity.effect.value,
        path=intent.path,
        connection=connection if activity.connector is not None else "",
        key=intent.key,
        number=intent.number,
        mode=intent.mode,
        in_doubt=intent.in_doubt,
    )


@dataclass(frozen=True)
class _Reins:
    """What connects a running function with those outside."""

    watch: Watch
    heartbeats: Callable[[Any], None]
    cancellation: Cancellation
    completions: Completions | None

    def beat(self, details: Any) -> None:
        """The function gave a sign of life; `details` in their recorded form, or None."""
        self.watch.heard()
        if details is not None:
            self.heartbeats(details)


def _tell_late(intent: Intent, outcome: Outcome, on_late: Callable[[Outcome], None]) -> None:
    # What a look-up found is there, but what it did not find may have been sent since it read.
    if intent.mode == "send" or isinstance(outcome, Succeeded):
        on_late(outcome)


def _must_end(activity: Activity[..., Any], mode: Mode) -> bool:
    """Whether what follows relies on this function having ended.

    A look-up would miss what is sent after it, and a resent `natural` write could be overwritten by its own earlier attempt. A vendor that
    knows the key recognises the late request, an `unsafe` write is not sent again, and a read does no harm.
    """
    return mode == "send" and activity.effect in (Effect.LOOKUP, Effect.NATURAL)


async def _outcome(activity: Activity[..., Any], intent: Intent, reins: _Reins) -> Outcome:
    redaction = Redaction(activity)
    try:
        attempt = _attempt(activity, intent, reins, redaction)
        try:
            result = await _invoke(activity, intent, attempt)
        except CompleteLater:
            return Deferred(_expiry(activity, reins))
        except Pending as pending:
            return Unfinished(pending.after, redaction.of_tree(_recordable(activity, pending.details)))
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # a function that exits, or raises what is no Exception, ends its attempt and not the worker
        if isinstance(error, KeyboardInterrupt) and not raised_by_code(error):
            raise
        return Failed(redaction.of_error(_ordinary(activity, _classified(activity, intent, error))))
    if intent.mode == "lookup" and result is None:
        return Absent()
    try:
        return Succeeded(codec.encode(result))
    except SerializationError as error:
        # It was applied, so this ends the call even if an earlier attempt was in doubt.
        message = f"{activity.name} succeeded, but its result cannot be recorded: {error}"
        return Failed(redaction.of_error(Permanent(message, code=UNRECORDABLE, settles=True)))


async def _invoke(activity: Activity[..., Any], intent: Intent, attempt: Attempt) -> Any:
    injected: tuple[Any, ...] = ()
    try:
        arguments = activity.decode_arguments(intent.arguments)
        kwargs = activity.decode_arguments({"kwargs": intent.request.get("defaults", {})}).kwargs | arguments.kwargs
        function = _function(activity, intent.mode)
        if activity.connector is not None:
            _, client = clients.get(activity.connector, activity.options.connection)
            injected = (client, attempt)
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        raise not_begun(activity, error) from error
    current_attempt.set(attempt)
    if inspect.iscoroutinefunction(function):
        return await function(*injected, *arguments.args, **kwargs)
    context = contextvars.copy_context()
    begin_by = time.monotonic() + intent.timeout * LATEST_BEGIN

    def in_thread() -> Any:
        # What begins about at its deadline could still be sending when its effect is looked for.
        if time.monotonic() > begin_by:
            raise Retryable("its thread began too late to run the attempt", code="no_thread")
        try:
            return function(*injected, *arguments.args, **kwargs)
        except StopIteration as error:  # no future can carry one, and a coroutine's becomes the same
            raise RuntimeError(f"{activity.name} raised StopIteration") from error

    return await asyncio.wrap_future(_start(lambda: context.run(in_thread)))


def _attempt(activity: Activity[..., Any], intent: Intent, reins: _Reins, redaction: Redaction) -> Attempt:
    return Attempt(
        key=intent.key,
        number=intent.number,
        mode=intent.mode,
        deadline=to_datetime(intent.deadline),
        timeout=intent.timeout,
        first_started_at=to_datetime(intent.first_started_at),
        settings=codec.decode(intent.request.get("settings", {})),
        connection=activity.options.connection or DEFAULT,
        path=intent.path,
        details=codec.decode(intent.details),
        in_doubt=intent.in_doubt,
        polls=intent.polls,
        digest=intent.digest,
        cancellation=reins.cancellation,
        ends_at=reins.watch.ends_at,
        **_tokens(reins.completions, redaction),
        heartbeats=lambda details: reins.beat(redaction.of_tree(_recordable(activity, details))),
    )


def _tokens(completions: Completions | None, redaction: Redaction) -> dict[str, Any]:
    # A token is a credential: what the function says of it in errors and heartbeats is not recorded.
    return {} if completions is None else {"tokens": lambda expires: redaction.hiding(completions.token(expires))}


def _expiry(activity: Activity[..., Any], reins: _Reins) -> Micros:
    if reins.completions is None or reins.completions.expires_at is None:
        raise UsageError(f"{activity.name} raised CompleteLater without a completion_token(): nobody could complete it")
    return reins.completions.expires_at


def _recordable(activity: Activity[..., Any], details: Any) -> Any:
    try:
        return codec.encode(details)
    except SerializationError as error:
        raise UsageError(f"{activity.name}: the details for its next attempt cannot be recorded: {error}") from None


def _function(activity: Activity[..., Any], mode: Mode) -> Callable[..., Any]:
    if mode == "send":
        return activity.function
    if activity.looks_up is None:
        raise Permanent(f"{activity.name} declares no look-up, so it cannot be known whether it was applied")
    return activity.looks_up.function


def _runs_in_thread(activity: Activity[..., Any], mode: Mode) -> bool:
    return not inspect.iscoroutinefunction(_function(activity, mode))


def _start(work: Callable[[], Any]) -> Future[Any]:
    """Run it in a thread of its own. One that never ends takes no other's place and does not keep the process from ending."""
    future: Future[Any] = Future()

    def run() -> None:
        if future.set_running_or_notify_cancel():
            try:
                future.set_result(work())
            except BaseException as error:
                future.set_exception(error)

    threading.Thread(target=run, name="eventual-attempt", daemon=True).start()
    return future


def _ordinary(activity: Activity[..., Any], error: BaseException) -> BaseException:
    """What is no `Exception`, as one: its caller's handlers are to meet it, those of sagas and groups among them."""
    if isinstance(error, Exception):
        return error
    found = RuntimeError(f"{activity.name} raised {type(error).__name__}: {said(error)}")
    found.__cause__ = error
    return found


def _classified(activity: Activity[..., Any], intent: Intent, error: BaseException) -> BaseException:
    found = own_error(activity, intent.key, _as_ours(activity, error))
    if isinstance(found, ConnectorError):
        found.key = found.key or intent.key
        if isinstance(found, Unauthorized) and activity.connector is not None:
            clients.forget(activity.connector, activity.options.connection)
    if found is not error:
        found.__cause__ = error
    return found


def _as_ours(activity: Activity[..., Any], error: BaseException) -> BaseException:
    if isinstance(error, ConnectorError):
        return error
    if isinstance(error, ConfigurationError):
        return unconfigured(activity, error)
    if isinstance(error, SerializationError):
        return Permanent(str(error), code="not_sent")
    connector = activity.connector
    if connector is not None and connector.classify is not None:
        known = _known(connector.classify, error)
        if known is not None:
            return known
    if connector is None:
        return application_error(activity, error)
    from_network = network_error(error)
    if from_network is not None:
        return from_network
    return InDoubt(f"{type(error).__name__}: {said(error)}", code="unknown_error")


def _known(classify: Callable[[BaseException], ConnectorError | None], error: BaseException) -> ConnectorError | None:
    try:
        return classify(error)
    except BaseException as failure:  # what a broken classifier cannot tell is not known
        return InDoubt(
            f"{type(error).__name__}: {said(error)} (its classifier failed: {type(failure).__name__}: {said(failure)})",
            code="unknown_error",
        )
