"""What a type checker tells a user: right calls are typed, wrong ones are errors, for both of the checkers that people use.

A file of `cases/`, and of a plugin's `tests/typing/`, is code that is checked and never run. A line that ends in `# error` must be flagged
by each checker; every other line must be clean. `assert_type` says of what type a result is.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

from tests.cli.shell import ROOT
from tests.once import once

CASES = {
    "_".join((*path.relative_to(ROOT).parts[1:2], path.stem)): path
    for path in sorted([*ROOT.glob("tests/typing/cases/*.py"), *ROOT.glob("plugins/*/tests/typing/*.py")])
}
BIN = Path(sys.executable).parent
Found = dict[str, dict[int, str]]
"""What a checker said, by case and line."""


@pytest.fixture(scope="module")
def mypy(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What mypy says in strict mode."""
    output = said(tmp_path_factory, "mypy", "--strict", "--python-executable", sys.executable, "--output", "json", ".")
    errors = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    return by_line((each["file"], each["line"], each["message"]) for each in errors if each["severity"] == "error")


@pytest.fixture(scope="module")
def basedpyright(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """What basedpyright says in pyright's standard mode."""
    report = json.loads(said(tmp_path_factory, "basedpyright", "--outputjson", "--level", "error", "--pythonpath", sys.executable))
    assert report["summary"]["filesAnalyzed"] == len(CASES)
    return by_line((each["file"], each["range"]["start"]["line"] + 1, each["message"]) for each in report["generalDiagnostics"])


def said(factory: pytest.TempPathFactory, checker: str, *options: str) -> str:
    """What a checker prints of a folder with the cases alone: this repository's settings are not its users'."""

    def check(folder: Path) -> None:
        for name, path in CASES.items():
            shutil.copy(path, folder / f"{name}.py")
        (folder / "pyrightconfig.json").write_text(json.dumps({"typeCheckingMode": "standard"}), encoding="utf-8")
        done = subprocess.run([BIN / checker, *options], capture_output=True, text=True, cwd=folder)
        assert done.returncode in (0, 1), done.stdout + done.stderr
        (folder / "said").write_text(done.stdout, encoding="utf-8")

    return (once(factory, checker, check) / "said").read_text(encoding="utf-8")


def by_line(errors: Iterable[tuple[str, int, str]]) -> Found:
    found: Found = {}
    for file, line, message in errors:
        found.setdefault(Path(file).stem, {})[line] = message
    return found


@pytest.mark.projects
@pytest.mark.parametrize("checker", ["mypy", "basedpyright"])
@pytest.mark.parametrize("case", CASES)
def test_right_calls_are_typed_and_wrong_ones_are_errors(case: str, checker: str, request: pytest.FixtureRequest) -> None:
    lines = CASES[case].read_text(encoding="utf-8").splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# error")}
    assert wrong, "a file without a wrong call proves nothing"
    flagged = request.getfixturevalue(checker).get(case, {})
    assert {number: lines[number - 1] for number in wrong - flagged.keys()} == {}, "wrong, and not flagged"
    assert {number: (lines[number - 1], message) for number, message in flagged.items() if number not in wrong} == {}, "right, and flagged"
