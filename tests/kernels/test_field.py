"""What the mechanisms add up to, against what the field has seen: assaults and hunger, each by itself.

Seeds are fixed. Each band says how far off luck alone could put a right model.
"""

import importlib.util
from itertools import pairwise
from pathlib import Path
from types import ModuleType

import numpy as np
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
EVEN = {"bodies.need_spread": 0.0, "bodies.bmi_spread": 0.0}


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


def first_day(dead: np.ndarray, share: float) -> int:
    """First day by which a share are dead."""
    assert dead[-1] >= share
    return int(np.argmax(dead >= share))


def test_equal_bodies_starve_when_they_did() -> None:
    """1981: fasting men died on days 46-73; Minnesota: half rations for 24 weeks killed nobody."""
    assert 50 <= hunger.median_day(hunger.deaths(0.0, 90, 4000, **EVEN)) <= 62
    assert 80 <= hunger.median_day(hunger.deaths(0.22, 150, 4000, **EVEN)) <= 120
    assert hunger.deaths(0.5, 168, 4000, **EVEN)[-1] < 0.03


def test_unequal_bodies_starve_one_after_another() -> None:
    """The frail die weeks before the others, also where an average body lives."""
    fast = hunger.deaths(0.0, 90, 4000)
    assert 30 <= first_day(fast, 0.1) <= 45
    assert first_day(fast, 0.9) - first_day(fast, 0.1) > 14
    assert 0.005 < hunger.deaths(0.5, 168, 4000)[-1] < 0.10


def test_more_to_eat_never_kills_more() -> None:
    last = [hunger.deaths(ration, 120, 2000)[-1] for ration in (0.0, 0.22, 0.35, 0.5, 0.7, 1.0)]
    assert last == sorted(last, reverse=True)
    assert last[-1] <= 0.002  # one in a thousand needs half as much again as the ration
