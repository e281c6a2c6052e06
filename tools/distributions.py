"""The distributions of this repository: built as an installer would, and what their wheels say of themselves."""

from __future__ import annotations

import sys
import zipfile
from dataclasses import dataclass
from email.message import Message
from email.parser import Parser
from pathlib import Path
from typing import Any

from check_repository import ROOT
from commands import UV, run
from packaging.requirements import Requirement

DIST = ROOT / "dist"
CORE = "eventual-connectors"
CONNECTOR = "eventual-connector-"
PRIVATE = "Private :: Do Not Upload"
DATA = {".toml", ".json", ".jsonl", ".pyi", ".typed", ".tmpl"}
"""Files that a package reads at run time or that type checkers read; each must be in the wheel."""
FAKES = "fakes"
"""The extra with what a connector's fake needs; every connector is installed for tests with it."""


@dataclass(frozen=True)
class Wheel:
    """A built wheel and what its metadata says.

    Attributes:
        folder: where the package's source is.
        file: the wheel.
        metadata: its headers; the payload is its description, the page that an index shows.
        packages: the import packages in it.
    """

    folder: Path
    file: Path
    metadata: Message
    packages: tuple[str, ...]

    @property
    def name(self) -> str:
        """The distribution."""
        return str(self.metadata["Name"])

    @property
    def connector(self) -> str:
        """The name of its connector; empty where it is none."""
        return self.name.removeprefix(CONNECTOR) if self.name.startswith(CONNECTOR) else ""

    @property
    def requires(self) -> tuple[Requirement, ...]:
        """What it needs, its fake included."""
        return tuple(need for need in self._declared if need.marker is None or need.marker.evaluate({"extra": FAKES}))

    def extra(self, name: str) -> tuple[Requirement, ...]:
        """What one of its extras adds."""
        return tuple(need for need in self._declared if need.marker is not None and need.marker.evaluate({"extra": name}))

    @property
    def _declared(self) -> tuple[Requirement, ...]:
        return tuple(Requirement(line) for line in self.metadata.get_all("Requires-Dist", []))

    @property
    def installable(self) -> str:
        """The wheel as an installer takes it, with what its fake needs."""
        return f"{self.name}[{FAKES}] @ {self.file.as_uri()}" if self.connector else str(self.file)


def built() -> list[Path]:
    """What lies in dist/ to be published."""
    return sorted(file for pattern in ("*.whl", "*.tar.gz") for file in DIST.glob(pattern))


def build(private: Path, projects: dict[Path, dict[str, Any]]) -> dict[str, Wheel]:
    """Build a source distribution of each package, and the wheel from it; what is not published goes to `private`."""
    wheels = {}
    for folder, project in projects.items():
        about = project["project"]
        out = private if PRIVATE in about.get("classifiers", ()) else DIST
        run(*UV, "build", "--quiet", "--no-build-isolation", "--python", ROOT / ".venv", "--out-dir", out, folder)
        file = out / f"{about['name'].replace('-', '_')}-{about['version']}-py3-none-any.whl"
        packages = tuple(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
        wheels[about["name"]] = _read(folder, file, packages)
    return wheels


def _read(folder: Path, file: Path, packages: tuple[str, ...]) -> Wheel:
    """Read a wheel and check that no data file was left behind."""
    with zipfile.ZipFile(file) as archive:
        held = set(archive.namelist())
        metadata = next(name for name in held if name.endswith(".dist-info/METADATA"))
        headers = Parser().parsestr(archive.read(metadata).decode())
    for package in packages:
        for path in (folder / package).rglob("*"):
            name = path.relative_to(folder).as_posix()
            if path.is_file() and path.suffix in DATA and name not in held:
                sys.exit(f"{file.name} lacks {name}")
    return Wheel(folder, file, headers, packages)
