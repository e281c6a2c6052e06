"""Random programs, driven in random order, killed and redeployed at random moments, against a vendor that keeps count."""

from __future__ import annotations

import os
import random
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventual_connectors.history import events as ev
from eventual_connectors.history.file import Flow, Header
from eventual_connectors.workflows.execution import WorkflowExecution
from eventual_connectors.workflows.playback import play

from .driver import Driver
from .programs import Program, as_workflow, changed, longer, programs, release, some_classes, timed
from .stage import Stage

EXAMPLES = int(os.environ.get("EVENTUAL_EXAMPLES", "100"))
"""Programs for each of these tests; `EVENTUAL_EXAMPLES=5000 make test ARGS="-k random_programs"` looks for longer."""

pytestmark = pytest.mark.timeout(120 + EXAMPLES)
"""More than they take: what ends a test is raised in the middle of it, where a program may take it for an error of its own."""

seeds = st.integers(0, 2**32)
turns = st.integers(0, 60)


@pytest.fixture(autouse=True)
def _namespace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTUAL_NAMESPACE", "random programs")


def check(driver: Driver) -> None:
    driver.check_effects()
    driver.check_keys()
    driver.check_history()
    assert "WrongAnswer" not in str(driver.stage.history[-1].data)


def take_down() -> None:
    while Stage.open_stages:
        Stage.open_stages.pop().execution.evict()


@settings(max_examples=EXAMPLES)
@given(program=programs, seed=seeds, steps=turns)
def test_random_programs(program: Program, seed: int, steps: int) -> None:
    """One key per call, one effect, an honest end; and the history runs again to the same end, from every prefix of it."""
    driver = Driver(as_workflow(program), random.Random(seed))
    driver.drive(steps)
    driver.finish()
    stage = driver.stage
    assert not driver.blocked, stage.execution.blocked
    check(driver)
    check_trips(stage)
    assert runs_again(stage).unmade == []
    for length in sorted(set(stage.boundaries)):
        again = stage.from_prefix(length)
        assert again.execution.blocked is None, (length, again.execution.blocked)
        assert again.execution.unmade == [], length
        again.execution.evict()
    check_prefixes(stage)
    take_down()


def check_prefixes(stage: Stage) -> None:
    """However much of a history there is, the code that made it agrees with it."""
    header = Header("program", "m:program", "", "test", stage.root, stage.input, stage.history[0].at, "stage", "3.11")
    for length in range(len(stage.history)):
        played = play(Flow(header, stage.history[:length]), stage.workflow)
        assert (played.verdict, played.detail) == ("same", "the history is not finished; the code agrees so far"), (length, played)


@settings(max_examples=EXAMPLES)
@given(several=st.lists(timed, min_size=2, max_size=4), seed=seeds, rounds=st.integers(8, 20))
def test_calls_at_the_edges_of_what_time_allows(several: list[Program], seed: int, rounds: int) -> None:
    """A call that is repeated as late as it may be, or as early, has one effect: no doubt after the first makes the window longer."""
    driver = Driver(as_workflow(("seq", [("gather", several)] * 4)), random.Random(seed))
    driver.drive_by_the_clock(rounds)
    driver.finish()
    assert not driver.blocked, driver.stage.execution.blocked
    check(driver)
    take_down()


def runs_again(stage: Stage) -> WorkflowExecution:
    """The code runs over its whole history to the same end."""
    ending = stage.history[-1]
    whole = stage.from_prefix(len(stage.history)).execution
    assert whole.blocked is None
    assert whole.ending == (ending.type, {name: value for name, value in ending.data.items() if name != "dropped"})
    assert whole.unmade == ending.data.get("dropped", [])
    return whole


def check_trips(stage: Stage) -> None:
    """A saga that fails undoes each step that was applied, once; one that does not fail undoes none."""
    done: defaultdict[Any, list[str]] = defaultdict(list)
    undone: defaultdict[Any, list[str]] = defaultdict(list)
    for record in stage.execution._records.by_path.values():
        if record.path.name.startswith("step."):
            completed = record.ended is not None and record.ended.type == ev.ACTIVITY_COMPLETED
            done[record.path.scope] += [record.ended.data["result"]] if completed and record.ended is not None else []
        elif record.path.name.startswith("undo."):
            undone[record.path.scope].append(record.scheduled.data["input"]["kwargs"]["result"])
    for scope, results in done.items():
        if scope[-1][0] == "trip that fails":
            assert undone[scope] == results[::-1], scope
        else:
            assert undone[scope] in ([], results[::-1]), scope
    assert undone.keys() <= done.keys()


@settings(max_examples=EXAMPLES)
@given(program=longer, seed=seeds, before=st.integers(0, 80), after=turns)
def test_a_deploy_over_a_running_execution(program: Program, seed: int, before: int, after: int) -> None:
    """It goes on with each call's own result, or is blocked with a difference until the old code is back."""
    rng = random.Random(seed)
    old, new = as_workflow(program), as_workflow(changed(program, rng)[0])
    driver = Driver(old, rng)
    driver.drive(before)
    if driver.stage.execution.outcome is not None:
        return
    length = len(driver.stage.history)
    driver.deploy(new)
    driver.drive(after)
    if not driver.blocked:
        driver.finish()
    if driver.blocked:
        driver.check_blocked()
        of_both = driver.code_made(length)
        driver.deploy(old)
        if driver.blocked:
            assert of_both, (
                driver.stage.execution.blocked
            )  # the new code went on before it was blocked, and the old one does not know of that
            driver.check_blocked()
            return
        driver.drive(after)
        driver.finish()
        if driver.blocked:
            assert of_both, driver.stage.execution.blocked
            return
    check(driver)
    runs_again(driver.stage)


@settings(max_examples=EXAMPLES)
@given(program=longer, seed=seeds, before=st.integers(0, 80), after=turns)
def test_a_patched_deploy_over_a_running_execution(program: Program, seed: int, before: int, after: int) -> None:
    """A change behind `patched` never blocks, wherever the execution stands."""
    rng = random.Random(seed)
    driver = Driver(as_workflow(program), rng)
    driver.drive(before)
    if driver.stage.execution.outcome is not None:
        return
    driver.deploy(as_workflow(changed(program, rng)[1]))
    driver.drive(after)
    driver.finish()
    assert not driver.blocked, driver.stage.execution.blocked
    check(driver)
    runs_again(driver.stage)


@settings(max_examples=EXAMPLES)
@given(program=longer, seed=seeds, deploys=st.lists(turns, min_size=1, max_size=3))
def test_deploys_that_declare_other_classes(program: Program, seed: int, deploys: list[int]) -> None:
    """What was sent is judged by what it was sent as: no call is made twice because a later release calls it something else."""
    rng = random.Random(seed)
    code = as_workflow(program)
    driver = Driver(code, rng)
    for before in deploys:
        driver.drive(before)
        if driver.stage.execution.outcome is None:
            driver.deploy(code, some_classes(rng))
    driver.drive(rng.randrange(30))
    driver.finish()
    assert not driver.blocked, driver.stage.execution.blocked
    check(driver)
    runs_again(driver.stage)


@pytest.fixture(autouse=True)
def _stages() -> Iterator[None]:
    yield
    take_down()
    release()
