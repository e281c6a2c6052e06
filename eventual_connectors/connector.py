"""Connectors: a vendor's activities and events, with one client, one classifier and one connection model."""

from __future__ import annotations

import copy
import inspect
import re
import uuid
from collections.abc import Callable, Coroutine, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar, overload
from weakref import WeakValueDictionary

from .activities import Activity, application_activities
from .call_options import CallOptions, call_options
from .connection import Connection
from .effect import EffectName, OnAmbiguous
from .errors import ConnectorError, UsageError
from .retry import Retry
from .surface import Surface, member, spellings, walk

if TYPE_CHECKING:
    from .call import Call
    from .deprecation import Deprecation
    from .requirements import Needs, Requirement, Use

P = ParamSpec("P")
R = TypeVar("R")

ClientFactory = Callable[[Any], Any]
Classifier = Callable[[BaseException], ConnectorError | None]
SettingsFactory = Callable[[Any], Mapping[str, Any]]
Probe = Callable[[Any], "Call[Any]"]


NAME = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
"""What a connector may be called: its settings are found by it, in a table of a file and in variables, which two underscores part."""

known_connectors: WeakValueDictionary[str, Connector] = WeakValueDictionary()
"""The connectors that this process has made, by name; of plugins those that are loaded."""


@dataclass(frozen=True)
class ConnectorEvent:
    """An inbound event of a vendor.

    Attributes:
        name: the vendor's name of it, such as `invoice.paid`.
        model: the pydantic model of its payload.
        verify: checks the signature over the raw body; raises when it is wrong.
    """

    name: str
    model: type[Any]
    verify: Callable[..., Any] | None = None


def is_declared(name: str) -> bool:
    """Whether an activity of this full name is declared in this process, by the application or by a connector that it uses."""
    connector = known_connectors.get(name.partition(".")[0])
    if name in application_activities or connector is None:
        return name in application_activities
    try:
        connector[name.partition(".")[2]]
    except KeyError:
        return False
    except Exception:  # its SDK cannot be asked here; what uses it will say so
        return True
    return True


class _ConnectorActivityDecorator:
    """What `@connector.activity(...)` is while it waits for the function."""

    def __init__(self, connector: Connector, name: str, declared: Mapping[str, Any]) -> None:
        self._connector = connector
        self._name = name
        self._declared = declared

    @overload
    def __call__(self, function: Callable[Concatenate[Any, Any, P], Coroutine[Any, Any, R]]) -> Activity[P, R]: ...
    @overload
    def __call__(self, function: Callable[Concatenate[Any, Any, P], R]) -> Activity[P, R]: ...
    def __call__(self, function: Callable[Concatenate[Any, Any, P], Any]) -> Activity[P, Any]:
        if isinstance(function, Activity):
            raise UsageError(
                f"connector {self._connector.name}: {self._name!r} is to be made of a function, and {function.name} is an activity"
            )
        made: Activity[P, Any] = Activity(self._name, function, connector=self._connector, **self._declared)
        return self._connector.add(made)


