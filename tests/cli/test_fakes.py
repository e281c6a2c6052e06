"""`eventual fakes up`: served fakes, and the settings that lead a program to them."""

from __future__ import annotations

import signal
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.cli.shell import COMMAND, ROOT, Shell

PROGRAM = """
import asyncio
from eventual_connector_slack import slack
from eventual_connector_stripe import stripe

async def main():
    customer = await stripe.v1.customers.create({"email": "ada@example.com"})
    message = await slack.chat_postMessage(channel="C1", text=customer.id)
    print(customer.id, message["ts"])

asyncio.run(main())
"""


def test_a_program_reaches_the_served_fakes_by_the_settings_that_are_printed(tmp_path: Path) -> None:
    shell = Shell(tmp_path, ROOT / "plugins/stripe", ROOT / "plugins/slack")
    command = [*COMMAND, "fakes", "up", "stripe", "slack"]
    with subprocess.Popen(command, cwd=tmp_path, env=shell.environment, stdout=subprocess.PIPE, text=True) as serving:
        assert serving.stdout is not None
        settings = ""
        while sum(table in settings for table in ("base_url", "api_base")) < 2:
            settings += serving.stdout.readline()
        shell.write("eventual.toml", settings)
        assert {"stripe", "slack"} == tomllib.loads(settings)["connections"].keys()
        assert shell.python("-c", PROGRAM).startswith("cus_")
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 0


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["stripes"], "no connector is called 'stripes'; did you mean 'stripe'?"),
        (["stripe", "slack", "--port", "65535"], "2 fakes from port 65535 on would need ports beyond 65535; choose 65534 or less"),
        (["stripe", "--host", "203.0.113.1"], "203.0.113.1:0 cannot be listened on: Cannot assign requested address"),
    ],
)
def test_what_cannot_be_served_is_one_line(tmp_path: Path, arguments: list[str], line: str) -> None:
    done = Shell(tmp_path, ROOT / "plugins/stripe").run("fakes", "up", *arguments)
    assert (done.code, done.error) == (2, line)
