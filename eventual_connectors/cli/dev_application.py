"""What `eventual dev` serves: the service that the environment names, loaded anew in each process."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from ..errors import EventualError, UsageError
from . import output

if TYPE_CHECKING:
    from starlette.types import Receive, Scope, Send

    from ..services import Service

REFERENCE = "EVENTUAL_DEV_SERVICE"
DATABASE = "EVENTUAL_DEV_DATABASE"
API = "EVENTUAL_DEV_API"
"""The variables by which the command tells its processes what to serve, from which file and where."""


def application() -> Application:
    """The service's API, which runs the service while it is up. What is wrong with the code is said, and waits for a change."""
    from ..connection_checks import check_configured

    logging.basicConfig(level=logging.INFO, stream=sys.stderr, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)  # a line for every request of a connector
    try:
        service = _service(os.environ[REFERENCE])
        check_configured()
        return Application(service, os.environ[DATABASE])
    except EventualError as error:
        _wait_for_a_change(error)
        sys.exit(1)


def _service(reference: str) -> Service:
    from ..services import Service
    from ..workflows.references import import_module

    module, _, name = reference.partition(":")
    found = getattr(import_module(module), name, None)
    if not isinstance(found, Service):
        raise UsageError(f"{reference} is no service; declare one: {name} = Service({name!r}, workflows=[...])")
    return found


async def _end_with(parent: int) -> None:
    """End when the command is gone: one that was killed could not say so, and this process owns the database."""
    while os.getppid() == parent:  # noqa: ASYNC110 - nothing tells a process that its parent has ended
        await asyncio.sleep(1)
    signal.raise_signal(signal.SIGTERM)


def _wait_for_a_change(error: EventualError) -> None:
    output.say(f"error: {' '.join(str(error).split())}; waiting for a change")


class Application:
    """An ASGI application around the service's own, which tells a mistake in a line where a server would print a traceback."""

    def __init__(self, service: Service, database: str) -> None:
        self._service = service
        self._database = database
        self._api = service.api()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "lifespan":
            return await self._api(scope, receive, send)
        await receive()
        async with AsyncExitStack() as running:
            try:
                await running.enter_async_context(self._service.run(self._database, standby=True))
            except EventualError as error:
                _wait_for_a_change(error)
                return await send({"type": "lifespan.startup.failed", "message": ""})
            watching = asyncio.create_task(_end_with(os.getppid()))
            running.callback(watching.cancel)
            self._tell()
            await send({"type": "lifespan.startup.complete"})
            await receive()
        await send({"type": "lifespan.shutdown.complete"})

    def _tell(self) -> None:
        """Where everything is."""
        service, api, database = self._service, os.environ[API], self._database
        rows = {
            "API": f"{api}/openapi.json",
            "commands": ", ".join(f"POST {api}/commands/{name}" for name in service.commands),
            "webhooks": ", ".join(f"POST {api}/webhooks/{name}" for name in service.webhooks),
            "workflows": ", ".join(service.workflows),
            "subscriptions": ", ".join(service.subscriptions),
            "schedules": ", ".join(service.schedules),
            "database": f"{database}  (eventual executions list --url {database})",
        }
        output.say(f"service {service.name}, Ctrl-C stops it")
        for what, where in rows.items():
            if where:
                output.say(f"  {what:<13} {where}")
