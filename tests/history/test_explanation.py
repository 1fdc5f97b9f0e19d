"""What decided a run, and the patterns behind the loss."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim.history.decisions import NO_TALKS, decisions, term_text
from sim.history.explanation import explanation
from sim.history.explanation_tables import explanation_text, patterns_table
from sim.history.patterns import patterns
from sim.history.results import ScoredCases
from sim.history.scores import Predictions, brier_costs, log_costs

STORMED, EVACUATION = "stormed_or_collapsed", "evacuation"


def ledger(*rows: tuple[int, int, int, str, str | None, str]) -> pd.DataFrame:
    """Events: point, replicate, day, event, package, reason."""
    return pd.DataFrame(list(rows), columns=["point", "replicate", "day", "event", "package", "reason"])


def test_what_decided_a_run_is_the_last_answer_before_its_end() -> None:
    table = pd.DataFrame(
        {
            "case": ["a", "a", "a", "b"],
            "replicate": [1, 2, 3, 1],
            "class": [EVACUATION, STORMED, "held", STORMED],
            "signed_day": [30.0, np.nan, np.nan, np.nan],
        }
    )
    events = ledger(
        (0, 1, 10, "refused", "surrender", "doctrine"),
        (0, 1, 30, "accepted", "secret_exit", "dying"),
        (0, 1, 35, "accepted", "surrender", "waning"),  # of the remnant, after the deal that counts
        (0, 2, 10, "refused", "evacuation", "holding"),
        (0, 2, 40, "talks_broken_off", None, "storm"),
        (1, 1, 12, "blocked", "evacuation", "veto"),
    )
    found = decisions(table, ["a", "b"], events)
    assert found[["case", "replicate", "event", "package", "reason"]].to_numpy().tolist() == [
        ["a", 1, "accepted", "secret_exit", "dying"],
        ["a", 2, "talks_broken_off", "", "storm"],
        ["a", 3, NO_TALKS, "", ""],
        ["b", 1, "blocked", "evacuation", "veto"],
    ]


def test_what_decided_in_words() -> None:
    assert term_text("accepted", "dying") == "accepted: the risk of dying in the fight"
    assert term_text("talks_broken_off", "storm") == "no offer: the besieger preferred storming"
    assert term_text("blocked", "veto") == "blocked: veto"
    assert term_text(NO_TALKS, "") == "no offer was answered"


@pytest.fixture
def scored() -> ScoredCases:
    """Three stormed cases, of which two are predicted to be evacuated, and an evacuation that is predicted."""
    chance = np.array([1.0, 0.5, 0.0, 1.0])
    shares = np.column_stack([chance, np.zeros(4), 1.0 - chance, np.zeros(4)])
    predictions = Predictions(
        shares, np.array([2, 2, 2, 0]), np.array(["x", "y", "z", "z"]), np.full(4, 4), counted=False
    )
    ids, nothing = np.array(["a", "b", "c", "d"]), pd.DataFrame()
    return ScoredCases(ids, predictions, nothing, nothing, nothing, [], {})


def decided(rows: list[tuple[str, str, str]]) -> pd.DataFrame:
    """Runs: case, class, reason; an evacuation was accepted, anything else refused."""
    return pd.DataFrame(
        [
            {"case": case, "replicate": i, "class": name, "reason": reason, "package": "secret_exit",
             "event": "accepted" if name == EVACUATION else "refused"}
            for i, (case, name, reason) in enumerate(rows)
        ]
    )  # fmt: skip


@pytest.fixture
def runs() -> pd.DataFrame:
    return decided(
        [("a", EVACUATION, "dying")] * 3 + [("a", EVACUATION, "waning")]
        + [("b", EVACUATION, "dying")] * 2 + [("b", STORMED, "holding")] * 2
        + [("c", STORMED, "holding")] * 4 + [("d", EVACUATION, "dying")] * 4
    )  # fmt: skip


def test_a_shared_pattern_carries_the_cost_of_its_runs(scored: ScoredCases, runs: pd.DataFrame) -> None:
    (one,) = patterns(scored.predictions, runs, scored.ids)
    assert (one["observed"], one["predicted"], one["event"], one["reason"]) == (
        STORMED,
        EVACUATION,
        "accepted",
        "dying",
    )
    assert (one["cases"], one["clusters"], one["package"]) == (["a", "b"], 2, "secret_exit")
    cost, log = brier_costs(scored.predictions), log_costs(scored.predictions)
    assert one["brier"] == pytest.approx((0.75 * cost[0] + cost[1]) / 4)
    assert one["log"] == pytest.approx((0.75 * log[0] + log[1]) / 4)
    assert one["brier_share"] == pytest.approx(one["brier"] / cost.mean())


def test_a_pattern_of_one_cluster_is_not_shared(scored: ScoredCases, runs: pd.DataFrame) -> None:
    same = scored.predictions._replace(clusters=np.array(["x", "x", "z", "z"]))
    assert patterns(same, runs, scored.ids) == []


def test_a_case_with_few_runs_of_a_pattern_does_not_share_it(scored: ScoredCases) -> None:
    rows = decided([("a", EVACUATION, "dying")] * 20 + [("b", EVACUATION, "dying")] + [("b", STORMED, "holding")] * 19)
    assert patterns(scored.predictions, rows, scored.ids) == []


def test_the_explanation_in_numbers_and_words(scored: ScoredCases, runs: pd.DataFrame) -> None:
    found: dict[str, Any] = explanation(scored, runs)
    assert found["decided"][0] == {
        "class": EVACUATION, "event": "accepted", "reason": "dying", "package": "secret_exit", "runs": 9,
        "share": 9 / 16,
    }  # fmt: skip
    assert found["packages"] == {"secret_exit": 1.0}
    assert [one["predicted"] for one in found["cases"]] == [EVACUATION, EVACUATION, STORMED, EVACUATION]
    text = explanation_text(found, None)
    assert "Packages of the runs with a deal: secret exit 100%." in text
    assert "accepted: the risk of dying in the fight" in text
    assert patterns_table(found)["cases"].tolist() == ["a and b"]
