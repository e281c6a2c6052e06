"""README's first example, run as a newcomer does; and every command line that the documents show."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

from eventual_connector_slack.fakes import SlackFake
from eventual_connector_stripe.fakes import StripeFake
from tests.cli.shell import ROOT, Shell

README = (ROOT / "README.md").read_text(encoding="utf-8")
CHARGE = "v1.payment_intents.create"


def _block(language: str, holding: str) -> str:
    """The one code block in this language that holds this text."""
    (found,) = (code for code in re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL) if holding in code)
    return found


def test_the_first_example_runs_as_a_program_and_replays(tmp_path: Path) -> None:
    """Started twice it charges once; its flow replays by its own name; its import calls nobody."""
    program = _block("python", "asyncio.run(main())")
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
        answers = [_python(shell, "app.py") for _ in range(2)]
        exported = shell.run("history", "export", "order-A-1001", "-o", "x.flow.jsonl")
        by_itself = shell.run("replay", "x.flow.jsonl", "--json")
        by_name = shell.run("replay", "x.flow.jsonl", "--app", "app", "--json")
    assert answers[0] == answers[1]
    assert answers[0].startswith("pi_")
    assert (len(stripe.effects.of(CHARGE)), len(slack.effects.of("chat_postMessage"))) == (1, 1)
    assert exported.code == 0, exported.err
    assert (by_itself.json["same"], by_name.json["same"]) == (1, 1)


def _python(shell: Shell, program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-W", "error", program], cwd=shell.folder, env=shell.environment, capture_output=True, text=True, timeout=40
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()
