import copy
import gc
import pickle
import time
import tracemalloc

import mesa
import numpy as np
import pytest
from mesa.agentset import AgentSet
from town import WIDTH, Town, population_of

from sim.agents.people.registry import install
from sim.agents.people.views import ATTRIBUTES, VIEWS, Besieger, Civilian, Fighter, Person, Population
from sim.state.columns import FOREIGN, Kind, RowLayout, Status, empty, uid_of


@pytest.fixture
def town():
    return Town()


@pytest.fixture
def fighter(town):
    return next(iter(town.agents_by_type[Fighter]))


def test_a_row_has_one_view(town):
    by_row = [town.population.view(row) for row in range(60)]
    assert all(town.population.view(row) is view for row, view in enumerate(by_row))
    assert all(town.population.person(view.unique_id) is view for view in by_row)
    assert set(town.agents.select(agent_type=Person)) == {view for view in by_row if view.present}
    assert town.agents[3] is town.agents.to_list()[3] is list(town.agents)[3]


def test_class_and_identity_follow_the_kind(town):
    kinds = {30: (Fighter, uid_of(Kind.fighter, 0)), 0: (Civilian, 1 << 28), 59: (Besieger, 3 << 28 | 17)}
    for row, (view, uid) in kinds.items():
        assert type(town.population.view(row)) is view
        assert town.population.view(row).unique_id == uid
    assert isinstance(fighter_uid := town.population.view(30).unique_id, int)
    assert fighter_uid < 2**32
    with pytest.raises(KeyError):
        town.population.person(uid_of(Kind.fighter, 12))
    with pytest.raises(IndexError, match="rows go from 0 to 59"):
        town.population.view(60)


def test_an_empty_kind_takes_no_rows():
    population = population_of(3, 0, 2)
    assert [type(population.view(row)) for row in range(5)] == [Civilian] * 3 + [Besieger] * 2
    assert population.uids(np.arange(5)).tolist() == [population.view(row).unique_id for row in range(5)]


