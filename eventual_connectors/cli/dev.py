"""`eventual dev`: a service while it is being written, against fakes, and again after each change."""

from __future__ import annotations

import os
from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path

import click

from .. import discovery
from ..connection_settings import configured, variable
from ..engines.url import database_file
from ..errors import UsageError
from . import output
from .dev_application import API, DATABASE, REFERENCE

HOST = "127.0.0.1"
URL = "sqlite:///.eventual-dev.db"


@click.command()
@click.argument("reference", metavar="MODULE:SERVICE")
@click.option("--port", type=click.IntRange(0, 65_535), default=8000, show_default=True, help="Of the API; 0 takes a free one.")
@click.option(
    "--url", metavar="URL", default=URL, show_default=True, help="The engine. No setting names another: what runs here meets fakes."
)
@click.option("--fresh", is_flag=True, help="Begin with an empty database, as the fakes do.")
@click.option("--real", metavar="NAME", multiple=True, help="A connector that goes where its connection leads, not to its fake.")
@click.option(
    "--watch",
    metavar="DIR",
    multiple=True,
    type=click.Path(exists=True, file_okay=False),
    help="Where changes are looked for; here unless given.",
)
def dev(reference: str, port: int, url: str, fresh: bool, real: tuple[str, ...], watch: tuple[str, ...]) -> int:
    """Run a service on this machine: its API, workflows and subscriptions, again after each change of a Python file.

    Every connection of an installed connector leads to its fake, which keeps what it holds over a reload. Executions go on where they were.
    Ctrl-C stops everything. Needs the extra `dev`.

    \b
      eventual dev shop:service
      eventual dev shop:service --real slack        # Slack for real, over its connection
    """
    try:
        import uvicorn
        from uvicorn.supervisors import ChangeReload
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] != "uvicorn":
            raise
        raise UsageError("`eventual dev` needs an extra: pip install 'eventual-connectors[dev]'") from None
    if ":" not in reference:
        raise UsageError(f"give the service as MODULE:SERVICE, not {reference!r}")
    if fresh:
        _remove(Path(database_file(url)))
    os.environ |= {REFERENCE: reference, DATABASE: url}
    config = uvicorn.Config(
        "eventual_connectors.cli.dev_application:application",
        factory=True,
        host=HOST,
        port=port,
        reload=True,
        reload_dirs=list(watch) or [os.getcwd()],
        log_level="warning",
        timeout_graceful_shutdown=3,
    )
    with ExitStack() as serving:
        try:
            listening = serving.enter_context(config.bind_socket())
        except SystemExit:  # uvicorn has said why
            raise UsageError(f"{HOST}:{port} cannot be listened on; --port chooses another") from None
        listening.listen()  # who calls while the service is loaded waits for it
        os.environ[API] = f"http://{HOST}:{listening.getsockname()[1]}"
        _lead_to_fakes(serving, set(real))
        ChangeReload(config, target=uvicorn.Server(config).run, sockets=[listening]).run()
    return 0


def _remove(database: Path) -> None:
    for name in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
        name.unlink(missing_ok=True)


def _lead_to_fakes(serving: ExitStack, real: Iterable[str]) -> None:
    """Serve the fakes, and have every connection lead there that this process and its children read."""
    faked = [info.name for info in discovery.connectors() if info.manifest is not None and info.manifest.fake]
    for unknown in sorted(set(real) - set(faked)):
        raise UsageError(f"--real {unknown}: no installed connector of this name has a fake; {', '.join(faked) or 'none'} has")
    for name in faked:
        names = {"default", *(connection for connector, connection in configured() if connector == name)}
        if name in real:
            output.say(f"  {name:<13} for real, over {', '.join(sorted(names))}")
            continue
        fake = discovery.load_fake(name)()
        where = serving.enter_context(fake.serve(HOST, 0))
        for connection in names:
            os.environ |= {variable(name, connection, setting): str(value) for setting, value in fake.settings(where).items()}
        output.say(f"  {name:<13} {where} (a fake), for {', '.join(sorted(names))}")
