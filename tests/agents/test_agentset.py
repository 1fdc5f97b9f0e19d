import math
import warnings
from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from mesa.agentset import AgentSet
from town import Party, Town

from sim.agents.people.agentset import PeopleSet
from sim.agents.people.views import Besieger, Civilian, Fighter, Person
from sim.state.columns import Kind, Status

NAMES = ["cell", "mass", "mind", "health", "group", "weight", "status", "unique_id", "alive", "pos"]
towns = st.builds(
    Town, *(st.integers(1, 12) for _ in range(3)), rng=st.integers(0, 99)
).filter(lambda town: len(town.agents) > 4)  # fmt: skip


@pytest.fixture
def town():
    return Town()


def mesas(agents) -> AgentSet:
    """Mesa's own set of the same agents, which says what is right."""
    return AgentSet(list(agents), random=agents.random)


@st.composite
def sets(draw):
    """A live set or a set that keeps its members, of people or of people and parties."""
    town = draw(towns)
    agents = draw(st.sampled_from([town.agents, town.agents.select(agent_type=Person), PeopleSet(town.population)]))
    return draw(st.sampled_from([agents, agents.copy(), agents.shuffle()]))


@settings(deadline=None)
@given(
    sets(),
    st.one_of(st.integers(0, 40), st.floats(0, 1)),
    st.sampled_from([Fighter, Person, Party, Civilian]),
)
def test_selections_are_those_of_mesa(agents, at_most, agent_type):
    def odd(agent):
        return agent.unique_id % 2

    for how in (
        {}, {"at_most": at_most}, {"agent_type": agent_type}, {"filter_func": odd},
        {"filter_func": odd, "at_most": at_most},
        {"agent_type": agent_type, "at_most": at_most, "filter_func": odd},
    ):  # fmt: skip
        assert list(agents.select(**how)) == list(mesas(agents).select(**how))
    mine = agents.copy()
    assert mine.select(odd, at_most, inplace=True) is mine
    assert list(mine) == list(mesas(agents).select(odd, at_most))


@settings(deadline=None)
@given(towns, st.sampled_from([*NAMES, "model"]), st.booleans())
def test_reading_sorting_and_grouping_are_those_of_mesa(town, name, ascending):
    people = PeopleSet(town.population)
    assert people.get(name) == mesas(people).get(name)
    assert people.map(lambda person: getattr(person, name)) == mesas(people).get(name)
    groups, mesa_groups = people.groupby(name), mesas(people).groupby(name)
    assert [(key, list(group)) for key, group in groups] == [(key, list(group)) for key, group in mesa_groups]
    assert people.groupby(name, "list").groups == mesas(people).groupby(name, "list").groups
    if name in NAMES:
        assert list(people.sort(name, ascending)) == list(mesas(people).sort(name, ascending))
    if name not in ("pos", "model"):
        for func in (min, max, sum, np.mean, len):
            assert people.agg(name, func) == pytest.approx(mesas(people).agg(name, func))
            assert groups.agg("mind", func) == pytest.approx(mesa_groups.agg("mind", func))


@settings(deadline=None)
@given(towns)
def test_mixed_sets_are_those_of_mesa(town):
    agents, twin = town.agents, mesas(town.agents)
    assert agents.get("unique_id") == twin.get("unique_id")
    assert agents.get("pos") == twin.get("pos")
    assert agents.get("mind", "default") == twin.get("mind", "default")
    assert agents.get("stance", "default", -1) == twin.get("stance", "default", -1)
    assert list(agents.sort("unique_id")) == list(twin.sort("unique_id"))
    assert list(agents.sort(lambda a: a.unique_id % 7)) == list(twin.sort(lambda a: a.unique_id % 7))
    assert agents.groupby(type).count() == twin.groupby(type).count()
    assert agents.groupby(type).map(len) == twin.groupby(type).map(len)


@settings(deadline=None)
@given(sets(), st.integers(0, 3))
def test_set_algebra_is_that_of_sets(agents, cut):
    a, b = agents.select(at_most=len(agents) - cut), agents.shuffle().select(at_most=0.5)
    assert set(a ^ b) == set(a) ^ set(b)
    for other in (b, mesas(b)):
        assert set(a & other) == set(a) & set(b)
        assert set(a | other) == set(a) | set(b)
        assert set(a - other) == set(a) - set(b)
    assert a == mesas(a)
    assert (a & b) <= a
    assert all(agent in agents for agent in b)


