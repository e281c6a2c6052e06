"""The plan of kills: seeded, and never without a kill that leaves a doubt."""

from __future__ import annotations

import pytest

from eventual_checkout.chaos import Kill, KillPlan


def taken(seed: int, kills: int) -> list[Kill]:
    """The kills that a run of a hundred effects takes."""
    plan = KillPlan(seed, kills, 100)
    return [kill for kill in (plan.effect_happened() for _ in range(100)) if kill is not None]


@pytest.mark.parametrize("kills", [1, 2, 3, 12])
def test_a_kill_comes_between_an_effect_and_its_answer(kills: int) -> None:
    for seed in range(50):
        found = taken(seed, kills)
        assert len(found) == kills
        assert any(kill.before_answer for kill in found), f"seed {seed}"
        assert found == taken(seed, kills)


def test_no_kills_are_none() -> None:
    assert taken(1, 0) == []
