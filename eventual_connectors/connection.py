"""Connections: named, configured accounts of a vendor."""

from __future__ import annotations

import dataclasses
import threading
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from .errors import ConfigurationError, UsageError
from .secret import Secret

DEFAULT = "default"
SETTINGS_FILE = "eventual.toml"


class Connection(BaseModel):
    """What every connection has; a connector's own model adds its fields.

    Attributes:
        max_concurrency: attempts that may run at once over this connection, per worker process.
        max_rate: attempts that may begin per second over this connection, per worker process, sends and look-ups alike; no limit unless
            given. After a rest at most a tenth of a second's worth of them, at least one, begins at once.
        timeout: seconds that one attempt may take, where the call does not say. Waiting for the limits comes before it.
        breaker_threshold: failures in a row (no connection, no answer, a 5xx) that open the circuit: attempts are held back then, and one
            at a time is let through until the vendor answers. 0: never.
        breaker_reset: seconds for which the circuit stays open at first; each failure after that doubles them, up to a minute.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    max_concurrency: int = Field(default=32, ge=1)
    max_rate: float | None = Field(default=None, gt=0, allow_inf_nan=False)
    timeout: float = Field(default=30.0, gt=0, allow_inf_nan=False)
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
        return ":".join(secret.version() for secret in _secrets(self))

    def secrets(self) -> list[str]:
        """The credentials themselves, to keep them out of what is recorded; empty and missing ones left out."""
        found = []
        for secret in _secrets(self):
            with suppress(ConfigurationError):
                found.append(secret.reveal())
        return [revealed for revealed in found if revealed]


def _secrets(value: Any) -> Iterator[Secret]:
    """Every secret in a connection, also in the models and collections that it holds."""
    if isinstance(value, Secret):
        yield value
        return
    inner: Iterable[Any] = ()
    if isinstance(value, BaseModel):
        inner = [*vars(value).values(), *(value.model_extra or {}).values(), *(value.__pydantic_private__ or {}).values()]
    elif dataclasses.is_dataclass(value) and not isinstance(value, type):
        inner = [getattr(value, field.name) for field in dataclasses.fields(value)]
    elif isinstance(value, Mapping):
        inner = [*value.keys(), *value.values()]
    elif isinstance(value, list | tuple | set | frozenset):
        inner = value
    for item in inner:
        yield from _secrets(item)


AnyConnection = TypeVar("AnyConnection", bound=Connection)


class Connections:
    """The connections of this process, by connector and name.

    Looked up in this order: what the code configured, the file `eventual.toml`, the model's own defaults (for the
    connection called `default`).
    """

    def __init__(self) -> None:
        self._configured: dict[tuple[str, str], Connection] = {}
        self._used: dict[tuple[str, str], Connection] = {}
        self._file: tuple[Path, float, Mapping[str, Any]] | None = None
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
        settings = self._from_file(connector, name)
        if settings is None and name != DEFAULT:
            raise ConfigurationError(
                f"no {connector} connection is called {name!r}; add [connections.{connector}.{name}] to {SETTINGS_FILE} "
                f"or call connections.configure({connector!r}, ..., name={name!r})"
            )
        try:
            made = model(**(settings or {}))
        except ValidationError as error:
            problem = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(str(part) for part in problem["loc"])
            raise ConfigurationError(f"the {connector} connection {name!r}: {place}: {problem['msg']}") from None
        with self._lock:
            self._used[connector, name] = made
        return made

    def secrets(self) -> set[str]:
        """The credentials of all connections that were configured or used in this process, as far as they can be had now."""
        with self._lock:
            known = [*self._configured.values(), *self._used.values()]
        return {secret for connection in known for secret in connection.secrets()}

    def _from_file(self, connector: str, name: str) -> Mapping[str, Any] | None:
        path = Path(SETTINGS_FILE)
        try:
            changed = path.stat().st_mtime
        except OSError:
            return None
        if self._file is None or self._file[:2] != (path, changed):
            try:
                self._file = (path, changed, tomllib.loads(path.read_text(encoding="utf-8")))
            except (OSError, ValueError) as error:
                raise ConfigurationError(f"{SETTINGS_FILE} cannot be read: {error}") from None
        found: Any = self._file[2]
        for part in ("connections", connector, name):
            found = found.get(part) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else None


connections = Connections()
"""The connections of this process."""
