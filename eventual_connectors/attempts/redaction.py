"""Keeps credentials out of what is recorded of an attempt: a vendor or an application that repeats one is not repeated."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from .. import error_records
from ..activities import Activity
from ..connection import DEFAULT, connections
from ..errors import ConnectorError, InDoubt
from ..secret_forms import forms

HIDDEN = "***"

SHORTEST = 6
"""Characters of a credential that is hidden in an application's words, where a shorter one would stand by chance."""


def _behind(error: BaseException) -> Iterator[BaseException]:
    """What a traceback shows before this error."""
    seen = {id(error)}
    while (before := error.__cause__ or (None if error.__suppress_context__ else error.__context__)) is not None and id(before) not in seen:
        yield before
        seen.add(id(before))
        error = before


class Redaction:
    """The credentials that one attempt can have seen.

    Of a connector's attempt those of its connection: of its beginning, and any that replaced them since. An application's own activity may
    have used any connection of this process, so it is those of all, as they are when something is recorded.
    """

    def __init__(self, activity: Activity[..., Any]) -> None:
        self._activity = activity
        self._seen: set[str] = set()
        if activity.connector is not None:
            self.look()

    def look(self) -> None:
        """Take in the credentials of now; a reference may have come to mean another one."""
        with suppress(Exception):  # the attempt itself will say what is wrong with the connection
            for secret in self._known():
                self._seen |= forms(secret)

    def _known(self) -> Iterable[str]:
        connector = self._activity.connector
        if connector is None:
            return (secret for secret in connections.secrets() if len(secret) >= SHORTEST)
        return connections.get(connector.name, connector.connection, self._activity.options.connection or DEFAULT).secrets()

    def hiding(self, secret: str) -> str:
        """A secret that the attempt gets to know; it is returned."""
        self._seen.add(secret)
        return secret

    def of_tree(self, tree: Any) -> Any:
        """A recorded form without credentials, at any depth."""
        self.look()
        return self._tree(tree)

    def of_error(self, error: BaseException) -> BaseException:
        """The error as it may be recorded: itself where it holds no credential, else one of its type made from its cleaned record."""
        self.look()
        if not all(self._clean(behind) for behind in _behind(error)):
            error.__cause__ = None  # a traceback would show it; this hides the context as well
        if self._clean(error):
            return error
        record = self._record(error_records.to_record(error))
        rebuilt = error_records.from_record(record)
        if isinstance(rebuilt, type(error)) and self._clean(rebuilt):
            return rebuilt
        if not isinstance(error, ConnectorError):
            # An application's exception is its answer, and stays one: it is recorded as one whose type is not known.
            return error_records.from_record(record | {"nameless": True})
        # The type is not found by its name, or says more than its record holds; the decision needs only its nearest of ours.
        nearest = next((kind for kind in type(error).__mro__ if kind.__module__ == InDoubt.__module__), InDoubt)
        plain = {name: value for name, value in record.items() if name not in ("args", "nameless")}
        return error_records.from_record(plain | {"type": f"{nearest.__module__}:{nearest.__qualname__}"})

    def _clean(self, error: BaseException) -> bool:
        record = error_records.to_record(error)
        return self._record(record) == record

    def _record(self, record: error_records.Record) -> error_records.Record:
        cleaned = record | {name: self._tree(record[name]) for name in ("message", "args") if name in record}
        if "details" in record:
            cleaned["details"] = {name: self._tree(value) for name, value in record["details"].items()}
        if "errors" in record:
            cleaned["errors"] = [self._record(inner) for inner in record["errors"]]
        return cleaned

    def _tree(self, tree: Any) -> Any:
        if isinstance(tree, str):
            return self._text(tree)
        if isinstance(tree, list):
            return [self._tree(item) for item in tree]
        if isinstance(tree, dict):
            if tree.keys() == {"$bytes"}:
                return self._bytes(tree)
            return {name if name.startswith("$") else self._text(name): self._tree(value) for name, value in tree.items()}
        return tree

    def _text(self, text: str) -> str:
        for secret in sorted(self._seen, key=len, reverse=True):  # one may begin with another
            text = text.replace(secret, HIDDEN)
        return text

    def _bytes(self, tree: dict[str, str]) -> dict[str, str]:
        content = base64.b64decode(tree["$bytes"])
        for secret in sorted(self._seen, key=len, reverse=True):
            content = content.replace(secret.encode(), HIDDEN.encode())
        return {"$bytes": base64.b64encode(content).decode()}
