"""The ASGI application of a service: commands, executions, webhooks, health, and the document that describes them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route

from ..webhooks import WebhookApp
from . import commands, executions
from .guard import Authorize, check
from .openapi import document
from .problems import Problem, answered, problem

if TYPE_CHECKING:
    from ..service import Service


def api(service: Service, *, url: str | None = None, authorize: Authorize | None = None, title: str = "", version: str = "1") -> Starlette:
    """See `Service.api`."""

    def guarded(what: str, endpoint: Callable[[Service, Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        async def call(request: Request) -> Response:
            await check(authorize, request, what.format(**request.path_params))
            return await endpoint(service, request)

        return answered(call)

    async def described(service: Service, request: Request) -> Response:
        return JSONResponse(document(service, title or service.name, version))

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        if url is None:
            yield
        else:
            async with service.run(url, standby=True):
                yield

    routes = [
        Route("/commands/{name}", guarded("command:{name}", commands.call), methods=["POST"]),
        Route("/workflows/{name}/executions", guarded("workflow:{name}", executions.start), methods=["POST"]),
        Route("/executions", guarded("executions:list", executions.listed), methods=["GET"]),
        Route("/executions/{id:path}/result", guarded("executions:result", executions.result), methods=["GET"]),
        Route("/executions/{id:path}/signals/{name}", guarded("executions:signal", executions.signal), methods=["POST"]),
        Route("/executions/{id:path}/cancel", guarded("executions:cancel", executions.cancel), methods=["POST"]),
        Route("/executions/{id:path}", guarded("executions:show", executions.show), methods=["GET"]),
        Route("/openapi.json", guarded("openapi", described), methods=["GET"]),
        Route("/health/live", _live, methods=["GET"]),
        Route("/health/ready", answered(_ready(service)), methods=["GET"]),
        Mount("/webhooks", WebhookApp(service)),
    ]
    handlers = {404: _nothing_here, 405: _wrong_method}
    return Starlette(routes=routes, lifespan=lifespan, exception_handlers=handlers)


async def _live(request: Request) -> Response:
    return JSONResponse({"status": "live"})


def _ready(service: Service) -> Callable[[Request], Awaitable[Response]]:
    async def ready(request: Request) -> Response:
        if not service.is_open:
            raise Problem(503, "the service is not running")
        await service.store.do(lambda connection: connection.execute("SELECT 1").fetchone())
        return JSONResponse({"status": "ready"})

    return ready


async def _nothing_here(request: Request, error: Exception) -> Response:
    return problem(404, "nothing is here")


async def _wrong_method(request: Request, error: Exception) -> Response:
    answer = problem(405, f"{request.method} is not among what this address takes")
    answer.headers.update(getattr(error, "headers", None) or {})
    return answer
