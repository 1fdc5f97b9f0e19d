import re
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from sim import run
from sim.runs.narrative import ledger
from sim.runs.narrative.bargaining import terms_text
from sim.runs.narrative.ledger import LedgerContext, sentence
from sim.runs.narrative.outcomes import CAUSE_PHRASES, convoy_history, deal_result
from sim.runs.narrative.summary import headline, run_summary
from sim.runs.overview import draw
from sim.state.columns import Kind, Status
from sim.state.events import Event
from sim.state.siege_state import Deal
from sim.text.format import count, join_and, number
from tests.runs.conftest import SMALL


def test_formats() -> None:
    assert number(1234567.4) == "1 234 567"
    assert count(1, "man", "men") == "1 man"
    assert count(0, "offer") == "no offers"
    assert join_and([]) == ""
    assert join_and(["a", "b", "c"]) == "a, b and c"
    assert terms_text(0, 1.0) == "safe passage for all, with arms, families and baggage"
    assert terms_text(2, 0.0) == "surrender"


def test_every_event_has_a_sentence() -> None:
    assert set(ledger.SENTENCES) == {event.value for event in Event}


def test_a_refusal_names_the_faction_that_was_harder_to_win() -> None:
    entry = {"event": "refused", "party": "garrison", "package": 0, "concession": 0.0, "reason": "road"}
    entry |= {"value": 0.5, "alternative_value": 0.4, "foreign_value": 0.1, "foreign_alternative_value": 0.3}
    entry |= {"shortfall": 0.2, "chance": 0.1}
    assert "a foreign fighter valued leaving at 0.10 and fighting on at 0.30 (1 = own life)" in sentence(entry)
    assert "main reason: fear of dying on the road" in sentence(entry)
    assert "a local fighter" in sentence(entry, LedgerContext(foreigners=False))
    assert "a local fighter" in sentence({**entry, "package": 1})
    assert sentence({"event": "new_thing", "party": "nobody"}) == "Nobody: new thing."


ANSWER = {"event": "accepted", "party": "garrison", "package": 0, "concession": 0.0, "reason": "road", "chance": 0.4}
ANSWER |= {
    "value": 0.5,
    "alternative_value": 0.4,
    "foreign_value": 0.6,
    "foreign_alternative_value": 0.3,
    "shortfall": 0.1,
}


def test_accepting_against_the_values_is_worded_as_such() -> None:
    assert sentence(ANSWER).startswith(
        "The garrison accepted safe passage for all, with families but without arms: a local"
    )
    against = sentence({**ANSWER, "value": 0.3})
    assert "although a local fighter valued leaving at 0.30 and fighting on at 0.40" in against
    assert against.endswith("probability of acceptance 40%.")
    own = LedgerContext(local_resolve=-0.2, foreign_resolve=0.3)
    assert "although a local fighter" in sentence({**ANSWER, "value": 0.3}, own)
    assert "its hidden resolve was -0.20" in sentence({**ANSWER, "value": 0.3}, own)
    few = sentence({**ANSWER, "foreign_alternative_value": 0.9})
    assert "a local fighter valued leaving at 0.50" in few
    assert "foreign fighters valued it at 0.60 against 0.90, but were too few" in few
    no = sentence({**ANSWER, "event": "refused"})
    assert "although a local" in no
    assert "with its hidden resolve, the offer fell short by 0.10" in no


def test_the_numbers_of_a_refusal_add_up() -> None:
    entry = {**ANSWER, "event": "refused", "value": 0.16, "alternative_value": 0.26, "shortfall": 0.28}
    known = LedgerContext(foreigners=False, local_resolve=0.15, foreign_resolve=0.0)
    added = "adding its hidden resolve (0.15) and the conditions of the offer (0.03), the offer fell short by 0.28"
    assert added in sentence(entry, known)
    assert "adding its hidden resolve (0.18), the offer fell" in sentence(entry, known._replace(local_resolve=0.18))
    assert "adding the conditions of the offer (0.18), " in sentence(entry, known._replace(local_resolve=0.0))
    assert "answers also depend on chance" in sentence({**entry, "shortfall": 0.0}, known)


@pytest.mark.parametrize(
    ("value", "alternative_value", "text"),
    [
        (10, 4, "worth 10 of its soldiers' lives to the besieger, against 4 for storming"),
        (10, -4, "worth 10 of its soldiers' lives to the besieger, while storming would cost it 4"),
        (-3, -4, "a loss of 3 of its soldiers' lives to the besieger, while storming would cost it 4"),
    ],
)
def test_a_loss_is_worded_as_a_cost(value: float, alternative_value: float, text: str) -> None:
    entry = {"event": "offer", "party": "besieger", "package": 0, "concession": 0.0, "reason": "storm"}
    assert text in sentence({**entry, "value": value, "alternative_value": alternative_value})


