"""What an experiment asks comes first in its report, and is what pandas and lifelines say of the same rows."""

import json
from pathlib import Path
from typing import Any, NamedTuple

import lifelines
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.compare.analysis.asked_effects import asked_effects, effects_of
from sim.compare.outcomes import find_outcome
from sim.compare.statistics.hazards import HazardArms, hazard_interaction, hazard_ratio
from sim.compare.statistics.means import contrast, mean
from sim.compare.statistics.thresholds import crossing
from sim.compare.sweep_report.effects_table import asked_table
from sim.compare.sweep_report.effects_text import asked_sentences
from sim.compare.sweep_report.findings import find
from sim.compare.sweep_report.report import build_report
from sim.scenario import yamltext
from sim.scenario.errors import ScenarioError
from sim.sweep import load_manifest, run_experiment
from sim.sweep.edited import asked_warning, edited_warning
from sim.sweep.experiment_reader import experiment_of
from sim.sweep.prepare import PreparedExperiment
from tests.compare.sieges import rows_of, study
from tests.process import Command
from tests.sweep.conftest import ASKED

FOOD, MEN, MORALE = "supply.food_days", "besieger.manpower", "garrison.morale"
LEVERS = {FOOD: [10.0, 30.0, 90.0], MEN: [500, 1000], MORALE: [0.4, 0.8]}
SEEDS = 60


def planted() -> pd.DataFrame:
    """Food delays the signature by 20 days beside many men alone, and lowers the share of deals everywhere."""
    rows = rows_of(LEVERS, SEEDS, lambda food_days, **_: {10.0: 0.9, 30.0: 0.7, 90.0: 0.5}[food_days])
    rng = np.random.default_rng(5)
    late = (rows[FOOD] == 90) & (rows[MEN] == 1000)
    rows["signed_day"] = (rows["signed_day"] + 20 * late + rng.integers(0, 5, len(rows))).astype("Int64")
    rows["deaths_civilians"] = rows["deaths_civilians"] + 15 * (rows[FOOD] == 10) + rng.integers(0, 9, len(rows))
    return rows


class Answers(NamedTuple):
    """The sentences and the table of the effects asked for."""

    asked: list[str]
    table: pd.DataFrame

    def row(self, outcome: str, measure: str) -> pd.Series:
        return self.table[(self.table["outcome"] == outcome) & (self.table["measure"] == measure)].iloc[0]


def asked(rows: pd.DataFrame, *effects: dict[str, Any], **experiment: Any) -> Answers:
    levers = [name for name in LEVERS if name in rows]
    found = asked_effects(study(rows, levers, effects=list(effects), **experiment))
    table = asked_table(found)
    assert table is not None
    return Answers(asked_sentences(found), table.frame)


def test_differences_are_those_of_pandas() -> None:
    rows = planted()
    report = asked(rows, {"of": ["deal", "signed_day", "deaths_civilians"], "along": FOOD})
    rows = rows.assign(deal=(rows["outcome"] == "evacuation").astype(float))
    for name, n in (("deal", 4 * SEEDS), ("signed_day", None), ("deaths_civilians", 4 * SEEDS)):
        wide = rows.pivot(index=[MEN, MORALE, "seed"], columns=FOOD, values=name).astype(float)[[10.0, 90.0]].dropna()
        apart = wide[90.0] - wide[10.0]
        row = report.row(name, "difference")
        assert row["value"] == pytest.approx(apart.mean())
        assert row[["at_first", "at_last"]].tolist() == pytest.approx(wide.mean().tolist())
        assert row["n"] == len(wide) == (n or len(wide))
        by_seed = apart.groupby("seed").sum() - apart.groupby("seed").size() * apart.mean()
        error = np.sqrt(len(by_seed) / (len(by_seed) - 1) * (by_seed**2).sum()) / len(apart)
        assert row["high"] - row["value"] == pytest.approx(error * stats.t.ppf(0.975, len(by_seed) - 1))
        assert row["seeds"] == apart.index.get_level_values("seed").nunique()
    text = report.asked
    assert text[0].startswith(
        "Raising food in the stores from 10 to 90 days lowers the share of runs that ended in a d"
    )
    assert text[1].startswith("Where both runs of a seed sign a deal, raising food in the stores from 10 to 90 days de")
    assert "averaged over the besieger's men and the garrison's morale; n = 240 pairs of runs with 60 seeds." in text[0]