def test_columns_are_read_as_python_values(town):
    people, row = town.population.people, 33
    view = town.population.view(row)
    assert {name: type(getattr(view, name)) for name in view.attributes} == {
        "cell": int, "mass": float, "mind": float, "morale": float, "health": float, "group": int,
        "weight": int, "status": Status, "pos": tuple, "unique_id": int, "alive": bool, "present": bool,
        "foreign": bool, "faction": str,
    }  # fmt: skip
    assert view.morale == view.mind == people.mind[row]
    assert view.pos == (people.cell[row] % WIDTH, people.cell[row] // WIDTH)
    assert view.faction == ("foreign" if people.flags[row] & FOREIGN else "local")
    assert view.model is town
    assert view.rng is town.rng


def test_writing_a_view_writes_the_column(town):
    people = town.population.people
    civilian, fighter, besieger = (town.population.view(row) for row in (0, 30, 42))
    civilian.fear, fighter.morale, besieger.mind = 0.25, 0.5, 0.75
    assert people.mind[[0, 30, 42]].tolist() == [0.25, 0.5, 0.75]
    fighter.status = Status.custody
    assert (people.status[30], fighter.status, fighter.present) == (4, Status.custody, False)
    civilian.pos = (3, 2)
    assert people.cell[0] == civilian.cell == 3 + 2 * WIDTH
    fighter.faction, civilian.kin = "foreign", True
    assert fighter.foreign
    assert civilian.kin


@pytest.mark.parametrize(
    ("name", "value", "error", "message"),
    [
        ("morale", 1.5, ValueError, r"^morale = 1.5: must be between 0 and 1$"),
        ("morale", float("nan"), ValueError, r"^morale = nan: must be between 0 and 1$"),
        ("morale", "high", TypeError, r"^morale = 'high': must be a number$"),
        ("cell", 35, ValueError, r"^cell = 35: must be between 0 and 34$"),
        ("cell", 3.5, TypeError, r"^cell = 3.5: must be a whole number$"),
        ("pos", (7, 0), ValueError, r"^pos = \(7, 0\): x must be between 0 and 6$"),
        ("pos", 7, TypeError, r"^pos = 7: must be two whole numbers, x and y$"),
        ("weight", 0, ValueError, r"^weight = 0: must be between 1 and 65535$"),
        ("status", 11, ValueError, r"^status = 11: must be between 0 and 10$"),
        ("faction", "own", ValueError, r"^faction = 'own': must be one of 'local', 'foreign'$"),
        ("alive", False, AttributeError, r"^alive cannot be set: it follows from status; set that instead$"),
        ("group", 3, AttributeError, r"^group cannot be set: groups are runs of rows"),
        ("unique_id", 3, AttributeError, r"^unique_id cannot be set: it identifies the row"),
        (
            "fear",
            0.1,
            AttributeError,
            r"^A Fighter has no fear, an attribute of Civilian\. A Fighter has alive,",
        ),
        ("moral", 0.1, AttributeError, r"^A Fighter cannot store moral; did you mean morale\?"),
        ("note", 1, AttributeError, r"^A Fighter cannot store note; keep it in a dict by unique_id"),
        ("model", None, AttributeError, r"^model of a Fighter cannot be set, since no column stores it"),
    ],
)
def test_what_cannot_be_written_says_why(town, fighter, name, value, error, message):
    before = [column.copy() for column in town.population.people]
    with pytest.raises(error, match=message):
        setattr(fighter, name, value)
    assert all((old == new).all() for old, new in zip(before, town.population.people, strict=True))


def test_people_are_not_made_by_hand(town):
    for make in (lambda: Fighter(town), lambda: Civilian.create_agents(town, 3)):
        with pytest.raises(TypeError, match="a view of a row and cannot be created by hand"):
            make()


def test_a_name_means_one_trait():
    for name, trait in ATTRIBUTES.items():
        assert {view.attributes[name] for view in VIEWS if name in view.attributes} == {trait}


def test_remove_books_a_person_as_withdrawn(town, fighter):
    messages = []

    def listen(signal):
        messages.append(signal)

    town.observe("agents", "agent_removed", listen)
    everyone, fighters = len(town.agents), len(town.agents_by_type[Fighter])
    fighter.remove()
    assert fighter.status == Status.withdrawn
    assert fighter not in town.agents
    assert (len(town.agents), len(town.agents_by_type[Fighter])) == (everyone - 1, fighters - 1)
    fighter.remove()
    assert len(messages) == 1


@pytest.mark.parametrize("status", [Status.dead, Status.evacuated, Status.awaited])
def test_remove_leaves_the_books_of_the_absent_alone(town, fighter, status):
    fighter.status = status
    fighter.remove()
    assert fighter.status == status
    assert fighter.alive == (status != Status.dead)


def test_sets_of_mesa_keep_views_that_nobody_else_holds(town):
    kept = AgentSet(list(town.agents_by_type[Civilian]), random=town.random)
    gc.collect()
    assert len(kept) == len(town.agents_by_type[Civilian])
    assert kept.get("fear") == town.agents_by_type[Civilian].get("fear")


@pytest.mark.parametrize("again", [copy.deepcopy, lambda thing: pickle.loads(pickle.dumps(thing))])
def test_a_copied_view_is_the_view_of_the_copied_model(town, fighter, again):
    assert copy.copy(fighter) is fighter
    town.parties[0].spokesman = town.population.view(0)  # met on the way, before the population has its columns
    other = again(fighter)
    assert other.model is not town
    assert other is other.population.person(fighter.unique_id)
    assert other.model.parties[0].spokesman is other.population.view(0)
    other.morale = 1 - fighter.morale
    assert town.population.view(fighter.row).morale != other.morale


def test_a_million_people_cost_nothing_until_touched():
    people, rows = empty(1_000_000), 1_000_000
    layout = RowLayout(np.array([0, 900_000, 950_000, rows]), np.array([0, rows]))
    tracemalloc.start()
    start = time.perf_counter()
    model = mesa.Model(rng=1)
    install(model, Population(people, layout, 1000, 1000))
    seconds = time.perf_counter() - start
    touched = [model.agents_by_type[Fighter].agg("morale", np.mean), len(model.agents)]
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert touched == [0, rows]
    assert seconds < 0.2
    assert held < 1e6
    assert peak < 60e6
