"""What we take for granted of Mesa, and what a Mesa model does with people in it."""

import copy
import inspect
import multiprocessing
import pickle

import mesa
import mesa.agentset
import numpy as np
import pytest
from mesa.agentset import AbstractAgentSet, AgentSet, GroupBy
from mesa.experimental.data_collection import DataSet, NumpyAgentDataSet
from mesa.time import Schedule
from town import Party, Town, WatchedTown, population_of
from worlds import HAMLET

from sim.agents.people.agentset import PeopleSet
from sim.agents.people.registry import SiegeAgents, install
from sim.agents.people.views import Besieger, Civilian, Fighter, Person
from sim.model import SiegeModel
from sim.state.columns import Kind, Status, uid_of


@pytest.fixture
def town():
    return Town()


def again_by_pickle(thing):
    return pickle.loads(pickle.dumps(thing))


@pytest.mark.parametrize("name", ["_all_agents", "_agents_by_type"])
def test_mesa_keeps_its_agents_where_install_puts_them(name):
    assert name in vars(mesa.Model(rng=1)), f"mesa.Model has no {name} any more: install() must find another place."
    model = mesa.Model(rng=1)
    everyone = install(model, population_of(2, 2, 2))
    assert model.agents is everyone, "model.agents does not return model._all_agents any more."
    assert model.agents_by_type is model._agents_by_type, "agents_by_type does not return _agents_by_type any more."
    assert model.agent_types == [Civilian, Fighter, Besieger], "agent_types is not the keys of _agents_by_type."


@pytest.mark.parametrize("method", ["register_agent", "deregister_agent", "remove_all_agents", "agents"])
def test_mesa_reaches_its_agents_by_the_names_we_replace(method):
    attribute = inspect.getattr_static(mesa.Model, method)
    source = inspect.getsource(attribute.fget if isinstance(attribute, property) else inspect.unwrap(attribute))
    assert "_all_agents" in source, f"Model.{method} goes another way to the agents; see sim/agents/people/registry.py."


def test_sets_of_mesa_ask_what_ours_answer():
    public = {name for name in vars(AbstractAgentSet) if not name.startswith("_")}
    ours = {name for cls in (PeopleSet, PeopleSet.__mro__[1]) for name in vars(cls)}
    assert public <= ours, f"AbstractAgentSet has new methods, written for _agents: {sorted(public - ours)}."
    assert not PeopleSet.__abstractmethods__, "AbstractAgentSet asks for more methods."
    for name in public:
        theirs = inspect.signature(getattr(AbstractAgentSet, name)).parameters
        mine = inspect.signature(getattr(PeopleSet, name)).parameters
        assert list(mine)[: len(theirs)] == list(theirs), f"AbstractAgentSet.{name} takes other arguments now."
    assert GroupBy({}).groups == {}, "GroupBy keeps its groups under another name."


def test_mesas_agent_keeps_nothing_that_views_do_not_have():
    kept = set(vars(mesa.Agent(mesa.Model(rng=1))))
    assert kept == {"model", "unique_id", "pos"}, f"mesa.Agent keeps other attributes now: {sorted(kept)}."
    assert mesa.Agent._datasets == set(), "mesa.Agent has lost _datasets, which Agent.remove goes through."


def test_mesas_numbers_do_not_meet_ours(town):
    assert [party.unique_id for party in town.parties] == [1, 2]
    assert town.agent_id_counter < uid_of(Kind.civilian, 0), "Mesa counts its agents from another number."
    ids = town.agents.get("unique_id")
    assert len(set(ids)) == len(ids)


def test_ordinary_agents_come_and_go_beside_people(town):
    party = Party(town)
    assert list(town.agents)[-3:] == [*town.parties, party]
    assert list(town.agents_by_type[Party]) == [*town.parties, party]
    parties = town.agents.select(agent_type=Party)
    party.remove()
    assert party not in town.agents
    assert list(parties) == list(town.agents_by_type[Party]) == town.parties
    assert town.agent_types == [Civilian, Fighter, Besieger, Party]
    with pytest.raises(KeyError):
        town.agents.remove(party)


def test_agents_by_type_are_those_of_the_type(town):
    for kind in (Civilian, Fighter, Besieger):
        assert list(town.agents_by_type[kind]) == [agent for agent in town.agents if type(agent) is kind]
    assert isinstance(town.agents, SiegeAgents)
    assert len(town.agents) == sum(map(len, town.agents_by_type.values()))


def test_setting_all_agents_reaches_people_and_parties(town):
    town.agents.set("health", 0.5)
    assert {agent.health for agent in town.agents} == {0.5}
    each = np.linspace(0, 1, len(town.agents))
    town.agents.set("health", each)
    assert town.agents.get("health") == pytest.approx(each)
    town.agents.set("health", 0.0)
    town.agents.set("health", each.tolist())
    assert town.agents.get("health") == pytest.approx(each)
    assert town.parties[1].health == each[-1]
    places = [(x % 7, 1) for x in range(len(town.agents))]
    assert town.agents.set("pos", places).get("pos") == places


