"""`eventual conformance`: prove the promises of connectors."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .. import discovery
from ..errors import UsageError
from . import output
from .settings import json_option

if TYPE_CHECKING:
    from ..conformance.proving import CaseResult
    from ..conformance.report import ConnectorReport
    from ..conformance.runner import Progress
    from ..conformance.suite import ConformanceSuite

SAMPLE = 0.1
"""The part of the cases that `--changed` plays where the recorded proof holds."""


@click.command()
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--activity", default="*", metavar="PATTERN", help="These activities alone, such as 'v1.refunds.*'.")
@click.option("--case", default="*", metavar="PATTERN", help="These cases alone, such as 'killed_*'; then nothing is proven as a whole.")
@click.option("--record", is_flag=True, help="Leave the proof in the connector's package, bound to its content.")
@click.option("--changed", is_flag=True, help=f"Where the recorded proof holds, play a random {SAMPLE:.0%} of the cases only.")
@click.option("--part", type=click.FloatRange(0, 1, min_open=True), default=1.0, help="Play a random part of the cases only, such as 0.1.")
@click.option("--seed", type=int, help="Of such a choice; printed, so that it can be repeated.")
@click.option(
    "--sandbox", metavar="CONNECTION", help="Against the vendor itself, over this connection; effects are then observed in its account."
)
@click.option("--jobs", type=click.IntRange(min=1), help="Trials that run at once; twice the processors unless given.")
@click.option("--verbose", is_flag=True, help="List every case, not only those that failed.")
@json_option
def conformance(
    names: tuple[str, ...],
    activity: str,
    case: str,
    record: bool,
    changed: bool,
    part: float,
    seed: int | None,
    sandbox: str | None,
    jobs: int | None,
    verbose: bool,
    as_json: bool,
) -> int:
    """Prove what connectors promise: each activity in each case, as a real workflow on a real worker that is really killed, against the
    connector's fake, whose effects are counted.

    \b
    Exit 0: everything is proven; with --case, what was played passed. 1: something is not, if only for a reason that its author gives.
    2: it could not be tried.

    \b
      eventual conformance stripe
      eventual conformance slack --activity chat_postMessage --case 'late_*' --verbose
    """
    from ..conformance.report import as_json as report_as_json
    from ..conformance.runner import AT_ONCE, run_suite

    if record and (activity != "*" or case != "*" or changed or part < 1.0):
        raise UsageError("--record proves a whole connector; leave --activity, --case, --changed and --part out")
    if find_spec("time_machine") is None:
        raise UsageError("a worker's clock cannot be moved without time-machine: pip install 'eventual-connectors[testing]'")
    chosen = names or _with_suites()
    if not chosen:
        raise UsageError("no installed connector brings a conformance suite")
    suites = {name: _suite(name, record) for name in chosen}
    if record and sandbox is not None:
        _refuse_without_fake(chosen)
    seed = secrets.randbelow(2**32) if seed is None else seed
    reports: list[ConnectorReport] = []
    elsewhere: list[UsageError] = []
    for name, suite in suites.items():
        stale = _staleness(name) if changed else ""
        played = min(part, SAMPLE) if changed and not stale else part
        if stale:
            output.say(f"{name}: {stale}")
        if played < 1.0:
            why = "the recorded proof holds; " if played < part else ""
            output.say(f"{name}: {why}a random {played:.0%} of the cases is played (--seed {seed})")
        try:
            with _progress(name) as progress:
                at_once = jobs or AT_ONCE
                run = run_suite(
                    suite, activities=activity, cases=case, part=played, seed=seed, jobs=at_once, sandbox=sandbox, progress=progress
                )
        except UsageError as error:  # such as an activity that another connector has
            elsewhere.append(error)
            continue
        reports.append(run)
        if record and run.recordable:
            output.say(f"{name}: recorded in {_record(name, run, sandbox)}")
    if elsewhere and (names or not reports):
        for run in () if as_json else reports:
            _print(run, verbose)
        raise elsewhere[0]
    tree = report_as_json(reports)
    if as_json:
        output.print_json(tree)
    else:
        for run in reports:
            _print(run, verbose)
        _print_legend(reports)
        _print_failures(reports)
        output.say(f"{tree['passed']} passed, {tree['failed']} failed, {tree['skipped']} skipped")
    tried = all(any(one.cases for one in run.activities) for run in reports)
    return int(not tried or any(run.unproven for run in reports))


def _with_suites() -> tuple[str, ...]:
    """The connectors that bring a suite; what is broken among them is to be told, and what somebody has disabled is to be left alone."""
    infos = [info for info in discovery.connectors() if info.status != "disabled"]
    return tuple(info.name for info in infos if info.manifest is not None and info.manifest.conformance)


def _suite(name: str, record: bool) -> type[ConformanceSuite]:
    """The suite of the connector that is installed under this name."""
    from ..conformance.binding import unbound

    suite: type[ConformanceSuite] = discovery.load_conformance(name)
    if suite.connector is not discovery.load(name):
        raise UsageError(f"{suite.__name__} proves another connector than the one that is registered as {name!r}")
    info = discovery.info(name)
    assert info.package is not None  # its suite was loaded
    if record and (outside := unbound(suite, info.package, info.distribution)):
        raise UsageError(f"the proof of {name} cannot be recorded: {outside}, so its changes would not show")
    return suite


def _refuse_without_fake(names: tuple[str, ...]) -> None:
    """A sandbox leaves cases out, which the proof on the fake has shown."""
    for name in names:
        if stale := _staleness(name):
            raise UsageError(f"{name}: {stale}; record the proof on its fake first: eventual conformance {name} --record")


def _staleness(name: str) -> str:
    """Why the recorded proof is not one of the connector, the fake and the core as they are; empty where it is."""
    from ..discovery import evidence

    info = discovery.info(name)
    found = evidence.read(info.package) if info.package is not None else None
    if found is None or info.package is None or info.manifest is None:
        return "no proof is recorded"
    now = evidence.contents(info.package, info.manifest.fake)
    changed = [part for part in vars(now) if getattr(now, part) != getattr(found.contents, part)]
    return f"the recorded proof is stale: it was made for another {' and another '.join(changed)}" if changed else ""


def _record(name: str, run: ConnectorReport, sandbox: str | None) -> Path:
    from ..conformance.report import as_evidence
    from ..discovery import evidence

    info = discovery.info(name)
    assert info.package is not None  # its suite was loaded
    assert info.manifest is not None
    bound_to = evidence.contents(info.package, info.manifest.fake)
    proof = as_evidence(run, bound_to, info.distribution, against="fake" if sandbox is None else "sandbox")
    return evidence.write(info.package, proof)


@contextmanager
def _progress(name: str) -> Iterator[Progress]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    what = TextColumn("{task.fields[what]}")
    with Bars(
        TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(), what, console=Console(stderr=True)
    ) as bars:
        bar = bars.add_task(name, total=None, what="")
        yield lambda what, of: bars.update(bar, advance=1, total=of, what=what)


def _print(run: ConnectorReport, verbose: bool) -> None:
    from ..conformance.cases import CASES
    from ..conformance.report import matrix

    output.print_table(*matrix(run, list(CASES)))
    if settings := ", ".join(f"{name} = {value!r}" for name, value in run.settings.items()):
        print(f"{run.name}: played with the settings {settings}, which a production connection need not have")
    if left_out := ", ".join(one.activity.name for one in run.activities if one.excused):
        print(f"{run.name}: not proven, since cases are left out: {left_out}")
    if run.modelled:
        print(f"{run.name}: of {run.modelled:,} more activities no more is known than the vendor's model says; nothing of them is proven")
    for one in run.activities:
        for case in one.cases:
            if not case.problem and (case.skipped_reason or case.note or verbose):
                print(f"{one.activity.name} {case.fault}: {_effects(case)}{case.skipped_reason or case.note or 'passed'}")
    print()


def _print_legend(reports: list[ConnectorReport]) -> None:
    from ..conformance.cases import CASES

    shown = {case.fault for run in reports for one in run.activities for case in one.cases}
    rows = [[str(position), case.name, case.says] for position, case in enumerate(CASES.values(), 1) if case.name in shown]
    output.print_table(["column", "case", "what goes wrong"], rows)
    print("+ passed, x failed, s left out for the reason given; a blank where the case says nothing about the class")


def _print_failures(reports: list[ConnectorReport]) -> None:
    """Last, where somebody sees them who looks at the end of a long report."""
    for one in (one for run in reports for one in run.activities):
        if one.problem:
            print(f"{one.activity.name}: {one.problem}")
        for case in one.cases:
            if case.problem:
                print(f"{one.activity.name} {case.fault}: {_effects(case)}{case.problem}")


def _effects(case: CaseResult) -> str:
    return "" if case.effects is None else f"{case.effects} effects, {case.outcome}: "