def test_an_interaction_is_that_of_pandas_and_found_where_it_was_planted() -> None:
    rows = planted()
    report = asked(rows, {"of": ["signed_day", "deal"], "along": FOOD, "across": MEN})
    kept = rows[rows[FOOD] != 30]
    wide = kept.pivot(index=[MORALE, "seed"], columns=[MEN, FOOD], values="signed_day").astype(float).dropna()
    wide = wide.sort_index(axis=1)
    apart = (wide[1000, 90.0] - wide[1000, 10.0]) - (wide[500, 90.0] - wide[500, 10.0])
    row = report.row("signed_day", "interaction")
    assert row["value"] == pytest.approx(apart.mean())
    assert 15 < row["low"] < row["value"] < row["high"] < 25
    assert (row["n"], row["n_unit"], row["across_at"]) == (len(wide), "sets of four runs", "500 and 1 000")
    parts = report.table.query("outcome == 'signed_day' and measure == 'difference'")
    pairs = [
        kept[kept[MEN] == men].pivot(index=[MORALE, "seed"], columns=FOOD, values="signed_day") for men in (500, 1000)
    ]
    pairs = [each.astype(float).dropna() for each in pairs]
    assert parts["n"].tolist() == [len(each) for each in pairs]
    assert parts["value"].tolist() == pytest.approx([(each[90.0] - each[10.0]).mean() for each in pairs])
    days, shares = report.asked[0], report.asked[2]
    assert days.startswith(
        "The effect of raising food in the stores from 10 to 90 days on the signature depends on the b"
    )
    assert shares.startswith(
        "That the effect of raising food in the stores from 10 to 90 days on the share of runs that e"
    )
    assert "is not shown: it is -4" in shares


def test_hazards_are_those_of_lifelines() -> None:
    rows = planted()
    report = asked(rows, {"of": "signed_day", "along": FOOD}, {"of": "signed_day", "along": FOOD, "across": MEN})
    deal = (rows["outcome"] == "evacuation") & rows["signed_day"].notna()
    frame = pd.DataFrame(
        {
            "day": rows["signed_day"].astype(float).where(deal, rows["day"].astype(float)) + 1e-9,
            "deal": deal.astype(int),
            "more": (rows[FOOD] == 90).astype(int),
            "men": (rows[MEN] == 1000).astype(int),
            "cell": rows.groupby([MEN, MORALE]).ngroup(),
            "morale": rows[MORALE],
        }
    )[(rows[FOOD] != 30).to_numpy()]
    found = report.table
    main = found[(found["effect"] == 0) & (found["measure"] == "hazard ratio")].iloc[0]
    fitted = lifelines.CoxPHFitter().fit(frame[["day", "deal", "more", "cell"]], "day", "deal", strata="cell")
    assert np.log(main["value"]) == pytest.approx(fitted.params_["more"], abs=2e-4)
    assert main["n"] == len(frame)
    whole = found[found["measure"] == "ratio of hazard ratios"].iloc[0]
    crossed = frame.assign(both=frame["more"] * frame["men"]).drop(columns="men")
    columns = ["day", "deal", "more", "both", "cell"]
    fitted = lifelines.CoxPHFitter().fit(crossed[columns], "day", "deal", strata="cell")
    assert np.log(whole["value"]) == pytest.approx(fitted.params_["both"], abs=2e-4)
    assert "with other endings competing, raising food in the stores" in report.asked[1]


def test_intervals_of_hazards_cover_what_was_planted() -> None:
    """Twice the hazard in one stratum as in the other arm, three times in the other: ratio of ratios 1.5."""
    inside, crossed = 0, 0
    for trial in range(60):
        rng = np.random.default_rng(trial)
        both = np.concatenate([np.arange(60)] * 2)

        def arms(times: float, rng: np.random.Generator = rng, both: np.ndarray = both) -> HazardArms:
            days = [np.ceil(np.minimum(rng.exponential(100 / rate, 60), 150)) for rate in (1.0, times)]
            return HazardArms((days[0], days[1]), (days[0] < 150, days[1] < 150), (both[:60], both[60:]))

        first, second = arms(2.0), arms(3.0)
        ratio = hazard_ratio(*first)
        inside += ratio.low < 2 < ratio.high
        change = hazard_interaction(first, second)
        crossed += change.low < 1.5 < change.high
    assert inside >= 53
    assert crossed >= 53


