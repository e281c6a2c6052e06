"""`eventual capture`: an execution as a regression test, which pytest collects."""

from __future__ import annotations

from pathlib import Path

import click

from ..workflows.corpus import Played, play_file
from ..workflows.expectations import Expectation, write_expectation
from . import output
from .flows import file_name, flow_of, made, prepared, redaction_options, save
from .settings import app_option, application, engine_url, json_option, opened, url_option


@click.command()
@click.argument("execution_id", metavar="ID")
@click.option(
    "-o", "folder", type=click.Path(path_type=Path), default=Path("tests/flows"), metavar="DIR", show_default=True, help="Where to."
)
@redaction_options
@click.option("--yes", is_flag=True, help="What today's code comes to is right: do not ask.")
@url_option
@app_option
@json_option
def capture(
    execution_id: str,
    folder: Path,
    rules: Path | None,
    mask: bool,
    unchecked: bool,
    yes: bool,
    url: str | None,
    app: str | None,
    as_json: bool,
) -> int:
    """Keep the execution ID as a test: its history, and what it is expected to come to under today's code.

    pytest collects the file where eventual-connectors is installed. Code that does what the history holds passes. Of a failure that was
    mended, today's code does something else: that is shown, and expected from now on if you say that it is right.

    \b
      eventual capture order-1 -o tests/flows
      pytest tests/flows
    """
    found = engine_url(url)
    with opened(found) as engine:
        flow = prepared(flow_of(engine.record(execution_id), found.partition(":")[0]), rules, mask=mask, unchecked=unchecked)
    path = made(folder) / file_name(execution_id)
    save(flow, path)
    played = play_file(str(path), application(app))
    expected = _expected(played, yes)
    write_expectation(path, expected)
    passes = not expected.problem(played.playback) and not played.unusable
    if as_json:
        output.print_json({"file": str(path), **played.to_json(), "expected": vars(expected), "passes": passes})
    else:
        output.say(f"{path}: {'passes' if passes else 'fails'} on today's code ({played.verdict})")
        if not passes:
            output.say(played.playback.detail)
    return 0


def _expected(played: Played, yes: bool) -> Expectation:
    if played.verdict != "diverged":
        return Expectation()
    output.say(f"today's code does something else: {played.playback.detail}")
    if yes or click.confirm("Is that right?", default=False, err=True):
        return Expectation.of(played.playback)
    return Expectation()
