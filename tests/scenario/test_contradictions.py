"""What a scenario says against itself is refused, or pointed out by `validate`."""

import json
from pathlib import Path

import pytest

from sim.scenario.contradictions import remarks
from sim.scenario.errors import ScenarioError
from sim.scenario.files import shipped_names
from sim.scenario.load import load_scenario
from tests.process import Command

HEAD = "extends: baseline\nname: bad\nclock: {horizon_days: 60}\n"


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "bad.yaml"
    file.write_text(f"{HEAD}{text}", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        ("low: 60, high: 15", "facts.supply.food_days: low = 60 is more than high = 15; give them in the order"),
        ("low: 10, best: 90, high: 40", "facts.supply.food_days: best = 90 is more than high = 40"),
        ("low: 10, best: 5", "facts.supply.food_days: low = 10 is more than best = 5"),
    ],
)
def test_a_range_the_wrong_way_round_is_refused(ends: str, words: str, tmp_path: Path) -> None:
    file = written(tmp_path, f"facts: {{supply.food_days: {{{ends}, source: a book}}}}\n")
    with pytest.raises(ScenarioError, match=words):
        load_scenario(file)


def test_validate_points_out_what_is_probably_not_meant(inside: Command, tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "supply: {food_days: 90}\nreinforcements: [{day: 59, men: 10}, {day: 60, men: 10}]\n"
        "facts: {supply.food_days: {low: 15, high: 60, source: a book}}\n",
    )
    found = inside("validate", file)
    assert found.code == 0
    assert "Probably not meant:" in found.out
    assert "supply.food_days = 90 is above high = 60 of its own fact" in found.out
    assert "reinforcements[1]: day = 60 never comes, since the siege ends by day 59" in found.out
    assert "reinforcements[0]" not in found.out
    (row,) = json.loads(inside("validate", file, "--json").out)
    assert len(row["remarks"]) == 2


def test_no_shipped_scenario_contradicts_itself() -> None:
    assert {name: lines for name in shipped_names() if (lines := remarks(load_scenario(name)))} == {}