def test_the_contrast_of_two_cells_is_the_difference_of_their_means() -> None:
    rng = np.random.default_rng(3)
    one, two = rng.normal(0, 1, 200), rng.normal(1, 1, 200)
    seeds = np.arange(200)
    paired = mean(two - one, seeds)
    found = contrast([one, two], [seeds, seeds], [-1.0, 1.0])
    assert found.value == pytest.approx(paired.value)
    assert (found.low, found.high) == pytest.approx((paired.low, paired.high))
    assert found.n == 400


def test_a_lever_that_cannot_act_is_said_to() -> None:
    rows = planted()
    rows["digest"] = rows["seed"].astype(str) + rows[FOOD].astype(str)
    report = asked(rows, {"of": ["deal", "signed_day"], "along": MORALE}, {"of": "deal", "along": FOOD})
    assert report.asked[0] == (
        "The garrison's morale cannot act in these runs: at every seed the run is the same to the last bit with a "
        "garrison morale of 0.4 and a garrison morale of 0.8."
    )
    assert report.asked[1].startswith("Raising food in the stores from 10 to 90 days lowers")
    assert len(report.asked) == 2
    assert report.table["acted"].tolist() == [0.0, 0.0, 0.0, 1.0]


def test_too_few_pairs_are_said_and_not_estimated() -> None:
    rows = planted()
    few = rows[rows["replicate"] <= 9].query(f"`{MEN}` == 500 and `{MORALE}` == 0.4").drop(columns=[MEN, MORALE])
    report = asked(few.reset_index(drop=True), {"of": ["deal", "signed_day"], "along": FOOD})
    assert report.asked[0] == (
        "Whether food in the stores changes the share of runs that ended in a deal cannot be told: only 9 pairs of "
        "runs, fewer than 10."
    )
    assert "pairs of runs that all have the day, fewer than 10" in report.asked[1]
    assert report.table["value"].isna().all()


def test_a_contrast_at_a_level_uses_these_runs_alone() -> None:
    rows = planted()
    effect = {"of": "deal", "along": FOOD, "levels": [90.0, 30.0], "at": {MEN: 500, MORALE: 0.4}}
    report = asked(rows, effect)
    own = rows[(rows[MEN] == 500) & (rows[MORALE] == 0.4)]
    share = (own["outcome"] == "evacuation").groupby(own[FOOD]).mean()
    row = report.row("deal", "difference")
    assert row["value"] == pytest.approx(share[30.0] - share[90.0])
    assert row["n"] == row["seeds"] == SEEDS
    assert report.asked[0].startswith("Lowering food in the stores from 90 to 30 days raises the share")
    assert "with 500 besiegers and a garrison morale of 0.4; n = 60 pairs of runs." in report.asked[0]


def test_a_threshold_lies_between_the_levels_or_beyond_them() -> None:
    report = asked(
        planted(),
        {"of": "deal", "along": FOOD, "reaches": 0.6},
        {"of": "deal", "along": FOOD, "reaches": 0.05},
        {"of": "deaths_civilians", "along": FOOD, "reaches": 120},
    )
    rows = report.table
    assert 30 < rows["value"][0] < 90
    assert rows["low"][0] < rows["value"][0] < rows["high"][0]
    assert report.asked[0].startswith("The share of runs that ended in a deal falls below 60% at ")
    assert "does not reach 5% between 10 and 90 days of food in the stores: it is 4" in report.asked[1]
    assert report.asked[2].startswith("Mean civilian deaths ")
    levels = np.array([1.0, 2.0, 3.0])
    outcome = np.tile([0.0, 0.4, 1.0], 40)
    found = crossing(levels, np.tile([0, 1, 2], 40), outcome, np.repeat(np.arange(40), 3), 0.7)
    assert (found.value, found.low, found.high) == pytest.approx((2.5, 2.5, 2.5))
    flat = crossing(levels, np.tile([0, 1, 2], 40), outcome, np.repeat(np.arange(40), 3), 1.5)
    assert np.isnan(flat.value)
    assert flat.low == flat.high == np.inf
    assert flat.within == 0


