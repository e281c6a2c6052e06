"""`eventual replay` in a debugger: one that waits for an IDE, and VS Code's launch configuration."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from ..errors import ConfigurationError, UsageError
from . import output

LAUNCH = Path(".vscode/launch.json")

CONFIGURATION: dict[str, Any] = {
    "name": "Replay this flow",
    "type": "debugpy",
    "request": "launch",
    "module": "eventual_connectors",
    "args": ["replay", "${file}"],
    "console": "integratedTerminal",
    "justMyCode": True,
}
"""F5 on an open flow file plays it back, and stops at the breakpoints of workflow code."""


def wait_for_debugger(port: int) -> None:
    """Listen on this machine for a debugger, and wait until it is there.

    Raises:
        ConfigurationError: debugpy is not installed.
        UsageError: the port is taken.
    """
    try:
        import debugpy
    except ModuleNotFoundError:
        raise ConfigurationError("--debug needs debugpy: pip install 'eventual-connectors[debug]'") from None
    try:
        _, found = debugpy.listen(("127.0.0.1", port))
    except (OSError, RuntimeError) as error:
        raise UsageError(f"no debugger can be waited for at 127.0.0.1:{port}: {error}") from None
    output.say(f"waiting for a debugger at 127.0.0.1:{found}")
    debugpy.wait_for_client()


def init_vscode(folder: Path) -> Path:
    """Write the launch configuration, beside those that are there.

    Raises:
        UsageError: the file holds comments or is damaged, so that it cannot be written without loss; or it cannot be written at all.
    """
    path = folder / LAUNCH
    try:
        launch: dict[str, Any] = {"version": "0.2.0", "configurations": []}
        if path.exists():
            launch = json.loads(path.read_text(encoding="utf-8"))
        others = [one for one in launch["configurations"] if one["name"] != CONFIGURATION["name"]]
    except (ValueError, TypeError, KeyError):
        added = json.dumps(CONFIGURATION)
        raise UsageError(f"{path} is not plain JSON (comments?); add this to its configurations yourself: {added}") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(json.dumps(launch | {"configurations": [*others, CONFIGURATION]}, indent=4) + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}") from None
    return path
