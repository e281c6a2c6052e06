"""`eventual worker`: run executions until stopped."""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Sequence
from typing import Any

import click

from ..connection_checks import check_configured
from ..engines import connect
from ..errors import UsageError
from ..workflows.definition import Workflow
from ..workflows.references import workflows_of
from . import output
from .settings import application, engine_url


@click.command()
@click.argument("service", metavar="MODULE[:SERVICE]", required=False)
@click.option("--engine", "--url", "url", metavar="URL", help="The engine, such as sqlite:///app.db; then $EVENTUAL_URL.")
@click.option("--standby", is_flag=True, help="Wait for the current owner of the database to go, instead of refusing.")
def worker(service: str | None, url: str | None, standby: bool) -> None:
    """Run the executions of a module's workflows, until SIGTERM or SIGINT. Attempts under way are finished first."""
    named = service or application(None)
    if named is None:
        raise UsageError("no application is named; give MODULE[:SERVICE], or `app` in eventual.toml")
    workflows = workflows_of(named)
    check_configured()
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    asyncio.run(_serve(engine_url(url), workflows, standby))


async def _serve(url: str, workflows: Sequence[Workflow[..., Any]], standby: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # a second one ends the process at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping)
    async with connect(url) as engine, engine.worker(workflows, standby=standby) as running:
        output.say(f"worker: {url}, workflows {', '.join(sorted(workflow.name for workflow in workflows))}")
        ends = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(running.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        output.say("worker: stopping")
        for end in ends:
            end.cancel()
