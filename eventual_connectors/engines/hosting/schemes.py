"""The engines of others that come with an extra, by the scheme of their URL."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple

from ...errors import EngineError

if TYPE_CHECKING:
    from ..port import Engine


class Hosted(NamedTuple):
    """Where such an engine is.

    Attributes:
        extra: that it needs.
        module: in this package's parent.
        name: of its class there.
        brings: import packages that the extra brings; any other that is missing is another matter.
    """

    extra: str
    module: str
    name: str
    brings: frozenset[str]


HOSTED = {
    "temporal": Hosted("temporal", "temporal.client", "TemporalEngine", frozenset({"temporalio"})),
    "dbos+postgresql": Hosted("dbos", "dbos.client", "DbosEngine", frozenset({"dbos", "psycopg", "sqlalchemy"})),
    "lambda": Hosted("lambda", "lambda_.client", "LambdaEngine", frozenset({"aws_durable_execution_sdk_python", "boto3", "botocore"})),
}


def hosted_engine(scheme: str) -> Callable[..., Engine] | None:
    """The engine that serves a scheme; None where there is none.

    Raises:
        EngineError: its extra is not installed.
    """
    known = HOSTED.get(scheme)
    if known is None:
        return None
    try:
        module = import_module(f"..{known.module}", __name__.rpartition(".")[0])
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in known.brings:
            raise
        raise EngineError(f"{scheme}://… needs an extra: pip install 'eventual-connectors[{known.extra}]'") from None
    found: Callable[..., Engine] = getattr(module, known.name)
    return found