def test_a_column_is_an_array_and_set_takes_one_value_or_one_each(town):
    fighters = town.agents_by_type[Fighter]
    assert fighters.column("morale").dtype == np.float32
    assert fighters.column("pos").shape == (len(fighters), 2)
    assert town.agents.column("morale", "default", -1.0).tolist() == town.agents.get("morale", "default", -1.0)
    assert fighters.set("morale", 0.5) is fighters
    assert fighters.get("morale") == [0.5] * len(fighters)
    each = np.linspace(0, 1, len(fighters), dtype=np.float32)
    fighters.set("morale", each)
    assert fighters.get("morale") == each.tolist() == [f.morale for f in fighters]
    fighters.set("pos", (2, 1)).set("faction", "foreign")
    assert {(f.pos, f.faction) for f in fighters} == {((2, 1), "foreign")}
    gone = town.population.people.status > Status.aboard
    assert (town.population.people.cell[gone] != 9).any()
    with pytest.raises(ValueError, match="must be between 0 and 1"):
        fighters.set("morale", each + 1)
    with pytest.raises(AttributeError, match="an attribute of Civilian: narrow the set with"):
        fighters.set("fear", 0)
    with pytest.raises(AttributeError, match="people have alive, cell"):
        fighters.set("wealth", 0)


def test_several_attributes_are_columns_side_by_side(town):
    fighters = town.agents_by_type[Fighter]
    assert fighters.get(["morale", "weight"]) == [[f.morale, f.weight] for f in fighters]
    assert fighters.get(["faction", "pos"]) == [[f.faction, f.pos] for f in fighters]


def test_aggregates_are_over_those_who_have_the_attribute(town):
    soldiers = [*town.agents_by_type[Fighter], *town.agents_by_type[Besieger]]
    morale = [soldier.morale for soldier in soldiers]
    assert town.agents.agg("morale", np.mean) == pytest.approx(np.mean(morale))
    assert town.agents.agg("morale", [min, max, len]) == [min(morale), max(morale), len(morale)]
    assert town.agents.agg("stance", sum) == 1.0
    with pytest.raises(AttributeError, match="Not every member has morale, an attribute of Fighter and Besieger"):
        town.agents.get("morale")
    with pytest.raises(AttributeError, match="wealth"):
        town.agents.agg("wealth", sum)
    with pytest.raises(ValueError, match="handle_missing = 'skip': must be 'error' or 'default'"):
        town.agents.get("health", handle_missing="skip")


def test_a_mask_selects_in_the_order_of_the_set(town):
    by_mass = town.agents_by_type[Civilian].sort("mass")
    frightened = by_mass.select(where=by_mass.column("fear") > 0.5)
    assert list(frightened) == [civilian for civilian in by_mass if civilian.fear > 0.5]
    for bad in ([True], by_mass.get("fear"), by_mass.column("fear")):
        with pytest.raises(TypeError, match="values, one per member in the order of the set"):
            by_mass.select(where=bad)


def test_a_cohort_keeps_its_people_and_the_models_sets_do_not(town):
    fighters = town.agents_by_type[Fighter]
    cohort = fighters.copy()
    town.population.people.status[30:42] = Status.dead
    assert len(fighters) == 0
    assert len(cohort) > 0
    assert cohort.groupby("status").count() == {Status.dead: len(cohort)}
    assert not any(f in fighters for f in cohort)
    assert all(f in cohort for f in cohort)


@pytest.mark.parametrize("of", [lambda agents: agents, lambda agents: agents.copy()])
def test_who_leaves_during_a_call_is_passed_over(town, of):
    def kill_the_rest(agent):
        called.append(agent)
        town.population.people.status[:] = Status.dead
        town.parties[1].remove()

    called = []
    first = town.agents[0]
    of(town.agents).do(kill_the_rest)
    assert called == [first, town.parties[0]]


def test_people_have_no_step_and_make_no_views_for_it(town):
    town.agents.do("step").shuffle_do("step")
    assert [party.days for party in town.parties] == [2, 2]
    assert not town.population._views
    assert town.agents.map("step") == [None] * len(town.agents)


