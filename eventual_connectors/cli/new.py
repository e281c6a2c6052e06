"""`eventual new`: projects that pass their own tests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from .. import discovery
from . import output
from .settings import json_option


@click.group(no_args_is_help=True)
def new() -> None:
    """Begin a project that passes its own tests: a connector or an application."""


@new.command()
@click.argument("name")
@click.option(
    "-o", "--output", "folder", type=click.Path(path_type=Path), help="The project's folder; eventual-connector-NAME unless given."
)
@json_option
def connector(name: str, folder: Path | None, as_json: bool) -> None:
    """Begin the connector NAME: activities of each effect class, an event, a fake, the proof, tests, a workflow for CI.

    \b
      eventual new connector acme
    """
    from ..scaffold.connector import connector_name, connector_project
    from ..scaffold.project import write

    called = connector_name(name, taken=[info.name for info in discovery.connectors()])
    distribution = f"eventual-connector-{called.dashed}"
    folder = folder or Path(distribution)
    files = connector_project(called)
    write(files, folder)
    steps = [f"cd {folder}", "python -m venv .venv && . .venv/bin/activate", 'pip install -e ".[test,lint]"', "pytest"]
    _report({"name": called.snake, "distribution": distribution}, folder, files, steps, as_json)


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


def _report(about: dict[str, Any], folder: Path, files: dict[str, str], steps: Sequence[str], as_json: bool) -> None:
    if as_json:
        output.print_json({**about, "folder": str(folder), "files": sorted(files)})
        return
    print(f"{folder}: {len(files)} files; README.md says how to go on. To see it work:")
    print("\n".join(f"    {step}" for step in steps))
