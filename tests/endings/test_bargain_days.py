"""What the mechanisms of the bargain do in a siege: breaches, partners, dates, promises, what is learned."""

from typing import Any

import pytest

from sim.model import SiegeModel
from sim.state.siege import Siege
from sim.theory.packages import Package

#: A small town in which talks are quick.
TALKATIVE: dict[str, Any] = {
    "population.civilians": 200, "garrison.fighters": 120, "besieger.manpower": 400, "map.area_km2": 0.3,
    "supply.food_days": 15.0, "negotiation.opening_days": 1.0, "negotiation.blockade_interval_days": 5.0,
    "relief.rate_per_week": 0.0, "clock.horizon_days": 120,
}  # fmt: skip


def lived(seed: int, **more: Any) -> Siege:
    model = SiegeModel("baseline", seed=seed, **(TALKATIVE | more))
    while model.running:
        model.step()
    return model.siege


def events(siege: Siege, name: str) -> list[dict[str, Any]]:
    return [line for line in siege.ledger if line["event"] == name]


@pytest.mark.parametrize(
    ("rate", "who"), [("truce.besieger_per_day", "besieger"), ("truce.hardliners_per_day", "hardliners")]
)
def test_a_broken_truce_ends_the_talks_for_a_while(rate: str, who: str) -> None:
    more = {"garrison.foreign_share": 0.5, "truce.seen_deters": 0.0, "negotiation.truce_days": 4, rate: 5.0}
    more |= {"besieger.captor_reputation": 0.3, "besieger.manpower": 1500, "negotiation.value_per_fighter": 3.0}
    for seed in range(1, 20):
        siege = lived(seed, **more)
        broken = [line for line in events(siege, "truce_broken") if line["party"] == who]
        if broken:
            break
    else:
        pytest.fail(f"in none of 19 sieges the {who} broke a truce")
    day, cold = broken[0]["day"], siege.scenario.truce.cold_days
    assert broken[0]["public"]
    assert not [line for line in events(siege, "talks_opened") if day < line["day"] < day + cold]
    if who == "besieger":
        assert siege.besieger.captor_reputation < siege.scenario.besieger.captor_reputation + 0.02


def test_nobody_breaks_a_truce_where_the_rates_are_zero() -> None:
    for seed in range(1, 6):
        siege = lived(seed, **{"truce.besieger_per_day": 0.0, "truce.hardliners_per_day": 0.0})
        assert not events(siege, "truce_broken")


def test_a_partner_who_bears_the_threat_keeps_deals_to_leave_from_being_made() -> None:
    """A partner with half of the men and all of the danger: fewer leave, and the ledger says who objected."""
    wary = {
        "name": "militia", "share_of_men": 0.5, "threat_bearer": 1.0, "audience_cost": 3.0, "foreigners_cost": 1.0,
    }  # fmt: skip
    leaving, objected = {}, []
    for name, partners in (("alone", []), ("with", [wary])):
        world = {"besieger.captor_reputation": 0.3, "besieger.threat_bearer": 0.1, "partners": partners}
        sieges = [lived(seed, **world) for seed in range(1, 9)]
        leaving[name] = sum(not Package(d.package).gives_up for s in sieges for d in s.deals)
        objected += [line["party"] for s in sieges for line in events(s, "objected") + events(s, "abstained")]
    assert leaving["with"] < leaving["alone"]
    assert set(objected) <= {"militia"}


def test_an_ultimatum_that_passes_costs_belief_in_the_next() -> None:
    siege = lived(3, **{"deadline.ultimatum_day": 6, "besieger.morale": 0.8, "negotiation.value_per_fighter": 0.1})
    (passed,) = events(siege, "deadline_passed")
    first, step = siege.scenario.deadline.threat_credibility, siege.scenario.deadline.credibility_loss
    kept = passed["value"] > 0
    assert passed["day"] == 7
    assert passed["chance"] == pytest.approx(first + step * (1 - first) if kept else first * (1 - step))


def test_who_promised_to_leave_by_a_date_leaves_on_that_day_and_not_before() -> None:
    model = SiegeModel(
        "baseline", seed=1, **TALKATIVE, **{"truce.besieger_per_day": 0.0, "truce.hardliners_per_day": 0.0}
    )
    model.step()
    talks = model.siege.talks
    talks.open, talks.package, talks.concession = False, int(Package.by_date), 0.25
    talks.leave_day = talks.truce_until = 9
    while model.siege.day < 10:
        assert not events(model.siege, "signed")
        assert not model.siege.campaign.pushing
        model.step()
    (signed,) = events(model.siege, "signed")
    assert (signed["day"], signed["package"]) == (9, Package.by_date)


def test_hunger_teaches_the_besieger_what_is_in_store() -> None:
    """His error about the garrison's endurance shrinks where signs are read, and stays where they are not."""
    errors = {}
    for signs in (0.0, 5.0):
        sieges = [lived(seed, **{"learning.hunger_signs": signs, "learning.refusal_signs": 0.0}) for seed in (1, 2, 3)]
        errors[signs] = [
            abs(s.besieger.endurance_factor - 1.0) / abs(s.besieger.first_endurance_factor - 1.0) for s in sieges
        ]
    assert errors[0.0] == [1.0, 1.0, 1.0]
    assert max(errors[5.0]) < 0.8
