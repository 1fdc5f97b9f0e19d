"""Joint draws: a table of values by seed, and one sentence for each thing that can be wrong with it."""

from pathlib import Path

import pytest

from sim.hashes import model_hash
from sim.scenario.errors import ScenarioError
from sim.scenario.joint_draws import joint_draws_text, read_joint_draws

NAMES = ("relief.hope", "negotiation.audience")


def written(folder: Path, text: str) -> Path:
    (folder / "draws.csv").write_text(text)
    return folder


def test_a_seed_takes_its_row_and_a_file_reads_back_as_it_was(tmp_path: Path) -> None:
    rows = [[1.0, 0.123456], [2.5, 0.2], [0.75, 1.1]]
    text = joint_draws_text(NAMES, rows, {"model": "hother", "title": "mine"})
    draws = read_joint_draws("./draws.csv", written(tmp_path, text))
    assert draws.names == NAMES
    assert [list(row) for row in draws.rows] == rows
    assert [draws.row(seed) for seed in (1, 2, 3, 4, 0)] == [0, 1, 2, 0, 2]
    assert draws.values(5) == {"relief.hope": 2.5, "negotiation.audience": 0.2}
    assert draws.about == {"model": "hother", "title": "mine"}
    assert "hother" in draws.warning
    assert model_hash() in draws.warning
    same = joint_draws_text(NAMES, rows, {"model": model_hash()})
    again = read_joint_draws("draws.csv", written(tmp_path, same))
    assert again.hash == draws.hash
    assert again.warning == ""
    other = joint_draws_text(NAMES, [*rows[:2], [0.75, 1.2]], {})
    assert read_joint_draws("draws.csv", written(tmp_path, other)).hash != draws.hash


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", "must have a line of parameters and at least one row"),
        ("relief.hope\n", "must have a line of parameters and at least one row"),
        ("relief.hop\n1\n", "relief.hop is not a parameter; did you mean relief.hope?"),
        ("relief.hope,relief.hope\n1,2\n", "relief.hope appears twice"),
        ("terms.named\n1\n", "terms.named is not a number but true or false"),
        ("relief.hope\n1\n21\n", 'row 2: relief.hope = "21": must be 0 to 20 ratio'),
        ("relief.hope\nmany\n", 'row 1: relief.hope = "many": must be 0 to 20 ratio'),
        ("relief.hope\nnan\n", 'row 1: relief.hope = "nan": must be 0 to 20 ratio'),
        ("relief.hope\n1,2\n", "row 1: has 2 values, but there are 1 parameters"),
        ("garrison.fighters\n10.5\n", 'row 1: garrison.fighters = "10.5": must be 1 to 200000 person'),
        ("relief.hope\n" + "1\n" * 10_001, "has 10001 rows, but at most 10000 are allowed"),
    ],
)  # fmt: skip
def test_a_table_that_cannot_be_used_is_refused(text: str, line: str, tmp_path: Path) -> None:
    with pytest.raises(ScenarioError) as caught:
        read_joint_draws("draws.csv", written(tmp_path, text))
    assert line in str(caught.value)
    assert "draws.csv" in str(caught.value)


def test_a_name_that_is_not_there_is_answered() -> None:
    with pytest.raises(ScenarioError, match="histor: there are no joint draws of this name; did you mean history"):
        read_joint_draws("histor")


def test_the_shipped_draws_can_be_used() -> None:
    draws = read_joint_draws("history")
    assert len(draws.rows) == 256
    assert len(set(draws.rows)) > 200
