"""Where the demo's executions are kept: an engine on this machine for the demo alone, or one that a URL names."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eventual_connectors.engines.hosting.schemes import hosted_engine
from eventual_connectors.engines.url import database_file, names_file
from eventual_connectors.errors import UsageError

NAME = "demo"


@contextmanager
def served(engine: str, folder: Path) -> Iterator[str]:
    """The URL of the engine, which is there while the block lasts.

    Args:
        engine: one of `OWN`, or a URL.
        folder: where an engine for the demo alone stores.

    Raises:
        EngineError: the engine needs an extra, or a server that is not here.
        UsageError: it is no engine.
    """
    if engine in OWN:
        with OWN[engine](folder) as url:
            yield url
    elif "://" not in engine:
        names = ", ".join(repr(name) for name in OWN)
        raise UsageError(f"the demo runs on {names} or an engine's URL, such as sqlite:///demo.db, not on {engine!r}")
    elif names_file(engine):
        yield f"sqlite:///{Path(database_file(engine)).absolute()}"  # the worker runs in another folder
    else:
        yield engine


@contextmanager
def _embedded(folder: Path) -> Iterator[str]:
    yield f"sqlite:///{folder / NAME}.db"


@contextmanager
def _temporal(folder: Path) -> Iterator[str]:
    hosted_engine("temporal")  # says which extra is missing
    from eventual_connectors.engines.temporal.development import development_server

    with development_server(folder) as url:
        yield url


@contextmanager
def _lambda(folder: Path) -> Iterator[str]:
    hosted_engine("lambda")
    from eventual_connectors.engines.lambda_.development import development_server

    with development_server(folder) as development:
        yield development.url(NAME)


@contextmanager
def _dbos(folder: Path) -> Iterator[str]:
    hosted_engine("dbos+postgresql")
    from eventual_connectors.engines.dbos.development import development_server

    with development_server(folder / "postgresql") as development:
        yield development.url(NAME)


OWN = {"embedded": _embedded, "temporal": _temporal, "lambda": _lambda, "dbos": _dbos}
