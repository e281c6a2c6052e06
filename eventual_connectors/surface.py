"""A vendor's whole surface, computed from the installed SDK when it is used, and the attributes by which it is called."""

from __future__ import annotations

import difflib
import keyword
import uuid
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol, Self

from .effect import OnAmbiguous
from .retry import Retry

if TYPE_CHECKING:
    from .activities import Activity
    from .connector import Connector

__all__ = ["Group", "Surface", "python_name"]


class Surface(Protocol):
    """What an SDK offers. Names are the vendor's own, joined by dots: `lambda.invoke`, `v1.payment_intents.create`.

    Nothing is asked before an activity of the connector is used, so this is where the SDK may be read.
    """

    def groups(self, within: str) -> Iterable[str]:
        """The groups right inside this one, such as `lambda`; of the connector itself if `within` is empty."""
        ...

    def operations(self, within: str) -> Iterable[str]:
        """The operations right inside this group, such as `invoke`."""
        ...

    def make(self, connector: Connector, name: str) -> Activity[..., Any]:
        """The activity of this name, built anew; the connector keeps it.

        Raises:
            KeyError: there is none.
        """
        ...


class Group:
    """Some of a connector's activities: `aws.dynamodb`, `stripe.v1.customers`. Its options pass to its activities."""

    def __init__(self, connector: Connector, path: str) -> None:
        self._connector = connector
        self._path = path

    def with_options(
        self,
        *,
        key: str | uuid.UUID | None = None,
        connection: str | None = None,
        timeout: float | timedelta | None = None,
        retry: Retry | None = None,
        on_ambiguous: OnAmbiguous | None = None,
        name: str | None = None,
    ) -> Self:
        """A copy whose calls are made with these options."""
        connector = self._connector.with_options(
            key=key, connection=connection, timeout=timeout, retry=retry, on_ambiguous=on_ambiguous, name=name
        )
        return type(self)(connector, self._path)

    if not TYPE_CHECKING:  # For a type checker a group has what its class or its stub says.

        def __getattr__(self, attribute: str) -> Any:
            if attribute.startswith("_"):  # What copying asks for, also before there is a connector. No vendor's name begins so.
                raise AttributeError(attribute)
            return member(self._connector, self._path, attribute)

    def __dir__(self) -> Iterable[str]:
        return [*super().__dir__(), *spellings(self._connector, self._path)]

    def __repr__(self) -> str:
        return f"<{self._connector.name}.{self._path}>"


def python_name(name: str) -> str:
    """The attribute by which a vendor's name is reached: `bedrock_runtime` for `bedrock-runtime`, `lambda_` for `lambda`."""
    attribute = name.replace("-", "_")
    return f"{attribute}_" if keyword.iskeyword(attribute) else attribute


def spellings(connector: Connector, within: str) -> dict[str, str]:
    """The vendor's name of each group and operation right inside this group, by attribute."""
    return {python_name(name): name for name in (*_groups(connector, within), *_operations(connector, within))}


def member(connector: Connector, within: str, attribute: str) -> Group | Activity[..., Any]:
    """The group or the activity that an attribute names.

    Raises:
        AttributeError: there is none.
    """
    known = connector.spellings(within)
    if attribute not in known:
        close = difflib.get_close_matches(attribute, known, 1)
        raise AttributeError(f"{_joined(connector.name, within)} has no {attribute!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    name = _joined(within, known[attribute])
    try:
        return connector[name]
    except KeyError:
        return Group(connector, name)


def walk(surface: Surface, within: str = "", *, beginning: str = "") -> Iterator[str]:
    """The names of all operations that begin so, group by group; groups of others are not asked."""
    yield from (name for operation in surface.operations(within) if (name := _joined(within, operation)).startswith(beginning))
    for group in surface.groups(within):
        inner = f"{_joined(within, group)}."
        if inner.startswith(beginning) or beginning.startswith(inner):
            yield from walk(surface, inner[:-1], beginning=beginning)


def _groups(connector: Connector, within: str) -> Iterable[str]:
    yield from (connector.surface.groups(within) if connector.surface else ())
    yield from (rest.partition(".")[0] for rest in _declared(connector, within) if "." in rest)


def _operations(connector: Connector, within: str) -> Iterable[str]:
    yield from (connector.surface.operations(within) if connector.surface else ())
    yield from (rest for rest in _declared(connector, within) if "." not in rest)


def _declared(connector: Connector, within: str) -> Iterator[str]:
    prefix = f"{within}." if within else ""
    return (name.removeprefix(prefix) for name in connector.declared() if name.startswith(prefix))


def _joined(*parts: str) -> str:
    return ".".join(filter(None, parts))
