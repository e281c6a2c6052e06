"""Activities: declared operations that a workflow, a web handler or a script can call.

An activity is a function plus what must be known to repeat it safely: its effect class, the vendor's window, how to look an effect up.
Calling it makes a `Call`; nothing is sent until the call is awaited.
"""

from __future__ import annotations

import inspect
import uuid
from collections.abc import Callable, Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from itertools import chain, repeat
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, Concatenate, Generic, ParamSpec, TypeVar, cast, get_type_hints, overload

from . import codec
from .call_options import CallOptions, call_options, positive_seconds
from .effect import Effect, EffectName, OnAmbiguous
from .errors import SerializationError, UsageError
from .identity import importable
from .retry import EVERY, Retry, WaitPolicy
from .undoing import undoing

if TYPE_CHECKING:
    from .call import Call
    from .connector import Connector
    from .deprecation import Deprecation

P = ParamSpec("P")
R = TypeVar("R")
Q = ParamSpec("Q")
U = TypeVar("U")

INJECTED = 2
"""A connector's function gets the client and the attempt before the caller's own arguments."""


@dataclass(frozen=True)
class Lookup:
    """How the effect of an earlier attempt is found again.

    Attributes:
        function: returns the result, or None when the absence is proven; raises when it cannot tell.
        settle: how long after an attempt's deadline its request may still be applied and become visible.
    """

    function: Callable[..., Any]
    settle: timedelta | Callable[[Any], timedelta]


