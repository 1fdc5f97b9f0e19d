"""Different horizons and populations: noticed before anything is run, with a common horizon and rates a head."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from sim.cli import invoke
from sim.compare import compare
from sim.scenario.errors import ScenarioError
from tests.compare.sieges import folder_of, rows_of

HORIZON, CIVILIANS = "clock.horizon_days", "population.civilians"


def folders(home: Path, **overrides: Any) -> tuple[Path, Path]:
    """A sweep of the baseline, followed for 730 days, and one with these values of its own."""
    one, two = rows_of({}, 40, lambda: 0.4), rows_of({}, 40, lambda: 0.7)
    return (
        folder_of(home / "one", one, [], name="one", hash="1"),
        folder_of(home / "two", two, [], overrides, name="two", hash="2"),
    )


def test_a_common_horizon_counts_later_endings_as_open(tmp_path: Path) -> None:
    pair = folders(tmp_path, **{HORIZON: 400})
    with pytest.raises(ScenarioError, match=r"730 and 400: .* or give --horizon 400: a siege that ends later"):
        compare(*pair)
    with pytest.raises(ScenarioError, match=r"--horizon 500: two followed for 400 days only; use 400 or less"):
        compare(*pair, horizon=500)
    comparison = compare(*pair, horizon=50)
    found = comparison.outcomes.set_index("outcome")
    rows: list[Any] = [rows_of({}, 40, lambda odds=odds: odds) for odds in (0.4, 0.7)]
    deals = [((each["outcome"] == "evacuation") & (each["day"] < 50)).mean() for each in rows]
    still = [(each["day"] >= 50).mean() for each in rows]
    assert 0 < deals[1] < (rows[1]["outcome"] == "evacuation").mean()  # some deals come later
    assert found.loc["deal", ["reference_value", "arm_value"]].tolist() == pytest.approx(deals)
    assert found.loc["stalemate", ["reference_value", "arm_value"]].tolist() == pytest.approx(still)
    assert {*found.index[~found["binary"].astype(bool)]} == {"day", "signed_day"}  # deaths of day 50 are not known
    assert any("within 50 days count as open" in note for note in comparison.notes)
    with pytest.raises(ScenarioError, match=r"--outcome deaths_civilians: not known on day 49 in one, two"):
        compare(*pair, horizon=50, outcomes=["deaths_civilians"])
    whole = compare(*pair, horizon=400, outcomes=["deaths_civilians"]).outcomes.iloc[0]
    assert whole["reference_value"] == rows[0]["deaths_civilians"].mean()  # no run goes on after day 99


def test_the_day_of_the_ending_is_that_of_sieges_that_ended(tmp_path: Path) -> None:
    comparison = compare(*folders(tmp_path), outcomes=["day"])
    rows = [rows_of({}, 40, lambda odds=odds: odds) for odds in (0.4, 0.7)]
    ended = ~(rows[0]["outcome"].eq("stalemate") | rows[1]["outcome"].eq("stalemate"))
    row = comparison.outcomes.iloc[0]
    assert 0 < ended.sum() < 40
    assert (row["n"], row["reference_value"]) == (ended.sum(), pytest.approx(rows[0]["day"][ended].mean()))


def test_deaths_are_compared_per_1000_where_populations_differ(tmp_path: Path) -> None:
    pair = folders(tmp_path, **{CIVILIANS: 3000})
    comparison = compare(*pair)
    row = comparison.outcomes.set_index("outcome").loc["deaths_civilians_per_1000"]
    deaths = [rows_of({}, 40, lambda odds=odds: odds)["deaths_civilians"].to_numpy() for odds in (0.4, 0.7)]
    civilians = comparison.arms[0].fixed[CIVILIANS]
    rates = deaths[0] / civilians * 1000, deaths[1] / 3000 * 1000
    assert [row["reference_value"], row["difference"]] == pytest.approx([rates[0].mean(), np.mean(rates[1] - rates[0])])
    assert any("per 1 000" in note for note in comparison.notes)
    json.dumps(comparison.document(), allow_nan=False)
    same = folders(tmp_path / "same")
    assert "deaths_civilians_per_1000" not in set(compare(*same).outcomes["outcome"])
    asked = compare(*same, outcomes=["deaths_civilians_per_1000"]).outcomes.iloc[0]
    assert asked["reference_value"] == pytest.approx(deaths[0].mean() / civilians * 1000)


def test_different_horizons_are_refused_before_anything_is_run(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    longer = tmp_path / "longer.yaml"
    longer.write_text("extends: baseline\nclock: {horizon_days: 900}\n", encoding="utf-8")
    out = tmp_path / "out"
    assert invoke(["compare", "baseline", str(longer), "--out", str(out)]) == 2
    assert "or give --horizon 730" in capsys.readouterr().err
    assert not out.exists()


@pytest.mark.parametrize("horizon", [0, -5])
def test_a_horizon_is_a_number_of_days(horizon: int, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError, match="--horizon"):
        compare(*folders(tmp_path), horizon=horizon)
