"""The endpoint of commands."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError
from starlette.requests import Request
from starlette.responses import Response

from .bodies import read_json
from .problems import Problem, invalid

if TYPE_CHECKING:
    from ..service import Service


async def call(service: Service, request: Request) -> Response:
    """Call a command."""
    command = service.commands.get(request.path_params["name"])
    if command is None:
        raise Problem(404, f"the service has no command {request.path_params['name']!r}")
    try:
        given = command.input.model_validate_json(json.dumps(await read_json(request)))
    except ValidationError as error:
        raise invalid(error) from None
    answer = await command.function(given)
    return Response(TypeAdapter(command.output).dump_json(answer, by_alias=True), media_type="application/json")
