"""The settings that lead to served fakes: tables of `eventual.toml`, and their place in that file."""

from __future__ import annotations

import copy
import json
import os
import re
import shutil
import sys
import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from ..connection_settings import section
from ..errors import UsageError
from ..settings import SETTINGS_FILE, settings, table

NOTE = "  # of a fake: `eventual fakes up --write` replaces this table"
"""Stands behind the heading. A table without it is its user's, and is never replaced."""

Tables = Mapping[str, Mapping[str, Any]]
"""The settings of the fakes, by connector."""


def as_toml(tables: Tables) -> str:
    """The tables, as they are printed and written."""
    return "\n".join(_table(name, values) for name, values in tables.items())


def check_printed(names: Collection[str]) -> None:
    """Refuse to print tables onto the end of a settings file that has them: nobody could read it any more.

    Raises:
        UsageError: standard output is that file.
    """
    try:
        is_appended = os.path.samestat(os.fstat(sys.stdout.fileno()), Path(SETTINGS_FILE).stat())
    except OSError:  # there is no such file, or standard output is none
        return
    if is_appended and (there := _declared(names)):
        raise UsageError(f"{SETTINGS_FILE} has {section(there[0], 'default')} already; give --write in place of >> {SETTINGS_FILE}")


def check_written(names: Collection[str]) -> None:
    """Refuse to write where a table stands that is no fake's.

    Raises:
        UsageError: one does.
    """
    for name in _declared(names):
        if _heading(name) not in _text():
            raise UsageError(f"{SETTINGS_FILE} has {section(name, 'default')} already, and not from --write; take it out first")


def write(tables: Tables) -> None:
    """Put the tables into the settings file, in place of those of the last time. The rest of it stays as it is.

    Raises:
        UsageError: that is not possible, or a table stands there that is no fake's.
    """
    check_written(tables)
    text = _text()
    for name in tables:
        # Up to the next empty line, comment or heading.
        text = re.sub(rf"^{re.escape(_heading(name))}\r?\n(?:[^\s\[#].*\n?)*(?:\r?\n)?", "", text, flags=re.MULTILINE)
    text = f"{text.rstrip()}\n\n{as_toml(tables)}".lstrip("\n")
    if _others(_parsed(text), tables) != _others(settings(), tables):
        raise UsageError(
            f"{SETTINGS_FILE} would no longer mean the same with the fakes' tables; put in by hand what is printed without --write"
        )
    path = Path(SETTINGS_FILE).resolve()
    new = path.with_name(f"{path.name}.new")
    try:
        new.write_text(text, encoding="utf-8", newline="")
        if path.exists():
            shutil.copymode(path, new)
        new.replace(path)  # a worker that reads it meanwhile gets the one or the other
    except OSError as error:
        raise UsageError(f"{SETTINGS_FILE} cannot be written: {error.strerror}") from None


def _table(name: str, values: Mapping[str, Any]) -> str:
    # JSON's strings and numbers are TOML's, too.
    return f"{_heading(name)}\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in values.items())


def _heading(name: str) -> str:
    return section(name, "default") + NOTE


def _text() -> str:
    path = Path(SETTINGS_FILE)
    return path.read_bytes().decode() if path.exists() else ""


def _declared(names: Collection[str]) -> list[str]:
    return [name for name in names if "default" in table("connections", name)]


def _parsed(text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return {"url": None}  # equal to no file's


def _others(tree: Mapping[str, Any], names: Collection[str]) -> dict[str, Any]:
    """What a settings file holds beside the default connections of these connectors."""
    rest: dict[str, Any] = copy.deepcopy(dict(tree))
    connections = rest.pop("connections", {})
    for name in names:
        connections.get(name, {}).pop("default", None)
    return {**rest, "connections": {connector: named for connector, named in connections.items() if named != {}}}
