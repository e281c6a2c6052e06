"""Durable, retryable, idempotent calls to the outside world from Python workflows.

Public are the names below and eight modules: `errors` (all its classes, such as `ExecutionConflict` and `KeyConflict`), `http`, `testing`,
`fakes`, `hookspecs`, `requirements`, `services` and `surface`. Everything else is private. The names are loaded on first use, so that
importing the package costs little and imports no vendor SDK.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from . import durable as durable
    from . import errors as errors
    from .activities import Activity as Activity
    from .activities import activity as activity
    from .attempt import Attempt as Attempt
    from .call import Call as Call
    from .connection import Connection as Connection
    from .connection import connections as connections
    from .connector import Connector as Connector
    from .deprecation import Deprecation as Deprecation
    from .effect import AlreadyApplied as AlreadyApplied
    from .effect import Effect as Effect
    from .engines import connect as connect
    from .engines.sync import connect_sync as connect_sync
    from .errors import ConnectorError as ConnectorError
    from .errors import EventualError as EventualError
    from .errors import InDoubt as InDoubt
    from .errors import Permanent as Permanent
    from .errors import RateLimited as RateLimited
    from .errors import Retryable as Retryable
    from .errors import Unauthorized as Unauthorized
    from .retry import Retry as Retry
    from .secret import Secret as Secret
    from .signal import Signal as Signal
    from .workflows.definition import Workflow as Workflow
    from .workflows.definition import workflow as workflow

__version__ = "0.1.0"

_HOME = {
    "Activity": "activities",
    "Attempt": "attempt",
    "activity": "activities",
    "Call": "call",
    "Connection": "connection",
    "connections": "connection",
    "Connector": "connector",
    "Deprecation": "deprecation",
    "AlreadyApplied": "effect",
    "Effect": "effect",
    "connect": "engines",
    "connect_sync": "engines.sync",
    "ConnectorError": "errors",
    "EventualError": "errors",
    "InDoubt": "errors",
    "Permanent": "errors",
    "RateLimited": "errors",
    "Retryable": "errors",
    "Unauthorized": "errors",
    "Retry": "retry",
    "Secret": "secret",
    "Signal": "signal",
    "Workflow": "workflows.definition",
    "workflow": "workflows.definition",
}

__all__ = [
    "Activity",
    "AlreadyApplied",
    "Attempt",
    "Call",
    "Connection",
    "Connector",
    "ConnectorError",
    "Deprecation",
    "Effect",
    "EventualError",
    "InDoubt",
    "Permanent",
    "RateLimited",
    "Retry",
    "Retryable",
    "Secret",
    "Signal",
    "Unauthorized",
    "Workflow",
    "activity",
    "connect",
    "connect_sync",
    "connections",
    "durable",
    "errors",
    "workflow",
]


def __getattr__(name: str) -> object:
    import importlib

    if name in ("durable", "errors"):
        return importlib.import_module(f".{name}", __name__)
    home = _HOME.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(importlib.import_module(f".{home}", __name__), name)
    deprecated = importlib.import_module(".deprecation", __name__).core_names.get(name)
    if deprecated is not None:
        deprecated.warn(f"{__name__}.{name}")
    else:
        globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
