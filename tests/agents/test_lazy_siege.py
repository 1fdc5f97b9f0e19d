"""A model at which nobody looks lets its siege run ahead; whoever looks must find each day as it would be."""

import copy
import pickle

import mesa
import pytest
from worlds import EAGER, HAMLET, PRESSED

from sim.agents.people.views import Civilian
from sim.model import SiegeModel
from sim.state.snapshot import digest


def watched(seed=3, **world):
    """A model whose siege is looked at from the start, so that each step is a day."""
    model = SiegeModel(seed=seed, **HAMLET | world)
    assert model.siege.day == 0
    return model


def unseen(seed=3, **world):
    return SiegeModel(seed=seed, **HAMLET | world)


def is_ahead(model):
    """Whether the siege is ahead of the clock, asked behind its back."""
    hidden = vars(model).get("_lazy")
    return hidden is not None and hidden.ahead is not None and hidden.ahead.siege.day > hidden.days


@pytest.mark.parametrize("world", [{}, EAGER, PRESSED], ids=["calm", "eager", "pressed"])
def test_to_the_end_it_is_the_same_siege(world):
    one, other = watched(**world), unseen(**world)
    ahead = 0
    while one.running:
        one.step()
        other.step()
        assert (other.running, other.steps, other.time) == (one.running, one.steps, one.time)
        ahead += is_ahead(other)
    assert ahead or world == PRESSED
    assert digest(other.siege) == digest(one.siege)
    assert other.siege.daily == one.siege.daily


@pytest.mark.parametrize("day", [0, 1, 2, 9, 23])
def test_a_look_finds_the_day_and_ends_the_running_ahead(day):
    one, other = watched(), unseen()
    for _ in range(day):
        one.step()
        other.step()
    assert digest(other.siege) == digest(one.siege)
    assert other.parties.keys() == one.parties.keys()
    assert all(party.model is other for party in other.parties.values())
    for _ in range(5):
        one.step()
        other.step()
        assert digest(other.siege) == digest(one.siege)
    assert other.siege.day == day + 5


def test_it_runs_ahead_only_from_the_second_day_on():
    model = unseen()
    model.step()
    assert not is_ahead(model)
    for _ in range(4):
        model.step()
    assert is_ahead(model)


@pytest.mark.parametrize(
    "look",
    [
        lambda model: model.agents,
        lambda model: model.agents_by_type[Civilian],
        lambda model: model.engine,
        lambda model: model.datacollector.model_vars["day"],
        lambda model: mesa.Agent(model),
        lambda model: model.advance(1),
        lambda model: setattr(model, "evening", lambda siege: None) or model.step(),
    ],
)
def test_every_way_to_look_is_one(look):
    model = unseen()
    for _ in range(5):
        model.step()
    assert is_ahead(model)
    look(model)
    assert "_lazy" not in vars(model)
    assert model.siege.day == model.steps
    twin = watched()
    while twin.steps < model.steps:
        twin.step()
    assert digest(model.siege) == digest(twin.siege)


def test_a_step_of_a_users_own_may_look_before_and_after():
    class Curious(SiegeModel):
        def step(self):
            days.append(self.siege.day if self.steps > 4 else None)
            super().step()
            days.append(self.siege.day if self.steps > 4 else None)

    days = []
    model = Curious(seed=3, **HAMLET)
    for _ in range(6):
        model.step()
    assert days == [None] * 8 + [4, 5, 5, 6]


def test_events_of_mesas_find_their_day():
    seen, model = [], unseen()

    def note():
        seen.append((model.time, model.siege.day))

    model.schedule_event(note, at=6.5)
    for _ in range(8):
        model.step()
    assert seen == [(6.5, 6)]


@pytest.mark.parametrize("again", [copy.deepcopy, lambda model: pickle.loads(pickle.dumps(model))])
def test_a_copy_on_the_way_goes_on_alike(again):
    model = unseen()
    for _ in range(5):
        model.step()
    other = again(model)
    for _ in range(3):
        model.step()
        other.step()
    assert digest(other.siege) == digest(model.siege)
    assert other.siege is not model.siege


def test_a_stopped_model_is_found_where_it_stopped():
    model = unseen()
    while model.steps < 7:
        model.step()
    assert model.datacollector.model_vars["day"] == list(range(7))
    assert len(model.datacollector.get_model_vars_dataframe()) == 7
