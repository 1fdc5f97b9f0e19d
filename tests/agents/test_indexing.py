"""What stands between the brackets of a set: one place, a slice, places, a mask."""

import random
from collections.abc import Sequence

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from town import Town

from sim.agents.people.agentset import PeopleSet
from sim.agents.people.views import Civilian, Fighter

TOWN = Town()


@pytest.fixture(params=["live", "copy", "mixed", "sorted"])
def agents(request):
    return {
        "live": TOWN.agents_by_type[Civilian],
        "copy": TOWN.agents_by_type[Fighter].copy(),
        "mixed": TOWN.agents,
        "sorted": TOWN.agents.sort("unique_id"),
    }[request.param]


def test_a_mask_gives_the_set_of_its_members(agents):
    each = list(agents)
    mask = np.arange(len(each)) % 3 == 1
    for how in (mask, mask.tolist(), pd.Series(mask), pd.array(mask, dtype="boolean").to_numpy(bool)):
        selected = agents[how]
        assert isinstance(selected, PeopleSet)
        assert list(selected) == [agent for agent, wanted in zip(each, mask, strict=True) if wanted]
    assert list(agents[np.zeros(len(each), bool)]) == []


def test_places_give_the_set_in_their_order(agents):
    each = list(agents)
    for how in ([1, 2], [2, 0, -1], np.array([3, 1], np.uint8), np.argsort(-agents.column("unique_id"))[:4], []):
        assert list(agents[how]) == [each[place] for place in how]
    for how in (1, -1, np.int64(2), np.array(3), np.uint8(0)):
        assert agents[how] is each[how]
    assert agents[1:4] == each[1:4]
    assert agents[::-2] == each[::-2]


@pytest.mark.parametrize(
    ("item", "error", "message"),
    [
        ([True], IndexError, r"^\[mask of 1\]: there are 9 agents in this set"),
        (np.ones(10, bool), IndexError, r"^\[mask of 10\]: there are 9"),
        ([0, 9], IndexError, r"^\[9\]: there are 9 agents"),
        ([-10], IndexError, r"^\[-10\]: there are 9 agents"),
        (9, IndexError, r"^\[9\]: there are 9 agents"),
        (np.int64(-10), IndexError, r"^\[-10\]: there are 9 agents"),
        (
            [1.0],
            TypeError,
            r"^\[list of float64, shape \(1,\)\]: a set of agents is indexed by an integer, a slice,",
        ),
        (np.array([]), TypeError, r"^\[ndarray of float64, shape \(0,\)\]"),
        (1.0, TypeError, r"^\[1.0\]: a set of agents is indexed by"),
        (True, TypeError, r"^\[True\]"),
        (np.bool_(True), TypeError, r"^\[np.True_\]"),
        ("morale", TypeError, r"^\['morale'\]"),
        ((1, 2), TypeError, r"^\[\(1, 2\)\]"),
        (None, TypeError, r"^\[None\]"),
        ([[1, 2]], TypeError, r"shape \(1, 2\)\]"),
        ([[1], [2, 3]], TypeError, r"^\[list of object"),
        ([1, 1], ValueError, r"^an agent can be in a set only once, but a position is repeated"),
        ([0, -9], ValueError, r"to draw with replacement use agents = the_set.to_list\(\)"),
    ],
    ids=str,
)
def test_anything_else_is_refused(item, error, message):
    nine = TOWN.agents_by_type[Civilian].select(at_most=9)
    assert len(nine) == 9
    with pytest.raises(error, match=message):
        nine[item]


@settings(deadline=None)
@given(st.integers(0, 9), st.data())
def test_masks_and_selections_agree(at_most, data):
    some = TOWN.agents.select(at_most=at_most)
    mask = np.array(data.draw(st.lists(st.booleans(), min_size=len(some), max_size=len(some))), bool)
    assert list(some[mask]) == list(some.select(where=mask)) == list(some[np.flatnonzero(mask)])


def test_sets_are_sequences_as_mesas_are(agents):
    assert isinstance(agents, Sequence)
    each = list(agents)
    drawn = random.Random(1).sample(agents, 3)
    assert drawn == random.Random(1).sample(each, 3)
    assert random.Random(2).choice(agents) is random.Random(2).choice(each)
    assert list(reversed(agents)) == each[::-1]
    assert [agents.index(agent) for agent in each[:5]] == [0, 1, 2, 3, 4]
    assert agents.index(each[-1], 2) == len(each) - 1
    assert (agents.count(each[0]), agents.count(3)) == (1, 0)
    for absent in ((each[0], 1), (each[3], 0, 3), (each[3], -2), ("nobody",)):
        with pytest.raises(ValueError, match="is not in"):
            agents.index(*absent)
