"""`eventual dead-letters`: events that a subscription could not handle."""

from __future__ import annotations

from pathlib import Path

import click

from ..engines.url import database_file, names_file
from ..errors import ConfigurationError, UsageError
from ..services.dead_letters import DeadLetters
from . import output
from .settings import engine_url, group_url_option, json_option, url_option


@click.group("dead-letters", no_args_is_help=True)
@group_url_option
def dead_letters() -> None:
    """List, show and settle the events that a subscription could not handle."""


@dead_letters.command("list")
@click.option("--service", help="Those of this service alone.")
@click.option("--subscription", help="Those of this subscription alone.")
@click.option("--limit", type=click.IntRange(min=1), default=100, show_default=True, help="How many at most, oldest first.")
@url_option
@json_option
def list_(service: str | None, subscription: str | None, limit: int, url: str | None, as_json: bool) -> None:
    """List dead letters, oldest first."""
    found = [letter.line() for letter in _opened(url).all(service=service, subscription=subscription, limit=limit)]
    if as_json:
        output.print_json(found)
    elif not found:
        output.say("no dead letters")
    else:
        headers = ["id", "type", "event_id", "attempts", "since", "reason"]
        output.print_table(headers, [[str(item[header]) for header in headers] for item in found])


@dead_letters.command()
@click.argument("letter", metavar="ID")
@url_option
@json_option
def show(letter: str, url: str | None, as_json: bool) -> None:
    """Show a dead letter, with its event."""
    found = _opened(url).one(letter).to_json()
    if as_json:
        output.print_json(found)
        return
    event = found.pop("event")
    for name, value in found.items():
        print(output.clean(f"{name + ':':<13} {value}"))
    print("event:")
    output.print_json(event)


@dead_letters.command()
@click.argument("letters", metavar="ID...", nargs=-1)
@click.option("--all", "every", is_flag=True, help="All of a subscription, which --subscription names.")
@click.option("--service", help="With --all: of this service alone.")
@click.option("--subscription", help="With --all.")
@url_option
@json_option
def redrive(letters: tuple[str, ...], every: bool, service: str | None, subscription: str | None, url: str | None, as_json: bool) -> None:
    """Have dead letters handled again, as if for the first time."""
    if bool(letters) == every or (every and subscription is None):
        raise UsageError("give ids, or --all with --subscription")
    opened = _opened(url)
    chosen = [letter.id for letter in opened.all(service=service, subscription=subscription, limit=1_000_000)] if every else list(letters)
    opened.redrive(chosen)
    _settled("redriven", chosen, as_json)


@dead_letters.command()
@click.argument("letters", metavar="ID...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; it is kept.")
@url_option
@json_option
def drop(letters: tuple[str, ...], reason: str, url: str | None, as_json: bool) -> None:
    """Have dead letters never handled. They stay in the file."""
    _opened(url).drop(list(letters), reason)
    _settled("dropped", list(letters), as_json)


def _settled(what: str, letters: list[str], as_json: bool) -> None:
    if as_json:
        output.print_json({what: letters})
    else:
        output.say(f"{what}: {len(letters)}")


def _opened(url: str | None) -> DeadLetters:
    found = engine_url(url)
    if not names_file(found):
        raise UsageError("only the embedded engine keeps events; name a file, such as sqlite:///app.db")
    path = database_file(found)
    if not Path(path).exists():
        raise ConfigurationError(f"no database is at {path}; `eventual worker` or `eventual run` makes one")
    return DeadLetters(path)
