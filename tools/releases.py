"""The packages that are published, and their releases: the core's tags are `v1.2.3`, a connector's `stripe-v1.2.3`."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from check_repository import ROOT, projects
from packaging.requirements import Requirement
from packaging.version import Version

TAG = re.compile(r"(?:(?P<name>[a-z][a-z0-9_]*)-)?v(?P<version>\d+\.\d+\.\d+)")


@dataclass(frozen=True)
class Package:
    """A package that is published.

    Attributes:
        folder: where its pyproject.toml is.
        distribution: its name.
        version: the one that it has here.
        needs: its dependencies.
    """

    folder: Path
    distribution: str
    version: Version
    needs: tuple[str, ...] = ()

    @property
    def prefix(self) -> str:
        """What its tags begin with."""
        return "v" if self.folder == ROOT else f"{self.folder.name}-v"

    def releases(self) -> list[Version]:
        """The versions that are tagged, oldest first."""
        tags = subprocess.run(["git", "tag"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
        found = [match for tag in tags if (match := TAG.fullmatch(tag)) and tag.startswith(self.prefix)]
        return sorted(Version(match["version"]) for match in found)

    def last_release(self, *, releasing: bool = False) -> Version | None:
        """The newest one up to the version that it has here; before that version while it is being released. None where there is none."""
        return max((found for found in self.releases() if found < self.version or (found == self.version and not releasing)), default=None)

    def at(self, release: Version, file: str) -> str | None:
        """What a file of its folder held in a release; None where it was not there."""
        place = (self.folder / file).relative_to(ROOT).as_posix()
        shown = subprocess.run(["git", "show", f"{self.prefix}{release}:{place}"], cwd=ROOT, capture_output=True, text=True)
        return shown.stdout if shown.returncode == 0 else None


def packages() -> list[Package]:
    """All of them, the core first."""
    return [
        Package(folder, project["project"]["name"], Version(project["project"]["version"]), tuple(project["project"]["dependencies"]))
        for folder, project in projects().items()
        if folder == ROOT or folder.parent == ROOT / "plugins"
    ]


def of_tag(tag: str) -> Package:
    """The package that a tag releases.

    Raises:
        SystemExit: there is none, or it does not have the tag's version.
    """
    for package in packages():
        if tag == f"{package.prefix}{package.version}":
            return package
    known = ", ".join(f"{package.prefix}{package.version}" for package in packages())
    sys.exit(f"{tag} releases nothing that is here; the versions here would be {known}")


def hindrances(package: Package, core: Package) -> Iterator[str]:
    """What has to be done before a package can be released."""
    changelog = (package.folder / "CHANGELOG.md").read_text(encoding="utf-8")
    title = next((line for line in changelog.splitlines() if line.startswith(f"## {package.version}")), "")
    if not title or "unreleased" in title:
        yield f"its changelog has no dated section {package.version}; `make news` writes it"
    if left := [path.name for path in (package.folder / "news.d").glob("*.md")]:
        yield f"news fragments are left over: {', '.join(left)}"
    needs = [need for line in package.needs if (need := Requirement(line)).name == core.distribution]
    if not all(any(need.specifier.contains(version) for version in core.releases()) for need in needs):
        yield "no core that it allows is released; release the core first"


def main() -> None:
    """Print the files in dist/ that a tag releases."""
    package = of_tag(sys.argv[1])
    if found := list(hindrances(package, packages()[0])):
        sys.exit("\n".join(f"{package.distribution} {package.version}: {hindrance}" for hindrance in found))
    stem = f"{package.distribution.replace('-', '_')}-{package.version}"
    print(*(ROOT / "dist" / f"{stem}{ending}" for ending in ("-py3-none-any.whl", ".tar.gz")), sep="\n")


if __name__ == "__main__":
    main()
