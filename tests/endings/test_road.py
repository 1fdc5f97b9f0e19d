"""Convoys from the signature to the arrival: what the ledger tells, who knows it, and what becomes of those aboard."""

from typing import Any

import pytest
from worlds import EAGER, HAMLET, STRANDED

from sim.model import SiegeModel
from sim.outcomes import OUTCOMES
from sim.runs.narrative.ledger import sentence
from sim.state.columns import Kind, Status
from sim.state.siege import Siege
from sim.theory.packages import Package, Terms

WORLD = HAMLET | {"clock.horizon_days": 120, "garrison.refuge": 1.0, "garrison.foreign_share": 0.3}


def ended(seed: int, more: dict[str, Any], package: Package = Package.evacuation, concession: float = 0.5) -> Siege:
    """A siege of which the deal is signed on day 3, lived to its end."""
    from sim.agents import convoy

    model = SiegeModel("baseline", seed=seed, **(WORLD | {"negotiation.opening_days": 365.0} | more))
    while model.running:
        if model.siege.day == 3:
            convoy.sign(model.siege, Terms(package, concession))
        model.step()
    return model.siege


def event_names(siege: Siege) -> list[str]:
    return [entry["event"] for entry in siege.ledger]


def measured(siege: Siege) -> dict[str, Any]:
    return {measure.name: measure.of(siege) for measure in OUTCOMES}


@pytest.fixture(scope="module")
def stranded() -> list[Siege]:
    return [ended(seed, STRANDED | {"negotiation.opening_days": 365.0}) for seed in range(8)]


def test_a_cratered_column_stands_shrinks_and_mostly_goes_on(stranded: list[Siege]) -> None:
    cratered = [s for s in stranded if "cratered" in event_names(s)]
    assert len(cratered) >= 4
    for siege in cratered:
        events = event_names(siege)
        after = events[events.index("cratered") :]
        assert "resumed" in after or "deal_broken" in after
        rows = measured(siege)
        assert rows["cratered"] == 1
        assert rows["halt_days"] >= 1
        assert (
            0
            <= rows["slipped"]
            <= siege.people_in(Kind.civilian, Status.smuggled) + siege.people_in(Kind.fighter, Status.smuggled)
        )
    assert sum("completed" in event_names(s) for s in cratered) >= len(cratered) / 2
    assert not any("struck" in event_names(s) for s in stranded), "families aboard"
    assert any(measured(s)["slipped"] for s in cratered)


def test_the_column_runs_out_of_food() -> None:
    """Nothing is let through: provisions are for the way, and the halt is longer."""
    siege = ended(3, STRANDED | {"convoy.road_aid": 0.0, "convoy.strand_days": 60.0, "convoy.breach_chance": 0.0})
    fed = ended(3, STRANDED | {"convoy.road_aid": 1.0, "convoy.strand_days": 60.0, "convoy.breach_chance": 0.0})
    assert "cratered" in event_names(siege)
    assert siege.stores.given_g < fed.stores.given_g


def test_a_rival_and_families_decide_between_crater_and_strike() -> None:
    bare = STRANDED | {"patron.restraint": 0.0, "population.civilians": 0, "patron.rival_request": 0.0}
    struck = [ended(seed, bare) for seed in range(6)]
    assert sum(measured(s)["struck"] for s in struck) >= 4
    assert all(s.deaths[Kind.fighter].sum() for s in struck if measured(s)["struck"])
    asked = [ended(seed, bare | {"patron.rival_request": 1.0, "patron.restraint": 3.0}) for seed in range(6)]
    assert sum(measured(s)["struck"] for s in asked) < sum(measured(s)["struck"] for s in struck)


def test_a_secret_deal_is_denied_and_comes_out() -> None:
    more = {
        "observers.journalists": 0.0,
        "observers.monitors": 0.0,
        "observers.aircraft": 1.0,
        "observers.exposure_days": 5.0,
        "convoy.breach_chance": 0.0,
    }
    siege = ended(1, more, Package.secret_exit)
    private = {e["event"] for e in siege.ledger if not e["public"]}
    assert {"signed", "tranche_left", "completed"} <= private
    assert [e["event"] for e in siege.ledger if e["event"] == "reported" and e["public"]] == []
    assert measured(siege)["denied"] == 1
    shown = [e for e in siege.ledger if e["event"] == "exposed"]
    assert len(shown) == 1
    assert measured(siege)["exposed_day"] == shown[0]["value"] > siege.public.denied_day
    later = shown[0]["value"] > shown[0]["day"]
    assert ("stayed hidden until after the siege" if later else "the denied deal was exposed") in sentence(
        shown[0]
    ).lower()
    assert (f"exposed it on day {shown[0]['value']:.0f}" in sentence(shown[0])) == later


