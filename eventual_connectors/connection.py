"""Connections: named, configured accounts of a vendor."""

from __future__ import annotations

import dataclasses
import difflib
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from . import connection_settings
from .errors import ConfigurationError, UsageError
from .secret import Secret

DEFAULT = "default"


class Connection(BaseModel):
    """What every connection has; a connector's own model adds its fields.

    Attributes:
        max_concurrency: attempts that may run at once over this connection, per worker process.
        max_rate: attempts that may begin per second over this connection, per worker process, sends and look-ups alike; no limit unless
            given. After a rest at most a tenth of a second's worth of them, at least one, begins at once.
        timeout: seconds that one attempt may take, where the call does not say. Waiting for the limits comes before it.
        settle: seconds after an attempt's deadline in which the vendor may still apply its request, where it recognises keys (`keyed`,
            `ledger`): a refusal of a key that it has not seen proves something after that alone. Look-ups have a time of their own.
        breaker_threshold: failures in a row (no connection, no answer, a 5xx) that open the circuit: attempts are held back then, and one
            at a time is let through until the vendor answers. 0: never.
        breaker_reset: seconds for which the circuit stays open at first; each failure after that doubles them, up to a minute.
    """

    # An error of pydantic shows the whole input otherwise, also where one setting of it is wrong or missing.
    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True, hide_input_in_errors=True)

    max_concurrency: int = Field(default=32, ge=1)
    max_rate: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)
    settle: float = Field(default=30.0, ge=0, allow_inf_nan=False)
    breaker_threshold: int = Field(default=10, ge=0)
    breaker_reset: float = Field(default=5.0, gt=0, allow_inf_nan=False)

    def account(self) -> str | None:
        """The vendor's name for the account, where the settings give one: part of business keys."""
        return None

    def version(self) -> str:
        """Changes when a credential does, so that a client is made anew after a rotation.

        Raises:
            ConfigurationError: one is missing.
        """
        return ":".join(secret.version() for _, secret in self.named_secrets())

    def secrets(self) -> list[str]:
        """The credentials themselves, to keep them out of what is recorded; empty and missing ones left out."""
        found = []
        for _, secret in self.named_secrets():
            with suppress(ConfigurationError):
                found.append(secret.reveal())
        return [revealed for revealed in found if revealed]

    def named_secrets(self) -> Iterator[tuple[str, Secret]]:
        """Every secret with the setting that holds it, such as `api_key` or `logins.0.password`."""
        return _secrets(self, "")

    def expire_secrets(self) -> None:
        """Have every credential read again at its next use: one was refused."""
        for _, secret in self.named_secrets():
            secret.expire()


def _secrets(value: Any, place: str) -> Iterator[tuple[str, Secret]]:
    """Every secret in a connection, also in the models and collections that it holds."""
    if isinstance(value, Secret):
        yield place, value
        return
    inner: Iterable[tuple[Any, Any]] = ()
    if isinstance(value, BaseModel):
        inner = [*vars(value).items(), *(value.model_extra or {}).items(), *(value.__pydantic_private__ or {}).items()]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = [(field.name, getattr(value, field.name)) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        inner = [*(("key", key) for key in value), *value.items()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = enumerate(value)
    for name, item in inner:
        yield from _secrets(item, f"{place}.{name}" if place else str(name))


AnyConnection = TypeVar("AnyConnection", bound=Connection)


class Connections:
    """The connections of this process, by connector and name.

    Looked up in this order: what the code configured, the environment, the file `eventual.toml`, the model's own defaults (for
    the connection called `default`).
    """

    def __init__(self) -> None:
        self._configured: dict[tuple[str, str], Connection] = {}
        self._used: dict[tuple[str, str], Connection] = {}
        self._lock = threading.Lock()
        self._closed = False
        self._refusal: str | None = None

    def configure(self, connector: str, connection: Connection, *, name: str = DEFAULT) -> None:
        """Set a connection from code."""
        with self._lock:
            self._configured[connector, name] = connection

    @contextmanager
    def override(self, connector: str, connection: Connection, *, name: str = DEFAULT) -> Iterator[None]:
        """Set a connection for the length of a `with` block, such as a fake's address in a test."""
        before = self._configured.get((connector, name))
        self.configure(connector, connection, name=name)
        try:
            yield
        finally:
            with self._lock:
                if before is None:
                    self._configured.pop((connector, name), None)
                else:
                    self._configured[connector, name] = before

    @contextmanager
    def only_configured(self) -> Iterator[None]:
        """Inside the `with` block, a connection that was not set from code raises: a test calls no real vendor by accident."""
        before, self._closed = self._closed, True
        try:
            yield
        finally:
            self._closed = before

    @contextmanager
    def refused(self, reason: str) -> Iterator[None]:
        """Inside the `with` block nothing goes out: no call of a connector or an activity, and no engine opens."""
        before, self._refusal = self._refusal, reason
        try:
            yield
        finally:
            self._refusal = before

    def check_allowed(self) -> None:
        """Ask before something goes out.

        Raises:
            UsageError: this is a `refused` block.
        """
        if self._refusal is not None:
            raise UsageError(self._refusal)

    def get(self, connector: str, model: type[AnyConnection], name: str = DEFAULT) -> AnyConnection:
        """The connection of this name.

        Raises:
            ConfigurationError: there is none, or its settings are not valid.
            UsageError: nothing may go out now.
        """
        self.check_allowed()
        configured = self._configured.get((connector, name))
        if configured is not None:
            if not isinstance(configured, model):
                raise ConfigurationError(f"the {connector} connection {name!r} is a {type(configured).__name__}, not a {model.__name__}")
            return configured
        if self._closed:
            raise ConfigurationError(
                f"the vendor of the connector {connector!r} is not faked in this test; request the fixture fake_{connector}"
            )
        settings = connection_settings.settings_of(connector, name)
        if settings is None and name != DEFAULT:
            raise ConfigurationError(
                f"no {connector} connection is called {name!r}; looked in {connection_settings.places(connector, name)}, "
                f"and for connections.configure({connector!r}, ..., name={name!r})"
            )
        try:
            made = model(**(settings or {}))
        except ValidationError as error:
            # A misspelt name explains why another one is missing.
            problem = min(error.errors(include_url=False, include_input=False), key=lambda one: one["type"] != "extra_forbidden")
            place = ".".join(str(part) for part in problem["loc"])
            said = problem["msg"]
            if problem["type"] == "missing":
                said += f"; looked in {connection_settings.places(connector, name)}"
            elif problem["type"] == "extra_forbidden":
                near = difflib.get_close_matches(place, model.model_fields, n=1)
                said = "there is no such setting" + (f"; did you mean {near[0]!r}?" if near else "")
            raise ConfigurationError(f"the {connector} connection {name!r}: {place}: {said}") from None
        with self._lock:
            self._used[connector, name] = made
        return made

    def secrets(self) -> set[str]:
        """The credentials of all connections that were configured or used in this process, as far as they can be had now."""
        with self._lock:
            known = [*self._configured.values(), *self._used.values()]
        return {secret for connection in known for secret in connection.secrets()}

    def configured(self) -> list[tuple[str, str]]:
        """Connector and name of every connection that the code, the environment or `eventual.toml` configures.

        Raises:
            ConfigurationError: the file cannot be read.
        """
        return sorted({*self.in_code(), *connection_settings.configured()})

    def in_code(self) -> list[tuple[str, str]]:
        """Connector and name of every connection that the code configures."""
        return list(self._configured)


connections = Connections()
"""The connections of this process."""
