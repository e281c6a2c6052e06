"""`eventual replay` over many flows: several processes, causes, JUnit, Markdown and what decides the exit code."""

from __future__ import annotations

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.cli.shell import Shell

SAME, OTHER = 60, 7


@pytest.fixture(scope="module")
def corpus(shop: Shell) -> Path:
    """Flows of today's code, flows with another result, and one that is damaged."""
    assert shop.run("run", "shop:checkout", "--input", "-", "--id", "order-c", stdin='{"id": "o1", "amount": 5}').code == 0
    shop.run("history", "export", "order-c", "-o", "order-c.flow.jsonl")
    text = (shop.folder / "order-c.flow.jsonl").read_text()
    folder = shop.folder / "flows"
    (folder / "deep").mkdir(parents=True)
    for number in range(SAME):
        (folder / f"{number:03}.flow.jsonl").write_text(text)
    for number in range(OTHER):
        *lines, last = text.splitlines()
        ended = json.loads(last)
        ended["result"] = {"held": f"other-{number}"}
        (folder / "deep" / f"other{number}.flow.jsonl").write_text("\n".join([*lines, json.dumps(ended)]) + "\n")
    (folder / "damaged.flow.jsonl").write_text(text.replace("activity_completed", "activity_complete"))
    (folder / "notes.txt").write_text("not a flow")
    return folder


def test_many_flows_are_grouped_by_cause(shop: Shell, corpus: Path) -> None:
    played = shop.run("replay", "flows", "--jobs", "2")
    assert played.code == 2  # one cannot be read
    assert f"{SAME + OTHER + 1} flows: {SAME} same, {OTHER} diverged, 1 broken" in played.err
    rows = played.out.splitlines()
    assert rows[0].split() == ["FLOWS", "VERDICT", "DETAIL", "FOR", "EXAMPLE"]
    assert rows[1].startswith(f"{OTHER}      diverged  the code ends with completed")
    assert rows[1].endswith("flows/deep/other0.flow.jsonl")
    assert rows[2].startswith("1      broken    flows/damaged.flow.jsonl, line ")
    assert len(rows) == 3


def test_one_process_and_several_say_the_same(shop: Shell, corpus: Path) -> None:
    one, several = (shop.run("replay", "flows", "--jobs", jobs, "--json").json for jobs in ("1", "3"))
    assert one == several
    assert len(one["results"]) == SAME + OTHER + 1


def test_a_policy_may_allow_what_differs(shop: Shell, corpus: Path) -> None:
    assert shop.run("replay", "flows/deep").code == 1
    assert shop.run("replay", "flows/deep", "--allow-diverged").code == 0
    assert shop.run("replay", "flows", "--allow-diverged").code == 2


def test_a_ci_gets_a_test_case_for_each_flow(shop: Shell, corpus: Path) -> None:
    shop.run("replay", "flows", "--jobs", "2", "--junit", "flows.xml", "--markdown", "flows.md")
    cases = ElementTree.parse(shop.folder / "flows.xml").getroot().findall("testsuite/testcase")
    assert len(cases) == SAME + OTHER + 1
    assert sum(case.find("failure") is not None for case in cases) == OTHER
    (error,) = [case for case in cases if case.find("error") is not None]
    assert error.get("name") == "flows/damaged.flow.jsonl"
    failed = next(case for case in cases if case.find("failure") is not None)
    assert failed.get("classname") == "checkout"
    assert "expected: {'result': {'held': 'other-0'}}" in (failed.findtext("failure") or "")
    summary = (shop.folder / "flows.md").read_text()
    assert f"{SAME + OTHER + 1} flows: {SAME} same" in summary
    assert f"| {OTHER} | diverged |" in summary


def test_what_a_policy_allows_is_no_failed_test(shop: Shell, corpus: Path) -> None:
    shop.run("replay", "flows/deep", "--allow-diverged", "--junit", "allowed.xml")
    cases = ElementTree.parse(shop.folder / "allowed.xml").getroot().findall("testsuite/testcase")
    assert [case.find("skipped") is not None for case in cases] == [True] * OTHER


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["flows/none"], "flows/none cannot be read: No such file or directory"),
        (["empty"], "no file in empty ends in .flow.jsonl"),
        (["flows", "--junit", "no/such/x.xml"], "no/such/x.xml cannot be written: No such file or directory"),
        (["flows/deep", "--markdown", "no/such/x.md"], "no/such/x.md cannot be written: No such file or directory"),
    ],
)
def test_a_users_mistake_is_one_line(shop: Shell, corpus: Path, arguments: list[str], error: str) -> None:
    (shop.folder / "empty").mkdir(exist_ok=True)
    played = shop.run("replay", *arguments)
    assert played.code == 2
    assert f"error: {error}" in played.err