class Activity(Generic[P, R]):
    """A declared operation. Make one with `@activity` or `@connector.activity`.

    Attributes:
        name: the full name, such as `stripe.v1.refunds.create`.
        effect: what repeating it does.
        window: for how long the vendor remembers a key (`keyed`), or for how long ledger rows are kept (`ledger`; None: for good).
        permissions: what the credential must be allowed to do, in the vendor's words.
        mechanism: how the promise is kept, in one phrase.
        heartbeat_timeout: seconds without a heartbeat after which an attempt is given up; None where none are expected.
        deprecated: that it goes away, where it does; a call warns.
        settings: what must stay the same over the attempts of one call, beside the connection's; as `attempt.settings` the function gets
            those of the first one.
        modelled: its class follows by a rule from the vendor's own model, and nobody claimed it by hand. Only what a connector's `Surface`
            makes can be that.
        tells_conflicts: whether the vendor says so when it knows a key with other content (`keyed`). Where it does not, the call of other
            content has no effect of its own, and its caller may not learn that.
    """

    def __init__(
        self,
        name: str,
        function: Callable[..., Any],
        *,
        effect: EffectName,
        window: timedelta | None = None,
        permissions: Sequence[str] = (),
        mechanism: str = "",
        connector: Connector | None = None,
        signature: inspect.Signature | None = None,
        options: CallOptions | None = None,
        lookup: Lookup | None = None,
        heartbeat_timeout: float | timedelta | None = None,
        deprecated: Deprecation | None = None,
        modelled: bool = False,
        tells_conflicts: bool = True,
    ) -> None:
        self.name = f"{connector.name}.{name}" if connector else name
        self.local_name = name
        self.function = function
        self.effect = _effect_of(self.name, effect)
        self.window = window
        self.permissions = tuple(permissions)
        self.mechanism = mechanism
        self.deprecated = deprecated
        self.modelled = modelled
        self.tells_conflicts = tells_conflicts
        self.connector = connector
        self.options = options or CallOptions()
        self.looks_up = lookup
        self.heartbeat_timeout = positive_seconds("heartbeat_timeout", heartbeat_timeout)
        self.settings: Mapping[str, Any] = {}
        self.checks: Callable[..., object] | None = None
        self.undone_by: Callable[..., Coroutine[Any, Any, Any] | None] | None = None
        self._signature = signature
        self.__name__ = name.rpartition(".")[2]
        self.__doc__ = function.__doc__
        self.__wrapped__ = function
        _check_declaration(self)

    def __call__(self, /, *args: P.args, **kwargs: P.kwargs) -> Call[R]:
        """Make a call; await it to have it carried out."""
        from .call import Call

        if self.deprecated is not None:
            self.deprecated.warn(self.name)
        return Call(cast("Activity[..., R]", self._where_it_was_done()), self.bind(args, kwargs))

    def _where_it_was_done(self) -> Activity[P, R]:
        step = undoing.get()
        if step is None or step.connection is None or self.connector is None or self.options.connection is not None:
            return self
        return self.having(CallOptions(connection=step.connection)) if self.connector.name == step.connector else self

    def with_options(
        self,
        *,
        key: str | uuid.UUID | None = None,
        connection: str | None = None,
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
        on_ambiguous: OnAmbiguous | None = None,
        name: str | None = None,
    ) -> Activity[P, R]:
        """A copy whose calls are made with these options.

        Args:
            key: a business key, such as `order-123`, instead of one derived from the workflow; a call of an `unsafe` activity, where
                nothing would recognise it, is refused. A `uuid.UUID` is sent as it is: a call in doubt is repeated with
                `key=error.key`.
            connection: the name of the account to use.
            timeout: seconds (or a timedelta) that one attempt may take.
            retry: the retry policy.
            on_ambiguous: what follows when it cannot be known whether a write was applied.
            name: a name for this call among its siblings, so that inserting others does not move it.
        """
        options = call_options(key=key, connection=connection, timeout=timeout, retry=retry, on_ambiguous=on_ambiguous, name=name)
        return self.having(options)

    def having(self, options: CallOptions) -> Activity[P, R]:
        """A copy with these options over its own."""
        clone = object.__new__(type(self))
        clone.__dict__.update(self.__dict__)
        clone.options = options.over(self.options)
        return clone

    def lookup(self, *, settle: timedelta | Callable[[Any], timedelta]) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        """Declare how this activity's effect is found again; needed for the class `lookup`.

        Args:
            settle: how long after an attempt's deadline the vendor may still apply its request and show it; a function of the
                connection where that is configurable.
        """

        def declare(function: Callable[..., Any]) -> Callable[..., Any]:
            self.looks_up = Lookup(function, settle)
            return function

        return declare

    def until(self, condition: Callable[[R], bool], *, every: float | timedelta | WaitPolicy = EVERY) -> Activity[P, R]:
        """A copy whose calls ask again and again until the result is as it should be: `await status.until(finished, every=30)(job)`.

        That is one call: its waits are durable, occupy nothing, and take nothing from the retry budget; its history does not grow with
        them. It has no end of its own: bound it with `asyncio.timeout`.

        Args:
            condition: whether a result is the last one. It is asked in the worker, not in the workflow.
            every: seconds (or a timedelta) from an answer to the next question, or a tenacity wait policy; a second, doubled each time up
                to a minute, unless given.

        Raises:
            UsageError: the activity writes.
        """
        from .polling import polled

        return polled(self, condition, every)

    @overload
    def compensation(self, undo: Activity[Q, U], /) -> Activity[Q, U]: ...
    @overload
    def compensation(
        self, undo: Callable[Concatenate[R, P], Coroutine[Any, Any, U] | None], /
    ) -> Callable[Concatenate[R, P], Coroutine[Any, Any, U] | None]: ...
    def compensation(self, undo: Any, /) -> Any:
        """Declare what undoes this activity; `saga.run` has it run where a later step fails.

        Args:
            undo: an activity, or a function that returns the call of one (None: there is nothing to undo) or awaits several. It gets
                this activity's result and then its arguments. Its calls go over the step's connection, unless they name one.

        Raises:
            UsageError: it does not take these arguments.
        """
        parameters = self.signature.parameters.values()
        unnamed = [p.name for p in parameters if p.kind is p.POSITIONAL_ONLY]
        named = {p.name: p for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
        try:
            (undo.signature if isinstance(undo, Activity) else inspect.signature(undo)).bind(self, *unnamed, **named)
        except TypeError as error:
            raise UsageError(f"the compensation of {self.name} gets its result and then its arguments: {error}") from None
        self.undone_by = undo
        return undo

    def check(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Declare what refuses arguments that this activity cannot keep its promise with, such as `ReturnValues` of a `ledger` write.

        The function gets the caller's arguments before the first attempt, with today's defaults, and raises a `UsageError`. The call fails
        with it; nothing is sent. In a workflow the refusal is recorded.
        """
        self.checks = function
        return function

    @cached_property
    def signature(self) -> inspect.Signature:
        """The parameters that a caller passes."""
        if self._signature is not None:
            return self._signature
        whole = inspect.signature(self.function)
        if self.connector is None:
            return whole
        return whole.replace(parameters=list(whole.parameters.values())[INJECTED:])

    @cached_property
    def annotations(self) -> Mapping[str, Any]:
        """Parameter and `return` annotations, resolved; empty where the function has none."""
        function = inspect.unwrap(self.function)
        written = dict(getattr(function, "__annotations__", {}))
        if self.connector is not None:
            # The client's type may be the vendor SDK's, which is not imported here.
            for name in list(inspect.signature(function).parameters)[:INJECTED]:
                written.pop(name, None)
        try:
            return get_type_hints(
                SimpleNamespace(__annotations__=written), globalns=getattr(function, "__globals__", {}), include_extras=True
            )
        except NameError as error:
            raise UsageError(f"activity {self.name}: the annotation {error.name!r} cannot be resolved; import it at run time") from None

    @property
    def result_type(self) -> Any:
        """The annotated type of the result."""
        return self.annotations.get("return", Any)

    def bind(self, args: Sequence[Any], kwargs: Mapping[str, Any]) -> Arguments:
        """Check the arguments against the signature and name those that have a name.

        Raises:
            TypeError: they do not fit, as for any Python function.
        """
        try:
            bound = self.signature.bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{self.name}(): {error}") from None
        named = {
            parameter.name: bound.arguments[parameter.name]
            for parameter in self.signature.parameters.values()
            if parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY) and parameter.name in bound.arguments
        }
        positional = [
            value
            for parameter in self.signature.parameters.values()
            if parameter.kind in (parameter.POSITIONAL_ONLY, parameter.VAR_POSITIONAL) and parameter.name in bound.arguments
            for value in (
                bound.arguments[parameter.name] if parameter.kind is parameter.VAR_POSITIONAL else [bound.arguments[parameter.name]]
            )
        ]
        if any(parameter.kind is parameter.VAR_POSITIONAL for parameter in self.signature.parameters.values()):
            return Arguments(tuple(args), dict(kwargs))
        free = next((p.name for p in self.signature.parameters.values() if p.kind is p.VAR_KEYWORD), "")
        return Arguments(tuple(positional), named | dict(bound.arguments.get(free, {})))

    def defaults(self, arguments: Arguments) -> dict[str, Any]:
        """The named parameters that the caller left out and their defaults of today."""
        given = self.signature.bind_partial(*arguments.args, **arguments.kwargs).arguments
        return {
            parameter.name: parameter.default
            for parameter in self.signature.parameters.values()
            if parameter.default is not parameter.empty
            and parameter.kind in (parameter.POSITIONAL_OR_KEYWORD, parameter.KEYWORD_ONLY)
            and parameter.name not in given
        }

    def decode_arguments(self, tree: Mapping[str, Any]) -> Arguments:
        """Recorded arguments as the function's annotated types."""
        parameters = self.signature.parameters.values()
        by_position = [self.annotations.get(p.name, Any) for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
        by_name = {p.name: self.annotations.get(p.name, Any) for p in parameters if p.kind in (p.POSITIONAL_OR_KEYWORD, p.KEYWORD_ONLY)}
        rest, free = (
            next((self.annotations.get(p.name, Any) for p in parameters if p.kind is kind), Any)
            for kind in (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
        )
        positions = enumerate(zip(tree.get("args", ()), chain(by_position, repeat(rest)), strict=False), 1)
        args = tuple(self._decoded(f"argument {number}", value, kind) for number, (value, kind) in positions)
        kwargs = {name: self._decoded(name, value, by_name.get(name, free)) for name, value in tree.get("kwargs", {}).items()}
        return Arguments(args, kwargs)

    def _decoded(self, parameter: str, value: Any, annotation: Any) -> Any:
        try:
            return codec.decode(value, annotation)
        except SerializationError as error:
            raise SerializationError(f"{self.name}(): {parameter}: {error}") from None

    def __repr__(self) -> str:
        return f"<activity {self.name} ({self.effect})>"


@dataclass(frozen=True)
class Arguments:
    """The arguments of one call: positional-only ones, and the rest by name."""

    args: tuple[Any, ...]
    kwargs: dict[str, Any]

    def encode(self, *, unset: bool = True) -> dict[str, Any]:
        """The recorded form; empty parts are left out.

        Raises:
            SerializationError: an argument has no JSON form.
        """
        tree: dict[str, Any] = {}
        if self.args:
            tree["args"] = [_encoded(f"argument {number}", value, unset) for number, value in enumerate(self.args, 1)]
        if self.kwargs:
            tree["kwargs"] = {name: _encoded(name, value, unset) for name, value in self.kwargs.items()}
        return tree


def _encoded(name: str, value: Any, unset: bool) -> codec.Json:
    try:
        return codec.encode(value, unset=unset)
    except SerializationError as error:
        raise SerializationError(f"{name}: {error}") from None


def _effect_of(name: str, effect: str) -> Effect:
    try:
        return Effect(effect)
    except ValueError:
        raise UsageError(f"activity {name}: effect={effect!r} is none of {', '.join(Effect)}") from None


def _check_declaration(activity: Activity[..., Any]) -> None:
    if ":" in activity.name or not activity.name:
        raise UsageError(f"an activity's name is not empty and has no ':', which {activity.name!r} has")
    if activity.name == "timer":
        raise UsageError("an activity cannot be called 'timer': that is what histories call their timers; give it another name")
    if activity.modelled and activity.connector is None:
        raise UsageError(f"activity {activity.name}: only what a connector's surface makes can be modelled")
    if not activity.tells_conflicts and activity.effect is not Effect.KEYED:
        raise UsageError(f"activity {activity.name}: only of the effect class 'keyed' the vendor tells conflicts, or does not")
    if activity.window is not None and activity.effect not in (Effect.KEYED, Effect.LEDGER):
        raise UsageError(f"activity {activity.name}: only the effect classes 'keyed' and 'ledger' have a window")
    if activity.window is not None and (not isinstance(activity.window, timedelta) or activity.window <= timedelta(0)):
        raise UsageError(f"activity {activity.name}: window={activity.window!r} is no positive timedelta, such as timedelta(hours=24)")
    if activity.effect is Effect.KEYED and activity.window is None:
        raise UsageError(f"activity {activity.name}: effect='keyed' needs window=, the time for which the vendor remembers a key")


application_activities: dict[str, Activity[..., Any]] = {}
"""Activities of the application itself, by name."""


class _ActivityDecorator:
    """What `@activity(...)` is while it waits for the function."""

    def __init__(self, **declared: Any) -> None:
        self._declared = declared

    @overload
    def __call__(self, function: Callable[P, Coroutine[Any, Any, R]]) -> Activity[P, R]: ...
    @overload
    def __call__(self, function: Callable[P, R]) -> Activity[P, R]: ...
    def __call__(self, function: Callable[P, Any]) -> Activity[P, Any]:
        _check_function(function)
        declared = dict(self._declared)
        name = declared.pop("name") or function.__name__
        made: Activity[P, Any] = Activity(name, function, **declared)
        _register(made)
        return made


def _check_function(function: Any) -> None:
    """Whether this can be called as an activity is.

    Raises:
        UsageError: it is no function, gives more than one result, or wants an object that a history cannot hold.
    """
    if not inspect.isfunction(function):
        kind = "a class" if inspect.isclass(function) else f"a {type(function).__name__}"
        raise UsageError(f"@activity is for a function (`def` or `async def`), not for {kind}: {function!r}")
    if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function):
        raise UsageError(f"{function.__qualname__} yields: an activity returns one result; return a list")
    owner, first = function.__qualname__.rpartition(".")[0], next(iter(inspect.signature(function).parameters), "")
    if owner and not owner.endswith("<locals>") and first in ("self", "cls"):
        raise UsageError(f"{function.__qualname__} is a method: an activity is a function of its module, or a @staticmethod outside of it")


def _register(made: Activity[..., Any]) -> None:
    before = application_activities.get(made.name)
    places = [f"{importable(one.function.__module__)}:{one.function.__qualname__}" for one in (before, made) if one is not None]
    # The same place declares it again where a module is loaded anew. Another one would receive the calls recorded for the first.
    if len(set(places)) > 1:
        raise UsageError(f"the activity {made.name!r} is declared by {places[0]} and by {places[1]}; give one of them another name=")
    application_activities[made.name] = made


@overload
def activity(function: Callable[P, Coroutine[Any, Any, R]], /) -> Activity[P, R]: ...
@overload
def activity(function: Callable[P, R], /) -> Activity[P, R]: ...
@overload
def activity(
    *,
    effect: EffectName = "unsafe",
    name: str | None = None,
    window: timedelta | None = None,
    permissions: Sequence[str] = (),
    timeout: float | timedelta | None = None,
    heartbeat_timeout: float | timedelta | None = None,
    retry: Retry | None = None,
    on_ambiguous: OnAmbiguous | None = None,
) -> _ActivityDecorator: ...
def activity(
    function: Callable[..., Any] | None = None,
    /,
    *,
    effect: EffectName = "unsafe",
    name: str | None = None,
    window: timedelta | None = None,
    permissions: Sequence[str] = (),
    timeout: float | timedelta | None = None,
    heartbeat_timeout: float | timedelta | None = None,
    retry: Retry | None = None,
    on_ambiguous: OnAmbiguous | None = None,
) -> Any:
    """Turn an application's own function into an activity with the same promises as a connector's.

    The function gets just the caller's arguments; `durable.attempt()` gives it the key, the deadline and the rest. A plain `def`
    runs in a thread. An exception that it raises is its answer and ends the call, save timeouts and connection errors, which are doubt.

    Args:
        function: the function, where the decorator is used without arguments.
        effect: what repeating it does.
        name: its name; the function's unless given.
        window: for how long the key is remembered (`keyed`), or ledger rows are kept (`ledger`).
        permissions: what the credential must be allowed to do.
        timeout: seconds (or a timedelta) that one attempt may take.
        heartbeat_timeout: seconds (or a timedelta) without `durable.attempt().heartbeat()` after which an attempt is given up, though its
            timeout is not over.
        retry: the retry policy.
        on_ambiguous: what follows when it cannot be known whether a write was applied.
    """
    options = call_options(timeout=timeout, retry=retry, on_ambiguous=on_ambiguous)
    decorator = _ActivityDecorator(
        effect=effect, name=name, window=window, permissions=permissions, options=options, heartbeat_timeout=heartbeat_timeout
    )
    return decorator if function is None else decorator(function)
