"""How linked towns kept step, counted from ledgers written by hand and from those of a small theatre."""

import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.runs.theatre import TheatrePlan, run_theatre_plan
from sim.runs.theatre_store import ledger_of
from sim.scenario.theatre import theatre_hash
from sim.signatures.linked_deals import LINKED_DEAL_COLUMNS, with_linked_deals
from sim.signatures.runs import asked, run_signature
from sim.signatures.signature import Signature
from tests.theatre.pairs import ROUGH, pair

FIRST = datetime.date(2017, 4, 14)
TIES = {"ab": ("a", "b")}


def figures(a: str, b: str, halts: tuple[int, int] = (0, 0)) -> dict[str, int]:
    """The counts of one run. A town's events are words such as `left1`, a tranche that leaves on the second day."""
    names = {"sign": "signed", "left": "tranche_left", "hit": "incident", "on": "resumed", "done": "completed"}
    names |= {"broke": "deal_broken", "offer": "offer"}
    lines = [
        {"siege": siege, "event": names[word.rstrip("0123456789")], "date": FIRST + datetime.timedelta(int(word[-1]))}
        for siege, words in (("a", a), ("b", b))
        for word in words.split()
    ]
    runs = pd.DataFrame({"run": [7], "sieges.a.halt_days": halts[0], "sieges.b.halt_days": halts[1]})
    row = with_linked_deals(runs, pd.DataFrame(lines).assign(run=7), TIES, ["run"])
    return {name: int(row[name].iloc[0]) for name in LINKED_DEAL_COLUMNS}


def test_two_towns_in_step() -> None:
    assert figures("sign0 left0 left1 done4", "sign0 left0 left1 left2 done4") == dict.fromkeys(
        LINKED_DEAL_COLUMNS, 0
    ) | {"pairs": 1}


def test_deals_that_were_not_signed_together_are_no_pair() -> None:
    assert figures("sign0 left0 hit1 broke2", "sign1 left1 done2") == dict.fromkeys(LINKED_DEAL_COLUMNS, 0)
    assert figures("offer0", "offer0") == dict.fromkeys(LINKED_DEAL_COLUMNS, 0)


@pytest.mark.parametrize(("b", "ahead"), [("left0 left4 left5 done8", 1), ("left4 left5 left6 done8", 2)])
def test_a_town_that_runs_ahead(b: str, ahead: int) -> None:
    assert figures("sign0 left0 left1 left2 done3", f"sign0 {b}")["out_of_step"] == ahead


@pytest.mark.parametrize(
    ("b", "halts", "seen", "unanswered"),
    [
        ("left0 left4 done7", 3, 1, 0),  # stood from the attack to the day on which the other went on
        ("left0 left2 done7", 3, 1, 1),  # sent a tranche meanwhile
        ("left0 done2", 0, 1, 1),  # arrived meanwhile
        ("left0 left4 done7", 0, 1, 1),  # never said to have stood
        ("left0 done1", 0, 0, 0),  # had arrived before
        ("left0 left4 broke5", 3, 1, 0),
    ],
)
def test_whether_an_attack_was_answered(b: str, halts: int, seen: int, unanswered: int) -> None:
    counts = figures("sign0 left0 hit1 on4 left4 done7", f"sign0 {b}", (3, halts))
    assert (counts["attacks"], counts["attacks_seen"], counts["attacks_unanswered"]) == (1, seen, unanswered)


def test_a_deal_broken_on_one_side_counts() -> None:
    assert figures("sign0 left0 hit1 broke4", "sign0 left0 broke5", (3, 3))["pairs_broken"] == 1


def test_linked_hamlets_attacked_on_the_road_keep_step() -> None:
    world = ROUGH | {"convoy.halt_days": 4, "convoy.breach_chance": 1.0, "convoy.resume_chance": 0.5}
    theatre = pair(world, links__ab__worth=0.0)
    total = dict.fromkeys(LINKED_DEAL_COLUMNS, 0)
    for seed in range(6):
        result = run_theatre_plan(TheatrePlan(theatre, theatre_hash(theatre), seed, 60, None, None, None))
        ledger = pd.DataFrame(ledger_of(result)).assign(seed=seed)
        runs = pd.DataFrame({"seed": [seed]})
        for name, siege in result.sieges.items():
            runs[f"sieges.{name}.halt_days"] = sum(deal.halt_days for deal in siege.siege.deals)
        rows = with_linked_deals(runs, ledger, TIES, ["seed"])
        total = {name: heads + int(rows[name].iloc[0]) for name, heads in total.items()}
    assert total["pairs"] > 3
    assert total["attacks_seen"] > 1
    assert total["out_of_step"] == total["attacks_unanswered"] == 0


def test_a_signature_of_a_theatre_is_carried_out(tmp_path: Path) -> None:
    band: dict[str, Any] = {
        "says": "in step",
        "source": "assumption",
        "share": {"out_of_step": {"high": 0}},
        "low": 0.5,
    }
    signature = Signature.model_validate({"scale": 1, "bands": {"step": band}})
    assert asked("linked_pair", signature, 2, None).ledger
    result = run_signature("linked_pair", signature, 2, None, 1, tmp_path)
    assert result.runs["seed"].tolist() == [1, 2]
    assert result.judged[0].estimate.value == 1.0
    assert result.runs.columns.tolist() == ["seed", "scenario_hash", "digest", "outcome", "day", "out_of_step"]
