"""Asks AWS's fake, moto and ministack the same things, by boto3, and compares the answers with the table of who is right about what.

The table is `plugins/aws/tests/test_trust.py`. ministack is installed into `.tools/peers` (pip is needed) and served on loopback. An answer
that the table does not have, or a difference that it does not explain, is an error. `make differential`.
"""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import boto3

from eventual_connector_aws.fakes import AwsFake

ROOT = Path(__file__).parents[1]
PEERS = ROOT / ".tools" / "peers" / "aws"
MINISTACK = ("ministack==1.5.33", "hypercorn>=0.17,<1")
SETTINGS = {"region_name": "us-east-1", "aws_access_key_id": "AKIAFAKE000000000000", "aws_secret_access_key": "of-nobody"}


def main() -> int:
    """Compare; 1 where the table is wrong."""
    table = runpy.run_path(str(ROOT / "plugins/aws/tests/test_trust.py"))
    install()
    bad = 0
    with ministack() as url:
        for row in table["TABLE"]:
            answers = {"fake": _of_fake(row, AwsFake()), "moto": _of_fake(row, table["Moto"]())}
            wanted = {"fake": row.aws, "moto": row.moto}
            if row.ministack is not None:
                answers["ministack"] = told(row, partial(boto3.client, endpoint_url=url, **SETTINGS), None)
                wanted["ministack"] = row.ministack
                _reset(url)
            for peer, answer in answers.items():
                right = answer == wanted[peer]
                bad += not right or (answer != row.aws and not row.explained)
                how = "not as the table says" if not right else "as AWS" if answer == row.aws else row.explained
                print(f"{row.play.__name__:24} {peer:10} {answer!s:75.75} {how}")
    return int(bad > 0)


def told(row: Any, make: Any, fake: AwsFake | None) -> Any:
    """What came of a question, or the name of the error."""
    try:
        return row.play(make, fake)
    except Exception as error:
        return type(error).__name__


def _of_fake(row: Any, fake: AwsFake) -> Any:
    with fake.serve() as url:
        return told(row, partial(boto3.client, **fake.settings(url)), fake)


def install() -> None:
    """ministack, in an environment of its own."""
    if (PEERS / "installed").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", "--clear", str(PEERS)], check=True)
    subprocess.run([str(PEERS / "bin" / "python"), "-m", "pip", "install", "--quiet", *MINISTACK], check=True)
    (PEERS / "installed").touch()


@contextmanager
def ministack() -> Iterator[str]:
    """ministack on loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "GATEWAY_PORT": str(port), "MINISTACK_HOST": "127.0.0.1"}
    command = [str(PEERS / "bin" / "python"), "-m", "hypercorn", "ministack.app:app", "--bind", f"127.0.0.1:{port}"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise SystemExit("ministack does not start")


def _reset(url: str) -> None:
    urllib.request.urlopen(urllib.request.Request(f"{url}/_ministack/reset", method="POST"), timeout=10).close()


if __name__ == "__main__":
    sys.exit(main())
