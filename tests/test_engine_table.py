"""The page of engines says what the last recorded run of their suite has passed, and nothing else."""

from __future__ import annotations

import ast
import json
from typing import get_args

import pytest
from capabilities import ENGINES, PAGE, PASSED, SUITE, Capability, capabilities, cell, page

from eventual_connectors.engines import port
from tests.engines.suite.recording import of_report

RECORDED: dict[str, list[str]] = json.loads(PASSED.read_text(encoding="utf-8"))


def test_the_page_is_that_of_the_recorded_run() -> None:
    """`make capabilities` writes it anew."""
    assert PAGE.read_text(encoding="utf-8") == page(RECORDED)


def test_every_row_names_tests_that_there_are() -> None:
    """A test that is called another name would leave its cell blank for ever."""
    trees = [ast.parse(file.read_text(encoding="utf-8")) for file in SUITE.glob("test_*.py")]
    functions = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}
    assert [test for row in capabilities() for test in row.tests if test not in functions] == []
    assert all(row.tests for row in capabilities())


def test_what_an_engine_may_declare_has_a_row() -> None:
    assert {row.declares for row in capabilities() if row.declares} == set(get_args(port.Capability))


@pytest.mark.parametrize(
    ("declares", "says", "passed", "shown"),
    [
        ("", "", ["a", "b"], "yes"),
        ("", "", ["a"], ""),
        ("reset", "reset", ["a", "b"], "yes"),
        ("reset", "reset", [], ""),
        ("reset", "", ["a", "b"], "no"),
    ],
)
def test_a_cell_says_yes_where_every_test_has_passed_and_the_engine_declares_it(
    declares: str, says: str, passed: list[str], shown: str
) -> None:
    row = Capability("group", "what", ["a", "b"], declares)
    assert cell(row, "dbos", frozenset({says} - {""}), {test: ["dbos"] for test in passed}) == shown


@pytest.mark.parametrize(
    ("nodeid", "found"),
    [
        ("tests/engines/suite/test_engines.py::test_a[lambda_]", ("test_a", "lambda")),
        ("tests/engines/suite/test_engines.py::test_a[charge-before-temporal]", ("test_a", "temporal")),
        ("tests/engines/suite/test_dbos.py::test_b", ("test_b", "dbos")),
        ("tests/engines/suite/test_lambda.py::test_c[sqlite]", ("test_c", "lambda")),
        ("tests/engines/suite/test_development.py::test_d", None),
    ],
)
def test_a_test_is_told_by_its_name_and_engine(nodeid: str, found: tuple[str, str] | None) -> None:
    assert of_report(nodeid) == found


def test_no_engine_does_less_than_the_others_without_saying_so() -> None:
    """A blank is for what nobody has shown; there is none."""
    assert [(row.what, engine) for row in capabilities() for engine in ENGINES if cell(row, engine, frozenset(), RECORDED) == ""] == []
