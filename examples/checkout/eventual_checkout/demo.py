"""`eventual demo`: every order once, through crashes and faults, beside the plain SDKs."""

from __future__ import annotations

import asyncio
import json
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

import click

from eventual_connectors.errors import UsageError

from . import report
from .count import CHARGE, MESSAGE, Count, SeenEffect
from .engines import OWN, served
from .orders import Order, OrderFile, read_orders
from .runs import DurableRun, PlainRun, Task, run_durably, run_plainly
from .vendors import refused_orders

BUNDLED = "orders.jsonl"


class _File(click.Path):
    """The path of a file. An empty one, as of a variable that is not set, would be the current folder."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Any:
        if value == "":
            self.fail("it names no file", param, ctx)
        return super().convert(value, param, ctx)


@click.command("demo", short_help="Orders through Stripe and Slack, with the worker killed again and again.")
@click.option("--orders", "path", type=_File(path_type=Path), help="A file of orders, one JSON object a line; else the bundled 218.")
@click.option("--seed", default=1, show_default=True, help="Decides the faults and the moments of the kills.")
@click.option(
    "--kills",
    default=12,
    show_default=True,
    type=click.IntRange(min=0),
    help="How often the worker is killed with SIGKILL, once at least between an effect and its answer.",
)
@click.option(
    "--engine",
    default="embedded",
    show_default=True,
    metavar="NAME|URL",
    help=f"{', '.join(OWN)} (on this machine, thrown away afterwards), or a URL, such as sqlite:///demo.db.",
)
@click.option("--effects", "effects_path", type=_File(path_type=Path), help="Write every effect that the fakes saw, as JSON Lines.")
@click.option("--plain/--no-plain", default=True, help="Run the same orders with the plain SDKs, too.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of tables.")
def command(path: Path | None, seed: int, kills: int, engine: str, effects_path: Path | None, plain: bool, as_json: bool) -> None:
    """Serve orders with a durable workflow while its worker is killed with SIGKILL at random moments, also between a vendor's
    effect and our record of it, and while the vendors drop answers, refuse and fail. Then count what the vendors saw.

    \b
    Each order: a Stripe customer, a payment, a Slack message and a warehouse query side by side, a durable timer,
    and a refund when the goods turn out to be gone. Declined cards are told to the team, not charged.

    Afterwards every execution's history is exported from the engine, and replayed on this machine without it.

    \b
    Exit 0: no effect twice, none missing, every replay the same. 1: something was, or a line of the file is no order.
    2: the file cannot be read, or the engine is not there.

    \b
      eventual demo
      eventual demo --seed 7 --kills 20 --engine sqlite:///demo.db --effects effects.jsonl
      eventual executions list --url sqlite:///demo.db
      eventual demo --engine temporal --no-plain
    """
    began = time.monotonic()
    orders = read_orders(path or bundled_orders())
    for bad in orders.bad:
        click.echo(str(bad), err=True)
    if not orders.orders and not orders.bad:
        raise UsageError(f"{path} holds no orders")
    if effects_path is not None:
        _check_apart(path or bundled_orders(), effects_path)
        write_effects([], effects_path)  # what cannot be written is better known before the run
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stop as for Ctrl-C: no process and no folder is left behind
    with _folder() as folder, served(engine, folder) as url:
        durable, baseline = asyncio.run(_runs(orders.orders, seed, kills, url, folder, plain=plain))
    if durable.last_words:
        click.echo(f"the worker's last words: {durable.last_words}", err=True)
    if effects_path is not None:
        write_effects(durable.effects, effects_path)
    seconds = time.monotonic() - began
    if as_json:
        click.echo(json.dumps(summary(seed, engine, orders, durable, baseline, seconds), indent=2))
    else:
        report.show(orders, durable, baseline, seconds=seconds, seed=seed)
    if orders.bad or not durable.good:
        raise SystemExit(1)


async def _runs(
    orders: Sequence[Order], seed: int, kills: int, url: str, folder: Path, *, plain: bool
) -> tuple[DurableRun, PlainRun | None]:
    """Both runs at once, each with a process, vendors and a folder of its own."""
    folders = {name: folder / name for name in ("durable", "plain")}
    for each in folders.values():
        each.mkdir()
    task = Task(orders, seed, kills, await refused_orders(orders))
    with report.progress(len(orders)) as add:
        durably = run_durably(task, url=url, folder=folders["durable"], show=add("durable workflow"))
        if not plain:
            return await durably, None
        stopping = threading.Event()
        try:
            plainly = asyncio.to_thread(run_plainly, task, folder=folders["plain"], show=add("plain SDKs"), stopping=stopping)
            return await asyncio.gather(durably, plainly)
        finally:
            stopping.set()  # a thread is not cancelled with the task that waits for it


def bundled_orders() -> Path:
    """The orders that come with the example: beside the package in a checkout, inside it in a wheel."""
    here = Path(__file__).parent
    return next(path for path in (here / BUNDLED, here.parent / BUNDLED) if path.exists())


def summary(seed: int, engine: str, orders: OrderFile, durable: DurableRun, plain: PlainRun | None, seconds: float) -> dict[str, object]:
    """The object of `--json`; `engine` is as it was given, a name or a URL."""
    count = durable.count
    return {
        "seed": seed,
        "engine": engine,
        "orders": len(orders.orders),
        "kills": durable.kills,
        "kills_between_effect_and_answer": durable.kills_before_answer,
        "requests": durable.requests,
        "faults": durable.faults,
        "charges": count.effects[CHARGE],
        "messages": count.effects[MESSAGE],
        "effects": dict(count.effects),
        "duplicates": count.total_duplicates,
        "lost": count.total_lost,
        "unfinished": durable.unfinished,
        "outcomes": durable.outcomes,
        "replays": durable.replays,
        "replays_different": durable.different,
        "bad_lines": [{"line": bad.number, "reason": bad.reason} for bad in orders.bad],
        "seconds": round(seconds, 1),
        "plain": None if plain is None else _plain_summary(plain.count, plain),
    }


def _plain_summary(count: Count, plain: PlainRun) -> dict[str, object]:
    return {
        "duplicates": count.total_duplicates,
        "lost": count.total_lost,
        "duplicates_by_kind": {kind: number for kind, number in count.duplicates.items() if number},
        "kills": plain.kills,
        "kills_between_effect_and_answer": plain.kills_before_answer,
        "requests": plain.requests,
        "faults": plain.faults,
    }


def write_effects(effects: list[SeenEffect], path: Path) -> None:
    """Every effect as one JSON line.

    Raises:
        UsageError: the file cannot be written.
    """
    try:
        path.write_text("".join(json.dumps(asdict(effect), ensure_ascii=False) + "\n" for effect in effects), encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None


def _check_apart(orders: Path, effects: Path) -> None:
    if effects.exists() and effects.samefile(orders):
        raise UsageError(f"{effects} holds the orders, and --effects would overwrite it; name another file")


@contextmanager
def _folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="eventual-demo-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
