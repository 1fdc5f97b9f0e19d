"""Where kernels look only at some, nobody is missed whom the theory would have meant."""

import numpy as np

from sim.kernels import bodies
from sim.kernels.threads import starvation_table
from sim.scenario.load import load_scenario
from sim.state.columns import empty
from sim.state.draw import key_of, uniforms
from sim.state.moment import rules_of
from sim.theory.bodies import disease_per_day, starvation_per_day
from sim.theory.chance import chance


def test_the_table_of_starvation_decides_every_lot_as_the_theory_does() -> None:
    steps = 2.0**24
    for slot, held in enumerate(starvation_table()):
        exact = float(chance(np.float32(starvation_per_day(slot / 64.0)), np.float32(1.0)))
        for lot in (np.floor(exact * steps) + step for step in (-1, 0, 1)):
            assert (np.float32(lot / steps) < held) == (lot / steps < exact)


def test_whoever_dies_of_disease_is_looked_at() -> None:
    rules = rules_of(load_scenario("baseline", {"bodies.disease_per_day": 0.01}))[0]
    people, n = empty(8000), 8000
    people.mass[:] = np.linspace(0.3, 1.0, n)
    mark, key, water = np.zeros(n, np.uint8), key_of(1, 2, 3), np.float32(0.4)
    bodies.fail(people, np.zeros(n, np.float32), key_of(1, 2, 4), key, np.uint32(0), water, rules.bodies, mark)
    sick = uniforms(key, 0, n) < [disease_per_day(rules.bodies, water, mass) for mass in people.mass]
    assert sick.sum() > 100
    assert mark[sick].all()
