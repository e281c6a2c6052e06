"""What a command prints: tables and text for people, JSON for programs. Progress goes to stderr."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from typing import Any

Cells = Sequence[Sequence[str]]

MAX_SHOWN = 80
"""Characters of a value in a table."""


def print_json(tree: Any) -> None:
    """Print JSON on stdout."""
    print(json.dumps(tree, ensure_ascii=False, indent=2, allow_nan=False))


def say(message: str) -> None:
    """Tell a person what is going on, on stderr."""
    print(message, file=sys.stderr, flush=True)


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
