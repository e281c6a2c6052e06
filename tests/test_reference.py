"""The reference for authors of connectors says what the code says."""

from __future__ import annotations

import dataclasses
import inspect
import re

import pytest

from eventual_connectors import Connector, errors
from eventual_connectors.conformance.cases import CASES, Expected
from eventual_connectors.discovery.manifest import Manifest
from eventual_connectors.effect import Effect
from eventual_connectors.fakes import KINDS, Fake
from tests.cli.shell import ROOT

REFERENCE = (ROOT / "docs/reference/connector.md").read_text(encoding="utf-8")


def section(title: str) -> str:
    """The text under a heading."""
    return REFERENCE.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def rows(title: str) -> list[list[str]]:
    """The cells of the rows of a section's only table."""
    found = [line.strip("| ") for line in section(title).splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in line.split(" | ")] for line in found[1:]]


def names(title: str) -> list[str]:
    """What stands in code in a table's first column."""
    return [name for row in rows(title) for name in re.findall(r"`(\w+)", row[0])]


def test_every_key_of_the_manifest_is_there_and_marked_where_it_is_required() -> None:
    keys = dataclasses.fields(Manifest)
    assert sorted(names("The manifest")) == sorted(key.name for key in keys)
    required = [row[0].strip("`") for row in rows("The manifest") if row[1] == "required"]
    none = dataclasses.MISSING
    assert required == [key.name for key in keys if key.default is none and key.default_factory is none]


@pytest.mark.parametrize(("title", "function"), [("The connector", Connector), ("Activities", Connector.activity)])
def test_every_argument_is_there(title: str, function: object) -> None:
    parameters = [name for name in inspect.signature(function).parameters if name not in ("self", "name")]  # type: ignore[arg-type]
    assert names(title) == parameters


def test_every_error_is_one() -> None:
    assert all(issubclass(getattr(errors, name), errors.EventualError) for name in names("Errors"))
    outcomes = {kind.__name__ for kind in vars(errors).values() if inspect.isclass(kind) and issubclass(kind, errors.ConnectorError)}
    assert outcomes - {"ConnectorError"} <= set(names("Errors"))


def test_every_member_of_a_fake_and_every_fault_is_there() -> None:
    assert [name for name in names("The fake") if not hasattr(Fake, name)] == []
    assert [kind for kind in KINDS if f"`{kind}`" not in section("The fake")] == []


def test_every_case_is_there_with_what_has_to_come_out() -> None:
    """On a difference, the table below is the one to put there."""
    head = f"| case | what goes wrong | {' | '.join(f'`{effect}`' for effect in Effect)} |"
    table = [
        f"| `{case.name}` | {case.says} | {' | '.join(_cell(case.expected.get(effect)) for effect in Effect)} |" for case in CASES.values()
    ]
    whole = "\n".join([head, "|---" * (2 + len(Effect)) + "|", *table])
    assert whole in section("The proof"), whole


def _cell(expected: Expected | None) -> str:
    if expected is None:
        return ""
    how = expected.status.replace("|", " or ") + (f" with {expected.kind}" if expected.kind else "")
    if expected.undone:
        return f"{expected.status.replace('|', ' or ')}, undone"
    often = "" if expected.status == "same" else f", {expected.times}" + (f" to {expected.at_most}" if expected.at_most else "")
    return how + often


def test_its_code_runs() -> None:
    namespace: dict[str, object] = {}
    exec("\n".join(re.findall(r"```python\n(.*?)```", REFERENCE, re.DOTALL)), namespace)
    acme = namespace["acme"]
    assert isinstance(acme, Connector)
    assert [(activity.local_name, str(activity.effect)) for activity in acme.activities()] == [
        ("invoices.create", "keyed"),
        ("notes.add", "lookup"),
    ]
    assert acme["notes.add"].looks_up is not None
