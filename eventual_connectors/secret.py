"""Credentials by reference: a secret cannot be printed, encoded, compared with ordering, or logged."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .errors import ConfigurationError, SerializationError


class Secret:
    """A credential: either a reference (`env:NAME`, `file:/path`) or a literal value.

    A reference is resolved each time `reveal` is called, so a rotated credential is seen without a restart.
    """

    __slots__ = ("_reference", "_value")

    def __init__(self, reference_or_value: str) -> None:
        scheme, _, _ = reference_or_value.partition(":")
        is_reference = scheme in ("env", "file") and ":" in reference_or_value
        self._reference = reference_or_value if is_reference else None
        self._value = None if is_reference else reference_or_value

    def reveal(self) -> str:
        """Return the credential itself.

        Raises:
            ConfigurationError: the variable or file that is referred to does not exist or is empty.
        """
        if self._reference is None:
            return self._value or ""
        scheme, _, where = self._reference.partition(":")
        return _from_environment(where) if scheme == "env" else _from_file(where)

    @property
    def reference(self) -> str:
        """Where the credential comes from; never the credential."""
        return self._reference or "a literal value"

    def version(self) -> str:
        """A short fingerprint that changes when the credential does, fit for cache keys in memory."""
        return hashlib.blake2b(self.reveal().encode(), digest_size=8).hexdigest()

    def __repr__(self) -> str:
        return f"Secret({self._reference!r})" if self._reference else "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __reduce__(self) -> NoReturn:
        raise SerializationError("a Secret cannot be pickled or copied into a history; pass its reference instead")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self._reference, self._value) == (other._reference, other._value)

    def __hash__(self) -> int:
        return hash((self._reference, self._value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let connection models take a string or a Secret, and serialise only the reference."""
        from_text = core_schema.chain_schema([core_schema.str_schema(), core_schema.no_info_plain_validator_function(cls)])
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(lambda secret: repr(secret)),
        )


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise ConfigurationError(f"environment variable {name} is not set; export it, or configure the connection in code")
    return value


def _from_file(name: str) -> str:
    try:
        value = Path(name).expanduser().read_text(encoding="utf-8").strip()
    except OSError as error:
        raise ConfigurationError(f"secret file {name} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigurationError(f"secret file {name} cannot be read: it is not UTF-8 text") from None
    if not value:
        raise ConfigurationError(f"secret file {name} is empty")
    return value
