"""`eventual worker`: run executions until stopped."""

from __future__ import annotations

import asyncio
import logging
import re
import signal
import sys
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import click

from ..connection_checks import check_configured
from ..engines import connect
from ..errors import UsageError
from ..workflows.definition import Workflow
from ..workflows.references import import_module, workflows_of
from . import output
from .settings import application, damage_told, engine_url

if TYPE_CHECKING:
    from ..engines.port import Engine
    from ..services import Service


_PASSWORD = re.compile(r":[^/@]*@")


def without_password(url: str) -> str:
    """An engine's URL as a log may show it."""
    return _PASSWORD.sub(":***@", url)


@click.command()
@click.argument("service", metavar="MODULE[:SERVICE]", required=False)
@click.option("--engine", "--url", "url", metavar="URL", help="The engine, such as sqlite:///app.db; then $EVENTUAL_URL.")
@click.option("--standby", is_flag=True, help="Wait for the current owner of the database to go, instead of refusing.")
def worker(service: str | None, url: str | None, standby: bool) -> None:
    """Run a module's workflows, and a service's subscriptions, until SIGTERM or SIGINT. Attempts under way are finished first."""
    named = service or application(None)
    if named is None:
        raise UsageError("no application is named; give MODULE[:SERVICE], or `app` in eventual.toml")
    workflows = workflows_of(named)
    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    check_configured()
    url = engine_url(url)
    with damage_told(url):
        asyncio.run(_serve(url, workflows, standby, _service(named)))


def _service(reference: str) -> Service | None:
    """The service that `MODULE:SERVICE` names; None where it names workflows."""
    from ..services import Service

    module, _, name = reference.partition(":")
    found = getattr(import_module(module), name, None) if name else None
    return found if isinstance(found, Service) else None


def _is_run_whole(service: Service, engine: Engine) -> bool:
    """Whether the service itself is run, and not just its workflows; it refuses an engine that keeps no events."""
    from ..services.running import keeps_events

    return "events" in engine.capabilities or keeps_events(service)


async def _serve(url: str, workflows: Sequence[Workflow[..., Any]], standby: bool, service: Service | None) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()

    def stopping() -> None:
        stop.set()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)  # a second one ends the process at once

    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping)
    async with AsyncExitStack() as stack:
        engine = connect(url)
        if service is not None and _is_run_whole(service, engine):
            running = (await stack.enter_async_context(service.run(url, standby=standby))).workers[-1]
        else:
            await stack.enter_async_context(engine)
            running = await stack.enter_async_context(engine.worker(workflows, standby=standby))
        output.say(f"worker: {without_password(url)}, workflows {', '.join(sorted(workflow.name for workflow in workflows))}")
        ends = [asyncio.ensure_future(stop.wait()), asyncio.ensure_future(running.wait())]
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
        output.say("worker: stopping")
        for end in ends:
            end.cancel()
