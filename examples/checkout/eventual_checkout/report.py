"""What the demo prints for people: progress while it runs, then tables and a timeline."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from eventual_connectors.cli.timeline import drawn, timeline
from eventual_connectors.cli.timeline import plain as plain_timeline

from .count import CHARGE, CUSTOMER, MESSAGE, REFUND

if TYPE_CHECKING:
    from .orders import OrderFile
    from .runs import DurableRun, PlainRun

KINDS = {CUSTOMER: "customers", CHARGE: "charges", MESSAGE: "messages", REFUND: "refunds"}


Show = Callable[[int, str], None]
"""Takes how many orders are done, and a remark."""


@contextmanager
def progress(total: int) -> Iterator[Callable[[str], Show]]:
    """Progress bars on standard error; the function that it gives adds one for a run."""
    columns = (
        TextColumn("{task.description:<18}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[remark]}"),
    )
    with Progress(*columns, console=Console(stderr=True)) as bars:

        def add(what: str) -> Show:
            bar = bars.add_task(what, total=total, remark="")
            return lambda done, remark: bars.update(bar, completed=done, remark=remark)

        yield add


def show(orders: OrderFile, durable: DurableRun, plain: PlainRun | None, *, seconds: float, seed: int) -> None:
    """Print everything about both runs."""
    console = Console()
    if durable.longest is not None:
        console.print(f"Order {durable.longest.summary.id}, the one with the most attempts:")
        rows = timeline(durable.longest.events)
        if console.is_terminal:
            console.print(drawn(rows))
        else:
            print(plain_timeline(rows))
    console.print(_table(durable, plain))
    ends = ", ".join(f"{number} {status}" for status, number in sorted(durable.outcomes.items()))
    if plain is not None:
        console.print(
            "The plain program starts an order over when a crash or an error interrupted it, as a queue would deliver it again. "
            "In both runs the n-th request of an operation meets the same fault: who sends more of them meets more.",
            style="dim",
        )
    lines = orders.listed + len(orders.bad)
    console.print(f"{counted(lines, 'line')}, {counted(len(orders.orders), 'order')}: {ends or 'none'}. Seed {seed}, {seconds:.0f} s.")
    same = durable.replays - len(durable.different)
    console.print(f"Replayed from the engine's histories, without it: {same} of {counted(durable.replays, 'execution')} the same.")
    for order_id, what in durable.different.items():
        console.print(f"[red]order {order_id} replays otherwise: {what}")
    for order_id, reason in durable.unfinished.items():
        console.print(f"[red]order {order_id} has not ended well: {reason}")
    if orders.bad:
        console.print(f"[red]{counted(len(orders.bad), 'bad line')}; see above.")


def _table(durable: DurableRun, plain: PlainRun | None) -> Table:
    table = Table(title="What the vendors saw", title_justify="left")
    runs = [("durable workflow", durable)] + ([("plain SDKs", plain)] if plain else [])
    table.add_column("")
    for name, _ in runs:
        table.add_column(name, justify="right")
    table.add_row("worker killed (SIGKILL)", *(str(run.kills) for _, run in runs))
    table.add_row("  … between effect and answer", *(str(run.kills_before_answer) for _, run in runs))
    table.add_row("requests", *(str(run.requests) for _, run in runs))
    table.add_row("  … that met a fault", *(str(run.faults) for _, run in runs), end_section=True)
    for kind, name in KINDS.items():
        table.add_row(name, *(str(run.count.effects[kind]) for _, run in runs))
    table.add_section()
    for kind, name in KINDS.items():
        table.add_row(f"duplicate {name}", *(_alarm(run.count.duplicates[kind]) for _, run in runs))
    table.add_row("duplicates in all", *(_alarm(run.count.total_duplicates) for _, run in runs))
    table.add_row("lost", *(_alarm(run.count.total_lost) for _, run in runs))
    return table


def counted(number: int, what: str) -> str:
    """A number of things, such as `1 kill` and `2 kills`."""
    return f"{number} {what}{'' if number == 1 else 's'}"


def _alarm(number: int) -> str:
    return f"[bold red]{number}" if number else "[green]0"
