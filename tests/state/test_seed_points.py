"""Hidden types over consecutive seeds: every run of seeds stands for the distribution, whatever its start."""

import itertools
from statistics import NormalDist

import numpy as np
import pytest

from sim.model import SiegeModel
from sim.scenario.numbers import MAX_SEED
from sim.state.seed_points import DIMENSIONS, TypeDraw, share, standard_normal
from sim.theatre.model import TheatreModel, seed_of
from sim.theory.packages import Package

STARTS = [1, 2, 7, 61, 1000, 1237, 90_001, 2**31 - 100, 3_000_000_019]
USED = TypeDraw.first_taste + sum(bool(package.features) for package in Package)


def points(start: int, seeds: int) -> np.ndarray:
    """Standard normal numbers of consecutive seeds, float64 (seeds, dimensions)."""
    return np.array([[standard_normal(start + k, d) for d in range(len(DIMENSIONS))] for k in range(seeds)])


# Over these starts and dimensions, means of independent draws have a root mean square of 0.22, 0.13 and 0.07 and reach
# 0.7, 0.4 and 0.2; deviations from 1 reach 0.5, 0.3 and 0.15.
@pytest.mark.parametrize(("seeds", "typical", "mean", "deviation"), [
    (20, 0.13, 0.4, 0.2), (60, 0.06, 0.18, 0.12), (200, 0.025, 0.06, 0.05),
])  # fmt: skip
def test_means_and_deviations_of_any_run_of_seeds(seeds: int, typical: float, mean: float, deviation: float) -> None:
    found = np.array([points(start, seeds) for start in STARTS])
    means, deviations = found.mean(axis=1), found.std(axis=1)
    assert np.abs(means).max() < mean
    assert np.sqrt((means**2).mean()) < typical
    assert np.abs(deviations - 1).max() < deviation


def test_the_first_sixty_seeds_have_no_leaning() -> None:
    assert np.abs(points(1, 60).mean(axis=0)).max() < 0.08  # of independent draws, 18 would reach 0.25


@pytest.mark.parametrize("start", STARTS)
def test_dimensions_are_hardly_correlated(start: int) -> None:
    r = np.corrcoef(points(start, 400).T) - np.eye(len(DIMENSIONS))
    assert np.abs(r).max() <= 0.1


@pytest.mark.parametrize("start", STARTS)
def test_every_quantile_has_its_share_of_the_seeds(start: int) -> None:
    z = points(start, 200)
    for q in np.linspace(0.05, 0.95, 19):
        below = (z < NormalDist().inv_cdf(q)).mean(axis=0)
        assert np.abs(below - q).max() < 0.04  # of independent draws, some would be 0.1 away


def test_a_block_of_seeds_has_one_point_in_each_stratum() -> None:
    for dimension, start in itertools.product(range(len(DIMENSIONS)), (1, 65, 2**20 + 1, MAX_SEED - 62)):
        strata = [int(64 * share(start + k, dimension)) for k in range(64)]
        assert sorted(strata) == list(range(64))


def test_no_coordinate_is_infinite() -> None:
    assert all(abs(standard_normal(seed, d)) < 6.5 for seed in (0, MAX_SEED) for d in range(len(DIMENSIONS)))


def test_every_hidden_type_has_a_dimension_of_its_own() -> None:
    assert len(DIMENSIONS) >= USED
    model = SiegeModel("baseline", seed=11)
    n, t, b = model.siege.scenario.negotiation, model.siege.scenario.terms, model.siege.besieger
    z = [standard_normal(11, d) for d in range(USED)]
    tastes = [taste for package, taste in zip(Package, b.tastes, strict=True) if package.features]
    assert model.siege.garrison.hidden_local == n.type_spread * z[TypeDraw.local_resolve]
    assert [b.storm_bias, b.deal_bias, b.split_bias] == [n.temper_spread * z[d] for d in (2, 3, 4)]
    assert tastes == [t.taste_spread * z[d] for d in range(TypeDraw.first_taste, USED)]


def test_the_same_seed_has_the_same_types_under_other_parameters() -> None:
    one = SiegeModel("baseline", seed=5, **{"besieger.manpower": 1200}).siege
    two = SiegeModel("baseline", seed=5, **{"besieger.manpower": 4800}).siege
    assert (one.garrison.hidden_local, one.besieger.tastes) == (two.garrison.hidden_local, two.besieger.tastes)


def test_sieges_of_a_theatre_have_independent_types() -> None:
    seeds = np.array([[seed_of(seed, number) for number in range(3)] for seed in range(1, 401)])
    z = np.array([[standard_normal(int(own), TypeDraw.local_resolve) for own in row] for row in seeds])
    assert np.abs(np.corrcoef(z.T) - np.eye(3)).max() < 0.15


def test_a_siege_of_a_theatre_has_the_types_of_its_own_seed() -> None:
    theatre = TheatreModel("linked_pair", seed=9)
    for siege in theatre.sieges.values():
        drawn = standard_normal(siege.seed, TypeDraw.local_resolve)
        assert siege.garrison.hidden_local == siege.scenario.negotiation.type_spread * drawn
    theatre.close()
