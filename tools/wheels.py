"""Build every package into dist/ and run each in a clean environment, with the newest and the oldest dependencies that it allows.

A workspace hides wrong bounds and missing data files: here each package comes from its wheel alone, beside the wheels that it needs.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.parser import Parser
from pathlib import Path
from typing import Any

from check_repository import ROOT, projects, standalone
from packaging.requirements import Requirement

DIST = ROOT / "dist"
TIMEOUT_SECONDS = 300
UV = [str(ROOT / ".tools/uv/bin/python"), str(ROOT / "tools/run_uv.py")]
PROOF_SECONDS = 1200
"""For the whole proof of a connector, one case after another."""
CORE = "eventual-connectors"
EXAMPLE = "eventual-example-checkout"
PRIVATE = "Private :: Do Not Upload"
AGE = {"highest": "newest", "lowest-direct": "oldest"}
"""uv's names of the two resolutions that are tried, and the dependencies that they choose."""
DATA = {".toml", ".json", ".jsonl", ".pyi", ".typed", ".tmpl"}
"""Files that a package reads at run time or that type checkers read; each must be in the wheel."""


@dataclass(frozen=True)
class Wheel:
    """A built wheel and what its metadata says.

    Attributes:
        folder: where the package's source is.
        file: the wheel.
        name: the distribution.
        requires: what it needs without any extra.
        packages: the import packages in it.
    """

    folder: Path
    file: Path
    name: str
    requires: tuple[Requirement, ...]
    packages: tuple[str, ...]


def run(*command: str | Path, within: Path = ROOT, timeout: float = TIMEOUT_SECONDS) -> str:
    """Run a command, and return what it printed; that is shown only if it fails."""
    done = subprocess.run([str(part) for part in command], capture_output=True, text=True, cwd=within, timeout=timeout)
    if done.returncode:
        sys.exit(f"failed: {' '.join(map(str, command))}\n{done.stdout}{done.stderr}")
    return done.stdout


def build(private: Path, projects: dict[Path, dict[str, Any]]) -> list[Wheel]:
    """Build a source distribution of each package, and the wheel from it; what is not published goes to `private`."""
    wheels = []
    for folder, project in projects.items():
        out = private if PRIVATE in project["project"].get("classifiers", ()) else DIST
        built = out / f"{project['project']['name'].replace('-', '_')}-{project['project']['version']}-py3-none-any.whl"
        run(*UV, "build", "--quiet", "--no-build-isolation", "--python", ROOT / ".venv", "--out-dir", out, folder)
        wheels.append(read(folder, built, tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])))
    return wheels


def read(folder: Path, file: Path, packages: tuple[str, ...]) -> Wheel:
    """Read a wheel's metadata and check that no data file was left behind."""
    with zipfile.ZipFile(file) as archive:
        held = set(archive.namelist())
        metadata = next(name for name in held if name.endswith(".dist-info/METADATA"))
        headers = Parser().parsestr(archive.read(metadata).decode())
    for package in packages:
        for path in (folder / package).rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and path.suffix in DATA and name not in held:
                sys.exit(f"{file.name} lacks {name}")
    needed = (Requirement(line) for line in headers.get_all("Requires-Dist", []))
    plain = tuple(need for need in needed if need.marker is None or need.marker.evaluate({"extra": ""}))
    return Wheel(folder, file, headers["Name"], plain, packages)


def with_own(wheel: Wheel, wheels: dict[str, Wheel]) -> Iterator[Wheel]:
    """A wheel and those of this repository that it needs."""
    yield wheel
    for need in wheel.requires:
        if need.name in wheels:
            yield from with_own(wheels[need.name], wheels)


