"""What the declaration of an `HttpConnector` must not be: a second one of its name, or a promise that cannot be read."""

from __future__ import annotations

import sys
from collections.abc import Collection, Mapping
from datetime import timedelta
from typing import Any, NamedTuple, get_args

from .. import discovery
from ..connector import Connector, known_connectors
from ..effect import EffectName
from ..errors import ConnectorError, UsageError
from . import header_rules


class Place(NamedTuple):
    """Where a connector is declared."""

    package: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def place_of(connector: Connector) -> Place:
    """The line that makes this connector; its own class may have a constructor."""
    frame = sys._getframe(1)
    while frame.f_back is not None and connector in (found for name, found in frame.f_locals.items() if name == "self"):
        frame = frame.f_back
    module = str(frame.f_globals.get("__name__", ""))
    return Place(module.partition(".")[0], frame.f_code.co_filename, frame.f_lineno)


def check_name(name: str, place: Place) -> None:
    """Refuse a second connector of one name: they would share settings and credentials, and receive each other's recorded calls.

    The same line declares it again where a module is loaded anew, and any line does in an interactive session.

    Raises:
        UsageError: another line declares one of this name, or an installed plugin has it.
    """
    before: Place | None = getattr(known_connectors.get(name), "declared_at", None)
    if before is not None and before[1:] != place[1:] and not place.file.startswith("<"):
        raise UsageError(f"the connector {name!r} is declared in {before} and in {place}; give one of them another name")
    for info in discovery.connectors():
        package = info.manifest.plugin.partition(".")[0] if info.manifest else ""
        if info.name == name and info.status != "disabled" and package != place.package:
            raise UsageError(f"the connector {name!r} of {place} is called as the installed plugin of {info.distribution}; rename it")


def check_policy(
    name: str, methods: Collection[str], effects: Mapping[Any, str], idempotency_header: str | None, window: timedelta | None
) -> None:
    """Refuse what contradicts itself or cannot be read.

    Raises:
        UsageError: that is so; the message names what may stand there.
    """
    for method, effect in effects.items():
        if method not in methods:
            raise UsageError(f"connector {name}: effects= names {method!r}, which is none of {', '.join(methods)}")
        check_effect(f"connector {name}: effects= of {method}", effect)
    check_key(f"connector {name}", idempotency_header, window)
    if (idempotency_header is None) != (window is None):
        raise UsageError(f"connector {name}: idempotency_header= and window= go together; the window is how long the API keeps a key")


def check_effect(what: str, effect: str) -> None:
    """Refuse what is no effect class.

    Raises:
        UsageError: it is none; the message names them.
    """
    if effect not in get_args(EffectName):
        raise UsageError(f"{what} is {effect!r}, which is none of {', '.join(get_args(EffectName))}")


def check_key(what: str, header: str | None, window: timedelta | None) -> None:
    """Refuse a header that cannot take a key, and a time that is none.

    Raises:
        UsageError: that is so.
    """
    if header is not None:
        try:
            header_rules.check({header: ""} if isinstance(header, str) else {"": ""})
        except ConnectorError as error:
            raise UsageError(f"{what}: idempotency_header={header!r} cannot take a key: {error}; such as 'Idempotency-Key'") from None
    if window is not None and (not isinstance(window, timedelta) or window <= timedelta(0)):
        raise UsageError(f"{what}: window={window!r} is no positive timedelta, such as timedelta(hours=24)")
