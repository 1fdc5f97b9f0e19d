"""What the ledger says of an answer: which part decided it."""

import pytest

from sim.agents.bargain import AGAINST_FIGHTING, AGAINST_TERMS
from sim.model import SiegeModel
from sim.theory.packages import Package

#: Small towns in which many answers are given, of all packages.
TALKATIVE = {
    "population.civilians": 200, "garrison.fighters": 120, "besieger.manpower": 400, "map.area_km2": 0.3,
    "supply.food_days": 15.0, "negotiation.opening_days": 1.0, "negotiation.blockade_interval_days": 5.0,
    "clock.horizon_days": 200,
}  # fmt: skip


@pytest.fixture(scope="module")
def answers() -> list[dict]:
    answers = []
    for seed in range(12):
        more = {"garrison.refuge": 0.1, "besieger.captor_reputation": 0.7, "supply.leak": 0.2} if seed % 2 else {}
        more |= {"negotiation.opening_days": 60.0} if seed % 4 == 1 else {}  # time to surrender unprompted
        model = SiegeModel("baseline", seed=seed, **(TALKATIVE | more))
        while model.running:
            model.step()
        answers += [e for e in model.siege.ledger if e["event"] in ("accepted", "refused", "surrendered_unprompted")]
    return answers


def test_a_yes_names_what_spoke_against_fighting_and_a_no_what_spoke_against_the_terms(answers: list[dict]) -> None:
    assert len({e["event"] for e in answers}) == 3
    for e in answers:
        assert e["reason"] in (AGAINST_TERMS if e["event"] == "refused" else AGAINST_FIGHTING), e


def test_only_those_who_are_to_leave_fear_the_road(answers: list[dict]) -> None:
    given_up = [e["reason"] for e in answers if e["event"] == "refused" and Package(e["package"]).gives_up]
    leaving = [e["reason"] for e in answers if e["event"] == "refused" and not Package(e["package"]).gives_up]
    assert given_up
    assert leaving
    assert not {"road", "exile"} & set(given_up)
    assert "doctrine" not in leaving
