"""`eventual new`: projects that pass their own tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from .. import discovery
from ..errors import UsageError
from . import output
from .settings import json_option

if TYPE_CHECKING:
    from ..scaffold.names import Name


@click.group(no_args_is_help=True)
def new() -> None:
    """Begin a project that passes its own tests: a connector or an application."""


@new.command()
@click.argument("name")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), help="The project's folder; eventual-connector-NAME unless given."
)
@click.option(
    "--from-openapi",
    "document",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An OpenAPI 3.0 or 3.1 document, for its operations.",
)
@json_option
def connector(name: str, folder: Path | None, document: Path | None, as_json: bool) -> None:
    """Begin the connector NAME: activities of each effect class, an event, a fake, the proof, tests, a workflow for CI.

    \b
      eventual new connector acme
      eventual new connector petstore --from-openapi petstore.json
    """
    from ..scaffold.connector import connector_name, connector_project
    from ..scaffold.project import check_free, write

    called = connector_name(name, taken=[info.name for info in discovery.connectors()])
    distribution = f"eventual-connector-{called.dashed}"
    folder = folder or Path(distribution)
    check_free(folder)
    about: dict[str, Any] = {"name": called.snake, "distribution": distribution}
    if document is None:
        files = connector_project(called)
    else:
        files, read_off = _from_openapi(called, document)
        about |= read_off
    write(files, folder)
    steps = [f"cd {folder}", "python -m venv .venv && . .venv/bin/activate", 'pip install -e ".[test,lint]"', "pytest"]
    _report(about, folder, files, steps, as_json)


@new.command()
@click.argument("name")
@click.option("-o", "--output", "folder", type=click.Path(path_type=Path), help="The application's folder; NAME unless given.")
@json_option
def app(name: str, folder: Path | None, as_json: bool) -> None:
    """Begin the application NAME: a workflow, a test of it, settings. It calls Stripe and Slack where their connectors are installed.

    \b
      eventual new app shop
    """
    from ..scaffold.app import app_name, app_project, vendors_among
    from ..scaffold.project import write

    called = app_name(name)
    vendors = vendors_among([info.name for info in discovery.connectors() if info.status == "ok"])
    folder = folder or Path(called.snake)
    files = app_project(called, vendors)
    write(files, folder)
    steps = [f"cd {folder}", "python -m venv .venv && . .venv/bin/activate", 'pip install -e ".[test]"', "pytest"]
    _report({"name": called.snake, "connectors": vendors}, folder, files, steps, as_json)


def _from_openapi(called: Name, document: Path) -> tuple[dict[str, str], dict[str, Any]]:
    """The files, and what became of each operation; what is left out is told at once."""
    from ..scaffold.openapi.document import read
    from ..scaffold.openapi.project import openapi_project

    try:
        made = openapi_project(called, read(document))
    except UsageError as error:
        raise UsageError(f"{document} cannot be used: {error}") from None
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        # There are as many ways to break the rules of OpenAPI as there are rules.
        raise UsageError(f"{document} cannot be used: it is not as OpenAPI wants it: {type(error).__name__}: {error}") from error
    for place, reason in made.left_out.items():
        output.say(f"left out: {place}: {reason}")
    smaller = [each["name"] for each in made.activities if each["proof"] != "full"]
    if smaller:
        output.say(f"not fully proven, since the fake cannot show their effect: {', '.join(smaller)}")
    return made.files, {"activities": made.activities, "left_out": made.left_out}


def _report(about: dict[str, Any], folder: Path, files: dict[str, str], steps: Sequence[str], as_json: bool) -> None:
    if as_json:
        output.print_json({**about, "folder": str(folder), "files": sorted(files)})
        return
    print(f"{folder}: {len(files)} files; README.md says how to go on. To see it work:")
    print("\n".join(f"    {step}" for step in steps))
