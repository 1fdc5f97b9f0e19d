"""Two linked sieges: ready together, tranche for tranche, halted together, broken together."""

import pytest

from sim.model import SiegeModel
from sim.runs.narrative.ledger import ledger_context, sentence
from sim.state.columns import Kind
from sim.theatre.model import TheatreModel
from sim.theatre.ties import collateral
from sim.theory import linked
from sim.theory.packages import Package
from tests.theatre.pairs import ROUGH, pair


def test_the_rules() -> None:
    assert linked.gain_from_breach(0.5, 0.2, 100.0) == pytest.approx(10.0)
    assert linked.collateral(100.0, 0.05, 10.0) == pytest.approx(0.5)
    assert linked.collateral(1000.0, 0.05, 10.0) == 1.0
    assert linked.collateral(0.0, 0.05, 0.0) == 0.0
    assert linked.may_board(1, 1)
    assert not linked.may_board(2, 1)


class Road:
    """What two linked towns did on the road, over many seeds, checked each day."""

    def __init__(self) -> None:
        self.together = self.halted = self.broken = self.completed = self.agreed = 0
        for danger in (0.3, 1.0):
            world = ROUGH | {"convoy.halt_days": 4, "convoy.breach_chance": danger, "convoy.resume_chance": 0.5}
            for seed in range(10):
                model = TheatreModel(pair(world, links__ab__worth=0.0), seed=seed)
                while model.running and model.day < 60:
                    self.day(model)
                self.completed += all(one.main_deal for one in model.sieges.values())

    def day(self, model: TheatreModel) -> None:
        a, b = model.sieges.values()
        before = [(one.convoy.boarding, list(one.convoy.km), one.convoy.under_way, len(one.deals)) for one in (a, b)]
        model.step()
        for one, other, was in ((a, b, before[0]), (b, a, before[1])):
            link, convoy = one.link, one.convoy
            self.agreed += link.agreed
            if link.partner_broke and was[2]:
                assert not convoy.under_way
                assert one.deals[-1].broken
                self.broken += 1
            if not (link.bound and link.linked and was[2]):
                continue
            if link.partner_halted and not link.partner_broke and convoy.under_way:
                assert (convoy.boarding, convoy.km) == was[:2], "nobody boards and nobody moves"
                self.halted += 1
            if convoy.under_way and other.convoy.under_way and link.partner_boarded < other.convoy.tranches:
                assert convoy.boarding <= link.partner_boarded + 1, "not ahead of the other by more than a tranche"
        if len(a.deals) > before[0][3] and a.link.bound:
            assert len(b.deals) > before[1][3], "both sign on the same morning"
            self.together += 1


@pytest.fixture(scope="module")
def road() -> Road:
    return Road()


def test_a_deal_waits_for_the_other_and_both_are_signed_on_one_day(road: Road) -> None:
    assert road.agreed > 0
    assert road.together > 0


def test_the_words_name_the_linked_town() -> None:
    siege = TheatreModel(pair(ROUGH), seed=1).sieges["a"]
    place = ledger_context(siege)
    entry = {"day": 3, "party": "garrison", "package": int(Package.reciprocal), "concession": 1.0, "reason": "partner"}
    assert (
        sentence({**entry, "event": "agreement_lapsed"}, place)
        == "The agreement lapsed because B was not ready in time."
    )
    assert "in step with B, with arms" in sentence({**entry, "event": "agreement_reached"}, place)
    assert sentence({**entry, "event": "deal_broken"}, place) == "The deal was stopped because that of B had failed."
    assert ledger_context(SiegeModel("baseline", seed=1, **ROUGH).siege).linked == "the linked town"


def test_an_attack_on_one_convoy_halts_the_other(road: Road) -> None:
    assert road.halted > 0


def test_a_broken_deal_is_answered_by_stopping_the_other(road: Road) -> None:
    assert road.broken > 0


def test_linked_deals_are_carried_out_in_the_end(road: Road) -> None:
    assert road.completed > 0


def test_own_people_in_the_other_town_stand_for_a_word() -> None:
    tied = TheatreModel(pair(ROUGH), seed=1).sieges["a"]
    loose = TheatreModel(pair(ROUGH, links__ab__active=False), seed=1).sieges["a"]
    alone = SiegeModel("baseline", seed=1, **ROUGH).siege
    assert tied.link.hostages > 0
    assert tied.garrison.road_belief > loose.garrison.road_belief == alone.garrison.road_belief


def test_fewer_people_there_are_less_of_a_collateral() -> None:
    model = TheatreModel(pair(ROUGH, links__ab__worth=0.001), seed=1)
    a, b = model.sieges.values()
    full = collateral(a, b, 0.001)
    b.census.counts[Kind.civilian][0] //= 2
    assert 0 < collateral(a, b, 0.001) < full
    assert collateral(a, b, 0.0) == 0.0
