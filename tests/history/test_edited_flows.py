"""Flow files that people edit by hand: whatever they hold, the answer is a verdict and one line."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventual_connectors.engines import connect
from eventual_connectors.engines.export import as_flow
from eventual_connectors.errors import HistoryError
from eventual_connectors.history.file import read_flow, write_flow
from eventual_connectors.testing import VirtualClock
from eventual_connectors.workflows.corpus import play_all, play_file

from .test_schema import child, everything, go, parked_calls, tries

Line = dict[str, Any]
OTHER: tuple[Any, ...] = (None, True, -1, 0, 7, 1.5, "", "x", "2026-01-01T00:00:00.000000Z", [], ["x"], {}, {"type": "x"}, {"$uuid": "x"})
"""What a member may be replaced by."""


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[Line]:
    """A finished flow with nearly every kind of event."""
    folder = tmp_path_factory.mktemp("edited")
    tries.clear()
    asyncio.run(_recorded(folder))
    return [json.loads(line) for line in (folder / "a.flow.jsonl").read_text().splitlines()]


async def _recorded(folder: Path) -> None:
    async with connect(f"sqlite:///{folder / 'a.db'}", clock=VirtualClock()) as engine, engine.worker([everything, child]):
        handle = await engine.start(everything, id="first")
        call = (await parked_calls(handle))[0]
        await handle.resolve(call.path, call.attempt, succeeded="settled")
        await handle.signal(go, "signalled", id="1")
        await handle.result(timeout=20)
        write_flow(as_flow(await engine.record("first")), folder / "a.flow.jsonl")


def members(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The place of each member of an object, at any depth."""
    items = tree.items() if isinstance(tree, dict) else enumerate(tree) if isinstance(tree, list) else ()
    for name, value in items:
        yield (*path, name)
        yield from members(value, (*path, name))


def at(tree: Any, path: tuple[Any, ...]) -> Any:
    for name in path:
        tree = tree[name]
    return tree


def edited(lines: list[Line], data: st.DataObject) -> list[Line]:
    """One to three edits: a member is left out or replaced, a line dropped, doubled or moved. Mostly, lines are then numbered anew."""
    made = copy.deepcopy(lines)
    for _ in range(data.draw(st.integers(1, 3))):
        number = data.draw(st.integers(0, len(made) - 1))
        match data.draw(st.sampled_from(["omit", "replace", "replace", "drop", "double", "move"])):
            case "omit" | "replace" as how:
                path = data.draw(st.sampled_from(list(members(made[number])) or [()]))
                if path and how == "omit":
                    del at(made[number], path[:-1])[path[-1]]
                elif path:
                    at(made[number], path[:-1])[path[-1]] = copy.deepcopy(data.draw(st.sampled_from(OTHER)))
            case "drop" if len(made) > 1:
                del made[number]
            case "double":
                made.insert(number, copy.deepcopy(made[number]))
            case "move":
                made.insert(data.draw(st.integers(0, len(made) - 1)), made.pop(number))
    for number, line in enumerate(made):
        if number and isinstance(line.get("seq"), int) and data.draw(st.integers(0, 9)):
            line["seq"] = number
    return made


@settings(max_examples=300)
@given(data=st.data())
def test_any_edit_has_a_verdict(lines: list[Line], data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.getbasetemp() / "edited.flow.jsonl"
    file.write_text("".join(json.dumps(line) + "\n" for line in edited(lines, data)))
    found = play_file(str(file), None)
    assert found.verdict in ("same", "diverged", "broken")
    assert "\n" not in found.playback.detail


def test_a_line_of_the_right_form_that_says_nothing_takes_no_other_verdict_with_it(lines: list[Line], tmp_path: Path) -> None:
    made = copy.deepcopy(lines)
    next(line for line in made if line.get("type") == "activity_scheduled")["path"] = "a#b"  # no ordinal
    for name, flow in (("a", made), ("b", lines)):
        (tmp_path / f"{name}.flow.jsonl").write_text("".join(json.dumps(line) + "\n" for line in flow))
    bad, good = play_all([str(tmp_path / f"{name}.flow.jsonl") for name in ("a", "b")], None, 1)
    assert (bad.verdict, bad.unusable) == ("broken", True)
    assert bad.playback.detail.startswith(f"{tmp_path / 'a.flow.jsonl'} cannot be played: ValueError")
    assert bad.playback.detail.endswith("; was it edited?")
    assert good.verdict == "same"


def test_a_line_is_held_to_its_published_form(lines: list[Line], tmp_path: Path) -> None:
    """Each member that is required: without it, and with another type of value, the file is refused, and the line named."""
    file = tmp_path / "a.flow.jsonl"
    for number, line in enumerate(lines):
        for name in line.keys() - {"key", "request", "doubt", "promise", "details", "again", "error", "polls", "unanswered", "pending"}:
            wrong = [*lines]
            wrong[number] = {member: value for member, value in line.items() if member != name}
            file.write_text("".join(json.dumps(each) + "\n" for each in wrong))
            with pytest.raises(HistoryError, match=f"line {number + 1}: "):
                read_flow(file)
            if name not in ("result", "input", "payload"):  # any value of JSON, or nearly
                wrong[number] = {**line, name: ["x"]}
                file.write_text("".join(json.dumps(each) + "\n" for each in wrong))
                with pytest.raises(HistoryError, match=f"line {number + 1}: "):
                    read_flow(file)
