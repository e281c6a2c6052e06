"""README's first example, run as a newcomer does; and every command line that the documents show."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe.fakes import StripeFake
from eventual_connectors.cli import root
from tests.cli.shell import ROOT, Shell

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHARGE = "v1.payment_intents.create"


def _block(language: str, holding: str) -> str:
    """The one code block in this language that holds this text."""
    found: str
    (found,) = (code for code in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in code)
    return found


def test_the_first_example_runs_as_a_program_and_replays(tmp_path: Path) -> None:
    """Started twice, once beside a worker that owns the file, it charges once; its flow replays; its import calls nobody."""
    program = _block("python", "@workflow")
    settings = _block("toml", "[connections.stripe.default]")
    assert "asyncio.sleep(3600)" in program
    shell = Shell(tmp_path, ROOT / "plugins/stripe", ROOT / "plugins/slack", STRIPE_API_KEY="sk_test_fake")
    shell.write("app.py", program.replace("asyncio.sleep(3600)", "asyncio.sleep(0.01)"))
    shell.write("slack-token", "xoxb-fake")
    stripe, slack = StripeFake(seed=0), SlackFake(seed=0)
    with stripe.serve() as stripe_url, slack.serve() as slack_url:
        settings = settings.replace("[connections.slack", f'api_base = "{stripe_url}"\n[connections.slack', 1)
        settings = settings.replace("file:~/.secrets/slack", "file:slack-token")
        shell.write("eventual.toml", f'{settings}base_url = "{slack_url}/api/"\n')
        with shell.start("worker", until="worker:"):
            answers = [shell.python("app.py")]
        answers.append(shell.python("app.py"))
        exported = shell.run("history", "export", "order-A-1001", "-o", "x.flow.jsonl")
        by_itself = shell.run("replay", "x.flow.jsonl", "--json")
        by_name = shell.run("replay", "x.flow.jsonl", "--app", "app", "--json")
    assert answers[0] == answers[1]
    assert answers[0].startswith("pi_")
    assert (len(stripe.effects.of(CHARGE)), len(slack.effects.of("chat_postMessage"))) == (1, 1)
    assert exported.code == 0, exported.err
    assert (by_itself.json["same"], by_name.json["same"]) == (1, 1)


def test_the_example_of_a_test_passes(tmp_path: Path) -> None:
    shell = Shell(tmp_path, tmp_path)
    shell.write("app.py", _block("python", "@workflow"))
    shell.write("test_app.py", _block("python", "def test_"))
    shell.python("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:asyncio", "test_app.py")


def _commands(command: click.Command, ctx: click.Context) -> Iterator[click.Command]:
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(ctx):
            found = command.get_command(ctx, name)
            assert found is not None
            yield from _commands(found, ctx)


def _shown() -> tuple[set[str], set[str]]:
    """Command lines that stand on lines of their own, and those that are mentioned in a sentence."""
    documents = [README, *(path.read_text(encoding="utf-8") for path in sorted((ROOT / "docs").rglob("*.md")))]
    helps = [text for command in _commands(root, click.Context(root)) for text in (command.help, command.epilog) if text]
    sources = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "eventual_connectors").rglob("*.py"))]
    lines = {found for text in (*documents, *helps) for found in re.findall(r"^[ ]+eventual (\S+(?: \S+)*)", text, re.MULTILINE)}
    mentions = {found for text in (*documents, *helps, *sources) for found in re.findall(r"`eventual ([^`]+)`", text)}
    return lines, {re.sub(r"\{[^}]*\}", "X", mention) for mention in mentions}


def test_every_command_line_that_is_shown_parses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is run: a command's body is left out. A mention in a sentence may lack arguments, but what it names is there."""
    monkeypatch.setattr(click.Command, "invoke", lambda self, ctx: None)
    lines, mentions = _shown()
    assert {"demo", "executions list --url sqlite:///demo.db", "replay x.flow.jsonl"} <= lines
    assert {"executions list", "check"} <= mentions
    wrong = {}
    for words in [*(shlex.split(line) for line in sorted(lines)), *([*shlex.split(mention), "--help"] for mention in sorted(mentions))]:
        try:
            root.main(words, prog_name="eventual", standalone_mode=False)
        except click.ClickException as error:
            wrong[" ".join(words)] = error.format_message()
    assert wrong == {}


def test_what_the_package_promises_is_there_and_the_table_of_rooms_names_files_that_exist() -> None:
    import eventual_connectors

    namespace: dict[str, object] = {}
    exec("from eventual_connectors import *", namespace)
    assert namespace["errors"] is eventual_connectors.errors
    assert all(f"`{name}`" in (eventual_connectors.__doc__ or "") for name in ("errors", "testing", "fakes", "hookspecs"))
    table = (ROOT / "docs/explanation/architecture.md").read_text(encoding="utf-8").partition("## Rooms")[2].partition("\nLayers")[0]
    package = ROOT / "eventual_connectors"
    rooms = [path.name for path in package.iterdir() if not path.name.startswith("_") and path.suffix in ("", ".py")]
    assert [room for room in sorted(rooms) if f"{room}`" not in table and f"{room}/`" not in table] == []
    named = re.findall(r"`(?:eventual_connectors/)?([\w/]+\.py|\w+/)`", table)
    assert [name for name in named if not any(package.rglob(name.rstrip("/")))] == []