class Connector:
    """A named collection of activities and events of one vendor.

    Args:
        name: the connector's name; the first part of its activities' names.
        connection: the model of its connections.
        client: makes the vendor's client from a connection; imports the SDK. Called in the worker, once per credential.
        classify: the vendor's exception as one of `eventual_connectors.errors`, or None when it is not known.
        settings: what must stay the same over the attempts of one call, such as the API version.
        probe: makes a call of a cheap read from the connector, such as `lambda acme: acme.ping()`: the account answers if it succeeds.
        surface: the operations of the vendor's SDK, computed when they are used; a declared activity goes before one of the same name.
        summary: one line.

    Raises:
        UsageError: the name cannot be one.
    """

    def __init__(
        self,
        name: str,
        *,
        connection: type[Connection] = Connection,
        client: ClientFactory | None = None,
        classify: Classifier | None = None,
        settings: SettingsFactory | None = None,
        probe: Probe | None = None,
        surface: Surface | None = None,
        summary: str = "",
    ) -> None:
        if not isinstance(name, str) or not NAME.fullmatch(name):
            raise UsageError(f"a connector cannot be called {name!r}: small letters, digits and single underscores, such as 'my_api'")
        self.name = name
        self.connection = connection
        self.client = client
        self.classify = classify
        self.settings = settings
        self.probe = probe
        self.surface = surface
        self.summary = summary
        self.options = CallOptions()
        self._root = self
        self._declared: dict[str, Activity[..., Any]] = {}
        self._computed: dict[str, Activity[..., Any]] = {}
        self._spellings: dict[str, dict[str, str]] = {}
        self._events: dict[str, ConnectorEvent] = {}
        self._requirements: list[Requirement | Needs] = []
        known_connectors[name] = self

    def activity(
        self,
        name: str,
        *,
        effect: EffectName,
        window: timedelta | None = None,
        permissions: Sequence[str] = (),
        mechanism: str = "",
        timeout: float | timedelta | None = None,
        heartbeat_timeout: float | timedelta | None = None,
        retry: Retry | None = None,
        signature: inspect.Signature | None = None,
        deprecated: Deprecation | None = None,
        tells_conflicts: bool = True,
    ) -> _ConnectorActivityDecorator:
        """Declare an activity. The function's first two parameters are the client and the `Attempt`.

        Args:
            name: its name inside the connector, such as `invoices.create`.
            effect: what repeating it does; `unsafe` where that is not proven.
            window: for how long the vendor remembers a key (`keyed`), or for how long ledger rows are kept (`ledger`).
            permissions: what the credential must be allowed to do.
            mechanism: how the promise is kept, in one phrase.
            timeout: seconds that one attempt may take; the connection's where it is not given.
            heartbeat_timeout: seconds without a heartbeat after which an attempt is given up, though its timeout is not over.
            retry: its retry policy.
            signature: the caller's parameters, for generated functions.
            deprecated: that it goes away; each call of it warns.
            tells_conflicts: False where the vendor takes a second content under a known key for the first one, without a word (`keyed`).
        """
        options = call_options(timeout=timeout, retry=retry)
        declared = {
            "effect": effect,
            "window": window,
            "permissions": permissions,
            "mechanism": mechanism,
            "options": options,
            "signature": signature,
            "heartbeat_timeout": heartbeat_timeout,
            "deprecated": deprecated,
            "tells_conflicts": tells_conflicts,
        }
        return _ConnectorActivityDecorator(self, name, declared)

    def add(self, activity: Activity[P, R]) -> Activity[P, R]:
        """Take in an activity that was built elsewhere (`Activity(..., connector=self)`)."""
        if activity.local_name in self._declared:
            raise UsageError(f"connector {self.name}: activity {activity.local_name!r} is declared twice")
        if activity.modelled:
            raise UsageError(
                f"activity {activity.name}: it is declared, so its class is claimed; only what the surface makes can be modelled"
            )
        self._declared[activity.local_name] = activity
        self._spellings.clear()
        return activity

    def activities(self, beginning: str = "") -> Iterator[Activity[..., Any]]:
        """Every activity: the declared ones, then all others of the surface, each of which is computed for it.

        Args:
            beginning: of the names (without the connector's) that are asked for; groups of others are not looked into.
        """
        yield from (made for name, made in self._declared.items() if name.startswith(beginning))
        if self.surface is not None:
            yield from (self._find(name) for name in walk(self.surface, beginning=beginning) if name not in self._declared)

    def declared(self) -> Mapping[str, Activity[..., Any]]:
        """The declared activities, by their names without the connector's."""
        return self._declared

    def __getitem__(self, name: str) -> Activity[..., Any]:
        """The activity of this name (without the connector's), with this connector's options: `acme["invoices.create"]`.

        Raises:
            KeyError: there is none.
        """
        found = self._find(name)
        return found.having(self.options) if self.options != CallOptions() else found

    def _find(self, name: str) -> Activity[..., Any]:
        found = self._declared.get(name) or self._computed.get(name)
        if found is None:
            if self.surface is None:
                raise KeyError(name)
            # An activity belongs to the connector itself, not to a copy with options. Two threads may build it; one is kept.
            found = self._computed.setdefault(name, self.surface.make(self._root, name))
        return found

    def spellings(self, within: str = "") -> Mapping[str, str]:
        """The vendor's name of each group and operation right inside this group, by the attribute that reaches it."""
        if within not in self._spellings:
            self._spellings[within] = spellings(self, within)
        return self._spellings[within]

    if not TYPE_CHECKING:  # For a type checker a connector has what its class says.

        def __getattr__(self, attribute: str) -> Any:
            if attribute.startswith("_"):  # What copying asks for, also before there are activities.
                raise AttributeError(attribute)
            return member(self, "", attribute)

    def event(self, name: str, model: type[Any], *, verify: Callable[..., Any] | None = None) -> ConnectorEvent:
        """Declare an inbound event."""
        self._events[name] = ConnectorEvent(name, model, verify)
        return self._events[name]

    def events(self) -> Iterable[ConnectorEvent]:
        """Every declared event."""
        return self._events.values()

    def requires(self, *requirements: Requirement | Needs) -> None:
        """Declare what has to exist for this connector to work, or functions that say what has to for the activities in use."""
        self._requirements.extend(requirements)

    def requirements(self, uses: Sequence[Use] = ()) -> list[Requirement]:
        """What has to exist for these uses of the connector's activities; credentials apart, which the connection's settings name."""
        found: list[Requirement] = []
        for declared in self._requirements:
            found.extend(declared(uses) if callable(declared) else [declared])
        return found

    def with_options(
        self,
        *,
        key: str | uuid.UUID | None = None,
        connection: str | None = None,
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
        on_ambiguous: OnAmbiguous | None = None,
        name: str | None = None,
    ) -> Self:
        """A typed copy whose calls are made with these options: `stripe_eu = stripe.with_options(connection="eu")`."""
        options = call_options(key=key, connection=connection, timeout=timeout, retry=retry, on_ambiguous=on_ambiguous, name=name)
        clone = copy.copy(self)
        clone.options = options.over(self.options)
        return clone

    def __repr__(self) -> str:
        return f"<connector {self.name}>"
