"""Commands: typed functions that a service's API calls."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable
from functools import cached_property
from typing import Any, get_type_hints

from pydantic import BaseModel

from ..errors import UsageError


class Command:
    """What `Service.command` declares: one pydantic model in, anything that pydantic can write out."""

    def __init__(self, name: str, function: Callable[..., Awaitable[Any]]) -> None:
        self.name = name
        self.function = function
        if not inspect.iscoroutinefunction(function) or len(inspect.signature(function).parameters) != 1:
            raise UsageError(f"the command {name!r} has to be an `async def` of one parameter, a pydantic model")

    @cached_property
    def _types(self) -> dict[str, Any]:
        return get_type_hints(self.function)

    @property
    def input(self) -> type[BaseModel]:
        """The model of what it takes.

        Raises:
            UsageError: it is annotated with none.
        """
        (parameter,) = inspect.signature(self.function).parameters
        found = self._types.get(parameter)
        if not (isinstance(found, type) and issubclass(found, BaseModel)):
            raise UsageError(f"the parameter of the command {self.name!r} has to be annotated with a pydantic model")
        return found

    @property
    def output(self) -> Any:
        """The type of what it gives."""
        return self._types.get("return", Any)
