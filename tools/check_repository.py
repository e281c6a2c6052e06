"""Check what no linter knows: the rules of this repository's own files. Prints one line for each breach; exits 1 if there is any."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
MAX_CODE_LINES = 1000
MAX_BYTES = 1_000_000

# Written with brackets, so that this file does not match itself.
INDEX_HOST = re.compile(r"(pypi|pythonhosted|npmjs|anaconda)[.](org|com)\b|/simple[/]?\s*$", re.IGNORECASE)
MACHINE_PATH = re.compile(r"(?<![\w.~}])/(work|root|home|Users)/[\w.]|\bfile:[/]{3}\w")
"""Paths of one machine. `~/…`, `./home/…` and URLs' paths are something else."""


def projects() -> dict[Path, dict[str, Any]]:
    """The folder and the pyproject of each package of the workspace."""
    files = [ROOT / "pyproject.toml", *sorted(ROOT.glob("plugins/*/pyproject.toml")), *sorted(ROOT.glob("examples/*/pyproject.toml"))]
    outside = standalone()
    return {file.parent: tomllib.loads(file.read_text()) for file in files if file.parent not in outside}


def standalone() -> dict[Path, dict[str, Any]]:
    """The same of the examples that are projects of their own, as a third party's are."""
    workspace = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["uv"]["workspace"]
    return {ROOT / folder: tomllib.loads((ROOT / folder / "pyproject.toml").read_text()) for folder in workspace["exclude"]}


def committed_files() -> list[Path]:
    """Every file that is, or is about to be, in the repository."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    """The committed files that hold text."""
    for path in committed_files():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def no_host_and_no_machine() -> Iterator[str]:
    """The repository names no package index, and no path of the machine that it was written on."""
    for path, text in texts():
        for number, line in enumerate(text.splitlines(), 1):
            for what, pattern in (("a package index", INDEX_HOST), ("a path of one machine", MACHINE_PATH)):
                if found := pattern.search(line):
                    yield f"{path.relative_to(ROOT)}:{number}: names {what}: {found[0]}"


def typed() -> Iterator[str]:
    """Every package that is built says that it is typed."""
    for folder, project in (projects() | standalone()).items():
        for package in project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]:
            if not (folder / package / "py.typed").is_file():
                yield f"{(folder / package).relative_to(ROOT)}: has no py.typed"


def manifests() -> Iterator[str]:
    """Every package that offers connectors or commands has its manifest beside its code."""
    for folder, project in (projects() | standalone()).items():
        for name, module in project["project"].get("entry-points", {}).get("eventual_connectors", {}).items():
            file = folder / module.partition(".")[0] / "eventual-connector.toml"
            if not file.is_file():
                yield f"{file.relative_to(ROOT)}: is missing; the entry point {name!r} promises it"


def versions_agree() -> Iterator[str]:
    """Each package says one version, in metadata, changelog and, of the core, code; each connector allows the core beside it."""
    core = projects()[ROOT]["project"]
    if f'__version__ = "{core["version"]}"' not in (ROOT / "eventual_connectors" / "__init__.py").read_text():
        yield f"eventual_connectors/__init__.py: __version__ is not {core['version']}"
    for folder, project in projects().items():
        if folder != ROOT and folder.parent != ROOT / "plugins":
            continue
        changelog, version = folder / "CHANGELOG.md", project["project"]["version"]
        if not changelog.is_file() or f"## {version}" not in changelog.read_text():
            yield f"{changelog.relative_to(ROOT)}: has no section {version}"
        needs = [need for line in project["project"]["dependencies"] if (need := Requirement(line)).name == core["name"]]
        if not all(need.specifier.contains(core["version"], prereleases=True) for need in needs):
            yield f"{(folder / 'pyproject.toml').relative_to(ROOT)}: does not allow the core {core['version']} beside it"


def licences() -> Iterator[str]:
    """What is published carries the licence."""
    text = (ROOT / "LICENSE").read_text()
    for folder in sorted(ROOT.glob("plugins/*/pyproject.toml")):
        file = folder.with_name("LICENSE")
        if not file.is_file() or file.read_text() != text:
            yield f"{file.relative_to(ROOT)}: is not the licence of the repository"


def within_limits() -> Iterator[str]:
    """No file is too long to read, none too big to keep."""
    for path in committed_files():
        if path.stat().st_size > MAX_BYTES:
            yield f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes; the limit is {MAX_BYTES:,}"
        if path.suffix == ".py" and (lines := len(path.read_bytes().splitlines())) > MAX_CODE_LINES:
            yield f"{path.relative_to(ROOT)}: {lines:,} lines; the limit is {MAX_CODE_LINES:,}"


CHECKS = (no_host_and_no_machine, typed, manifests, versions_agree, licences, within_limits)


def main() -> int:
    """Run every check."""
    breaches = [breach for check in CHECKS for breach in check()]
    for breach in breaches:
        print(breach)
    print(f"{len(CHECKS)} rules of the repository: {len(breaches) or 'no'} breach{'' if len(breaches) == 1 else 'es'}")
    return 1 if breaches else 0


if __name__ == "__main__":
    sys.exit(main())
