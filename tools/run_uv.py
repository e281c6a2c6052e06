"""Run the repository's own uv with the package index and the certificates that pip is set up with.

uv reads none of pip's configuration, so a machine whose pip works behind a mirror or a private certificate authority would fail with uv.
Usage: .tools/uv/bin/python tools/run_uv.py ARGUMENT…
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

SECTIONS = (":env:", "install", "global")
"""Where pip looks for a setting, strongest first."""


def pip_settings() -> dict[str, str]:
    """pip's settings as `pip config list` shows them: `{"global.index-url": "…"}`."""
    listed = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True)
    pairs = (line.partition("=") for line in listed.stdout.splitlines() if "=" in line)
    return {name.strip(): str(ast.literal_eval(value)) for name, _, value in pairs}


def uv_environment(settings: dict[str, str], environment: dict[str, str]) -> dict[str, str]:
    """The variables that hand pip's settings to uv; one that the user has set for uv stays."""

    def setting(name: str) -> str | None:
        return next((settings[f"{section}.{name}"] for section in SECTIONS if f"{section}.{name}" in settings), None)

    handed = {
        "UV_DEFAULT_INDEX": setting("index-url"),
        "UV_HTTP_TIMEOUT": setting("timeout") or setting("default-timeout"),
        "SSL_CERT_FILE": setting("cert"),
        "UV_PYTHON_DOWNLOADS": "never",
    }
    return {name: value for name, value in handed.items() if value and not environment.get(name)}


def main() -> None:
    """Become uv."""
    uv = Path(sys.executable).with_name("uv")
    environment = dict(os.environ)
    environment |= uv_environment(pip_settings(), environment)
    os.execve(uv, [str(uv), *sys.argv[1:]], environment)


if __name__ == "__main__":
    main()
