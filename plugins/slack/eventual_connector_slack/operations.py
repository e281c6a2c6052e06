"""Every method of Slack's SDK: a table that is generated from it, so that naming one loads none of it."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from .table import LINES

CREDENTIALS = frozenset({"app_token", "client_id", "client_secret", "refresh_token", "token"})
"""Parameters of the SDK that are the connection's: a call's arguments are recorded, and a credential never is."""


@dataclass(frozen=True)
class Parameter:
    """A parameter of a method.

    Attributes:
        name: as the SDK has it.
        by_name: whether it is given by name alone.
        default: as source; None where it has to be given.
        annotation: its type, as source; empty in the table.
    """

    name: str
    by_name: bool
    default: str | None
    annotation: str = ""

    def to_text(self) -> str:
        """A word of the table."""
        return f"{'' if self.by_name else '*'}{self.name}{'' if self.default is None else f'={self.default}'}"

    @classmethod
    def of_text(cls, text: str) -> Parameter:
        """A word of the table, read."""
        name, _, default = text.removeprefix("*").partition("=")
        return cls(name, not text.startswith("*"), default or None)

    def to_parameter(self) -> inspect.Parameter:
        """As the standard library has it."""
        kind = inspect.Parameter.KEYWORD_ONLY if self.by_name else inspect.Parameter.POSITIONAL_OR_KEYWORD
        default = inspect.Parameter.empty if self.default is None else ast.literal_eval(self.default)
        return inspect.Parameter(self.name, kind, default=default)


@dataclass(frozen=True)
class Operation:
    """A method of `slack_sdk.WebClient`.

    Attributes:
        name: such as `chat_postMessage`.
        verb: of HTTP, with which the SDK sends it.
        parameters: the caller's, without credentials.
        summary: the SDK's own line; empty in the table.
    """

    name: str
    verb: str
    parameters: tuple[Parameter, ...]
    summary: str = ""

    @property
    def pages(self) -> bool:
        """Whether it answers with a page and a cursor."""
        return any(parameter.name == "cursor" for parameter in self.parameters)

    @property
    def signature(self) -> inspect.Signature:
        """The SDK's own, without credentials and without `**kwargs`, which takes a `token`."""
        return inspect.Signature([parameter.to_parameter() for parameter in self.parameters])

    def to_line(self) -> str:
        """A line of the table."""
        return " ".join((self.name, self.verb, *(parameter.to_text() for parameter in self.parameters)))

    @classmethod
    def of_line(cls, line: str) -> Operation:
        """A line of the table, read."""
        name, verb, *parameters = line.split(" ")
        return cls(name, verb, tuple(map(Parameter.of_text, parameters)))


@cache
def operations() -> Mapping[str, Operation]:
    """All of them, by name."""
    return {operation.name: operation for operation in map(Operation.of_line, LINES.splitlines())}
