"""What explains a difference: parts of planted tables, which add up; and the swaps of two scenarios."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy import stats
from typer.testing import CliRunner

from sim import load_scenario
from sim.cli import app
from sim.compare import compare
from sim.compare.comparison.contributions import DIRECTIONS, INTERACTION, WHOLE, SwapValues, contributions
from sim.compare.comparison.explanation import Explanation
from sim.compare.comparison.swap_plan import plan_swaps
from sim.compare.outcomes import Outcome
from sim.scenario.errors import ScenarioError
from sim.sweep import load

SMALL = {"map.area_km2": 0.2, "population.civilians": 120, "garrison.fighters": 60, "besieger.manpower": 180}
DEATHS = Outcome("deaths_civilians", "Civilian deaths", "people", False)


def test_planted_parts_are_found_and_add_up() -> None:
    """Two parameters worth 10 and -4, and 3 more where both are changed, for which the second needs the first."""
    rng = np.random.default_rng(1)
    luck, noise = rng.normal(50, 20, 200), rng.normal(0, 1, (5, 200))
    first, with_a, with_b = luck, luck + 10 + noise[0], luck - 4 + noise[1]
    second = luck + 10 - 4 + 3 + noise[2]
    values = SwapValues(first, second, {"a": with_a, "b": with_b}, {"a": with_b, "b": with_a})
    table: Any = contributions(DEATHS, values).set_index(["part", "direction"])
    assert list(dict.fromkeys(table.index.get_level_values("part"))) == ["a", "b", INTERACTION, WHOLE]
    for part, truth in {("a", 0): 10, ("b", 0): -4, (INTERACTION, 0): 3, ("a", 1): 13, ("b", 1): -1, (INTERACTION, 1): -3}.items():  # fmt: skip # noqa: E501
        row = table.loc[(part[0], DIRECTIONS[part[1]])]
        assert row["value"] == pytest.approx(truth, abs=0.3)
        assert row["high"] - row["low"] < 1  # pairs do not have the spread of luck
    by_hand: Any = stats.ttest_rel(with_a, first).confidence_interval()
    assert table.loc[("a", DIRECTIONS[0]), ["low", "high"]].tolist() == pytest.approx(list(by_hand))
    for direction in DIRECTIONS:
        parts = table.xs(direction, level="direction")["value"]
        assert parts.drop(WHOLE).sum() == pytest.approx(parts[WHOLE])
        assert parts[WHOLE] == pytest.approx((second - first).mean())


def test_shares_stay_within_100_points_and_equal_seeds_have_no_interval() -> None:
    deal = Outcome("deal", "Ended in a deal", "share of runs", True)
    first, second = np.zeros(4), np.array([0.0, 1.0, 1.0, 1.0])
    values = SwapValues(first, second, {"supply.food_days": first}, {"supply.food_days": first})
    table = contributions(deal, values)
    whole = table[table["part"] == WHOLE].iloc[0]
    assert (whole["value"], whole["high"]) == (0.75, 1.0)
    shown = Explanation("a", "b", table, {}, 4)
    assert shown.display["from a"].tolist() == ["0 (with every seed)", "+75 (-5 to 155)", "+75 (-5 to 100)"]
    assert "No parameter has a contribution" in shown.paragraphs[0]
    one: Any = contributions(deal, SwapValues(*(side[:1] for side in (first, second)), {}, {}))
    assert one[["low", "high"]].isna().all(axis=None)


def test_each_differing_parameter_is_swapped_alone() -> None:
    first = load_scenario("baseline", SMALL)
    second = load_scenario("baseline", SMALL | {"supply.food_days": 9.0, "garrison.morale": 0.4, "map.seed": 7})
    plan = plan_swaps(first, second)
    assert set(plan.forward) == set(plan.backward) == {"supply.food_days", "garrison.morale", "map"}
    assert plan.impossible == {}
    swapped = plan.forward["supply.food_days"], plan.backward["supply.food_days"]
    assert [each.supply.food_days for each in swapped] == [9.0, first.supply.food_days]
    assert [each.garrison.morale for each in swapped] == [first.garrison.morale, 0.4]
    with pytest.raises(ScenarioError, match="there is nothing to explain"):
        plan_swaps(first, first)


def test_the_command_says_the_number_of_runs_and_adds_up(tmp_path: Path) -> None:
    lines = [f"{name.replace('.', ': {')}: {value}}}" for name, value in SMALL.items()]
    base = "\n".join(["extends: baseline", *lines, "clock: {horizon_days: 12}"])
    (tmp_path / "a.yaml").write_text(base, encoding="utf-8")
    other = base.replace("fighters: 60", "fighters: 60, morale: 0.35") + "\nsupply: {food_days: 2.0, production: 0.0}\n"
    (tmp_path / "b.yaml").write_text(other, encoding="utf-8")
    page = tmp_path / "page.html"
    options = ["--replicates", "3", "--out", str(tmp_path / "out"), "--report", str(page), "--json", "--explain"]
    result = CliRunner().invoke(app, ["compare", str(tmp_path / "a.yaml"), str(tmp_path / "b.yaml"), *options])
    assert result.exit_code == 0, result.output
    assert "Explaining the difference takes 24 runs: 8 scenarios with 3 seeds each" in result.stderr
    assert "starting a new sweep" not in result.stderr
    document = json.loads(result.stdout)
    rows = [row for row in document["explanation"]["contributions"] if row["outcome"] == "deaths_civilians"]
    one, two = (load(arm["folder"])["deaths_civilians"].mean() for arm in document["arms"])
    for direction in DIRECTIONS:
        own = {row["part"]: row["value"] for row in rows if row["direction"] == direction}
        assert set(own) == {"supply.food_days", "supply.production", "garrison.morale", INTERACTION, WHOLE}
        assert own.pop(WHOLE) == pytest.approx(two - one)
        assert sum(own.values()) == pytest.approx(two - one)
    assert "What explains the difference between a and b" in page.read_text(encoding="utf-8")
    assert len(list((tmp_path / "out" / "sweeps").iterdir())) == 8


def test_only_two_scenarios_can_be_explained(tmp_path: Path) -> None:
    for what in (["baseline"] * 3, ["baseline", "first_steps"], ["baseline", "linked_pair"]):
        with pytest.raises(ScenarioError, match=r"compare --explain: .* two scenarios"):
            compare(*what, explain=True, out=tmp_path)
    assert not list(tmp_path.iterdir())
