"""What a command prints: tables and text for people, JSON for programs. Progress goes to stderr."""

from __future__ import annotations

import codecs
import io
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, TextIO, TypeVar

T = TypeVar("T")

Cells = Sequence[Sequence[str]]

MAX_SHOWN = 80
"""Characters of a value in a table."""


def lenient(stream: TextIO) -> None:
    """Have a stream write what its encoding lacks as an escape: a command that did its work does not fail over a character."""
    if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
        stream.reconfigure(errors="backslashreplace")


def print_json(tree: Any) -> None:
    """Print JSON on stdout, escaped where stdout's encoding may lack a character."""
    print(json.dumps(tree, ensure_ascii=not _is_utf8(sys.stdout), indent=2, allow_nan=False))


def print_lines(lines: Iterable[str]) -> None:
    """Print the lines of a file on stdout, as the file would hold them: in UTF-8, whatever stdout's encoding is."""
    text = "".join(f"{line}\n" for line in lines)
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.flush()
        sys.stdout.buffer.write(text.encode())
    else:
        sys.stdout.write(text)


def _is_utf8(stream: TextIO) -> bool:
    encoding = getattr(stream, "encoding", None)
    return encoding is None or codecs.lookup(encoding).name == "utf-8"


def say(message: str) -> None:
    """Tell a person what is going on, on stderr."""
    print(message, file=sys.stderr, flush=True)


def tracked(items: Sequence[T], what: str) -> Iterable[T]:
    """The items one after the other, with a bar on stderr where that is a terminal."""
    if not sys.stderr.isatty():
        return items
    from rich.console import Console
    from rich.progress import track

    return track(items, what, console=Console(stderr=True))


def print_table(headers: Sequence[str], rows: Cells) -> None:
    """Print a table: drawn on a terminal, plain columns when piped."""
    if sys.stdout.isatty():
        from rich.console import Console

        Console().print(drawn(headers, rows))
    else:
        print(plain(headers, rows))


def drawn(headers: Sequence[str], rows: Cells) -> Any:
    """A table as a `rich.table.Table`."""
    from rich import box
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    for column, header in enumerate(headers):
        table.add_column(header, overflow="fold", no_wrap=column == 0)  # the first one names the row: it stays whole
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))  # Text: a vendor's words are no markup
    return table


def shortened(text: str, width: int) -> str:
    """At most this many characters of a cell."""
    return text if len(text) <= width else f"{text[: width - 3]}..."


def plain(headers: Sequence[str], rows: Cells) -> str:
    """A table as lines of aligned columns, two spaces apart."""
    cells = [[header.upper() for header in headers], *([clean(cell) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(headers))]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in cells)


def short(tree: Any) -> str:
    """A recorded value as JSON, cut where it would fill the screen."""
    text = json.dumps(tree, ensure_ascii=False)
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"


def clean(text: str) -> str:
    """One line without control characters: what a vendor answers must not steer the terminal."""
    return "".join(character if character.isprintable() else " " for character in text)
