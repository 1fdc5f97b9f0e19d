"""The first day: who is there, where they stand, and that it depends on nothing else."""

from typing import Any

import numpy as np
import pytest
from worlds import HAMLET

from sim.scenario.errors import ScenarioError
from sim.scenario.ground import Holder
from sim.scenario.load import load_scenario
from sim.scenario.maps import map_of
from sim.state.build import build
from sim.state.columns import FOREIGN, KIN, Kind, Status, empty, uid_of
from sim.state.siege import Siege

FORCES = {"garrison.foreign_share": 0.3, "reinforcements": [{"day": 3, "men": 41}, {"day": 9, "men": 10}]}


def first_day(seed: int = 1, **more: Any) -> Siege:
    scenario = load_scenario("baseline", HAMLET | more)
    return build(scenario, map_of(scenario), seed)


def heads(siege: Siege, kind: Kind, flag: int = 0, status: Status | None = None) -> int:
    a, b = siege.layout.kind_start[kind : kind + 2]
    people = siege.people
    wanted = people.flags[a:b] & flag == flag
    if status is not None:
        wanted &= people.status[a:b] == status
    return int(people.weight[a:b][wanted].astype(int).sum())


@pytest.mark.parametrize("scale", [1, 3, 20, 1000])
def test_every_person_is_in_one_row(scale: int) -> None:
    siege = first_day(**FORCES, **{"population.people_per_agent": scale})
    assert heads(siege, Kind.civilian, status=Status.inside) == 200
    assert heads(siege, Kind.fighter, status=Status.inside) == 80
    assert heads(siege, Kind.fighter, FOREIGN) == 24
    assert heads(siege, Kind.besieger, status=Status.inside) == 240
    assert heads(siege, Kind.besieger, status=Status.awaited) == 51
    weight = siege.people.weight
    assert weight.min() >= 1
    assert weight.max() <= scale
    # Only the last row of each list of people is not full.
    assert (weight < scale).sum() <= (0 if scale == 1 else 6)
    # Families are whole households: never more than wanted, and at scale 1 all but a part of one.
    assert heads(siege, Kind.civilian, KIN) <= 112
    assert scale > 1 or heads(siege, Kind.civilian, KIN) > 112 - 6


