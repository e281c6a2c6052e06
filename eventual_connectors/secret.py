"""Credentials by reference: a secret cannot be printed, encoded, compared with ordering, or logged."""

from __future__ import annotations

import hashlib
import math
import re
from typing import Any, NoReturn

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from . import secret_providers
from .errors import SerializationError, UsageError

SHOWN = re.compile(r"Secret\(.*\)", re.DOTALL)
"""How a secret is shown, which is none."""


class Secret:
    """A credential: either a reference or a literal value.

    A reference is `env:NAME`, `file:/path`, `keyring:SERVICE/NAME`, `aws-secretsmanager:NAME` (`#KEY` for one text of a JSON object),
    `aws-ssm:/path`, or has the scheme of a plugin's provider. A variable and a file are read each time `reveal` is called, the others
    again when their time to live is over or the vendor refuses what they gave: a rotated credential is seen without a restart.

    Args:
        reference_or_value: the reference or the value.
        ttl: seconds for which what a reference leads to is kept before it is read again; 0: not at all, 300 unless given.

    Raises:
        UsageError: it is no text, or begins with a misspelt kind of reference.
    """

    __slots__ = ("_reference", "_ttl", "_value")

    def __init__(self, reference_or_value: str, *, ttl: float | None = None) -> None:
        if not isinstance(reference_or_value, str):
            kind = "None" if reference_or_value is None else type(reference_or_value).__name__
            raise UsageError(f"a Secret is made of a text, not of {kind}; a variable of the environment is Secret('env:NAME')")
        if problem := _misspelt(reference_or_value):
            raise UsageError(f"a Secret was given a text that is none: {problem}")
        is_reference = secret_providers.is_reference(reference_or_value)
        self._reference = reference_or_value if is_reference else None
        self._value = None if is_reference else reference_or_value
        self._ttl = ttl

    def reveal(self) -> str:
        """Return the credential itself.

        Raises:
            ConfigurationError: what is referred to does not exist, is empty, or cannot be read; the message says where it was looked for.
        """
        if self._reference is None:
            return self._value or ""
        return secret_providers.credentials.read(self._reference, self._ttl)

    def expire(self) -> None:
        """Have it read again at its next use: it was refused."""
        if self._reference is not None:
            secret_providers.credentials.expire(self._reference)

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

    def __getstate__(self) -> NoReturn:
        self.__reduce__()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and (self._reference, self._value, self._ttl) == (other._reference, other._value, other._ttl)

    def __hash__(self) -> int:
        return hash((self._reference, self._value))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Let connection models take a text, `{reference, ttl}` or a Secret, and serialise only the reference."""
        field = core_schema.typed_dict_field
        table = {"reference": field(core_schema.str_schema()), "ttl": field(core_schema.float_schema())}
        in_json = core_schema.union_schema([core_schema.str_schema(), core_schema.typed_dict_schema(table)])
        return core_schema.json_or_python_schema(
            json_schema=core_schema.chain_schema([in_json, core_schema.no_info_plain_validator_function(_given)]),
            python_schema=core_schema.no_info_plain_validator_function(_given),
            serialization=core_schema.plain_serializer_function_ser_schema(_dumped),
        )


def _dumped(secret: Secret) -> str | dict[str, Any]:
    """What stands for it in a dump: what it is read from again; of a literal what is refused when it is read."""
    if secret._reference is None:
        return repr(secret)
    return secret._reference if secret._ttl is None else {"reference": secret._reference, "ttl": secret._ttl}


def _misspelt(text: str) -> str:
    """Why a text is neither a reference nor a credential; empty where it may be one. Never the text."""
    if SHOWN.fullmatch(text):
        return "it is how a secret is shown, not the secret; give its reference"
    meant = secret_providers.misspelt(text)
    return f"it begins with no kind of reference that there is; did you mean {meant}:?" if meant else ""


def _given(value: Any) -> Secret:
    match value:
        case Secret():
            return value
        case str() if value:
            _refuse(_misspelt(value))
            return Secret(value)
        case {"reference": str(reference), "ttl": int() | float() as ttl, **others} if not others and 0 <= ttl < math.inf:
            if not secret_providers.is_reference(reference):
                kinds = ", ".join(f"{scheme}:" for scheme in secret_providers.schemes())
                _refuse(_misspelt(reference) or f"its reference begins with none of {kinds}")
            return Secret(reference, ttl=ttl)
    raise PydanticCustomError("secret", "a credential is a text that is not empty, or a table of a reference and its ttl in seconds")


def _refuse(problem: str) -> None:
    if problem:
        raise PydanticCustomError("secret", "{problem}", {"problem": problem})
