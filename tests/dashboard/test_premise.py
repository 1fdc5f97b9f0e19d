"""What the page says before the first day: numbers of the scenario, in words."""

from sim.dashboard.live.premise import premise_of
from sim.scenario.load import load_scenario


def test_the_premise_says_who_is_inside_and_who_threatens() -> None:
    text = dict(premise_of(load_scenario("baseline", {"besieger.aid_allowed": 0.4})))
    assert text["Inside"].startswith("2 000 civilians and 800 fighters, 15% of them from elsewhere. Food lasts 45")
    assert text["Outside"].startswith("2 400 besiegers hold the ring, 3 for each fighter inside.")
    assert "40% of the available aid in" in text["Outside"]
    assert "chance of 14% a year" in text["Others"]
    assert "day 730" in text["What nobody knows"]


def test_the_premise_leaves_out_what_is_not_there() -> None:
    quiet = {
        "guarantor.strength": 0, "mediator.skill": 0, "relief.rate_per_week": 0, "observers.monitors": 0,
        "observers.journalists": 0, "observers.aircraft": 0, "negotiation.allowed": False, "supply.food_days": 0,
    }  # fmt: skip
    text = dict(premise_of(load_scenario("baseline", quiet)))
    assert text["Others"] == "Nobody guarantees a deal, mediates or watches."
    assert "There is no food in store" in text["Inside"]
    assert "no talks" in text["Outside"]
