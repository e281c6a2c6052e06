"""Which engine and which code a command is about: options, then the environment, then the settings file."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from ..errors import ConfigurationError, EngineError
from ..settings import SETTINGS_FILE, settings

if TYPE_CHECKING:
    from ..engines.sync import SyncEngine

C = TypeVar("C", bound=Callable[..., Any])


def url_option(command: C) -> C:
    """The option `--url`. It may stand before the command's name too, where the group has `group_url_option`."""
    text = f"The engine, such as sqlite:///app.db; then $EVENTUAL_URL, then `url` in {SETTINGS_FILE}."
    return click.option("--url", metavar="URL", help=text, callback=_or_the_groups)(command)


def group_url_option(group: C) -> C:
    """The option `--url` of a group: for its command, unless that has its own."""
    return click.option("--url", metavar="URL", help="As after the command.", callback=_or_the_groups, expose_value=False)(group)


def _or_the_groups(ctx: click.Context, param: click.Parameter, value: str | None) -> str | None:
    ctx.obj = value or ctx.obj
    found: str | None = ctx.obj
    return found


def app_option(command: C) -> C:
    """The option `--app`."""
    text = f"The code of the workflows; then `app` in {SETTINGS_FILE}."
    return click.option("--app", metavar="MODULE[:SERVICE]", help=text)(command)


def json_option(command: C) -> C:
    """The option `--json`."""
    return click.option("--json", "as_json", is_flag=True, help="Print JSON, and nothing else, on stdout.")(command)


def engine_url(given: str | None) -> str:
    """The engine's URL.

    Raises:
        ConfigurationError: nothing names one.
    """
    url = given or os.environ.get("EVENTUAL_URL") or _setting("url")
    if not url:
        raise ConfigurationError(f"no engine is named; give --url sqlite:///app.db, or set EVENTUAL_URL, or `url` in {SETTINGS_FILE}")
    return url


def application(given: str | None) -> str | None:
    """The reference of the application's code, if anything names it."""
    return given or _setting("app")


@contextmanager
def opened(url: str | None) -> Iterator[SyncEngine]:
    """The engine, to look at what is there. A database that does not exist is not made.

    Raises:
        ConfigurationError: nothing names an engine, or its file does not exist.
        UsageError: the URL names no file.
    """
    from ..engines.sync import connect_sync
    from ..engines.url import database_file, names_file

    found = engine_url(url)
    if names_file(found) and not Path(path := database_file(found)).exists():
        raise ConfigurationError(f"no database is at {path}; `eventual worker` or `eventual run` makes one")
    with damage_told(found), connect_sync(found) as engine:
        yield engine


@contextmanager
def damage_told(url: str) -> Iterator[None]:
    """Say of a database that is damaged, or whose disk is, which it is.

    Raises:
        EngineError: it cannot be used.
    """
    try:
        yield
    except Exception as error:
        sqlite = sys.modules.get("sqlite3")
        # Of a page that is lost amid a text SQLite says nothing: what it gives is no JSON.
        if not isinstance(error, json.JSONDecodeError) and (sqlite is None or not isinstance(error, sqlite.Error)):
            raise
        from ..engines.embedded.database import words

        raise EngineError(f"{url} cannot be used: {words(error)}; put a sound copy in its place, with its -wal file") from error


def _setting(name: str) -> str | None:
    found = settings().get(name)
    if found is not None and not isinstance(found, str):
        raise ConfigurationError(f"{SETTINGS_FILE}: {name} is not a text")
    return found
