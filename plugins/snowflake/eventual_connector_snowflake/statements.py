"""What can be seen of a statement before it is sent."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from eventual_connectors.errors import UsageError

if TYPE_CHECKING:
    from typing import LiteralString

    Sql = LiteralString
    """A statement that stands in the code: a type checker refuses one that values were put into."""
else:
    Sql = str

READS = frozenset({"SELECT", "WITH", "SHOW", "DESCRIBE", "DESC", "LIST", "LS", "EXPLAIN", "VALUES"})
"""What a statement begins with that changes nothing."""

DML = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE"})
"""What a statement begins with whose effect a transaction holds."""

_COMMENTS = re.compile(r"--[^\n]*|//[^\n]*|/\*.*?\*/", re.DOTALL)

_WORDS = re.compile(r'(?:[\w.$ ]|"[^"]*")*')
"""Keywords and names."""

_SKIPPED = re.compile(r"--[^\n]*|//[^\n]*|/\*.*?\*/|'(?:[^'\\]|\\.|'')*'|\"[^\"]*\"|\$\$.*?\$\$", re.DOTALL)
"""Comments, texts and quoted names: what is in them is no part of the statement's form."""


def verb(statement: str) -> str:
    """The word that a statement begins with, in capitals."""
    found = re.search(r"\w+", bare(statement))
    return found[0].upper() if found else ""


def bare(statement: str) -> str:
    """A statement without comments, texts and quoted names."""
    return _SKIPPED.sub(" ", statement)


def copies_out(statement: str) -> bool:
    """Whether a COPY writes files: to a stage, or to an address in quotes."""
    return re.match(r"\s*COPY\s+INTO\s+[@']", _COMMENTS.sub(" ", statement), re.IGNORECASE) is not None


def checked_words(*texts: str) -> None:
    """Refuse what is more than keywords and names.

    Raises:
        UsageError: it is.
    """
    for text in texts:
        if not _WORDS.fullmatch(text):
            raise UsageError(f"{text!r} is more than keywords and names; put nothing into a statement that comes from outside")


def check(statement: str, binds: Sequence[Any], *, verbs: frozenset[str], what: str) -> None:
    """Refuse what this activity cannot keep its promise with.

    Args:
        statement: the statement.
        binds: the values of its `?`.
        verbs: what it may begin with.
        what: the activity, for the message.

    Raises:
        UsageError: it is another kind of statement, several, or its values are not bound.
    """
    form = bare(statement)
    if verb(statement) not in verbs:
        raise UsageError(f"{what} takes a statement that begins with {', '.join(sorted(verbs))}, not {verb(statement) or 'nothing'}")
    if ";" in form.rstrip().rstrip(";"):
        raise UsageError(f"{what} takes one statement; send each by a call of its own")
    if re.search(r"%s|%\(\w+\)s", form):
        raise UsageError(f"{what} binds values at ? alone, and the statement has %s; write ? and pass the values as binds")
    if (places := form.count("?")) != len(binds):
        raise UsageError(f"{what}: the statement has {places} places for values (?), and binds has {len(binds)}")
