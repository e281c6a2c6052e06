"""Build every package into dist/ and run each in a clean environment, with the newest and the oldest dependencies that it allows.

A workspace hides wrong bounds and missing data files: here each package comes from its wheel alone, beside the wheels that it needs. A
connector is proven there, and goes the way of its users. Whatever lies under plugins/ is taken in by itself.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from check_repository import ROOT, projects, standalone
from clean_environment import CleanEnvironment, clean_environment
from commands import UV, run
from distributions import CORE, Wheel, build, built
from packaging.requirements import Requirement
from packaging.version import Version
from releases import packages
from users_path import walk

AGE = {"highest": "newest", "lowest-direct": "oldest"}
"""uv's names of the two resolutions that are tried, and the dependencies that they choose."""
PARTS = {"newest": 0.02, "oldest": 0.03}
"""The part of a connector's cases that is played with these dependencies; `make prove` plays all, and CI looks whether that still holds."""
OUTSIDE = 0.25
"""The part of a third party's cases: what is tried is that they can be played beside the core's wheel. Each run chooses others."""
QUICK = "not conforms or plain or dropped_after_apply"
"""The tests of a new connector that pytest runs, before the command plays all cases, several at once."""
PROOF_SECONDS = 1200
"""For the whole proof of a connector."""
AT_ONCE = 2
"""Checks that run at once: in much of their time they wait, for installers and for answers that do not come."""
TRIALS = max(1, 2 * (os.cpu_count() or 2) // AT_ONCE)
"""Trials of each proof that run at once: of all proofs together as many as the command alone would run. Their faults are timed."""
TESTING = "testing"
"""The core's extra with what tests and proofs need."""
EXAMPLE = "eventual-example-checkout"

Wheels = Mapping[str, Wheel]


def with_own(wheel: Wheel, wheels: Wheels) -> Iterator[Wheel]:
    """A wheel and those of this repository that it needs."""
    yield wheel
    for need in wheel.requires:
        if need.name in wheels:
            yield from with_own(wheels[need.name], wheels)


def older_core(need: Requirement, released: Iterable[Version], current: Version) -> bool:
    """Whether a connector allows a released core that is older than this one. What is being released now is tagged, and not there yet."""
    return any(version < current and need.specifier.contains(version) for version in released)


def install(environment: CleanEnvironment, wheel: Wheel, wheels: Wheels) -> None:
    """Install a wheel by its own bounds, with those of this repository that it needs, and nothing else."""
    own = {each.name: each for each in with_own(wheel, wheels)}
    core = packages()[0]
    if wheel.connector and AGE[environment.resolution] == "oldest":
        needs = [need for need in wheel.requires if need.name == CORE]
        if any(older_core(need, core.releases(), core.version) for need in needs):
            del own[CORE]  # the oldest core that it allows comes from the index
    # Named directly, so that the oldest allowed release of each is taken; what they need in turn is theirs to say.
    direct = [need for each in own.values() for need in each.requires if need.name not in own]
    environment.install(*(each.installable for each in own.values()), *map(named, direct))


def named(need: Requirement) -> str:
    """A requirement as an installer takes it by itself, without the extra that it belongs to."""
    return str(need).partition(";")[0]


def runs(environment: CleanEnvironment, wheel: Wheel) -> None:
    """The wheel's packages are imported, its plugins found, its commands there."""
    for package in wheel.packages:
        environment.python("-c", f"import {package}")
    environment.python("-m", "eventual_connectors", "connectors", "list", "--check")
    environment.eventual("--version")
    if wheel.name == EXAMPLE and AGE[environment.resolution] == "oldest":
        environment.eventual("demo", "--kills", "1")  # with the newest, `make demo` runs it


def prove(environment: CleanEnvironment, wheel: Wheel, core: Wheel) -> None:
    """The connector keeps its promises with what is installed here, in a random part of the cases."""
    environment.install(*map(named, core.extra(TESTING)))
    conforms(environment, wheel.connector, "--part", str(PARTS[AGE[environment.resolution]]))


def conforms(environment: CleanEnvironment, connector: str, *options: str) -> None:
    """Play a connector's cases."""
    environment.eventual("conformance", connector, "--jobs", str(TRIALS), *options, timeout=PROOF_SECONDS)


def check(wheel: Wheel, wheels: Wheels, resolution: str) -> None:
    """One wheel, in one clean environment."""
    began = time.monotonic()
    with clean_environment(resolution) as environment:
        install(environment, wheel, wheels)
        runs(environment, wheel)
        if wheel.connector:
            prove(environment, wheel, wheels[CORE])
        if wheel.connector and AGE[resolution] == "newest":
            walk(environment, wheel)
    say(wheel.file.name, f"installs, runs and keeps its promises with the {AGE[resolution]} dependencies", began)


def check_from_outside(wheel: Wheel, core: Wheel) -> None:
    """Take a third party's connector as its users get it: its wheel beside the core's. Run its tests and its conformance suite there."""
    began = time.monotonic()
    with clean_environment() as environment:
        environment.install(f"{core.name}[{TESTING}] @ {core.file.as_uri()}", wheel.installable)
        tests = shutil.copytree(wheel.folder / "tests", environment.home / "tests")
        for file in ("pyproject.toml", "README.md"):
            shutil.copy(wheel.folder / file, environment.home)
        environment.eventual("connectors", "list", "--check")
        # The cases are played by the command, several at once.
        environment.pytest("-k", "not conforms", tests)
        conforms(environment, wheel.connector, "--part", str(OUTSIDE))
    say(wheel.file.name, "its tests and its conformance suite pass beside the core's wheel alone", began)


def check_new_connector(core: Wheel) -> None:
    """From an empty folder to a proven connector, as its author: with the core's wheel, and nothing else of this repository."""
    began = time.monotonic()
    with clean_environment() as environment:
        project = environment.home / "eventual-connector-acme"
        environment.install(f"{core.file}[{TESTING}]")
        environment.eventual("new", "connector", "acme")
        run(*UV, "build", "--quiet", "--no-build-isolation", "--python", ROOT / ".venv", "--out-dir", project / "dist", project)
        environment.install(*project.glob("dist/*.whl"))
        (shown,) = json.loads(environment.eventual("connectors", "list", "--check", "--json"))
        if (shown["name"], shown["status"]) != ("acme", "ok"):
            sys.exit(f"a new connector is listed as {shown}")
        environment.pytest("-k", QUICK, within=project)
        conforms(environment, "acme")
    say("a new connector", "builds, installs, passes its tests and is proven", began)


def check_pages() -> None:
    """What is published has metadata and a page that an index takes."""
    run(ROOT / ".venv/bin/twine", "check", "--strict", *built())


def say(what: str, happened: str, began: float) -> None:
    """Tell that something was seen, and how long it took."""
    print(f"{what}: {happened} ({time.monotonic() - began:.0f} s)", flush=True)


def main() -> None:
    """Build, then check every wheel twice, what a third party would publish from outside, and what `eventual new` makes."""
    for old in built():
        old.unlink()
    with tempfile.TemporaryDirectory() as private:
        wheels = build(Path(private), projects())
        check_pages()
        outside = build(Path(private), standalone())
        checks: list[Callable[[], None]] = [
            partial(check_new_connector, wheels[CORE]),
            *(partial(check_from_outside, wheel, wheels[CORE]) for wheel in outside.values()),
            # The longest ones first: those of connectors.
            *(partial(check, wheel, wheels, age) for wheel in sorted(wheels.values(), key=lambda one: not one.connector) for age in AGE),
        ]
        pool = ThreadPoolExecutor(AT_ONCE)
        try:
            for done in as_completed([pool.submit(each) for each in checks]):
                done.result()
        finally:
            pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    main()
