"""The way of a connector's user, from `pip install "eventual-connector-NAME[fakes]" pytest` on: the page's test, the schemas, the IaC."""

from __future__ import annotations

import json
import re
import sys

from clean_environment import CleanEnvironment
from distributions import Wheel

TEST = "test_page"
"""The module that the page's test becomes: a user's application in one file."""
MOST_LINES = 12
"""A test that takes more is not what a user tries first."""


def walk(environment: CleanEnvironment, wheel: Wheel) -> None:
    """Go it in an environment that has the wheel and its fake."""
    environment.install("pytest")
    (environment.home / f"{TEST}.py").write_text(page_test(str(wheel.metadata.get_payload())))
    environment.pytest("-W", "error", f"{TEST}.py")
    # Commands that may be newer than this gate's wheels: the installed command line itself says which of them it has.
    exports = {"iac": ("iac", "terraform", TEST)}
    if json.loads(environment.eventual("connectors", "show", wheel.connector, "--json"))["events"]:
        exports["schemas"] = ("schemas", "export", wheel.connector)
    for command in exports.keys() & environment.commands():
        environment.eventual(*exports[command], "-o", command)
        if not any(file.is_file() for file in (environment.home / command).rglob("*")):
            sys.exit(f"{wheel.file.name}: `eventual {' '.join(exports[command])}` wrote nothing")


def page_test(page: str) -> str:
    """The one test that a package's page shows.

    Raises:
        SystemExit: there is none, there are several, or it is long.
    """
    found = [code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if re.search(r"^def test_", code, re.MULTILINE)]
    if len(found) != 1:
        sys.exit(f"the page of a connector shows one test of a few lines in Python; here are {len(found)}")
    if len([line for line in found[0].splitlines() if line]) > MOST_LINES:
        sys.exit(f"the test on a connector's page has at most {MOST_LINES} lines")
    return str(found[0])
