"""`eventual fakes up`: served fakes, and the settings that lead a program to them."""

from __future__ import annotations

import signal
import subprocess
import tomllib
from pathlib import Path

import pytest

from eventual_connectors.cli.fake_settings import NOTE
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


def test_settings_are_written_in_place_of_the_last_ones(tmp_path: Path) -> None:
    """Whatever else the file holds stays, to the letter; so does who may read it."""
    shell = Shell(tmp_path, ROOT / "plugins/stripe", ROOT / "plugins/slack")
    own = '# ours\r\nurl = "sqlite:///app.db"\n[connections.later]\n[connections.slack.eu]\ntoken = "env:SLACK"'
    file = shell.write("eventual.toml", own)
    file.chmod(0o600)
    for names, port in (["stripe", "slack"], "24311"), (["stripe"], "24321"), (["slack"], "24331"):
        with shell.start("fakes", "up", *names, "--port", port, "--write", until=f"fakes: {', '.join(names)}, where eventual.toml leads"):
            found = tomllib.loads(file.read_text())["connections"]
            assert port[:-1] in str(found[names[0]]["default"])
    assert file.read_bytes().startswith(own.encode())
    assert file.read_text().count("[connections.") == 4
    assert found["stripe"]["default"]["api_base"] == "http://127.0.0.1:24321"
    assert (found["slack"]["eu"], found["slack"].keys()) == ({"token": "env:SLACK"}, {"eu", "default"})
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.glob("eventual.toml*")] == ["eventual.toml"]


@pytest.mark.parametrize(
    ("settings", "line"),
    [
        (
            '[connections.stripe.default]\napi_key = "env:STRIPE"\n',
            "eventual.toml has [connections.stripe.default] already, and not from --write; take it out first",
        ),
        (
            "connections = {}\n",
            "eventual.toml would no longer mean the same with the fakes' tables; put in by hand what is printed without --write",
        ),
        (
            f'url = "sqlite:///x.db"\n[connections.stripe.default]{NOTE}\napi_key = "x"\n\napi_base = "y"\n',
            "eventual.toml would no longer mean the same with the fakes' tables; put in by hand what is printed without --write",
        ),
    ],
)
def test_what_is_the_users_is_not_overwritten(tmp_path: Path, settings: str, line: str) -> None:
    shell = Shell(tmp_path, ROOT / "plugins/stripe")
    file = shell.write("eventual.toml", settings)
    done = shell.run("fakes", "up", "stripe", "--write")
    assert (done.code, done.error, file.read_text()) == (2, line, settings)


def test_tables_are_not_appended_to_those_that_are_there(tmp_path: Path) -> None:
    """`eventual fakes up stripe >> eventual.toml`, the second time."""
    shell = Shell(tmp_path, ROOT / "plugins/stripe")
    file = shell.write("eventual.toml", '[connections.stripe.default]\napi_key = "x"\n')
    before = file.read_bytes()
    with file.open("a") as appended:
        command = [*COMMAND, "fakes", "up", "stripe"]
        done = subprocess.run(command, cwd=tmp_path, env=shell.environment, stdout=appended, stderr=subprocess.PIPE, text=True, check=False)
    line = "error: eventual.toml has [connections.stripe.default] already; give --write in place of >> eventual.toml\n"
    assert (done.returncode, done.stderr, file.read_bytes()) == (2, line, before)


def test_a_table_that_stands_there_twice_is_named_with_its_file(tmp_path: Path) -> None:
    shell = Shell(tmp_path, ROOT / "plugins/stripe")
    shell.write("eventual.toml", '[connections.stripe.default]\napi_key = "x"\n' * 2)
    done = shell.run("fakes", "up", "stripe", "--write")
    assert done.code == 2
    assert done.error.startswith("eventual.toml cannot be read: Cannot declare ('connections', 'stripe', 'default') twice (at line 3")


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