def test_a_step_given_to_people_is_called(town, monkeypatch):
    monkeypatch.setattr(Fighter, "step", lambda fighter: setattr(fighter, "morale", 0), raising=False)
    town.agents.do("step")
    assert not town.agents_by_type[Fighter].column("morale").any()


def test_calls_take_arguments_and_shuffles_repeat():
    def order(seed):
        seen = []
        town = Town(rng=seed)
        town.agents.shuffle_do(lambda agent, into: into.append(agent.unique_id), into=seen)
        assert sorted(seen) == sorted(town.agents.get("unique_id"))
        return seen, town.agents.shuffle().get("unique_id")

    assert order(3) == order(3) != order(4)


def test_own_sets_grow_and_shrink(town):
    mine = town.agents_by_type[Fighter].select(at_most=2)
    a, b = mine
    civilian = town.agents[0]
    mine.add(civilian)
    mine.discard(a)
    mine.discard(a)
    assert list(mine) == [b, civilian]
    assert a not in mine
    with pytest.raises(KeyError):
        mine.remove(a)
    assert a.present
    with pytest.raises(TypeError, match=r"not a person of this model; for a mixed set use mesa.agent.AgentSet"):
        mine.add(town.parties[0])
    mine.clear()
    assert len(mine) == 0


def test_the_models_own_sets_are_not_rearranged(town):
    for change in (
        lambda agents: agents.shuffle(inplace=True), lambda agents: agents.sort("unique_id", inplace=True),
        lambda agents: agents.select(at_most=1, inplace=True), lambda agents: agents.clear(),
    ):  # fmt: skip
        for agents in (town.agents, town.agents_by_type[Fighter]):
            with pytest.raises(TypeError, match=r"Cannot .* the model's own set of agents: "):
                change(agents)
    dead = town.population.view(0)
    dead.status = Status.dead
    with pytest.raises(TypeError, match="membership follows from status; set that"):
        town.agents.add(dead)


def test_live_sets_look_at_every_use(town):
    besiegers = PeopleSet(town.population, kind=Kind.besieger)
    town.population.people.status[42:] = Status.awaited
    assert list(besiegers) == []
    town.population.people.status[50] = Status.aboard
    assert list(besiegers) == [town.population.view(50)]
    assert besiegers.discard(town.population.view(50)) is None
    assert town.population.view(50).status == Status.withdrawn


def test_functions_get_what_mesa_gives_them(town):
    """A list of Python values; of NumPy's functions, which take an array alike, the results are those of the list."""
    people = town.agents.select(agent_type=Person)
    mean = lambda values: sum(values) / len(values) if values else 0  # noqa: E731
    own = (mean, lambda v: v.__add__([1]), sorted, list, set, str, type, lambda v: v.count(Status.inside), math.fsum)
    numpys = (np.mean, np.sum, np.std, np.array, np.diff, np.negative, np.unique, partial(np.percentile, q=90))
    for agents in (people, people.select(at_most=0), town.agents, town.agents_by_type[Fighter]):
        twin = mesas(agents)
        for name in (
            ("health", "weight", "status", "alive", "pos", "unique_id") if agents is not town.agents else ("pos",)
        ):
            for func in (*own, *numpys, len, min, max, sum):
                assert result_of(agents, name, func) == result_of(twin, name, func), (name, func)
                for group in (type, "unique_id"):
                    assert result_of(agents.groupby(group), name, func) == result_of(twin.groupby(group), name, func)


def result_of(agents, name, func):
    """What comes of an aggregate, with its type; or the sort of error."""
    try:
        with warnings.catch_warnings(action="ignore"):
            return repr(agents.agg(name, func))
    except (TypeError, ValueError, AttributeError, IndexError) as error:
        return type(error)


def test_lists_hold_what_views_give(town):
    people = town.agents.select(agent_type=Person)
    assert {type(status) for status in people.get("status")} == {Status}
    assert people.get("status") == [person.status for person in people]
    assert people.get([]) == people.get(()) == mesas(people).get([]) == [[]] * len(people)
    assert people.get(["status", "pos"]) == mesas(people).get(["status", "pos"])
    for name in ("status", "pos", "weight", "health"):
        before = people.get(name)
        assert people.set(name, before).get(name) == before
