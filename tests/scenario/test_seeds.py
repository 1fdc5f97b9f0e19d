"""Mesa's own ways in: `rng` beside `seed`, a seed that is drawn, and batch_run with its defaults."""

import functools
import multiprocessing
import random

import mesa
import numpy as np
import pytest
from worlds import HAMLET

from sim import run
from sim.model import SiegeModel
from sim.outcomes import DAILY
from sim.scenario.errors import ScenarioError
from sim.scenario.seeds import integer_seed
from sim.theatre.model import TheatreModel

SHORT = {**HAMLET, "clock.horizon_days": 12}


class Watched(SiegeModel):
    """As a user writes one: no seed in its signature, and a collector of its own."""

    def __init__(self, scenario="baseline", **more):
        super().__init__(scenario, **more)
        self.datacollector = mesa.DataCollector(model_reporters={"dead": _dead, "drawn": "seed"})

    def step(self):
        """A day, then the books."""
        super().step()
        self.datacollector.collect(self)


def _dead(model):
    return int(model.siege.deaths.sum())


def test_the_integer_that_is_meant():
    assert integer_seed() == 1
    assert integer_seed(5) == integer_seed(rng=5) == integer_seed(5, None) == integer_seed(None, np.uint16(5)) == 5
    assert integer_seed(rng=np.random.SeedSequence(5)) == 5
    spawned = [integer_seed(rng=child) for child in np.random.SeedSequence(5).spawn(2)]
    assert spawned == [integer_seed(rng=child) for child in np.random.SeedSequence(5).spawn(2)]
    assert len({5, *spawned}) == 3
    for drawn in ({"seed": None}, {"rng": None}, {"seed": None, "rng": None}, {"rng": np.random.SeedSequence()}):
        assert integer_seed(**drawn) != integer_seed(**drawn | {"rng": None})
    assert SiegeModel(**SHORT).seed == 1


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"seed": 1, "rng": 1}, r"^seed and rng mean the same thing; give one of them$"),
        (
            {"rng": np.random.default_rng(1)},
            r"^rng = Generator: a siege needs an integer seed, not a random gen",
        ),
        ({"rng": np.random.RandomState(1)}, r"draw a seed from it: rng=int\(rng\.randint\(2\*\*31 - 1\)\)$"),
        ({"seed": random.Random(1)}, r"^seed = Random: .*: seed=rng\.getrandbits\(32\)$"),
        ({"rng": np.random.PCG64(1)}, r"^rng = PCG64: a siege needs an integer seed"),
        ({"rng": [1, 2]}, r"^rng = \[\.\.\.\]: must be a whole number, 0 to 4294967295$"),
        ({"rng": "1"}, r'^rng = "1": must be a whole number, 0 to 4294967295; give the number without quotes, 1$'),
        ({"seed": 2**32}, r"^seed = 4294967296: must be 4294967295 or less$"),
    ],
)
@pytest.mark.parametrize("make", [SiegeModel, functools.partial(TheatreModel, "four_towns_2017")])
def test_what_holds_no_integer_is_refused(make, value, message):
    with pytest.raises(ScenarioError, match=message):
        make(**value)


def test_a_drawn_seed_is_reported_and_reproduces_the_siege():
    model = SiegeModel(seed=None, **SHORT)
    model.run_model()
    assert model.datacollector.get_model_vars_dataframe()["seed"].unique().tolist() == [model.seed]
    again = run("baseline", model.seed, overrides=SHORT)
    assert again.daily["morale_fighters"].tolist() == model.datacollector.model_vars["morale_fighters"]


def test_a_siege_under_way_keeps_its_seed():
    siege = SiegeModel(seed=7, **SHORT).siege
    for arguments in ({}, {"rng": 7}, {"seed": None}, {"seed": 7.0, "rng": None}):
        assert SiegeModel(siege=siege, **arguments).seed == 7
    with pytest.raises(ScenarioError, match=r"^seed = 8: this siege already has seed 7; leave the seed out$"):
        SiegeModel(siege=siege, seed=8)


@pytest.fixture(autouse=True)
def start_method():
    """Mesa's batch_run sets it for the whole process."""
    yield
    multiprocessing.set_start_method(None, force=True)


@pytest.mark.filterwarnings("ignore:The `iterations` keyword:DeprecationWarning")
@pytest.mark.parametrize("model", [SiegeModel, Watched])
def test_batch_run_with_its_defaults(model):
    seed_of = "seed" if model is SiegeModel else "drawn"
    rows = mesa.batch_run(model, parameters=SHORT, display_progress=False)
    rows += mesa.batch_run(model, parameters=SHORT, iterations=2, display_progress=False)
    assert len({row[seed_of] for row in rows}) == len(rows) == 3
    assert all(0 <= row[seed_of] < 2**32 for row in rows)


def test_batch_run_is_run():
    values = {**SHORT, "supply.food_days": np.array([5.0, 60.0])}
    rows = mesa.batch_run(SiegeModel, values, rng=np.arange(1, 3), display_progress=False)
    results = {
        (food, seed): run("baseline", seed, overrides=SHORT | {"supply.food_days": food})
        for food in (5.0, 60.0)
        for seed in (1, 2)
    }
    assert len(rows) == len(results)
    for row in rows:
        result = results[row["supply.food_days"], row["seed"]]
        assert (row["outcome"], row["Step"]) == (result.outcome, result.days_simulated)
        last = result.daily.iloc[-1]
        assert [row[series.name] for series in DAILY] == [last[series.name] for series in DAILY]


def test_batch_run_collects_by_the_day():
    every = mesa.batch_run(SiegeModel, SHORT, rng=3, data_collection_period=1, max_steps=5, display_progress=False)
    assert [(row["Step"], row["day"], row["outcome"]) for row in every] == [(day + 1, day, None) for day in range(5)]
    own = SiegeModel(seed=3, **SHORT)
    assert own.datacollector.model_vars["fear"] == []
    own.step()
    own.datacollector.collect(own)  # of no use, and no harm
    assert own.datacollector.model_vars["fear"] == [every[0]["fear"]]