def test_where_a_convoy_was_attacked_those_who_set_out_need_not_have_arrived() -> None:
    deal = Deal(0, 1.0, 10, 0, 100, completed_day=14, left=90, settled=4, stayed=6)
    assert deal_result(deal) == "of 100 fighters, 90 left armed, 4 laid down arms and stayed and 6 fought on"
    assert convoy_history(deal) == "the convoy arrived without incident"
    deal.incidents, deal.halt_days, deal.concession = 2, 4, 0.0
    assert "90 set out without arms" in deal_result(deal)
    assert convoy_history(deal) == "the convoy was attacked twice and halted for 4 days"
    assert convoy_history(Deal(2, 0.0, 10, 0, 100, custody=100)) == ""
    assert deal_result(Deal(2, 0.0, 10, 0, 100, custody=100)) == "all 100 fighters went into custody"


def test_an_assault_against_the_values_is_worded_as_such() -> None:
    entry = {"event": "campaign_ordered", "party": "besieger", "reason": "worth", "value": -2.0}
    assert "although it valued storming at a loss of 2 of its soldiers' lives and waiting at 5" in sentence(
        {**entry, "alternative_value": 5.0}
    )
    assert "although" not in sentence({**entry, "alternative_value": -5.0})


def test_the_account_says_who_opened_and_why_the_last_offers_failed() -> None:
    for seed in range(1, 12):
        siege = run("baseline", seed, overrides=SMALL).siege
        if siege.main_deal and siege.main_deal.refused_before > 0:
            second_line = run_summary(siege).splitlines()[1]
            assert re.match(
                r"The (besieger|garrison) opened talks on day \d+\. \d+ offers? failed before this one \(", second_line
            )
            assert re.search(r"The garrison (accepted|surrendered without an offer) (because|although) ", second_line)
            return
    raise AssertionError("no run had a failed offer and a deal")


def test_what_comes_out_after_the_end_is_no_event_of_its_day() -> None:
    entry = {"event": "exposed", "party": "press", "reason": "drivers", "day": 50}
    later = sentence({**entry, "value": 62.0})
    assert later == "The denied deal stayed hidden until after the siege; hired drivers exposed it on day 62."
    assert sentence({**entry, "value": 50.0}) == "The denied deal was exposed by hired drivers."


def test_a_stranger_finds_every_answer_in_raqqas_chronicle() -> None:
    for seed in range(1, 20):
        siege = run("raqqa_2017", seed, scale=12, overrides={"negotiation.audience": 0.3}).siege
        deal = siege.main_deal
        if deal is not None and deal.refused_before >= 2 and deal.stayed:
            break
    else:
        raise AssertionError("no run with two failed offers, a deal and a remnant")
    sentences = ledger.ledger_text(ledger.ledger_columns(siege)).splitlines()
    days = [int(found[1]) for found in (re.search(r"\(day (\d+)\): ", sentence) for sentence in sentences) if found]
    assert days == sorted(days)
    assert max(days) == siege.day - 1

    def matching(pattern: str) -> list[str]:
        return [sentence for sentence in sentences if re.search(pattern, sentence)]

    # who opened, and on what hope
    assert re.search(
        r"The (garrison|besieger) opened talks.*: (its best offer|the best deal it could hope for)",
        matching("opened talks")[0],
    )
    # why the first and the second offer failed
    failed = matching("The garrison refused|patron blocked")
    assert len(failed) >= deal.refused_before
    for refusal in failed:
        refused = re.search(
            r"valued leaving at \d\.\d\d and fighting on at .* the offer fell short by .*; main reason: ", refusal
        )
        assert refused or "it would have been held responsible" in refusal
    # what made the last one hold
    accepted = [sentence for sentence in matching("The garrison accepted") if f"(day {deal.signed_day})" in sentence]
    assert re.search("valued leaving at .* main reason: .* probability of acceptance", accepted[0])
    # who was left behind, and what happened on the road
    carried_out = matching("The deal was completed")[0]
    assert f"{number(deal.stayed)} fought on" in carried_out
    assert f"{number(deal.left)} left" in carried_out or f"{number(deal.left)} set out" in carried_out
    assert re.search("the convoy (arrived without incident|was attacked|was halted)", carried_out)
    # what came of it
    end = matching("The siege ended")[0]
    assert "evacuation under a deal" in end or "split the garrison" in end
    assert "those who fought on " in end
    assert f"{count(siege.people_in(Kind.civilian, Status.dead), 'civilian')}, " in end
    assert f"{count(siege.people_in(Kind.civilian, Status.inside), 'civilian')} stayed" in end


@pytest.mark.parametrize(
    ("overrides", "outcome", "phrase"),
    [
        ({"relief.rate_per_week": 1.0}, "relieved", "Relief from outside on"),
        ({"clock.horizon_days": 5, "relief.rate_per_week": 0.0}, "stalemate", "the simulated period ended"),
        ({}, "", "of "),
    ],
)
def test_every_ending_has_words_and_a_picture(
    overrides: dict[str, object], outcome: str, phrase: str, tmp_path: Path
) -> None:
    result = run("baseline", 2, overrides={**SMALL, **overrides})
    assert outcome in ("", result.outcome)
    text = run_summary(result.siege)
    assert phrase in text
    assert len(text.splitlines()) == 6
    assert headline(result.siege)
    if result.outcome and not result.deal:
        assert result.cause in CAUSE_PHRASES
    draw(result, tmp_path / "o.png")
    picture = np.asarray(Image.open(tmp_path / "o.png"))
    assert picture.shape[1] == 1600
    assert len(np.unique(picture.reshape(-1, picture.shape[2]), axis=0)) > 500
