"""The comparison as a whole: documents, files and the command, in a hamlet."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from sim import load_scenario
from sim.estimates import estimates
from sim.estimates.declared import ESTIMATES, NAMES
from sim.estimates.rows import Row
from sim.estimates.run import plan_estimates, run_estimates
from sim.estimates.sizes import Sizes
from sim.estimates.table import table
from sim.scenario.errors import ScenarioError
from sim.scenario.load import resolve
from tests.process import Command
from tests.worlds import HAMLET

WORLD = load_scenario("baseline", {**HAMLET, "clock.horizon_days": 90})
FEW = {"seeds": 2, "moments": 2, "continuations": 2, "longest": 60}
WORDS = [word for name, value in FEW.items() for word in (f"--{name}", value)]
#: What stands in the document beside the sizes.
KEYS = [
    "scenario", "scenario_hash", "model", "seed", "seeds", "moments", "continuations", "longest", "people_per_agent",
    "states", "estimates", "responses", "unchanged", "failed", "out",
]  # fmt: skip


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """A comparison in this process, with its files."""
    return estimates(WORLD, **FEW, out=tmp_path_factory.mktemp("one"))


def test_the_document_has_every_estimate(measured: dict[str, Any]) -> None:
    assert list(measured) == KEYS
    assert (measured["seeds"], measured["states"], measured["failed"]) == (2, 4, [])
    assert tuple(measured["estimates"]) == NAMES
    for each in ESTIMATES:
        found = measured["estimates"][each.name]
        assert (found["label"], found["unit"], found["states"]) == (each.label, each.unit, 4)
    assert measured["estimates"]["prison_local"]["compared"] == 0
    assert measured["estimates"]["own_dead"]["compared"] == 4


def test_files_hold_a_row_for_each_state_and_estimate(measured: dict[str, Any]) -> None:
    folder = Path(measured["out"])
    assert folder.parent.name == "estimates"
    assert sorted(file.name for file in folder.iterdir()) == ["scenario.yaml", "states.csv", "summary.json"]
    assert json.loads((folder / "summary.json").read_text()) == measured
    with (folder / "states.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == Row._fields
    assert len(rows) == 4 * len(NAMES)
    assert {(row["cause"], row["factor"]) for row in rows} == {("", "1.0")}


def test_results_do_not_depend_on_the_number_of_processes(measured: dict[str, Any], tmp_path: Path) -> None:
    again = estimates(WORLD, **FEW, workers=2, out=tmp_path)
    assert again | {"out": None} == measured | {"out": None}
    ours, theirs = (Path(document["out"], "states.csv").read_bytes() for document in (again, measured))
    assert ours == theirs


def test_more_seeds_keep_the_states_of_the_first(measured: dict[str, Any], tmp_path: Path) -> None:
    first = estimates(WORLD, **FEW | {"seeds": 1}, out=tmp_path)
    one, both = (Path(document["out"], "states.csv").read_text().splitlines() for document in (first, measured))
    assert both[: len(one)] == one


def test_following_the_causes(tmp_path: Path) -> None:
    few = Sizes(moments=1, continuations=1, longest=40)
    planned = plan_estimates(WORLD, seeds=1, sizes=few, follow=True)
    document = run_estimates(planned, out=tmp_path)
    assert document["out"].endswith("-follow")
    assert len(document["responses"]) == (len(planned.variants) - 1) * len(NAMES)
    (response,) = [
        each
        for each in document["responses"]
        if each["cause"] == "assault.exchange" and each["factor"] == 3.0 and each["estimate"] == "own_dead"
    ]
    assert list(response) == [
        "cause", "factor", "estimate", "states", "estimated_elasticity", "realised_elasticity", "ratio",
        "rank_correlation",
    ]  # fmt: skip
    assert response["estimated_elasticity"] == pytest.approx(1.0, abs=0.3)
    text = table(document)
    assert all(cause in text for cause in ("cover", "besieger.manpower", "x 3: estimate"))


def test_the_text_shows_each_estimate_and_says_what_has_no_counterpart(measured: dict[str, Any]) -> None:
    text = table(measured)
    assert all(each.label in text and each.realised in text and each.fork in text for each in ESTIMATES)
    assert "nobody dies in captivity" in text
    assert "4 states of 2 seeds, each continued under 2 seeds for at most 60 days" in text


def test_a_seed_that_fails_is_told_and_the_others_count(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.estimates import continuations

    def fail(moment: Any, scenario: Any) -> Any:
        if moment.siege.seed == 2:
            raise ValueError("no such day")
        return kept(moment, scenario)

    kept = continuations.evening_of
    monkeypatch.setattr(continuations, "evening_of", fail)
    document = estimates(WORLD, **FEW)
    assert document["failed"] == [{"seed": 2, "cause": "", "factor": 1.0, "error": "ValueError: no such day"}]
    assert document["states"] == 2
    assert "failed: seed 2: ValueError: no such day" in table(document)


def test_the_command_prints_what_python_finds(inside: Command, measured: dict[str, Any], tmp_path: Path) -> None:
    (tmp_path / "hamlet.yaml").write_text(resolve(WORLD))
    said = inside("estimates", "hamlet.yaml", *WORDS, "--json", "--quiet")
    assert (said.code, said.err) == (0, "")
    same = {key: value for key, value in said.document.items() if key not in ("out", "scenario")}
    assert same == {key: measured[key] for key in same}
    assert said.document["out"].startswith("results/estimates/")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["baseline", "--seeds", 0], "seeds = 0: must be 1 or more"),
        (["baseline", "--moments", 0], "moments = 0: must be 1 or more"),
        (["baseline", "--continuations", 0], "continuations = 0: must be 1 or more"),
        (["baseline", "--longest", 9999], "longest = 9999: must be 3650 or less"),
        (["baseline", "--seed", 2**32 - 1, "--seeds", 2], "with 2 seeds it must be 4294967294 or less"),
        (["baseline", "--set", "supply.foot_days=3"], "supply.foot_days is not a parameter"),
        (["linked_pair"], "theatre"),
        (["nowhere"], "nowhere"),
    ],
)
def test_invalid_input_is_refused(inside: Command, words: list[object], told: str) -> None:
    said = inside("estimates", *words)
    assert (said.code, said.out) == (2, "")
    assert told in said.err


def test_a_folder_that_is_not_ours_is_left_alone(inside: Command, tmp_path: Path) -> None:
    planned = plan_estimates("baseline", seeds=1)
    name = f"baseline-{planned.plan.scenario_hash}-x1-6-5-365"
    theirs = tmp_path / "here" / "estimates" / name
    theirs.mkdir(parents=True)
    (theirs / "letter.txt").write_text("mine")
    said = inside("estimates", "baseline", "--seeds", 1, "--out", "here")
    assert said.code == 2
    assert "exists but is not a results folder" in said.err
    assert (theirs / "letter.txt").read_text() == "mine"


def test_a_siege_without_a_decision_round_has_no_states() -> None:
    brief = load_scenario("baseline", {**HAMLET, "clock.horizon_days": 1})
    document = estimates(brief, seeds=1, moments=2, continuations=1, longest=5)
    assert (document["states"], document["failed"]) == (0, [])
    assert document["estimates"]["own_dead"]["ratio"] is None
    assert "no states of 1 seed" in table(document)


def test_workers_are_checked() -> None:
    with pytest.raises(ScenarioError, match="workers = 0"):
        estimates(WORLD, **FEW, workers=0)