def test_the_interval_of_a_threshold_covers_it() -> None:
    """Shares of 0.8, 0.6, 0.4, 0.2 by levels 1 to 4, with luck shared by the levels: 50% is reached at 2.5."""
    inside = 0
    for trial in range(100):
        luck = np.random.default_rng(trial).random((80, 4))
        luck[:, 1:] = np.where(np.random.default_rng(trial + 1000).random((80, 1)) < 0.5, luck[:, :1], luck[:, 1:])
        flags = (luck < np.array([0.8, 0.6, 0.4, 0.2])).astype(float)
        found = crossing(np.arange(1.0, 5), np.tile(np.arange(4), 80), flags.ravel(), np.repeat(np.arange(80), 4), 0.5)
        inside += found.low <= 2.5 <= found.high
    assert inside >= 89


def test_sampled_designs_compare_the_outer_thirds() -> None:
    rng = np.random.default_rng(1)
    rows = rows_of({FOOD: list(range(300))}, 1)
    rows[FOOD], rows[MEN] = rng.uniform(10, 100, 300), rng.uniform(500, 1000, 300)
    much = (rows[FOOD] > 50) & (rows[MEN] > 750)
    rows["outcome"] = np.where(rng.random(300) < np.where(much, 0.9, 0.3), "evacuation", "stormed")
    rows = rows.assign(scenario="baseline")
    effects = [{"of": "deal", "along": FOOD}, {"of": "deal", "along": FOOD, "across": MEN}]
    swept = study(rows, [FOOD, MEN], effects=effects, design={"kind": "latin_hypercube", "points": 300, "seed": 1})
    found = asked_effects(swept)
    one, sentences = found[0].estimates[0], asked_sentences(found)
    cut = np.quantile([rows[FOOD].min(), rows[FOOD].max()], [1 / 3, 2 / 3])
    deal = rows["outcome"] == "evacuation"
    assert one.estimate.value == pytest.approx(deal[rows[FOOD] >= cut[1]].mean() - deal[rows[FOOD] < cut[0]].mean())
    assert not one.paired
    assert sentences[1].startswith("The effect of raising food in the stores from ")
    assert "depends on the besieger's men" in sentences[1]


def by_little(food_days: float, **_: float) -> float:
    return 0.52 if food_days < 90 else 0.5


def test_what_any_slice_would_show_is_no_finding() -> None:
    """At most 30 days of food is two thirds of the runs and holds 70% of the deals; no cell differs from another."""
    rows = rows_of({FOOD: [10.0, 30.0, 90.0], MEN: [500, 1000]}, 60, by_little)
    found = build_report(study(rows, [FOOD, MEN]))
    text = " ".join(found.answer)
    assert "concentrated" not in text
    assert "box" not in [figure.name for figure in found.figures]
    assert "most frequent" not in text
    assert "of the phase diagram, " in text
    assert "differ no more than those of equal cells would" in text


def test_noise_gives_no_box() -> None:
    boxes = 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        rows = rows_of({FOOD: list(range(120))}, 2)
        rows[FOOD], rows[MEN] = rng.random(120)[rows["point"]], rng.random(120)[rows["point"]]
        rows["outcome"] = np.where(rng.random(240) < 0.4, "evacuation", "stormed")
        swept = study(rows, [FOOD, MEN], design={"kind": "latin_hypercube", "points": 120, "seed": 1})
        boxes += find(swept, find_outcome("deal", swept.names), []).box is not None
    assert boxes <= 1


def test_the_page_the_table_and_the_json_have_them() -> None:
    effects = [{"of": "signed_day", "along": FOOD, "across": MEN}, {"along": FOOD}]
    report = build_report(study(planted(), list(LEVERS), effects=effects, outcomes=["deal"]))
    page = report.html()
    places = [page.index(words) for words in ("depends on the besieger", "What else was found", "The median day")]
    assert places == sorted(places)
    assert (report.figures[0].name, report.tables[0].name) == ("asked", "asked")
    assert len(report.frames["asked"]) == 7
    assert json.loads(json.dumps(report.document(), allow_nan=False))["asked"] == list(report.asked)
    assert report.answer[: len(report.asked)] == report.asked
    assert not any(text.startswith("Food in the stores:") for text in report.answer)  # said already
    assert any("intervals of the effects asked for are not adjusted" in line for line in report.caveats)
    assert any("Days are compared among the seeds at which both runs have one" in line for line in report.caveats)


