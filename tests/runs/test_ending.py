"""Endings for a reader in a hurry: the dead first, how deadly it was, what was weighed at each offer."""

import pytest

from sim import run
from sim.runs.narrative.ending import TOLLS, headline_with_deaths, killed_on_road, offer_values, toll
from sim.runs.narrative.ledger import ledger_context
from sim.runs.narrative.summary import headline
from sim.state.columns import Cause, Kind, Status
from sim.state.events import Event
from sim.state.siege import Siege
from tests.runs.conftest import SMALL


@pytest.fixture(scope="module")
def siege() -> Siege:
    """A siege with offers that were answered."""
    for seed in range(1, 12):
        siege = run("baseline", seed, overrides=SMALL).siege
        if siege.main_deal and siege.main_deal.refused_before > 0:
            return siege
    raise AssertionError("no run had a failed offer and a deal")


def test_an_ending_begins_with_the_dead(siege: Siege) -> None:
    text = headline_with_deaths(siege)
    dead = siege.people_in(Kind.civilian, Status.dead)
    assert text.startswith(f"{dead} of " if dead else "None of the ")
    fighters = siege.people_in(Kind.fighter, Status.dead)
    assert fighters == 0 or f"; {fighters} of " in text
    assert text.index("civilian") < text.index(headline(siege)[:20])


def test_a_person_killed_on_the_road_is_in_the_headline_and_in_its_colour(
    siege: Siege, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = siege.deaths.copy()
    siege.deaths[:, Cause.breach] = 0
    monkeypatch.setattr(Siege, "people_in", lambda *_: 0)
    assert "on the road" not in headline_with_deaths(siege)
    assert toll(siege) == "small"
    siege.deaths[Kind.civilian, Cause.breach] = 1
    assert "1 person was killed on the road. " in headline_with_deaths(siege)
    assert toll(siege) == "costly", "no ending is green over somebody who was killed"
    siege.deaths[Kind.fighter, Cause.breach] = 163
    assert killed_on_road(siege) == 164
    assert "164 people were killed on the road. " in headline_with_deaths(siege)
    siege.deaths[:] = before


@pytest.mark.parametrize(
    ("civilians", "fighters", "expected"),
    [(0, 0, "small"), (9, 0, "small"), (10, 0, "costly"), (50, 0, "grave"), (200, 0, "massacre"), (0, 900, "massacre")],
)
def test_the_colour_follows_the_share_of_the_dead(
    siege: Siege, monkeypatch: pytest.MonkeyPatch, civilians: int, fighters: int, expected: str
) -> None:
    people = {
        (Kind.civilian, Status.dead): civilians, (Kind.civilian, Status.evacuated): 1000 - civilians,
        (Kind.fighter, Status.dead): fighters, (Kind.fighter, Status.evacuated): 1000 - fighters,
    }  # fmt: skip
    monkeypatch.setattr(Siege, "people_in", lambda _, kind, status: people.get((kind, status), 0))
    monkeypatch.setattr("sim.runs.narrative.ending.killed_on_road", lambda _: 0)
    assert toll(siege) == expected
    assert [*TOLLS] == ["costly", "grave", "massacre"]


def test_what_was_weighed_at_an_offer_is_that_of_the_ledger(siege: Siege) -> None:
    answers = [e for e in siege.ledger if e["event"] in (Event.refused, Event.accepted, Event.surrendered_unprompted)]
    offers = offer_values(siege.ledger, siege.daily, ledger_context(siege))
    assert [one.day for one in offers] == [e["day"] for e in answers]
    for one, entry in zip(offers, answers, strict=True):
        foreign = one.who == "foreign"
        offered = one.leave if one.offered == "leave" else one.give_up
        assert offered == entry["foreign_value" if foreign else "value"]
        assert one.fight == entry["foreign_alternative_value" if foreign else "alternative_value"]
        if entry["event"] == Event.refused and one.needed is not None:
            assert one.needed == offered + entry["shortfall"]
            assert one.needed > entry["value"] or foreign
        if entry["event"] != Event.refused:
            assert one.needed is None
