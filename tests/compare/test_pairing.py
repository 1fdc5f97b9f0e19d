"""How the runs of two arms are paired: by point and seed, by seed, or not at all; never crosswise."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sim.compare import compare
from tests.compare.sieges import folder_of, rows_of

FOOD, MORALE, MEN, TALKS = "supply.food_days", "garrison.morale", "besieger.manpower", "negotiation.allowed"
MORRIS = {"kind": "morris", "trajectories": 2, "levels": 4, "seed": 1}


def folder(home: Path, name: str, rows: pd.DataFrame, levers: list[str], **asked: Any) -> Path:
    """A sweep folder of this name."""
    return folder_of(home / name, rows, levers, name=name, hash=name, **asked)


def by_seed(rows: pd.DataFrame, outcome: str = "deaths_civilians") -> np.ndarray:
    """Mean of each seed over the points."""
    return rows.groupby("seed")[outcome].mean().to_numpy()


def pairing_of(*folders: Path) -> dict[str, Any]:
    """How the last of the folders is paired with the first, and the row of civilian deaths."""
    comparison = compare(*folders, outcomes=["deaths_civilians"])
    document = json.loads(json.dumps(comparison.document(), allow_nan=False))
    assert [entry["words"] for entry in document["pairing"]] == list(comparison.pairing)
    assert comparison.pairing[0] in comparison.html().partition("<ul>")[0]
    return document["pairing"][-1] | {"row": document["outcomes"][-1], "notes": document["notes"]}


def test_one_level_each_is_paired_by_seed(tmp_path: Path) -> None:
    """besieger.manpower: [2000] and [8000]: one point each, which is what differs."""
    rows = [rows_of({MEN: [men]}, 20, lambda manpower: manpower / 10_000) for men in (2000, 8000)]
    found = pairing_of(*(folder(tmp_path, f"s{i}", each, [MEN]) for i, each in enumerate(rows)))
    assert (found["by"], found["pairs"], found["words"]) == (
        "seed", 20, "s1 is compared with s0 in 20 pairs of runs with the same seed.",
    )  # fmt: skip
    by_hand = stats.ttest_rel(rows[1]["deaths_civilians"], rows[0]["deaths_civilians"])
    assert found["row"]["p"] == pytest.approx(by_hand.pvalue)


def test_a_single_level_is_no_part_of_the_point(tmp_path: Path) -> None:
    rows = [rows_of({FOOD: [10.0, 30.0], MEN: [men]}, 12, lambda food_days, manpower: manpower / 1e4) for men in (2000, 8000)]  # fmt: skip # noqa: E501
    found = pairing_of(*(folder(tmp_path, f"s{i}", each, [FOOD, MEN]) for i, each in enumerate(rows)))
    assert (found["by"], found["pairs"], found["arm_points"]) == ("point and seed", 24, 2)
    assert found["words"] == "s1 is compared with s0 in 24 pairs of runs with the same point and seed, at 2 points."


@pytest.mark.parametrize(("lever", "levels"), [(FOOD, [40.0, 50.0]), (MORALE, [0.2, 0.4, 0.6])])
def test_arms_that_share_only_seeds_are_paired_by_the_means_of_seeds(
    lever: str, levels: list[float], tmp_path: Path
) -> None:
    """Other levels of the same parameter, or another parameter."""
    one = rows_of({FOOD: [10.0, 20.0]}, 20, lambda food_days: food_days / 40)
    two = rows_of({lever: levels}, 20, lambda **values: 0.8)
    found = pairing_of(folder(tmp_path, "one", one, [FOOD]), folder(tmp_path, "two", two, [lever]))
    assert (found["by"], found["reference_points"], found["arm_points"]) == ("seed", 2, len(levels))
    by_hand = stats.ttest_rel(by_seed(two), by_seed(one))
    row = found["row"]
    assert [row["difference"], row["p"]] == pytest.approx([(by_seed(two) - by_seed(one)).mean(), by_hand.pvalue])
    assert [row["low"], row["high"]] == pytest.approx(list(by_hand.confidence_interval()))
    assert row["n"] == 20
    assert any("not the choice of points" in note for note in found["notes"])


def test_arms_that_share_nothing_are_independent_samples(tmp_path: Path) -> None:
    """Without shared seeds, and where each point has seeds of its own."""
    one = rows_of({FOOD: [10.0, 20.0]}, 10, lambda food_days: 0.3)
    two = rows_of({FOOD: [40.0, 50.0]}, 10, lambda food_days: 0.8)
    two["seed"] += 100
    found = pairing_of(folder(tmp_path, "one", one, [FOOD]), folder(tmp_path, "two", two, [FOOD]))
    assert found["by"] == "independent"
    assert found["words"] == "two is compared with one as independent samples: 20 and 20 runs without shared seeds."
    by_hand: Any = stats.ttest_ind(by_seed(two), by_seed(one), equal_var=False)
    assert found["row"]["p"] == pytest.approx(by_hand.pvalue)
    own = [rows.assign(seed=rows["point"] * 10 + rows["replicate"]) for rows in (one, two)]
    own = [folder(tmp_path, f"own{i}", rows, [FOOD], common_random_numbers=False) for i, rows in enumerate(own)]
    assert pairing_of(*own)["by"] == "independent"


def test_repeated_points_are_paired_by_their_number(tmp_path: Path) -> None:
    """Six points of two trajectories, of which some have the same values: 12 pairs, not 3 for each of 4."""
    points = [(True, 0.5), (True, 0.8), (False, 0.8), (False, 0.5), (True, 0.5), (True, 0.8)]
    folders = []
    for name, odds in (("one", 0.3), ("two", 0.7)):
        parts = [
            rows_of({TALKS: [allowed], MORALE: [morale]}, 2, lambda allowed, morale, odds=odds: odds).assign(point=i)
            for i, (allowed, morale) in enumerate(points)
        ]
        rows = pd.concat(parts, ignore_index=True)
        rows["deaths_civilians"] += 10 * rows["point"]
        folders.append(folder(tmp_path, name, rows, [TALKS, MORALE], design=MORRIS))
    found = pairing_of(*folders)
    assert (found["by"], found["pairs"], found["arm_points"], found["row"]["runs"]) == ("point and seed", 12, 6, 12)
    assert not any("excluded" in note for note in found["notes"])


def test_repeated_points_in_another_order_are_paired_by_seed(tmp_path: Path) -> None:
    parts = [rows_of({MORALE: [m]}, 3).assign(point=i) for i, m in enumerate((0.5, 0.8, 0.5))]
    other = [rows_of({MORALE: [m]}, 3).assign(point=i) for i, m in enumerate((0.8, 0.5, 0.5))]
    folders = [folder(tmp_path, f"s{i}", pd.concat(part, ignore_index=True), [MORALE], design=MORRIS) for i, part in enumerate((parts, other))]  # fmt: skip # noqa: E501
    found = pairing_of(*folders)
    assert (found["by"], found["pairs"]) == ("seed", 3)


@pytest.mark.parametrize("several_first", [True, False])
def test_several_scenarios_against_one_are_compared_one_by_one(several_first: bool, tmp_path: Path) -> None:
    levels = {MORALE: [0.5, 0.8]}
    tiny, large = (
        rows_of(levels, 6, lambda morale, o=o: o, scenario=name) for name, o in (("tiny", 0.3), ("large", 0.8))
    )
    both = pd.concat([tiny, large.assign(point=large["point"] + 2)], ignore_index=True)
    folders = [folder(tmp_path, "both", both, [MORALE]), folder(tmp_path, "one", tiny, [MORALE])]
    comparison = compare(*(folders if several_first else folders[::-1]), outcomes=["deaths_civilians"])
    names = ["both (tiny)", "both (large)"]
    assert [arm.name for arm in comparison.arms] == ([*names, "one"] if several_first else ["one", *names])
    assert [side.pairs for side in comparison.sides.values()] == [12, 12]
    same = comparison.outcomes.set_index("arm")["difference"]
    assert same.loc["one" if several_first else "both (tiny)"] == 0
    assert same.loc["both (large)"] != 0
    assert any("both has several scenarios" in note for note in comparison.notes)
    counts = [(arm["expected"], arm["finished"]) for arm in comparison.document()["arms"]]
    assert counts == [(12, 12)] * 3
