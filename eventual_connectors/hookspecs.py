"""The hooks that a plugin can implement; the whole contract between the core and a connector package.

A plugin is a module named by an entry point of the group `eventual_connectors`. It is imported when something of it is used,
never to be listed: what a list needs stands in the manifest beside the package. A hook is called only where the manifest announces what
it registers.

    from eventual_connectors.hookspecs import hookimpl

    @hookimpl
    def eventual_register_connectors(register):
        register(acme)
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, Protocol

import pluggy

from .plugin_api import API_VERSION, PROJECT

if TYPE_CHECKING:
    import uuid

    import click

    from .connector import Connector
    from .engines.port import Engine
    from .iac.plan import Plan

__all__ = [
    "API_VERSION",
    "PROJECT",
    "AttemptEnd",
    "AttemptStart",
    "AttemptWrapper",
    "EngineFactory",
    "InfrastructureTarget",
    "SecretReader",
    "hookimpl",
    "hookspec",
]

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)

SecretReader = Callable[[str], str]
"""Takes what follows the scheme in a reference and returns the credential there; raises `errors.ConfigurationError` where there is none."""


class InfrastructureTarget(Protocol):
    """Writes what an application needs (`eventual_connectors.iac.plan.Plan`) for a tool: the content of each file, by its name."""

    def __call__(self, plan: Plan, /) -> Mapping[str, str]: ...


class EngineFactory(Protocol):
    """Opens an engine by its whole URL; the options are those of `connect`."""

    def __call__(self, url: str, /, **options: Any) -> Engine: ...


@dataclass(frozen=True, slots=True)
class AttemptStart:
    """What an observer may know of an attempt that begins: nothing that was sent, and no credential.

    Attributes:
        activity: its full name, such as `stripe.v1.refunds.create`.
        effect: its effect class.
        path: the call's path in its workflow, or the activity's name outside one.
        connection: the name of the connection; empty for an application's own activity.
        key: the idempotency key of the call, the same on every attempt.
        number: which attempt this is, from 1.
        mode: `send`, or `lookup` when an earlier attempt's effect is looked for.
        in_doubt: whether an earlier attempt of the call may have been applied.
    """

    activity: str
    effect: str
    path: str
    connection: str
    key: uuid.UUID
    number: int
    mode: Literal["send", "lookup"]
    in_doubt: bool


@dataclass(frozen=True, slots=True)
class AttemptEnd:
    """How an attempt ended.

    Attributes:
        outcome: `succeeded`; `absent`, when a look-up proved that there is no effect; `failed`; `unfinished` and `deferred`, when what was
            asked for takes longer; `cancelled`, when the worker stopped before the end.
        kind: of a failure `retryable`, `rate_limited`, `permanent`, `unauthorized` or `in_doubt`, or `error` for an application's own
            exception; else empty.
        code: the vendor's code of the error, or ours, such as `timeout`.
        status: the HTTP status of the error.
        request_id: the vendor's id of the request that failed.
        duration: seconds from its beginning to its end, or to its deadline where the function outlived it.
    """

    outcome: Literal["succeeded", "absent", "failed", "unfinished", "deferred", "cancelled"]
    duration: float
    kind: str = ""
    code: str | None = None
    status: int | None = None
    request_id: str | None = None


AttemptWrapper = Callable[[AttemptStart], Generator[None, AttemptEnd, None]]
"""A generator function that yields once: what stands before its `yield` runs before the attempt, what stands after it gets the end.

    def measured(start):
        end = yield
        seconds.record(end.duration, {"activity": start.activity, "outcome": end.outcome})

It runs in the worker's event loop, so it must be quick and must not block. What it raises is logged once and changes nothing, with one
exception, for chaos: an `errors.ConnectorError` raised before the `yield` is the attempt's outcome, and the function is not entered.
"""


@hookspec
def eventual_register_connectors(register: Callable[[Connector], None]) -> None:
    """Call `register(connector)` with the one connector of the plugin, which has the manifest's name."""


@hookspec
def eventual_register_commands(register: Callable[[str, click.Command], None]) -> None:
    """Call `register(name, command)` for each command that the manifest lists without a `run`."""


@hookspec
def eventual_register_engines(register: Callable[[str, EngineFactory], None]) -> None:
    """Call `register(scheme, connect)` for each URL scheme in the manifest's `engines`."""


@hookspec
def eventual_register_secret_providers(register: Callable[[str, SecretReader], None]) -> None:
    """Call `register(scheme, read)` for each scheme of references in the manifest's `secret_providers`."""


@hookspec
def eventual_register_iac_targets(register: Callable[[str, InfrastructureTarget], None]) -> None:
    """Call `register(name, write)` for each target of `eventual iac` in the manifest's `iac_targets`."""


@hookspec
def eventual_register_attempt_wrappers(register: Callable[[AttemptWrapper], None]) -> None:
    """Call `register(wrapper)` with each generator function to run around every attempt; the manifest has `wraps_attempts = true`."""
