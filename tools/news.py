"""Turn the news fragments of one package into a section of its changelog, with what changed in its public surface.

Usage: python tools/news.py TAG [--draft]
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from changes import Change, since_last_release
from check_repository import ROOT
from releases import Package, of_tag

CONFIG = ROOT / "tools/towncrier.toml"
FRAGMENT = "news.d/+surface.surface.md"
"""What is generated; it goes the way of the fragments that people wrote."""


def write_news(package: Package, found: list[Change], *, draft: bool) -> str:
    """Build the section; a draft is only shown, and leaves everything as it was."""
    fragment = package.folder / FRAGMENT
    fragment.parent.mkdir(exist_ok=True)
    if found:
        fragment.write_text("Compared with the release before:\n\n" + "".join(f"- {change}\n" for change in found), encoding="utf-8")
    command = ["towncrier", "build", "--draft" if draft else "--yes", "--config", str(CONFIG), "--dir", str(package.folder)]
    try:
        done = subprocess.run(
            [str(Path(sys.executable).with_name(command[0])), *command[1:], "--version", str(package.version)],
            cwd=package.folder,
            capture_output=True,
            text=True,
        )
    finally:
        fragment.unlink(missing_ok=True)
    if done.returncode:
        sys.exit(done.stdout + done.stderr)
    return done.stdout


def main() -> None:
    """For the package that the tag would release."""
    package = of_tag(sys.argv[1])
    print(write_news(package, since_last_release(package, releasing=True)[1], draft="--draft" in sys.argv[2:]))


if __name__ == "__main__":
    main()
