"""The proof that lies in a connector's package: what the conformance suite found, bound to the content that it found it for.

Reading it imports nothing. A proof holds for exactly the files that it was made for: whoever changes one has to prove again.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

FILE_NAME = "conformance.json"
FORMAT = "eventual-conformance/1"

Proof = Literal["full", "wire", "none"]
Against = Literal["fake", "sandbox"]

PROVEN: Collection[Proof] = ("full", "wire")

DECLARED = "declared"
MATURITY: Mapping[Against, str] = {"fake": "proven on the fake", "sandbox": "proven against the vendor's sandbox"}

_NOT_PROMISES = frozenset({"__init__.py", "cli", "discovery", "iac", "scaffold", "services"})
"""Rooms of the core that no promise depends on, and the list of its public names."""
_PLAYED_ON = "embedded"
"""The engine that proofs are played on; what belongs to the others is the matter of the engines' own suite."""


@dataclass(frozen=True)
class Contents:
    """What a proof is bound to: digests over files' names and bytes.

    Attributes:
        connector: the package's files, its fake's and the proof itself apart.
        fake: the files of the package's fake.
        core: the core's rooms that the promises depend on.
    """

    connector: str
    fake: str
    core: str


@dataclass(frozen=True)
class Evidence:
    """A proof, as its file holds it.

    Attributes:
        contents: what it was made for.
        core_version: of the core.
        sdk_versions: of the vendor's SDK and what else the package needs, by distribution.
        python: minor version of Python.
        date: RFC 3339.
        against: `fake` or `sandbox`.
        activities: by name: `{effect, proof, cases: {case: "passed", or why it was skipped}}`.
        settings: the connection's settings under which it was made, addresses and credentials apart.
        modelled: how many more activities there were, of which no more was known than the vendor's model says.
    """

    contents: Contents
    core_version: str
    sdk_versions: dict[str, str]
    python: str
    date: str
    against: Against = "fake"
    activities: dict[str, dict[str, Any]] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    modelled: int = 0

    def to_json(self) -> dict[str, Any]:
        """The object of the file."""
        return {"format": FORMAT, **vars(self), "contents": vars(self.contents)}

    def is_whole(self, names: Collection[str], number: int) -> bool:
        """Whether every activity is proven, with no case left out; those apart that nobody claims anything of.

        Args:
            names: activities that the manifest names.
            number: how many it says that there are.
        """
        proven = {name for name, found in self.activities.items() if found.get("proof") in PROVEN}
        return bool(proven) and proven == self.activities.keys() and proven.issuperset(names) and len(proven) + self.modelled >= number

    @property
    def maturity(self) -> str:
        """What it shows of a connector that is proven as a whole."""
        wired = sum(found["proof"] == "wire" for found in self.activities.values())
        on_the_wire = f", {wired} of {len(self.activities)} on the wire alone" if wired else ""
        modelled = f"; {self.modelled:,} more as the vendor's model says" if self.modelled else ""
        return MATURITY[self.against] + on_the_wire + modelled

    def proof(self, activity: str, effect: str) -> Proof:
        """How far an activity (its name without the connector's) of this class is proven."""
        found = self.activities.get(activity, {})
        proof: Proof = found.get("proof", "none") if found.get("effect") == effect else "none"
        return proof


def contents(package: Path, fake: str | None) -> Contents:
    """What a proof of this package would be bound to now.

    Args:
        package: the package's folder.
        fake: the manifest's reference to the fake, `module:name`.
    """
    core = Path(__file__).parents[1]
    promised = (path for path in _files(core) if _promises(*path.relative_to(core).parts))
    return Contents(*_of_package(package, fake), _digest(core, promised))


def _promises(room: str, *inside: str) -> bool:
    """Whether what the suite plays depends on a file of the core."""
    of_another_engine = room == "engines" and len(inside) > 1 and inside[0] != _PLAYED_ON
    return room not in _NOT_PROMISES and not of_another_engine


def _of_package(package: Path, fake: str | None) -> tuple[str, str]:
    """The digests of the connector and of the fake."""
    module = fake.partition(":")[0] if fake else ""
    of_fake = package.joinpath(*module.split(".")[1:]) if module else package / "-"
    files = [path for path in _files(package) if path != package / FILE_NAME]
    faked = [path for path in files if of_fake in path.parents or path == of_fake.with_suffix(".py")]
    return _digest(package, (path for path in files if path not in faked)), _digest(package, faked)


def package_digest(package: Path) -> str:
    """A digest over all files of a package."""
    return _digest(package, _files(package))


def read(package: Path) -> Evidence | None:
    """The proof in a package, whether or not it still holds; None where there is none that can be read."""
    try:
        tree = json.loads((package / FILE_NAME).read_text(encoding="utf-8"))
        if tree.pop("format") != FORMAT:
            return None
        return Evidence(**{**tree, "contents": Contents(**tree["contents"])})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def holding(package: Path, fake: str | None) -> Evidence | None:
    """The proof in a package, if it was made for the connector and the fake as they are.

    The core may be another one: its version is named in the proof, and the range that the package allows is the author's to prove.
    """
    found = read(package)
    if found is None:
        return None
    return found if (found.contents.connector, found.contents.fake) == _of_package(package, fake) else None


def write(package: Path, evidence: Evidence) -> Path:
    """Leave the proof in the package; returns the file."""
    path = package / FILE_NAME
    path.write_text(json.dumps(evidence.to_json(), indent=1, sort_keys=True) + "\n", encoding="utf-8")
    return path


def _files(folder: Path) -> Iterable[Path]:
    found = (path for path in folder.rglob("*") if path.is_file() and path.suffix != ".pyc" and not _is_stray(path.relative_to(folder)))
    return sorted(found, key=lambda path: path.relative_to(folder).as_posix())


def _is_stray(path: Path) -> bool:
    """What tools leave behind: no part of a package."""
    return any(part.startswith(".") or part == "__pycache__" for part in path.parts)


def _digest(folder: Path, files: Iterable[Path]) -> str:
    whole = hashlib.sha256()
    for path in files:
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        whole.update(f"{path.relative_to(folder).as_posix()}\0{content}\n".encode())
    return whole.hexdigest()
