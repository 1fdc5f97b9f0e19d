"""Why a siege ended as it did: planted causes and inert changes, pairs, chance, levers; saved runs and the command."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim import load_scenario
from sim.compare.counterfactuals.changes import lever_changes, shipped_levers
from sim.compare.counterfactuals.siege_source import asked_run
from sim.compare.counterfactuals.why import WhyReport, why
from sim.compare.counterfactuals.why_effects import effects, questions_of
from sim.compare.counterfactuals.why_plan import plan_why
from sim.compare.counterfactuals.why_runs import AS_IT_WAS, WhyRuns
from sim.compare.counterfactuals.why_text import WhyText
from sim.compare.counterfactuals.why_verdict import verdict_of
from sim.compare.outcomes import with_outcome_columns
from sim.runs.executor import FinishedRun, attempt, failed_run
from sim.runs.plan import Plan
from sim.scenario.errors import ScenarioError
from sim.scenario.load import resolve
from tests.process import Command

#: A hamlet that nobody attacks, feeds or leaves: it holds until the horizon.
HELD: dict[str, Any] = {
    "map.area_km2": 0.2,
    "population.civilians": 60,
    "garrison.fighters": 40,
    "besieger.manpower": 80,
    "clock.horizon_days": 24,
    "negotiation.allowed": False,
    "negotiation.lift_per_week": 0.0,
    "assault.allowed": False,
    "relief.rate_per_week": 0.0,
}
#: No aid is let in, so that more of it changes nothing.
INERT = {"schedule.aid.day": 5, "schedule.aid.set.supply.aid": 0.5, "clock.start": "2017-03-01"}
LIFT = {"schedule.peace.day": 12, "schedule.peace.lift": True}


def asked(siege: dict[str, Any], reference: dict[str, Any] = HELD, seeds: int = 10, **options: Any) -> WhyReport:
    """The answer about a siege with seed 3."""
    worlds = [load_scenario("baseline", values) for values in (siege, reference)]
    return why(*worlds, seed=3, seeds=seeds, **options)


@pytest.fixture(scope="module")
def lifted() -> WhyReport:
    """A siege that a planted event ends, beside two changes that cannot act."""
    return asked({**HELD, **INERT, **LIFT})


def test_the_planted_event_is_named_first_and_undone_it_gives_another_ending(lifted: WhyReport) -> None:
    assert (lifted.verdict.decided_by, lifted.verdict.causes[:1]) == ("change", ("schedule.peace",))
    row = lifted.effects.set_index(["outcome", "counterfactual"]).loc[("lifted", "schedule.peace")]
    assert (row["difference"], row["rank"], row["own_factual_value"], row["own_counterfactual_value"]) == (-1, 1, 1, 0)
    assert row["simultaneous_low"] <= row["low"] < row["high"] <= row["simultaneous_high"] < 0
    assert row["p"] == pytest.approx(2 * 0.5**10)
    own = lifted.runs.of("schedule.peace", [3]).iloc[0]
    assert own["ending"] == "stalemate"
    assert lifted.paragraphs[0].startswith(
        "baseline, seed 3, ended in the besieger's withdrawal, on day 12. What mattered"
    )
    assert (
        "With that undone, 0% instead of 100% of 10 other seeds end in the besieger's withdrawal, 100 points"
        in (lifted.paragraphs[0])
    )
    assert lifted.paragraphs[0].endswith("this siege would have ended in a stalemate, on day 23.")


def test_a_change_that_cannot_act_has_no_effect_at_all(lifted: WhyReport) -> None:
    own = lifted.effects[lifted.effects["counterfactual"].isin(["schedule.aid", "clock.start"])]
    assert len(own) == 8
    assert own["same_runs"].all()
    zero = ["difference", "low", "high", "simultaneous_low", "simultaneous_high"]
    assert (own.loc[own["n"] > 0, zero] == 0).all(axis=None)
    assert "Without any effect, in any run: start date and the scheduled event aid." in lifted.paragraphs
    acting = lifted.effects[lifted.effects["counterfactual"] == "schedule.peace"]
    assert not acting["same_runs"].any()


def test_all_together_is_the_reference(lifted: WhyReport) -> None:
    reference = load_scenario("baseline", HELD)
    assert lifted.plan.together is not None
    assert resolve(lifted.plan.together.scenario.model_copy(update={"facts": {}})) == resolve(
        reference.model_copy(update={"facts": {}})
    )
    # A day is compared only where both runs end as the siege did.
    days = lifted.effects[lifted.effects["outcome"] == "day"].set_index("counterfactual")["n"]
    assert (days["schedule.peace"], days["clock.start"]) == (0, 10)


def test_two_causes_of_which_either_is_enough_are_found_as_a_pair() -> None:
    found = asked({**HELD, **LIFT, "schedule.truce.day": 12, "schedule.truce.lift": True, **INERT}, seeds=12)
    assert (found.verdict.decided_by, found.verdict.causes) == ("pair", ("schedule.truce + schedule.peace",)) or (
        found.verdict.causes == ("schedule.peace + schedule.truce",)
    )
    assert "What mattered most: the scheduled event peace" in found.paragraphs[0]
    assert " and the scheduled event truce" in found.paragraphs[0]


def test_a_siege_that_hangs_on_chance_is_said_to() -> None:
    """Relief comes on a random day, in about half of the sieges before the horizon; no change has to do with it."""
    half = {**HELD, "relief.rate_per_week": 0.2}
    found = asked({**half, **INERT, "convoy.buses": 20}, half, seeds=30)
    assert found.verdict.decided_by == "chance"
    assert found.verdict.causes == ()
    assert 0.1 < found.verdict.share.value < 0.9
    assert "It hangs on chance: with the same parameters" in found.paragraphs[0]
    assert (found.document()["decided_by"], found.document()["causes_change"]) == ("chance", None)


def test_a_parameter_brings_the_ending_forward_and_costs_no_lives() -> None:
    quick = {**HELD, "schedule.peace.day": 20, "schedule.peace.lift": True}
    found = asked({**quick, "schedule.peace.day": 6}, quick)
    assert found.verdict.decided_by == "neither"
    row = found.effects.set_index("outcome").loc["day"]
    assert (row["difference"], row["low"], row["high"], row["n"]) == (14, 14, 14, 10)
    earlier = asked(quick, {**quick, "schedule.peace.day": 6})
    text = "The ending would have come earlier with the scheduled event peace undone (14 days, n = 10)"
    assert any(line.startswith(text) for line in earlier.paragraphs)


def test_each_event_and_reinforcement_is_a_change_of_its_own() -> None:
    more = [{"day": 5, "men": 30}, {"day": 9, "men": 40}]
    siege = load_scenario("baseline", {**HELD, **LIFT, **INERT, "reinforcements": more})
    plan = plan_why(siege, load_scenario("baseline", {**HELD, "reinforcements": more[:1]}))
    names = [change.name for change in plan.changes]
    assert set(names) == {"clock.start", "reinforcements.2", "schedule.aid", "schedule.peace"}
    undone = {single.name: single.scenario for single in plan.singles}
    assert [each.day for each in undone["reinforcements.2"].reinforcements] == [5]
    assert set(undone["schedule.aid"].schedule) == {"peace"}
    backward = plan_why(load_scenario("baseline", HELD), siege)
    undone = {single.name: single.scenario for single in backward.singles}
    assert set(undone["schedule.peace"].schedule) == {"peace"}
    assert len(undone["reinforcements"].reinforcements) == 2


def test_where_nothing_differs_the_shipped_levers_are_set() -> None:
    levers = shipped_levers()
    assert levers["supply.food_days"] == (10, 120)
    assert levers["besieger.manpower"] == (300, 9600)
    siege = load_scenario("raqqa_2017")
    by_name = {change.name: change for change in lever_changes(siege)}
    assert "supply.food_days=40.0" in by_name  # its own facts say 40 to 100
    assert "supply.food_days=10.0" not in by_name
    assert not any(name.startswith("patron") for name in by_name)
    plan = plan_why("baseline")
    assert plan.by_levers
    assert plan.together is None
    assert {single.changes[0].path for single in plan.singles} == set(levers)
    assert "besieger.manpower=2400" not in {single.name for single in plan.singles}  # as it is


def test_what_must_be_the_same_in_all_runs_is_kept_and_said() -> None:
    plan = plan_why(load_scenario("baseline", {**HELD, **LIFT}), "baseline")
    assert "clock.horizon_days is 24 in all runs, as in the siege (730 in baseline)." in plan.notes
    assert plan.together is not None
    assert plan.together.scenario.clock.horizon_days == 24
    assert plan.sample(4) == range(2, 6)


def test_a_saved_run_is_asked_about_by_its_folder(inside: Command, tmp_path: Path) -> None:
    words = [word for name, value in {**HELD, **LIFT}.items() for word in ("--set", f"{name}={value}")]
    saved = inside("run", "baseline", *words, "--seed", 5, "--json", "--quiet").document
    (tmp_path / "held.yaml").write_text(resolve(load_scenario("baseline", HELD)), encoding="utf-8")
    result = inside("why", saved["out"], "--against", "held.yaml", "--seeds", 9, "--workers", 1, "--json")
    assert result.code == 0, result.err
    document = result.document
    assert list(document) == [
        "scenario", "seed", "against", "levers", "ending", "decided_by", "causes", "causes_change",
        "share_as_it_was", "words", "changes", "orders", "effects", "endings", "impossible", "notes", "seeds",
        "first_seed", "runs", "failed", "days", "people_per_agent", "scenario_hash", "model", "dictionary", "out",
    ]  # fmt: skip
    assert (document["seed"], document["seeds"], document["first_seed"], document["runs"]) == (5, 9, 6, 20)
    withdrawal = "ended in the besieger's withdrawal, on day 12"
    assert document["ending"] == {"outcome": "lifted", "day": 12, "asked_about": "lifted", "words": withdrawal}
    assert document["causes"] == ["schedule.peace"]
    assert document["orders"]["lifted"] == ["schedule.peace"]
    assert document["endings"][AS_IT_WAS] == {"lifted": 9, "stalemate": 0}
    assert document["notes"] == []
    folder = tmp_path / document["out"]
    assert json.loads((folder / "why.json").read_text(encoding="utf-8")) == document
    assert sorted(file.name for file in folder.iterdir()) == [
        "changes.csv", "dictionary.csv", "effects.csv", "effects.png", "effects.svg", "runs.csv", "scenario.yaml",
        "why.html", "why.json",
    ]  # fmt: skip
    runs = pd.read_csv(folder / "runs.csv")
    assert len(runs) == 20
    assert runs.loc[(runs["counterfactual"] == AS_IT_WAS) & (runs["seed"] == 5), "digest"].item() == saved["digest"]
    assert "What mattered most: the scheduled event peace" in (folder / "why.html").read_text(encoding="utf-8")
    assert "At most 20 runs, about " in result.err
    assert "the siege as it was, 1 counterfactual and up to no pairs of changes, each with 9 other seeds." in result.err
    kinds = {each["kind"]: each for each in inside("results", "--json").document["results"]}
    assert kinds["why"]["question"] == "Why it ended in the besieger's withdrawal, on day 12 (seed 5)"
    assert kinds["why"]["runs"] == 20


def test_replicates_cut_runs_and_watched_runs(inside: Command, tmp_path: Path) -> None:
    words = [word for name, value in HELD.items() for word in ("--set", f"{name}={value}")]
    many = inside("run", "baseline", *words, "--replicates", 3, "--days", 9, "--json", "--quiet").document["out"]
    run = asked_run(tmp_path / many, 2)
    assert (run.seed, run.days) == (2, 9)
    assert "holds 3 runs; choose one with --seed, from 1 to 3" in inside("why", many).err
    assert "holds 3 runs" in inside("why", many, "--seed", 4).err
    one = tmp_path / "saved"
    one.mkdir()
    (one / "run.json").write_text('{"seed": 1, "ended": "end", "day": 23, "days_simulated": 24}', encoding="utf-8")
    dated = {"schedule.set_at_4.day": 4, "schedule.set_at_4.set.supply.aid": 0.5}  # as the Live page makes a change
    (one / "scenario.yaml").write_text(resolve(load_scenario("baseline", HELD | dated)), encoding="utf-8")
    watched = asked_run(one)
    assert (watched.scenario.schedule["set_at_4"].day, watched.scenario.schedule["set_at_4"].set) == (
        4,
        {"supply.aid": 0.5},
    )


BAD = [
    (["baselin"], "no shipped scenario has this name; did you mean baseline?"),
    (["none/there.yaml"], "no such file"),
    (["empty"], "empty: is no folder of a saved run: it has no run.json"),
    (["swept"], "swept: holds a sweep, not one run; give the folder of a run, or its scenario with --seed"),
    (["theatre"], "theatre: has no scenario.yaml: it is the run of a theatre, or damaged"),
    (["broken"], "run.json: cannot be read"),
    (["other"], "run.json: is not the document of one run of a siege"),
    (["saved", "--seed", "4"], "saved: is the run of seed 1; leave out --seed 4"),
    (["saved", "--set", "supply.leak=0"], "saved: a saved run keeps its parameters, scale and days; leave out --set"),
    (["linked_pair"], "linked_pair: is a theatre of several sieges; why asks about one siege"),
    (["baseline", "--against", "linked_pair"], "--against linked_pair: is a theatre of several sieges"),
    (["baseline", "--against", "empty"], "empty: is no folder of a saved run"),
    (["baseline", "--seeds", "1"], "seeds = 1: must be 2 or more"),
    (["baseline", "--set", "supply.leek=0"], "did you mean supply.leak?"),
    (["baseline", "--workers", "0"], "workers = 0: must be 1 or more"),
    (["baseline", "--out", "file"], "cannot be written"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[" ".join(words)[:40] for words, _ in BAD])
def test_bad_input_is_a_sentence(words: list[str], message: str, inside: Command, tmp_path: Path) -> None:
    for name, files in {
        "empty": {},
        "swept": {"manifest.json": "{}"},
        "theatre": {"run.json": "{}"},
        "broken": {"run.json": "{", "scenario.yaml": "extends: baseline"},
        "other": {"run.json": "{}", "scenario.yaml": "extends: baseline"},
        "saved": {
            "run.json": '{"seed": 1, "ended": "end", "day": 3, "days_simulated": 4}',
            "scenario.yaml": "extends: baseline",
        },
    }.items():
        (tmp_path / name).mkdir()
        for file, content in files.items():
            (tmp_path / name / file).write_text(content, encoding="utf-8")
    (tmp_path / "file").write_text("mine", encoding="utf-8")
    result = inside("why", *words)
    assert (result.code, result.out) == (2, "")
    assert message in result.err
    assert result.err.count("\n") == 1


def planted_rows(name: str, outcomes: list[str], deaths: list[int], signed: int | None = None) -> list[dict[str, Any]]:
    """Runs of seeds 3, 4, ... as a table of runs has them."""
    return [
        {
            "counterfactual": name,
            "seed": 3 + place,
            "outcome": outcome,
            "day": 50 + place,
            "days_simulated": 51 + place,
            "signed_day": signed if outcome == "evacuation" else None,
            "deaths_civilians": dead,
        }
        for place, (outcome, dead) in enumerate(zip(outcomes, deaths, strict=True))
    ]


def test_the_numbers_are_those_of_a_planted_table() -> None:
    """It ended by storm, one of two common endings; what prevented a deal is named all the same."""
    worlds = [load_scenario("baseline", {**HELD, **more}) for more in ({**LIFT, "convoy.buses": 20}, {})]
    plan = plan_why(worlds[0], worlds[1], seed=3)
    rows = planted_rows(AS_IT_WAS, ["stormed", *["stormed", "collapse"] * 10], [9, *range(20)])
    rows += planted_rows("schedule.peace", ["stormed", *["evacuation"] * 16, *["stormed"] * 4], [9, *range(3, 23)], 30)
    rows += planted_rows("convoy.buses", ["stormed", *["stormed", "collapse"] * 10], [9, *range(20)])
    rows += planted_rows("all", ["stormed", *["evacuation"] * 16, *["stormed"] * 4], [9, *range(3, 23)], 30)
    runs = WhyRuns(with_outcome_columns(pd.DataFrame(rows)), (), (), 20, (), 0.0)
    questions = questions_of(plan, runs)
    assert [each.name for each in questions.all] == ["stormed", "deal", "day", "deaths_civilians"]
    table = effects(plan, runs, questions)
    row = table.set_index(["outcome", "counterfactual"]).loc[("deal", "schedule.peace")]
    assert (row["factual_value"], row["counterfactual_value"], row["n"]) == (0, 0.8, 20)  # without the siege's own seed
    assert row["p"] == pytest.approx(2 * 0.5**16)
    assert row["p_holm"] == pytest.approx(6 * 2 * 0.5**16)  # both questions about the ending, three counterfactuals
    deaths = table.set_index(["outcome", "counterfactual"]).loc[("deaths_civilians", "schedule.peace")]
    assert (deaths["difference"], deaths["low"], deaths["high"], deaths["own_factual_value"]) == (3, 3, 3, 9)
    verdict = verdict_of(plan, runs, table, questions)
    assert (verdict.decided_by, verdict.causes, verdict.about.name) == ("change", ("schedule.peace",), "deal")
    assert verdict.share.value == 0.5
    text = WhyText(plan, runs, table, questions, verdict).paragraphs()
    assert "80% instead of 0% of 20 other seeds end in a deal, 80 points more (95% CI " in text[0]
    assert text[0].endswith("and this siege would still have ended in a successful assault, on day 50.")
    assert text[1].endswith("end in a successful assault, so chance had a part in it too.")


def test_rates_that_differ_by_the_same_amount_are_equal_differences() -> None:
    """One death more in each of 61 civilians is the same rate, whatever its last bits say."""
    many = {**HELD, "population.civilians": 61}
    worlds = [load_scenario("baseline", values) for values in ({**many, "convoy.buses": 20}, HELD)]
    plan = plan_why(worlds[0], worlds[1], seed=3)
    names = [AS_IT_WAS, "population.civilians", "convoy.buses", "all"]
    rows = [row for name in names for row in planted_rows(name, ["stalemate"] * 9, [*range(9)])]
    for row in rows:
        row["deaths_civilians"] += row["counterfactual"] == "convoy.buses"
    runs = WhyRuns(with_outcome_columns(pd.DataFrame(rows)), (), (), 8, (), 0.0)
    questions = questions_of(plan, runs)
    table = effects(plan, runs, questions).set_index(["outcome", "counterfactual"])
    row = table.loc[("deaths_civilians_per_1000", "convoy.buses")]
    assert (row["difference"], row["low"]) == (pytest.approx(1000 / 61), row["high"])
    assert row["p"] == 2 * 0.5**8


def test_failed_runs_are_left_out_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    def some_fail(plans: Iterable[Plan], workers: int) -> Iterator[FinishedRun]:
        for each in plans:
            broken = "peace" not in each.scenario.schedule or each.seed == 5
            yield failed_run(each, "broken") if broken else attempt(each)

    monkeypatch.setattr("sim.compare.counterfactuals.why_runs.run_all", some_fail)
    found = asked({**HELD, **LIFT, "convoy.buses": 20}, seeds=4)
    assert found.verdict.share.n == 3
    assert "Not estimated, since too few runs finished: the scheduled event peace." in found.paragraphs
    assert found.notes == (
        "12 failed runs left out with the runs of the same seeds; the first, as it was with seed 5: broken.",
    )
    json.dumps(found.document(), allow_nan=False)
    monkeypatch.setattr("sim.compare.counterfactuals.why_runs.run_all", lambda plans, _: map(_broken, plans))
    with pytest.raises(ScenarioError, match="all runs with other seeds failed: broken"):
        asked({**HELD, **LIFT}, seeds=2)


def _broken(plan: Plan) -> FinishedRun:
    return failed_run(plan, "broken")
