import hashlib

import numpy as np
import pytest

from sim.scenario.errors import ScenarioError
from sim.scenario.generate import generate
from sim.scenario.ground import Holder, Terrain
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from sim.scenario.rasters import checked

KINDS = ("town", "dense_city", "mountain", "base", "open")


def test_the_baseline_is_34_by_34_and_golden() -> None:
    place = map_of(load_scenario("baseline"))
    assert place.terrain.shape == (34, 34)
    assert (place.held == Holder.garrison).sum() == 140
    digest = hashlib.sha256(place.terrain.tobytes() + place.held.tobytes()).hexdigest()
    assert digest[:12] == "b5f13f719fcf"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("area", "cell"), [(0.01, 10), (0.17, 100), (1.4, 100), (10, 100), (260, 100), (2000, 300)])
def test_a_pocket_has_its_area_its_ring_and_dry_ground(kind: str, area: float, cell: float) -> None:
    for seed in range(6):
        place = generate(kind, area, cell, seed)
        inside = place.held == Holder.garrison
        assert inside.sum() * cell**2 / 1e6 == pytest.approx(area, rel=0.03)
        where = np.argwhere(inside)
        assert min(where.min(), len(inside) - 1 - where.max()) >= 6
        assert len(inside) <= 256
        assert ((place.held == Holder.nobody) == (place.terrain == Terrain.water)).all()
        checked(place.terrain.copy(), place.held.copy(), None, "generated")


def share(kind: str, *terrain: Terrain) -> float:
    places = [generate(kind, 4, 100, seed) for seed in range(10)]
    inside = np.concatenate([p.terrain[p.held == Holder.garrison] for p in places])
    return float(np.isin(inside, terrain).mean())


def test_each_kind_is_mostly_what_it_is_called() -> None:
    assert share("town", Terrain.town) > 0.45
    assert 0.05 < share("town", Terrain.dense) < 0.3
    assert 0.1 < share("town", Terrain.fields) < 0.4
    assert share("dense_city", Terrain.dense) > 0.6
    assert share("mountain", Terrain.mountain) > 0.6
    assert 0.15 < share("base", Terrain.base) < 0.5
    assert share("base", Terrain.open, Terrain.base) == 1
    assert share("open", Terrain.open) == 1


def test_a_town_has_a_hospital_and_sometimes_a_river() -> None:
    places = [generate("town", 1.4, 100, seed) for seed in range(40)]
    assert all(((p.terrain == Terrain.hospital) & (p.held == Holder.garrison)).any() for p in places)
    rivers = sum((p.terrain == Terrain.water).any() for p in places)
    assert 5 <= rivers <= 25


def test_the_seed_decides_and_nothing_else_does() -> None:
    generate.cache_clear()
    first = generate("town", 1.4, 100.0, 7)
    generate.cache_clear()
    again, other = generate("town", 1.4, 100.0, 7), generate("town", 1.4, 100.0, 8)
    assert (first.terrain == again.terrain).all()
    assert (first.held == again.held).all()
    assert (first.terrain != other.terrain).any()


@pytest.mark.parametrize(
    ("override", "message"),
    [
        (
            "map.area_km2=2000",
            "baseline.yaml: map.cell_m = 100: a pocket of 2000 km2 and its ring would be 674 cells wide, "
            "but at most 256 are allowed; use at least 274",
        ),
        (
            "map.area_km2=0.1",
            "baseline.yaml: map.cell_m = 100: too large for a pocket of 0.1 km2; use at most 76",
        ),
    ],
)
def test_a_size_that_no_map_has(override: str, message: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        load_scenario("baseline", [override])
    assert str(caught.value).endswith(message)
    cell_m = message.split()[-1]
    assert map_of(load_scenario("baseline", [override, f"map.cell_m={cell_m}"]))