def check(wheel: Wheel, wheels: dict[str, Wheel], resolution: str) -> None:
    """Install a wheel by its own bounds into a new environment and run it there."""
    own = {each.name: each for each in with_own(wheel, wheels)}
    # Named directly, so that the oldest allowed release of each is taken; what they need in turn is theirs to say.
    direct = [str(need) for each in own.values() for need in each.requires if need.name not in own]
    with tempfile.TemporaryDirectory() as folder:
        python = Path(folder, "bin", "python")
        run(*UV, "venv", "--quiet", "--no-project", "--python", ROOT / ".venv", folder)
        files = [each.file for each in own.values()]
        run(*UV, "pip", "install", "--quiet", "--no-config", "--python", python, "--resolution", resolution, *files, *direct)
        run(*UV, "pip", "check", "--quiet", "--python", python)
        for package in wheel.packages:
            run(python, "-I", "-W", "error", "-c", f"import {package}")
        run(python, "-I", "-W", "error", "-m", "eventual_connectors", "connectors", "list", "--check")
        run(Path(folder, "bin", "eventual"), "--version")
        if wheel.name == EXAMPLE and resolution == "lowest-direct":
            # With the newest, `make demo` runs it.
            run(Path(folder, "bin", "eventual"), "demo", "--kills", "1")
    print(f"{wheel.file.name}: installs and runs with the {AGE[resolution]} dependencies", flush=True)


def prove_from_outside(wheel: Wheel, wheels: dict[str, Wheel]) -> None:
    """Take a third party's connector as its users get it: its wheel beside the core's. Run its tests and its conformance suite there."""
    core = wheels[CORE]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        python, tests = home / "venv" / "bin" / "python", home / "tests"
        shutil.copytree(wheel.folder / "tests", tests)
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(wheel.folder / file, home)
        run(*UV, "venv", "--quiet", "--no-project", "--python", ROOT / ".venv", home / "venv")
        files = [f"{core.name}[testing] @ {core.file.as_uri()}", f"{wheel.name}[fakes] @ {wheel.file.as_uri()}"]
        run(*UV, "pip", "install", "--quiet", "--no-config", "--python", python, *files)
        run(*UV, "pip", "check", "--quiet", "--python", python)
        eventual = python.with_name("eventual")
        run(eventual, "connectors", "list", "--check", within=home)
        # The cases are played by the command, several at once.
        run(python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "not conforms", tests, within=home)
        run(eventual, "conformance", wheel.name.removeprefix("eventual-connector-"), within=home)
    print(f"{wheel.file.name}: its tests and its conformance suite pass beside the core's wheel alone", flush=True)


def check_new_connector(core: Wheel) -> None:
    """From an empty folder to a proven connector, as its author: with the core's wheel, and nothing else of this repository."""
    with tempfile.TemporaryDirectory() as folder:
        binaries, project = Path(folder, "venv", "bin"), Path(folder, "eventual-connector-acme")
        install: list[str | Path] = [*UV, "pip", "install", "--quiet", "--no-config", "--python", binaries / "python"]
        run(*UV, "venv", "--quiet", "--no-project", "--python", ROOT / ".venv", binaries.parent)
        run(*install, f"{core.file}[testing]")
        run(binaries / "eventual", "new", "connector", "acme", within=project.parent)
        run(*UV, "build", "--quiet", "--no-build-isolation", "--python", ROOT / ".venv", "--out-dir", project / "dist", project)
        run(*install, *project.glob("dist/*.whl"))
        (shown,) = json.loads(run(binaries / "eventual", "connectors", "list", "--check", "--json"))
        if (shown["name"], shown["status"]) != ("acme", "ok"):
            sys.exit(f"a new connector is listed as {shown}")
        # Not `python -m`: that would put the project's source before its wheel.
        run(binaries / "pytest", "-q", within=project, timeout=PROOF_SECONDS)
        run(binaries / "eventual", "conformance", "acme", within=project.parent, timeout=PROOF_SECONDS)
    print("a new connector: builds, installs, passes its tests and is proven", flush=True)


def main() -> None:
    """Build, then check every wheel twice, what a third party would publish from outside, and what `eventual new` makes."""
    for old in (*DIST.glob("*.whl"), *DIST.glob("*.tar.gz")):
        old.unlink()
    with tempfile.TemporaryDirectory() as private:
        wheels = {wheel.name: wheel for wheel in build(Path(private), projects())}
        for wheel in wheels.values():
            for resolution in AGE:
                check(wheel, wheels, resolution)
        for wheel in build(Path(private), standalone()):
            prove_from_outside(wheel, wheels)
        check_new_connector(wheels[CORE])


if __name__ == "__main__":
    main()
