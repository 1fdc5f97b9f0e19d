"""Several sieges in step: the same bits as alone, after a restore, and every person once."""

from pathlib import Path
from typing import Any

import pytest
from worlds import EAGER, HAMLET, PRESSED

from sim.model import SiegeModel
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import theatre_from_data
from sim.scenario.theatre import Theatre, theatre_hash
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.state.snapshot import digest
from sim.state.theatre_snapshot import load_theatre_snapshot, save_theatre, theatre_digest
from sim.theatre.model import TheatreModel, seed_of
from tests.laws.laws import heads
from tests.theatre.pairs import ROUGH, pair, row, siege

EVERYTHING = {"freed_troops": 0.7, "demonstration": 0.5, "reputation": 0.5, "relief_hope": 1.0, "armed_leavers": 1.0}


def gone_on(model: TheatreModel, days: int) -> TheatreModel:
    for _ in range(days):
        if model.running:
            model.step()
    return model


def history(model: TheatreModel) -> str:
    return theatre_digest(model.theatre_state, model.sieges)


def test_a_theatre_of_one_siege_is_that_siege() -> None:
    world = HAMLET | EAGER
    alone = SiegeModel("baseline", seed=5, **world)
    data = {"kind": "theatre", "sieges": {"a": {"scenario": "baseline", "set": world}}, "contagion": EVERYTHING}
    del data["contagion"]["armed_leavers"]
    model = TheatreModel(theatre_from_data(data, "one", Path()), seed=5)
    for _ in range(30):
        if alone.running:
            alone.step()
    gone_on(model, 30)
    assert digest(model.sieges["a"]) == digest(alone.siege)


def test_sieges_without_ties_and_with_all_switches_off_know_nothing_of_each_other() -> None:
    model = gone_on(TheatreModel(row(), seed=3), 25)
    for number, one in enumerate(model.sieges.values()):
        alone = SiegeModel("baseline", seed=seed_of(3, number), **HAMLET)
        for _ in range(25):
            alone.step()
        assert digest(one) == digest(alone.siege)
    assert len({digest(one) for one in model.sieges.values()}) == 3, "each has luck of its own"


@pytest.mark.parametrize(
    ("theatre", "days", "half"), [(pair(ROUGH), 20, 10), (pair(ROUGH), 24, 7), (row("b", **EVERYTHING), 20, 10)]
)
def test_saved_and_loaded_on_the_way_it_ends_the_same(tmp_path: Path, theatre: Theatre, days: int, half: int) -> None:
    whole = gone_on(TheatreModel(theatre, seed=2), days)
    first = gone_on(TheatreModel(theatre, seed=2, threads=2), half)
    save_theatre(theatre, 2, first.theatre_state, first.sieges, tmp_path / "half")
    world, seed, theatre_state, sieges = load_theatre_snapshot(tmp_path / "half")
    assert theatre_hash(world) == theatre_hash(theatre)
    rest = gone_on(TheatreModel(world, seed=seed, theatre_state=theatre_state, sieges=sieges), days - half)
    assert history(rest) == history(whole)


def test_a_damaged_snapshot_is_refused(tmp_path: Path) -> None:
    model = gone_on(TheatreModel(pair(), seed=1), 2)
    folder = tmp_path / "day-2.snapshot"
    save_theatre(model.theatre, 1, model.theatre_state, model.sieges, folder)
    meta = (folder / "theatre.json").read_text()
    for damaged, says in ((meta.replace('"seed":1', '"seed":2'), "checksum"), (meta[:-9], "damaged"), ("3", "format")):
        (folder / "theatre.json").write_text(damaged)
        with pytest.raises(ScenarioError, match=says):
            load_theatre_snapshot(folder)
    (folder / "theatre.json").write_text(meta)
    (folder / "a.snapshot").replace(folder / "b.snapshot")
    with pytest.raises(ScenarioError, match=r"a\.snapshot"):
        load_theatre_snapshot(folder)


def people(one: Siege) -> dict[Kind, int]:
    return {kind: sum(heads(one, kind, s) for s in Status if s != Status.awaited) for kind in Kind}


@pytest.mark.parametrize("world", [PRESSED, EAGER | PRESSED, EAGER])
def test_nobody_is_lost_or_made_on_the_march(world: dict[str, Any]) -> None:
    """Each day: in each siege start + reinforcements + joined; over the theatre, less those who joined, as at first."""
    data = {
        "kind": "theatre",
        "sieges": {
            "a": siege() | {"destination": "b", "set": HAMLET | world | {"supply.food_days": 1.0}},
            "b": siege("red", "blue", reinforcements=[{"day": 3, "men": 7}]),
            "c": siege("blue", "red", **{"population.people_per_agent": 1}) | {"destination": "b"},
        },
        "contagion": {"freed_troops": 1.0, "armed_leavers": 1.0, "march_km_day": 30.0},
        "distances_km": {"a": {"b": 60.0}},
    }
    moved = 0
    for seed in (1, 2):
        model = TheatreModel(theatre_from_data(data, "row", Path()), seed=seed)
        before = {name: people(one) for name, one in model.sieges.items()}
        while model.running and model.day < 90:
            model.step()
            total = dict.fromkeys(Kind, 0)
            joined = 0
            for name, one in model.sieges.items():
                link = one.link
                more = {Kind.civilian: 0, Kind.fighter: link.joined_fighters, Kind.besieger: link.joined_besiegers}
                for kind, n in people(one).items():
                    due = 7 if name == "b" and kind == Kind.besieger and one.day > 3 else 0
                    assert n == before[name][kind] + due + more[kind]
                    total[kind] += n
                joined += link.joined_fighters + link.joined_besiegers
            left = sum(one.link.left_fighters + one.link.left_besiegers for one in model.sieges.values())
            assert joined == left
            moved = max(moved, joined)
    if world is not EAGER:
        assert moved > 0, "somebody should have marched"