@pytest.mark.parametrize(("scale", "civilians"), [(1, 20), (3, 1), (2, 1000)])
def test_civilians_may_have_a_scale_of_their_own(scale: int, civilians: int) -> None:
    own = {"population.people_per_agent": scale, "population.civilians_per_agent": civilians}
    siege = first_day(**FORCES, **own)
    a, b = siege.layout.kind_start[1:3]
    assert heads(siege, Kind.civilian, status=Status.inside) == 200
    assert a == -(-200 // civilians)
    assert heads(siege, Kind.fighter, status=Status.inside) == 80
    assert siege.people.weight[a:b].max() == scale
    same = first_day(**FORCES, **{"population.people_per_agent": scale})
    assert (siege.people.mind[a:b] == same.people.mind[same.layout.kind_start[1] : same.layout.kind_start[2]]).all()


@pytest.mark.parametrize("kind_of_place", ["town", "dense_city", "mountain", "base", "open"])
def test_everyone_stands_on_his_own_side(kind_of_place: str) -> None:
    siege = first_day(**FORCES, **{"map.generate": kind_of_place})
    holder = siege.grid.holder[siege.people.cell]
    soldiers = int(siege.layout.kind_start[2])
    assert (holder[:soldiers] == Holder.garrison).all()
    assert (holder[soldiers:] == Holder.besieger).all()


@pytest.mark.parametrize(
    "extreme",
    [
        {"population.civilians": 0},
        {"garrison.fighters": 1, "besieger.manpower": 1},
        {"garrison.foreign_share": 1.0},
        {"population.people_per_agent": 1000},
        {"population.household_size": 1.0},
    ],
    ids=str,
)
def test_groups_are_runs_of_rows(extreme: dict[str, Any]) -> None:
    siege = first_day(**extreme)
    group, start = siege.people.group, siege.layout.group_start
    assert np.array_equal(group, np.repeat(np.arange(start.size - 1), np.diff(start)))
    edges = siege.layout.kind_start
    for kind in Kind:  # no household has a fighter in it, no squad a besieger
        assert edges[kind] in start or edges[kind] == edges[kind + 1]
    for column in siege.groups:
        assert column.shape == (start.size - 1,)


def people_by_cell(siege: Siege) -> np.ndarray:
    """Civilians in each cell of the map, int64 (rows, columns)."""
    last = siege.layout.kind_start[1]
    people = np.bincount(siege.people.cell[:last], siege.people.weight[:last], siege.grid.holder.size)
    return people.reshape(siege.shape.height, siege.shape.width)[1:-1, 1:-1].astype(np.int64)


@pytest.mark.parametrize(("civilians", "scale"), [(200, 1), (137, 1), (201, 20), (1, 1)])
def test_civilians_live_where_the_map_has_them(civilians: int, scale: int) -> None:
    numbers = {"population.civilians": civilians, "population.civilians_per_agent": scale}
    scenario = load_scenario("baseline", HAMLET | numbers)
    place = map_of(scenario)
    homes = np.random.default_rng(3).integers(0, 9, place.held.shape) * (place.held == Holder.garrison)
    homes[:, : homes.shape[1] // 2] = 0
    one, other = (build(scenario, place._replace(civilians=homes), seed) for seed in (1, 2))
    people, exact = people_by_cell(one), homes / homes.sum() * civilians
    assert people.sum() == civilians
    assert np.abs(people - exact).max() < scale + 1e-9
    assert np.abs(people.sum(axis=1) - exact.sum(axis=1)).max() < scale + 1e-9
    assert scale > 1 or (people == people_by_cell(other)).all()
    assert civilians == 1 or not np.array_equal(one.people.cell, other.people.cell)
    whole = build(
        load_scenario("baseline", HAMLET | {"population.civilians": int(homes.sum())}),
        place._replace(civilians=homes),
        seed=1,
    )
    assert (people_by_cell(whole) == homes).all()


def test_more_besiegers_change_nobody_inside() -> None:
    few, many = first_day(), first_day(**{"besieger.manpower": 731})
    inside = int(few.layout.kind_start[2])
    assert np.array_equal(few.layout.kind_start[:3], many.layout.kind_start[:3])
    for name, column in few.people._asdict().items():
        assert np.array_equal(column[:inside], getattr(many.people, name)[:inside]), name
    assert np.array_equal(few.people.mind[inside:], many.people.mind[inside : few.people.mind.size])


def test_reinforcements_change_nobody_who_is_there() -> None:
    without, with_them = first_day(), first_day(reinforcements=FORCES["reinforcements"])
    there = without.people.cell.size
    for name, column in without.people._asdict().items():
        if name != "cell":
            assert np.array_equal(column, getattr(with_them.people, name)[:there]), name


def test_the_seed_makes_the_people() -> None:
    one, again, other = first_day(7), first_day(7), first_day(8)
    for name, column in one.people._asdict().items():
        assert np.array_equal(column, getattr(again.people, name))
    for name in ("mind", "need", "build", "cell"):
        assert not np.array_equal(getattr(one.people, name), getattr(other.people, name))


@pytest.mark.parametrize("seed", [-1, 2**32, 1.0, True, "1", None, np.int64(3)])
def test_a_seed_that_is_none_is_refused(seed: Any) -> None:
    with pytest.raises(ScenarioError, match=r"^seed = .*: must be a whole number from 0 to 4294967295$"):
        first_day(seed)


@pytest.mark.parametrize("seed", [0, 2**32 - 1])
def test_the_outermost_seeds_are_taken(seed: int) -> None:
    assert first_day(seed).seed == seed


def test_identities_never_meet() -> None:
    assert uid_of(Kind.civilian, 0) == 1 << 28
    most = 1 << 28
    assert [uid_of(kind, most - 1) + 1 for kind in (Kind.civilian, Kind.fighter)] == [
        uid_of(kind, 0) for kind in (Kind.fighter, Kind.besieger)
    ]
    assert uid_of(Kind.besieger, most - 1) < 2**32


def test_columns_take_what_they_say() -> None:
    people = empty(1000)
    assert sum(column.nbytes for column in people) == 26 * 1000
    assert (people.mass == 1).all()
    assert (people.health == 1).all()
    assert (people.status == Status.inside).all()
    assert all(column.shape == (1000,) for column in people)