def test_an_open_deal_is_known_and_not_denied() -> None:
    siege = ended(1, {"convoy.breach_chance": 0.0})
    assert all(e["public"] for e in siege.ledger if e["event"] in ("signed", "tranche_left", "completed"))
    rows = measured(siege)
    assert rows["denied"] == 0
    assert rows["exposed_day"] is None


def test_a_large_displacement_in_full_view_is_condemned() -> None:
    """Never with the switch at 0; nearly always where one is enough."""
    seen = {"observers.monitors": 1.0, "convoy.breach_chance": 0.0, "convoy.civilians_join": 1.0}
    assert sum(measured(ended(s, seen | {"observers.condemned_from": 1}))["condemned"] for s in range(4)) >= 3
    assert sum(measured(ended(s, seen | {"observers.condemned_from": 0}))["condemned"] for s in range(4)) == 0


def test_cheats_and_cover_get_aboard_and_can_be_switched_off() -> None:
    open_road = {"convoy.breach_chance": 0.0, "convoy.spoiler": 0.0, "convoy.checks": 0.2, "observers.monitors": 0.0}
    open_road |= {"negotiation.optimism": 0.0, "negotiation.resolve_foreign": 0.0, "negotiation.hold_days": 3650.0}
    split = ended(2, open_road | {"convoy.cheating": 1.0, "convoy.shields": 3.0}, Package.split, 0.0)
    rows = measured(split)
    assert rows["extra_arms"] > 0
    assert rows["excluded_left"] > 0
    assert rows["shields"] > 0
    # Those left out may have had a deal of their own since.
    left = sum(each.left + each.excluded_left for each in split.deals)
    assert split.people_in(Kind.fighter, Status.evacuated) == left
    honest = measured(ended(2, open_road | {"convoy.cheating": 0.0, "convoy.shields": 0.0}, Package.split, 0.0))
    assert (honest["extra_arms"], honest["excluded_left"], honest["shields"]) == (0, 0, 0)


def test_those_left_out_bomb_the_convoy() -> None:
    quiet = {"convoy.breach_chance": 0.0, "convoy.road_km": 900.0, "negotiation.resolve_foreign": 2.0}
    bombs = {
        z: sum(
            e["reason"] == "bomb"
            for seed in range(4)
            for e in ended(seed, quiet | {"convoy.spoiler": z}, Package.split).ledger
            if e["event"] == "incident"
        )
        for z in (0.0, 2.0)
    }
    assert bombs[0.0] == 0
    assert bombs[2.0] >= 2


def test_some_who_settled_are_arrested_later() -> None:
    home = {"garrison.home_ties": 1.0, "convoy.settled_safety": 1.0, "convoy.breach_chance": 0.0}
    bad = {"convoy.arrests_per_year": 3.0, "besieger.captor_reputation": 0.0}
    arrested = measured(ended(5, home | bad))["settled_arrested"]
    kept = measured(ended(5, home | bad | {"guarantor.strength": 1.0, "guarantor.stays_days": 365.0}))
    assert arrested > 0
    assert kept["settled_arrested"] == 0
    assert measured(ended(5, home | bad | {"convoy.arrests_per_year": 0.0}))["settled_arrested"] == 0


def test_later_deaths_are_a_range() -> None:
    rows = measured(ended(1, {"convoy.breach_chance": 0.0}))
    assert rows["left_armed"] > 0
    assert 0 < rows["later_deaths_low"] < rows["later_deaths"] < rows["later_deaths_high"]
    assert rows["later_deaths_high"] == pytest.approx(rows["left_armed"] * 1.0)


def test_every_line_of_a_convoy_reads_as_a_sentence(stranded: list[Siege]) -> None:
    """The chronicle of a stranded column, in order."""
    lines = [sentence(entry) for siege in stranded for entry in siege.ledger]
    assert all(not text[0].islower() and text.endswith(".") for text in lines)
    whole = " ".join(lines)
    for phrase in (
        "patron",
        "cratered the road ahead of the convoy",
        "slipped out of the stranded convoy",
        "set off again",
    ):
        assert phrase in whole


def test_the_garrison_fears_a_road_under_the_patrons_aircraft() -> None:
    """The belief is made of the same rule as the act."""
    fears = EAGER | {"patron.audience_cost": 3.0, "patron.threat_bearer": 1.0, "garrison.refuge": 1.0}
    far, near = (SiegeModel("baseline", seed=1, **(HAMLET | fears | {"patron.reach": r})) for r in (0.0, 1.0))
    assert near.siege.garrison.road_belief < far.siege.garrison.road_belief - 0.1
