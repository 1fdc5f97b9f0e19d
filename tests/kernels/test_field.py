"""What the mechanisms add up to, against what the field has seen: assaults and hunger, each by itself.

Seeds are fixed. Each band says how far off luck alone could put a right model.
"""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


assaults, hunger = benchmark("assaults"), benchmark("hunger")


def test_assaults_win_as_often_as_in_the_field() -> None:
    """Sixty runs have a standard error of at most 6.5 points: twenty points are three of them."""
    rows = assaults.curve((1, 3, 8), 60)
    for row in rows:
        assert abs(row["win_share"] - row["field"]) < 0.20, row
        assert 0.2 < row["exchange"] < 1.1, row
    for fewer, more in pairwise(rows):
        assert fewer["win_share"] < more["win_share"]


def close_to_the_field(ratios: tuple[float, ...] = (1, 2, 3, 5, 8), runs: int = 400, **more: object) -> None:
    """Four hundred runs have a standard error of at most 2.5 points: ten points are four of them."""
    for row in assaults.curve(ratios, runs, **more):
        assert abs(row["win_share"] - row["field"]) < 0.10, row
        assert 0.2 < row["exchange"] < 1.1, row


@pytest.mark.slow
def test_the_whole_curve_lies_near_the_field() -> None:
    close_to_the_field()


@pytest.mark.slow
def test_half_a_tick_is_as_good() -> None:
    close_to_the_field((1, 3, 8), **{"clock.ticks_per_day": 8})


@pytest.mark.slow
@pytest.mark.parametrize("scale", [1, 5, 20])
def test_the_curve_does_not_depend_on_the_scale(scale: int) -> None:
    """The same 4 000 defenders, one, five or twenty to a row."""
    world = {"population.people_per_agent": scale, "garrison.fighters": 4000}
    close_to_the_field((1, 3, 8), 400, **world)


@pytest.mark.slow
@pytest.mark.parametrize("cell_m", [50.0, 75.0, 100.0, 200.0])
def test_the_curve_does_not_depend_on_the_cells(cell_m: float) -> None:
    """Within the bounds that the shipped scenarios give for their own cells."""
    close_to_the_field((1, 3, 8), 400, **{"map.cell_m": cell_m})


@pytest.mark.slow
def test_the_dead_follow_the_lethality() -> None:
    """Twice as deadly contact kills more of both sides, and hardly moves who wins."""
    usual = assaults.curve((3,), 200)[0]
    deadly = assaults.curve((3,), 200, **{"assault.lethality_per_day": 0.2})[0]
    assert deadly["dead_defenders"] > 1.3 * usual["dead_defenders"]
    assert deadly["dead_attackers"] > 1.3 * usual["dead_attackers"]
    assert abs(deadly["win_share"] - usual["win_share"]) < 0.15


@pytest.mark.parametrize("row", hunger.episodes(4000), ids=lambda row: f"{row.episode}: {row.figure}")
def test_hunger_kills_as_many_and_as_soon_as_on_record(row: Any) -> None:
    """The fast of 1981, Minnesota 1944-45, excess mortality by body mass index, Leningrad 1941-42."""
    assert row.agrees, f"{row.model:.4g} is not in {row.low}-{row.high} ({row.recorded})"


def test_a_total_cut_of_food_kills_everyone_and_the_thin_first() -> None:
    fast = hunger.course([0.0] * 200, 4000)
    assert fast.day_of(0.001) > 20, "hunger is a clock: nobody dies of it in the first weeks"
    assert 40 <= fast.day_of(0.1) <= 55
    assert fast.day_of(0.9) - fast.day_of(0.1) > 30
    assert fast.dead[-1] > 0.99


def test_on_a_mild_ration_hardly_anyone_starves() -> None:
    assert hunger.course([0.7] * 400, 4000).dead[-1] < 0.003
    assert hunger.course([1.0] * 400, 4000).dead[-1] < 0.0005


def test_more_to_eat_never_kills_more() -> None:
    last = [hunger.course([ration] * 120, 2000).dead[-1] for ration in (0.0, 0.22, 0.35, 0.5, 0.7, 1.0)]
    assert last == sorted(last, reverse=True)
    assert last[-1] == 0.0
