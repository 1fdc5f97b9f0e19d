"""Three or more arms are ranked, each beside the chosen reference; two are not."""

import json
from pathlib import Path
from typing import Any

import pytest

from sim.compare import compare
from sim.scenario.errors import ScenarioError
from sim.sweep import load
from tests.compare.sieges import folder_of, rows_of

ODDS = {"low": 0.2, "high": 0.9, "middle": 0.5}


@pytest.fixture
def folders(tmp_path: Path) -> dict[str, Path]:
    """Three sweeps; the more deals, the fewer civilian deaths."""
    return {
        name: folder_of(tmp_path / name, rows_of({}, 40, lambda odds=odds: odds), [], name=name, hash=name)
        for name, odds in ODDS.items()
    }


def test_arms_are_ranked_by_civilian_deaths_with_holm_for_all_of_them(folders: dict[str, Path]) -> None:
    comparison = compare(*folders.values(), reference="middle")
    assert [arm.name for arm in comparison.arms] == ["middle", "low", "high"]
    ranking = comparison.ranking
    assert ranking is not None
    assert list(dict.fromkeys(ranking["arm"])) == ["high", "middle", "low"]
    rate = ranking[ranking["outcome"] == "deaths_civilians_per_1000"].set_index("arm")
    civilians = comparison.arms[0].fixed["population.civilians"]
    for name, folder in folders.items():
        assert rate.loc[name, "value"] == pytest.approx(load(folder)["deaths_civilians"].mean() / civilians * 1000)
    outcomes: Any = comparison.outcomes.set_index(["arm", "outcome"])
    deal: Any = ranking[ranking["outcome"] == "deal"].set_index("arm")
    assert deal.loc["low", "p_holm"] == outcomes.loc[("low", "deal"), "p_holm"]
    assert deal.loc["low", "difference"] == pytest.approx(
        (load(folders["low"])["outcome"] == "evacuation").mean()
        - (load(folders["middle"])["outcome"] == "evacuation").mean()
    )
    assert deal.loc["middle", ["difference", "p_holm"]].isna().all()
    assert comparison.opening[-1].startswith(
        "Ranked by civilian deaths per 1 000 civilians of day 0, fewest first: high "
    )
    page = comparison.html()
    assert "<h2>Ranking</h2>" in page
    assert "middle (reference)" in page
    assert "All arms, compared with middle" in page
    document = json.loads(json.dumps(comparison.document(), allow_nan=False))
    assert {row["rank"] for row in document["ranking"]} == {1, 2, 3}


def test_an_outcome_that_is_asked_for_orders_the_arms(folders: dict[str, Path]) -> None:
    ranking = compare(*folders.values(), outcomes=["stormed"]).ranking
    assert ranking is not None
    assert list(dict.fromkeys(ranking["arm"])) == ["low", "middle", "high"]
    assert ranking["outcome"].iloc[0] == "stormed"


def test_two_arms_are_not_ranked_and_a_reference_is_one_of_them(folders: dict[str, Path]) -> None:
    two = folders["low"], folders["high"]
    comparison = compare(*two, reference=str(folders["high"]))
    assert comparison.arms[0].name == "high"
    assert comparison.ranking is None
    assert "ranking" not in comparison.document()
    with pytest.raises(ScenarioError, match=r"--reference hihg: is not one of the arms; did you mean high\?"):
        compare(*two, reference="hihg")
