"""What the fall of one place does to the others: each way by itself, in the direction that the theory states."""

import numpy as np
import pytest

from sim.state.columns import Kind, Status
from sim.state.events import Event
from sim.state.siege_state import Deal, Ending
from sim.theatre.model import TheatreModel
from sim.theory import contagion
from tests.theatre.pairs import row


def fallen(theatre_model: TheatreModel, outcome: str = "stormed", days: int = 4) -> TheatreModel:
    """The first siege falls on day 3, by decree; some days later."""
    for _ in range(3):
        theatre_model.step()
    theatre_model.models["a"].siege.ending = Ending(outcome, "decree", "", 2)
    theatre_model.models["a"].running = False
    for _ in range(days):
        theatre_model.step()
    return theatre_model


def test_the_rules() -> None:
    assert contagion.march_days(60.0, 30.0) == 2
    assert contagion.march_days(1.0, 30.0) == 1
    up, down = contagion.reputation(0.5, True, 1.0) - 0.5, 0.5 - contagion.reputation(0.5, False, 1.0)
    assert 0 < up < down, "recovery is slower than the fall"
    assert contagion.reputation(0.5, True, 0.0) == contagion.reputation(0.5, False, 0.0) == 0.5
    assert contagion.hope(1.0, 1.0) == pytest.approx(0.75)
    assert contagion.precedent(0.3, 0.0) == 0.3
    assert 0.3 < contagion.precedent(0.3, 0.5) < 1.0
    assert contagion.faded(0.5, 90.0) < 0.5


def test_freed_troops_march_to_the_next_rings_the_more_to_the_nearer() -> None:
    model = fallen(TheatreModel(row(freed_troops=0.5), seed=1), days=1)
    a, b, c = model.sieges.values()
    gone = a.people_in(Kind.besieger, Status.withdrawn)
    assert gone == round(0.5 * (gone + a.inside(Kind.besieger)))
    assert b.link.joined_besiegers == 0, "a day's march"
    model.step()
    assert b.link.joined_besiegers > 0 == c.link.joined_besiegers
    model.step()
    assert b.link.joined_besiegers > c.link.joined_besiegers > 0
    assert b.link.joined_besiegers + c.link.joined_besiegers == gone
    quiet = fallen(TheatreModel(row(), seed=1)).sieges["b"]
    assert quiet.link.joined_besiegers == 0
    assert b.inside(Kind.besieger) > quiet.inside(Kind.besieger)


def test_a_storm_is_an_example_to_the_others() -> None:
    loud, quiet = (fallen(TheatreModel(row(demonstration=s), seed=1)).sieges["b"] for s in (0.6, 0.0))
    assert loud.garrison.storm_belief > quiet.garrison.storm_belief
    assert loud.garrison.unbiased_endurance < quiet.garrison.unbiased_endurance
    assert loud.mean_mind(Kind.civilian) > quiet.mean_mind(Kind.civilian), "fear"
    deal = fallen(TheatreModel(row(demonstration=0.6), seed=1), "surrender").sieges["b"]
    assert deal.link.precedent == 0.0, "only a storm is"


def test_each_fall_takes_a_quarter_of_the_hope() -> None:
    hopeless = fallen(TheatreModel(row(relief_hope=1.0), seed=1), "surrender").sieges["b"]
    assert hopeless.link.hope == pytest.approx(0.75)
    assert fallen(TheatreModel(row(), seed=1)).sieges["b"].link.hope == 1.0
    relieved = fallen(TheatreModel(row(relief_hope=1.0), seed=1), "relieved").sieges["b"]
    assert relieved.link.hope == 1.0, "a place that was relieved has not fallen"


@pytest.mark.parametrize(("honoured", "sign"), [(True, 1), (False, -1)])
def test_a_word_kept_or_broken_is_remembered_of_the_whole_side(honoured: bool, sign: int) -> None:
    changes = {}
    for strength in (0.0, 1.0):
        model = TheatreModel(row(reputation=strength), seed=1)
        a, b, _ = model.sieges.values()
        a.deals.append(Deal(0, 0.0, 0, 0, 80, completed_day=0 if honoured else -1, incidents=0 if honoured else 1))
        if not honoured:
            a.log_event(Event.incident, "convoy", reason="road")
        before = b.besieger.road_reputation, b.besieger.captor_reputation
        model._morning()
        changes[strength] = np.subtract((b.besieger.road_reputation, b.besieger.captor_reputation), before)
    assert (changes[0.0] == 0).all()
    assert (sign * changes[1.0] > 0).all()


def test_armed_leavers_fight_on_where_they_go() -> None:
    model = TheatreModel(row("b", armed_leavers=0.5), seed=1)
    for _ in range(2):
        model.step()
    a, b, _ = model.sieges.values()
    first, end = (int(r) for r in a.layout.kind_start[1:3])
    rows = np.arange(first, end)[a.people.status[first:end] == Status.inside][:20]
    a.tranche = np.full(a.people.cell.size, -1, np.int16)
    a.tranche[rows] = 0
    a.set_status(rows, Status.evacuated)
    a.deals.append(Deal(0, 0.0, 0, 0, 80, completed_day=1))
    before = b.inside(Kind.fighter)
    model.step()
    assert b.link.joined_fighters == 0, "they march for a day"
    model.step()
    assert b.link.joined_fighters == a.link.left_fighters == 10
    assert b.inside(Kind.fighter) >= before + 5
    assert [line["value"] for line in b.ledger if line["event"] == "transfer_arrived"] == [10.0]
