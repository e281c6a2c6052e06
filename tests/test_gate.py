"""What `make test` leaves out, the gate plays all the same."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from check_repository import ROOT, committed_files

SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["pytest"]["ini_options"]
MARKS = [line.partition(":")[0] for line in SETTINGS["markers"]]
HERE = Path(__file__)


def recipe(target: str) -> str:
    """The one command of a target of the Makefile."""
    found = re.search(rf"^{target}: .*\n\t(.+)$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE)
    assert found is not None, f"there is no `make {target}`"
    return found[1]


def marked(mark: str) -> list[Path]:
    """The files with tests that bear a mark."""
    files = (file for file in committed_files() if file.suffix == ".py" and file != HERE)
    return [file for file in files if f"pytest.mark.{mark}" in file.read_text(encoding="utf-8")]


@pytest.mark.parametrize("mark", MARKS)
def test_what_is_long_has_a_target_that_looks_where_it_is_and_that_the_gate_calls(mark: str) -> None:
    *_, places = recipe(mark).rpartition(")")
    folders = [ROOT / place for place in places.split()]
    assert [file for file in marked(mark) if not any(file.is_relative_to(folder) for folder in folders)] == []
    assert [folder for folder in folders if not folder.exists()] == []
    assert f" make --silent {mark}\n" in (ROOT / ".ci/run").read_text(encoding="utf-8")


def test_only_what_such_a_target_plays_is_left_out() -> None:
    assert re.findall(r"not (\w+)", recipe("test")) == MARKS
    assert set(re.findall(r"not (\w+)", recipe("oldest"))) < set(MARKS)