def test_the_model_deregisters_and_removes_all(town):
    fighter = town.agents_by_type[Fighter][0]
    town.deregister_agent(fighter)
    assert fighter.status == Status.withdrawn
    with pytest.raises(KeyError):
        town.deregister_agent(fighter)
    town.remove_all_agents()
    assert len(town.agents) == len(town.agents_by_type[Party]) == 0
    assert not (town.population.people.status <= Status.aboard).any()


def test_installing_keeps_the_ordinary_agents():
    model = mesa.Model(rng=1)
    first = Party(model)
    install(model, population_of(5, 5, 5))
    second = Party(model)
    install(model, population_of(40, 5, 5))
    assert [agent for agent in model.agents if not isinstance(agent, Person)] == [first, second]
    assert len(model.agents) == len(model.agents.population.present()) + 2


@pytest.mark.install
def test_mesas_collector_and_its_data_sets_see_people():
    town = WatchedTown()
    for _ in range(3):
        town.step()
    present = len(town.agents)
    assert town.datacollector.get_model_vars_dataframe()["agents"].tolist() == [present + n for n in (3, 2, 1, 0)]
    last = town.datacollector.get_agent_vars_dataframe().loc[3]
    assert last.index.tolist() == town.agents.get("unique_id")
    fear = town.datacollector.get_agenttype_vars_dataframe(Civilian).loc[3, "fear"]
    assert fear.tolist() == town.agents_by_type[Civilian].get("fear")
    assert town.datacollector.get_agenttype_vars_dataframe(Party).loc[3, "days"].tolist() == [3, 3]
    watched = town.data_registry.track_agents(town.agents_by_type[Fighter], "fighters", "morale")
    assert isinstance(watched, DataSet)
    assert watched.data[0] == {
        "unique_id": (f := town.agents_by_type[Fighter][0]).unique_id,
        "morale": f.morale,
    }


def test_numpy_data_sets_of_mesa_leave_our_traits_alone(town):
    with pytest.raises(TypeError, match="people are stored in columns already"):
        NumpyAgentDataSet("fighters", Fighter, "morale")
    assert town.agents_by_type[Fighter][0].morale >= 0


@pytest.mark.install
def test_batch_run_in_two_processes():
    try:
        results = mesa.batch_run(
            WatchedTown, {"civilians": [10, 20]}, number_processes=2, max_steps=2, display_progress=False,
            rng=[1, 2], data_collection_period=1,
        )  # fmt: skip
    finally:
        multiprocessing.set_start_method(None, force=True)  # Mesa sets it for the whole process
    alone = WatchedTown(civilians=10, rng=2)
    alone.step()
    rows = [row for row in results if (row["civilians"], row["rng"], row["Step"]) == (10, 2, 1)]
    assert {row["AgentID"] for row in rows} == set(alone.agents.get("unique_id"))
    assert rows[0]["morale"] == alone.agents_by_type[Fighter].agg("morale", np.mean)


@pytest.mark.parametrize("again", [copy.deepcopy, again_by_pickle])
def test_a_copy_of_the_model_runs_on_as_the_model_does(town, again):
    town.step()
    town.parties[0].spokesman = spokesman = town.agents_by_type[Civilian][2]
    town.friends = AgentSet([spokesman, town.parties[0], town.agents_by_type[Fighter][0]], random=town.random)
    town.cohort = town.agents.shuffle().select(at_most=20)
    other = again(town)
    assert other.parties[0].spokesman is other.population.person(spokesman.unique_id)
    assert set(other.friends) <= set(other.agents)
    for each in (town, other):
        for _ in range(3):
            each.step()
    assert all((a == b).all() for a, b in zip(town.population.people, other.population.people, strict=True))
    assert town.friends.get("unique_id") == other.friends.get("unique_id")
    assert town.cohort.get("unique_id") == other.cohort.get("unique_id")
    assert [p.days for p in other.agents_by_type[Party]] == [p.days for p in town.parties] == [4, 4]
    other.agents.do("remove")
    assert len(other.agents) == 0 < len(town.agents)
    assert Party(other) in other.agents


def test_mesas_own_loop_steps_the_model(town):
    town.run_for(5)
    assert [party.days for party in town.parties] == [5, 5]
    assert town.time == 5


def test_days_and_other_events_keep_mesas_order():
    """A day that is all that is scheduled takes a shorter way through Mesa's clock; the clock may not tell."""
    model, seen = SiegeModel("baseline", seed=1, **HAMLET), []

    def note():
        seen.append((model.time, model.steps, model.siege.day))

    model.step()
    model.schedule_event(note, at=2.5)
    model.schedule_event(note, at=4.0)
    for _ in range(3):
        model.step()
    assert seen == [(2.5, 2, 2), (4.0, 4, 4)]
    model.schedule_recurring(note, Schedule(interval=1.0))
    model.run_for(2)
    model.step()
    assert seen[2:] == [(5.0, 5, 5), (6.0, 6, 6), (7.0, 7, 7)]
    assert (model.steps, model.time, model.siege.day) == (7, 7.0, 7)
    clock = model._default_schedule
    assert (clock.execution_count, clock.next_scheduled_time) == (7, 8.0)
