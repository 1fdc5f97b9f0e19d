"""Where kernels take a short cut, they find what the long way would: nobody is missed, no cell is calmer."""

import numpy as np
import pytest

from sim.kernels import bodies, fields, fire, morale
from sim.kernels.block import bernoulli, new_scratch
from sim.kernels.codes import HELD_BY_BESIEGER, HELD_BY_GARRISON
from sim.kernels.day_engine import starvation_table
from sim.model import SiegeModel
from sim.scenario.load import load_scenario
from sim.state.columns import N_CAUSE, Cause, People, Status, empty
from sim.state.day_inputs import kernel_params_of
from sim.state.draw import HUNGER, key_of, uniforms
from sim.state.grid import TO_SHELTER
from sim.theory.bodies import disease_per_day, starvation_per_day
from sim.theory.probability import event_probability


def test_the_table_of_starvation_decides_every_lot_as_the_theory_does() -> None:
    steps = 2.0**24
    for slot, held in enumerate(starvation_table()):
        exact = float(event_probability(np.float32(starvation_per_day(slot / 64.0)), np.float32(1.0)))
        for lot in (np.floor(exact * steps) + step for step in (-1, 0, 1)):
            assert (np.float32(lot / steps) < held) == (lot / steps < exact)


def test_whoever_dies_of_disease_is_looked_at() -> None:
    rules = kernel_params_of(load_scenario("baseline", {"bodies.disease_per_day": 0.01}))[0]
    people, n = empty(8000), 8000
    people.mass[:] = np.linspace(0.3, 1.0, n)
    mark, key, water = np.zeros(n, np.uint8), key_of(1, 2, 3), np.float32(0.4)
    bodies.mark_at_risk(people, np.zeros(n, np.float32), key_of(1, 2, 4), key, np.uint32(0), water, rules.bodies, mark)
    sick = uniforms(key, 0, n) < [disease_per_day(rules.bodies, water, mass) for mass in people.mass]
    assert sick.sum() > 100
    assert mark[sick].all()


@pytest.mark.parametrize("mass", [0.87, 0.55])
def test_whoever_draws_less_than_his_chance_to_starve_dies_of_it(mass: float) -> None:
    thin = {"bodies.bmi": 21.5, "bodies.bmi_spread": 0.08}
    model = SiegeModel("baseline", seed=1, **({"bodies.disease_per_day": 0.0} | thin))
    siege, today = model.siege, model.engine.day_inputs[0]
    people = People(*(column[: siege.layout.kind_start[1]] for column in siege.people))
    today.day, today.water, today.civilian_intake = 5, 1.0, 1.0
    dead, table, hungry = 0, starvation_table(), key_of(today.seed, 5, HUNGER)
    for first in range(0, 200_000, people.mass.size):  # the same people under other uids, until some have died
        people.mass[:], people.status[:], people.health[:] = mass, Status.inside, 1.0
        deaths = np.zeros((3, N_CAUSE), np.int64)
        bodies.update_bodies(people, 0, np.uint32(first), today, siege.kernel_params[0], table, new_scratch(), deaths)
        slots = np.zeros(people.mass.size, np.int32)
        lowest = bodies.find_bmi(people, siege.kernel_params[0].bodies, np.int32(table.size - 1), slots)
        assert lowest == slots[people.status == Status.inside].min()
        starve = uniforms(hungry, first, people.mass.size) < table[slots]
        assert np.array_equal(people.status == Status.dead, starve)
        assert deaths[0, Cause.hunger] == deaths.sum() == starve.sum()
        dead += starve.sum()
    assert (table[lowest] > bodies.LOOKED_UP) == (mass < 0.6), "each in one of two ways"
    assert dead > 5


def test_civilians_in_peril_are_looked_at_where_they_may_be_hit() -> None:
    n, luck, key = 4000, np.random.default_rng(1), key_of(1, 2, 3)
    struck, risk = (luck.random(64) < 0.1).astype(np.uint8), luck.random(64).astype(np.float32) / 4
    cell, rows = luck.integers(0, 64, n).astype(np.int32), np.flatnonzero(luck.random(n) < 0.5).astype(np.int32)
    odds, mark, chosen = np.zeros(n, np.float32), np.zeros(n, np.uint8), np.zeros(n, np.int32)
    fire.civilian_risk(cell, rows, struck, risk, odds)
    count = bernoulli(rows, odds, key, np.uint32(0), mark, chosen)
    meant = (struck[cell] == 1) | (uniforms(key, 0, n) < risk[cell])
    assert 0 < count < rows.size
    assert np.array_equal(chosen[:count], rows[meant[rows]])


def test_a_squad_that_lost_a_man_is_never_taken_for_unhurt() -> None:
    group = np.repeat(np.arange(5, 25, dtype=np.int32), 10)
    lost = np.zeros(40, np.float32)
    lost[[4, 25]] = 0.1  # of the squads beside this block
    assert morale.is_unhurt(lost, group)
    for squad in (5, 14, 24):
        lost[squad] = 0.1
        assert not morale.is_unhurt(lost, group)
        lost[squad] = 0.0


def test_civilians_step_to_the_calmest_of_the_four_cells_beside_them() -> None:
    model = SiegeModel("raqqa_2017", seed=3, **{"population.people_per_agent": 40})
    while model.siege.census.held_cells > 0.7 * model.siege.initial.cells:
        model.step()
    grid, rules, moment = model.siege.grid, model.siege.kernel_params[0], model.engine.day_inputs[0]
    fields.point_shelter(grid, rules, moment)
    per_cell = np.float32(rules.movement.crowded_per_ha * moment.cell_m * moment.cell_m / np.float32(10000.0))
    sides = (-1, 1, -moment.width, moment.width)

    def unrest(c: int) -> np.float32:
        line = any(grid.holder[c + step] == HELD_BY_BESIEGER for step in sides)
        return grid.danger[c] + np.float32(grid.crowd[0, c]) / per_cell + np.float32(line)

    steps = 0
    for c in grid.pocket.tolist():
        least, best = unrest(c), c
        for step in sides:
            if grid.holder[c + step] == HELD_BY_GARRISON and unrest(c + step) < least:
                least, best = unrest(c + step), c + step
        if grid.holder[c] != HELD_BY_GARRISON or best == c:
            assert grid.step_probability[TO_SHELTER, c] == 0.0
            continue
        steps += 1
        assert grid.next_cell[TO_SHELTER, c] == best
        assert grid.step_probability[TO_SHELTER, c] == min(np.float32(1.0), unrest(c) - least)
    assert 100 < steps < grid.pocket.size
