"""The commands `history score` and `history why` on a case file that nobody has seen before."""

import io
import json
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest

from sim.cli.app import invoke
from sim.exit_codes import ExitCode
from sim.history.page import PAGE
from tests.history.test_history_runs import SMALL, mapping, table

SET = [word for change in SMALL for word in ("--set", change)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("cases")
    table(path, "mine.csv")
    mapping(path)
    return path


def asked(verb: str, folder: Path, file: str, *more: str) -> tuple[Any, str]:
    """The document of a command and what it says besides."""
    words = ["history", verb, str(folder / file), "--mapping", str(folder / "tiny.yaml"), "--replicates", "3", *SET]
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = invoke([*words, "--out", str(folder / "out"), "--workers", "1", "--json", *more])
    assert code == ExitCode.OK, err.getvalue()
    return json.loads(out.getvalue()), err.getvalue()


@pytest.fixture(scope="module")
def first(folder: Path) -> tuple[Any, str]:
    return asked("score", folder, "mine.csv")


def test_a_file_never_seen_is_run_and_scored(first: tuple[Any, str]) -> None:
    document, said = first
    assert "runs are missing and will be done first" in said
    assert {"brier", "strict_skill", "balanced_accuracy", "log4", "auc", "spearman_days", "by_class", "baselines",
            "permuted", "n", "clusters"} <= set(document)  # fmt: skip
    assert document["n"] + len(document["unscored"]) == 8
    assert all(document["unscored"].values())
    assert (Path(document["out"]) / PAGE).is_file()


def test_predictions_do_not_move_with_outcomes_or_names(folder: Path, first: tuple[Any, str]) -> None:
    others = {"outcome_class": "stormed", "deal_day_acute": "3", "name": "X", "country": "Y", "besieger": "Z"}
    table(folder, "other.csv", others)
    second, _ = asked("score", folder, "other.csv")
    assert [one["shares"] for one in second["cases"]] == [one["shares"] for one in first[0]["cases"]]
    assert {one["observed"] for one in second["cases"]} == {"stormed_or_collapsed"}
    assert second["strict_skill"] is None


def test_why_names_what_decided_and_compares_the_estimates_of_the_first_day(
    folder: Path, first: tuple[Any, str]
) -> None:
    cases = [one["case"] for one in first[0]["cases"]][:2]
    only = ("--cases", ",".join(cases))
    found, said = asked("why", folder, "mine.csv", *only)
    assert "6 of 6 runs are missing" in said
    assert [one["case"] for one in found["cases"]] == cases
    assert sum(one["runs"] for one in found["decided"]) == 6
    assert found["estimates"]["cases"] == found["estimates"]["estimates"]["storm_chance"]["compared"] == 2
    assert found["estimates"]["errors"] == {}
    again, said = asked("why", folder, "mine.csv", *only)
    assert again == found  # read from where they were kept
    assert "missing" not in said
    assert asked("why", folder, "mine.csv", *only, "--no-estimates")[0]["estimates"] is None
    scored, _ = asked("score", folder, "mine.csv", *only)
    assert "What the parties expect on the first day".lower() in (Path(scored["out"]) / PAGE).read_text().lower()


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["none.csv"], "none.csv"),
        (["mine.csv", "--cases", "nowhere"], "nowhere: is not a case"),
        (["mine.csv", "--replicates", "0"], "replicates = 0"),
    ],
)
def test_bad_input_gets_a_sentence(
    folder: Path, capsys: pytest.CaptureFixture[str], words: list[str], message: str
) -> None:
    code = invoke(["history", "score", str(folder / words[0]), *words[1:], "--out", str(folder / "out")])
    said = capsys.readouterr().err
    assert code == ExitCode.INVALID_INPUT
    assert message in said
    assert "Traceback" not in said