BAD = (
    (
        {"along": "supply.food_day"},
        "effects[0].along: supply.food_day is not varied by this experiment; did you mean",
    ),
    ({}, "effects[0].along is missing"),
    ({"along": FOOD, "acros": MORALE}, "effects[0].acros is not a key of an effect; did you mean across?"),
    (
        {"along": FOOD, "of": "dael"},
        "effects[0].of: dael is not an outcome of which an effect can be estimated; did",
    ),
    ({"along": FOOD, "of": "cause"}, "effects[0].of: cause is not an outcome"),
    ({"along": FOOD, "levels": [5]}, "effects[0].levels = [...]: must be the two levels"),
    ({"along": FOOD, "levels": [5, 5]}, "effects[0].levels = 5, 5: must be two different levels"),
    ({"along": FOOD, "levels": [5, 7]}, "effects[0].levels: 7 is not a level of supply.food_days; levels: 5"),
    ({"along": FOOD, "levels": [5, [7]]}, "effects[0].levels[1] = [...]: must be a number, true or false"),
    ({"along": FOOD, "across": FOOD}, "effects[0].along, across and at must name different levers"),
    ({"along": FOOD, "at": {MORALE: 0.5}}, "effects[0].at.garrison.morale: 0.5 is not a level of garrison.morale"),
    ({"along": FOOD, "at": 3}, "effects[0].at = 3: must be a mapping"),
    ({"along": FOOD, "reaches": 50}, "effects[0].reaches = 50"),
    ({"along": FOOD, "reaches": 0.5, "of": "signed_day"}, "effects[0].reaches: not every run has a signed_day"),
    ({"along": FOOD, "reaches": 0.5, "across": MORALE}, "effects[0].reaches: is a threshold along the whole lever"),
    ({"along": FOOD, "reaches": "x"}, 'effects[0].reaches = "x": must be a number'),
    (3, "effects[0] = 3: must be a mapping"),
)


@pytest.mark.parametrize(("effect", "words"), BAD, ids=[words[:40] for _, words in BAD])
def test_what_cannot_be_estimated_is_refused_before_a_run(effect: Any, words: str) -> None:
    with pytest.raises(ScenarioError) as caught:
        PreparedExperiment(experiment_of({**ASKED, "effects": [effect]}, "tiny.yaml"))
    assert f"tiny.yaml: {words}" in str(caught.value)


def test_one_at_a_time_has_no_interactions_and_words_no_ends() -> None:
    oaat = {**ASKED, "design": {"kind": "one_at_a_time"}, "effects": [{"along": FOOD, "across": MORALE}]}
    with pytest.raises(ScenarioError, match="never varies two levers together; use a grid"):
        PreparedExperiment(experiment_of(oaat, "tiny.yaml"))
    words = {**ASKED, "levers": {"map.generate": ["town", "mountain", "open"]}, "effects": [{"along": "map.generate"}]}
    with pytest.raises(ScenarioError, match="3 levels without an order; name two of them under levels"):
        PreparedExperiment(experiment_of(words, "tiny.yaml"))


def test_effects_change_no_run() -> None:
    plain = PreparedExperiment(experiment_of(ASKED, "tiny.yaml"))
    other = PreparedExperiment(experiment_of({**ASKED, "effects": [{"along": FOOD}]}, "tiny.yaml"))
    assert plain.hash == other.hash
    assert other.experiment.model_dump(exclude_unset=True)["effects"] == [{"along": FOOD}]


def test_one_command_answers_and_an_edited_question_needs_no_run(inside: Command, tmp_path: Path) -> None:
    file = tmp_path / "tiny.yaml"
    own = {**ASKED, "levers": {FOOD: [5, 40]}, "replicates": 12, "effects": [{"of": "deaths_civilians", "along": FOOD}]}
    file.write_text(yamltext.write(own), encoding="utf-8")
    found = inside("report", file, "--run", "--workers", 1, "-q", "--json")
    assert found.code == 0, found.err
    document = json.loads(found.out)
    assert document["answer"][0] == document["asked"][0]
    assert document["tables"]["asked"][0]["n"] == 12
    folder = Path(document["out"]).parent
    assert asked_warning(str(file), folder) == ""
    file.write_text(yamltext.write({**own, "effects": [{"of": "displaced", "along": FOOD}]}), encoding="utf-8")
    assert edited_warning(str(file), folder) == ""
    assert "edited since" in asked_warning(str(file), folder)
    assert "effects of the experiment" in asked_warning(str(file), folder)
    run_experiment(file, out=folder.parents[1])
    assert effects_of(load_manifest(folder))[0].of == ["displaced"]
    assert asked_warning(str(file), folder) == ""
