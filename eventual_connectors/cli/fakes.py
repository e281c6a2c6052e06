"""`eventual fakes`: vendors on this machine."""

from __future__ import annotations

import signal
import threading
from contextlib import ExitStack
from typing import Any

import click

from .. import discovery
from ..errors import UsageError
from ..settings import SETTINGS_FILE
from . import fake_settings, output
from .settings import json_option

LAST_PORT = 65_535


@click.group(no_args_is_help=True)
def fakes() -> None:
    """Vendors on this machine, for trying a whole program."""


@fakes.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--seed", default=0, show_default=True, help="Of the ids that the vendors give out.")
@click.option(
    "--port", type=click.IntRange(1, LAST_PORT), help="Of the first fake; each further one gets the next. Free ones unless given."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--write", is_flag=True, help=f"Write the settings into {SETTINGS_FILE} here, in place of those of the last time.")
@json_option
def up(names: tuple[str, ...], seed: int, port: int | None, host: str, write: bool, as_json: bool) -> None:
    """Serve the fakes of these connectors (of all that have one) until stopped, and print or write the settings that lead to them.

    \b
      eventual fakes up stripe slack --write
    """
    served = names or tuple(info.name for info in discovery.connectors() if info.manifest is not None and info.manifest.fake)
    if not served:
        raise UsageError("no installed connector brings a fake; try `pip install eventual-connector-stripe`")
    if port is not None and port + len(served) - 1 > LAST_PORT:
        raise UsageError(
            f"{len(served)} fakes from port {port} on would need ports beyond {LAST_PORT}; choose {LAST_PORT - len(served) + 1} or less"
        )
    kinds = [discovery.load_fake(name) for name in served]
    (fake_settings.check_written if write else fake_settings.check_printed)(served)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    settings: dict[str, dict[str, Any]] = {}
    with ExitStack() as serving:
        for position, (name, kind) in enumerate(zip(served, kinds, strict=True)):
            fake, own_port = kind(seed=seed), 0 if port is None else port + position
            try:
                url = serving.enter_context(fake.serve(host, own_port))
            except OSError as error:
                raise UsageError(f"{host}:{own_port} cannot be listened on: {error.strerror}") from None
            settings[name] = fake.settings(url)
        if write:
            fake_settings.write(settings)
        if as_json:
            output.print_json(settings)
        elif not write:
            print(fake_settings.as_toml(settings), flush=True)
        led = f", where {SETTINGS_FILE} leads" if write else ""
        output.say(f"fakes: {', '.join(served)}{led}; Ctrl-C stops them, and what they hold is gone")
        stop.wait()
