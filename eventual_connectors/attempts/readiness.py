"""What an error says that came before the activity's function was entered: nothing can have been sent."""

from __future__ import annotations

from ..activities import Activity
from ..effect import Effect
from ..errors import ConfigurationError, ConnectorError, InDoubt, Permanent, Retryable, SerializationError
from ..secret_providers import CredentialAway
from .network import network_error

AWAY = "credential_away"
"""The code of an attempt that did not begin because a credential was being replaced."""


def not_begun(activity: Activity[..., object], error: BaseException) -> Exception:
    """The error of a call that could not begin; never doubt.

    What this process lacks (a setting, a credential, the vendor's SDK) and a client that cannot be made are a `ConfigurationError`. A
    credential that it has had, and that is away for a moment, is tried again.
    """
    if isinstance(error, CredentialAway):
        return Retryable(str(error), code=AWAY)
    if isinstance(error, ConfigurationError | SerializationError):
        return error
    classify = activity.connector.classify if activity.connector is not None else None
    try:
        found = error if isinstance(error, ConnectorError) else (classify(error) if classify else None) or network_error(error)
    except BaseException:  # a classifier that fails has told nothing
        found = None
    if isinstance(found, InDoubt) and (found is error or network_error(error) is not None):
        return Retryable(str(found), code=found.code, status=found.status, request_id=found.request_id)
    if found is not None and not isinstance(found, InDoubt):
        return found
    return ConfigurationError(f"{activity.name} cannot be called here: {_said(error)}")


def unconfigured(activity: Activity[..., object], error: ConfigurationError) -> Exception:
    """What it means that the function itself lacked a setting.

    A connector's function makes one request, so it made none. An application's function may have done something before.
    """
    if activity.connector is None and activity.effect in (Effect.UNSAFE, Effect.LOOKUP):
        return Permanent(str(error), code="not_configured")
    return Retryable(str(error), code=AWAY) if isinstance(error, CredentialAway) else error


def _said(error: BaseException) -> str:
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"the Python package {error.name.partition('.')[0]!r} is not installed; install it where the worker runs"
    return f"{type(error).__name__}: {error}"
