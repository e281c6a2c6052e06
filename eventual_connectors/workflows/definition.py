"""`@workflow`: an `async def` function that an engine can run durably."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Coroutine, Iterator, Mapping, Set
from contextlib import contextmanager
from functools import cached_property, partial
from types import GenericAlias, MethodType
from typing import Any, Generic, ParamSpec, TypeVar, get_type_hints, overload

from .. import codec
from ..errors import SerializationError, UsageError
from ..identity import importable

P = ParamSpec("P")
R = TypeVar("R")


class Workflow(Generic[P, R]):
    """A workflow's definition.

    Attributes:
        name: how executions name it; the function's name unless given.
        version: the caller's own version text, recorded in every history.
        reference: `module:qualname`, by which `replay` finds it again.
    """

    def __init__(self, function: Callable[P, Coroutine[Any, Any, R]], *, name: str | None, version: str) -> None:
        if not inspect.iscoroutinefunction(function) or isinstance(function, partial | MethodType):
            raise UsageError(f"@workflow needs an `async def` function, which {getattr(function, '__qualname__', repr(function))} is not")
        for option, given in (("name", name), ("version", version)):
            if given is not None and not (isinstance(given, str) and given):
                raise UsageError(f"workflow {function.__qualname__}: {option} is a text that is not empty, not {given!r}")
        parameters = inspect.signature(function).parameters.values()
        if named := [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]:
            raise UsageError(
                f"workflow {function.__qualname__} has keyword-only parameters ({', '.join(named)}), which an execution cannot be given; "
                "remove the * before them"
            )
        self.function = function
        self.name = name or function.__name__
        self.version = version
        self.reference = f"{importable(function.__module__)}:{function.__qualname__}"
        self.__name__ = function.__name__
        self.__qualname__ = function.__qualname__
        self.__doc__ = function.__doc__
        self.__module__ = function.__module__
        self.__wrapped__ = function

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> Coroutine[Any, Any, R]:
        """Run the function as a plain coroutine: inside another workflow it becomes a part of that one."""
        return self.function(*args, **kwargs)

    @cached_property
    def annotations(self) -> Mapping[str, Any]:
        """Parameter and `return` annotations, resolved."""
        try:
            return get_type_hints(self.function, include_extras=True)
        except NameError as error:
            raise UsageError(f"workflow {self.name}: the annotation {error.name!r} cannot be resolved; import it at run time") from None

    @property
    def result_type(self) -> Any:
        """The annotated type of the result."""
        return self.annotations.get("return", Any)

    def encode_input(self, args: tuple[Any, ...], kwargs: Mapping[str, Any], *, unset: bool = True) -> dict[str, Any]:
        """The recorded form of the arguments, by parameter name.

        Raises:
            TypeError: they do not fit the function.
            SerializationError: an argument has no JSON form.
        """
        try:
            bound = inspect.signature(self.function).bind(*args, **kwargs)
        except TypeError as error:
            raise TypeError(f"{self.name}(): {error}") from None
        tree: dict[str, Any] = {}
        for name, value in bound.arguments.items():
            with self._naming(name):
                tree[name] = codec.encode(value, unset=unset)
        return tree

    def decode_input(self, tree: Mapping[str, Any]) -> inspect.BoundArguments:
        """Recorded arguments as the annotated types.

        Raises:
            SerializationError: an argument does not fit its type.
        """
        signature = inspect.signature(self.function)
        bound = inspect.BoundArguments(signature, {})
        for name in signature.parameters:
            if name in tree:
                annotation, kind = self.annotations.get(name, Any), signature.parameters[name].kind
                if kind is inspect.Parameter.VAR_POSITIONAL:
                    annotation = GenericAlias(tuple, (annotation, ...))
                elif kind is inspect.Parameter.VAR_KEYWORD:
                    annotation = GenericAlias(dict, (str, annotation))
                with self._naming(name):
                    bound.arguments[name] = codec.decode(tree[name], annotation)
        return bound

    def same_input(self, recorded: Mapping[str, Any], given: Mapping[str, Any]) -> bool:
        """Whether two recorded forms of arguments give the function equal ones, with its types and defaults of today.

        `1` for a `float` is `1.0`, and a default that is given is one that was left out.
        """
        names = recorded.keys() | given.keys()
        try:
            return self._received(recorded, names) == self._received(given, names)
        except Exception:  # a type's own validation may raise anything; what cannot be received is equal to nothing
            return False

    def _received(self, tree: Mapping[str, Any], names: Set[str]) -> str:
        parameters = inspect.signature(self.function).parameters
        defaults = {name: codec.encode(parameters[name].default) for name in names - tree.keys()}
        bound = self.decode_input(defaults | dict(tree))
        if bound.arguments.keys() != names:
            raise UsageError(f"{self.name}() no longer takes {', '.join(sorted(names - bound.arguments.keys()))}")
        return codec.dumps({name: codec.encode(value) for name, value in bound.arguments.items()})

    @contextmanager
    def _naming(self, parameter: str) -> Iterator[None]:
        try:
            yield
        except SerializationError as error:
            raise SerializationError(f"{self.name}(): {parameter}: {error}") from None

    def __repr__(self) -> str:
        return f"<workflow {self.name}>"


class _WorkflowDecorator:
    """What `@workflow(...)` is while it waits for the function."""

    def __init__(self, name: str | None, version: str) -> None:
        self._name = name
        self._version = version

    def __call__(self, function: Callable[P, Coroutine[Any, Any, R]]) -> Workflow[P, R]:
        return Workflow(function, name=self._name, version=self._version)


@overload
def workflow(function: Callable[P, Coroutine[Any, Any, R]], /) -> Workflow[P, R]: ...
@overload
def workflow(*, version: str = "1", name: str | None = None) -> _WorkflowDecorator: ...
def workflow(function: Callable[..., Any] | None = None, /, *, version: str = "1", name: str | None = None) -> Any:
    """Declare an `async def` function as a workflow: `@workflow`, or `@workflow(version="2")`.

    Args:
        function: the function, where nothing else is given.
        version: recorded in every history; change it when you want to tell histories apart.
        name: how executions name it; the function's name unless given.
    """
    decorator = _WorkflowDecorator(name, version)
    return decorator if function is None else decorator(function)
