"""`eventual schemas`: what a connector's vendor sends, as JSON Schema."""

from __future__ import annotations

import json
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import discovery
from ..errors import UsageError
from . import output
from .settings import json_option

if TYPE_CHECKING:
    from ..connector import ConnectorEvent

DIALECT = "https://json-schema.org/draft/2020-12/schema"


@click.group(no_args_is_help=True)
def schemas() -> None:
    """Write the JSON Schemas of what vendors send."""


@schemas.command()
@click.argument("name")
@click.option("-o", "folder", metavar="DIR", help="Where to, a file for each event; standard output unless given.")
@click.option("--event", "pattern", default="*", metavar="PATTERN", help="These events alone, such as 'invoice.*'.")
@json_option
def export(name: str, folder: str | None, pattern: str, as_json: bool) -> None:
    """Write the JSON Schema of each event that the vendor of the connector NAME sends.

    \b
      eventual schemas export stripe -o schemas --event 'invoice.*'
    """
    chosen = [event for event in discovery.load(name).events() if fnmatchcase(event.name, pattern)]
    if not chosen:
        raise UsageError(f"{name} has no event called {pattern!r}" if pattern != "*" else f"{name} declares no events")
    if folder is None:
        output.print_json({event.name: schema_of(event) for event in chosen})
        return
    files = {event.name: Path(folder, f"{event.name.replace('/', '_')}.json") for event in chosen}
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for event in chosen:
            files[event.name].write_text(json.dumps(schema_of(event), indent=2) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{folder} cannot be written to: {error.strerror}") from None
    if as_json:
        output.print_json({"connector": name, "folder": folder, "events": {event: str(path) for event, path in files.items()}})
    else:
        output.say(f"{folder}: {len(files)} schemas")


def schema_of(event: ConnectorEvent) -> dict[str, Any]:
    """The JSON Schema of an event's payload."""
    from pydantic import BaseModel, TypeAdapter

    is_model = isinstance(event.model, type) and issubclass(event.model, BaseModel)
    schema = event.model.model_json_schema() if is_model else TypeAdapter(event.model).json_schema()
    return {"$schema": DIALECT, **schema, "title": event.name}
