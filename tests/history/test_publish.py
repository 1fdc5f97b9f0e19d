"""Publishing a score: what is kept, the table of scored versions, the page."""

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from sim.history import publish, results
from sim.history.case_file import CaseFile, read_case_file
from sim.history.explanation import explanation
from sim.history.publish import BEGIN, DOCUMENTATION, END, PUBLISHED
from sim.history.runs import HistoryRuns
from sim.scenario.errors import ScenarioError
from tests.history.planted import planted_runs

Parts = tuple[HistoryRuns, pd.DataFrame, dict[str, Any], dict[str, Any]]


@pytest.fixture(scope="module")
def parts() -> Parts:
    """Runs, what decided them, and the two documents of a score."""
    file: CaseFile = read_case_file()
    runs = planted_runs(file, replicates=4, skill=2.0)
    scored = results.scored_cases(file, runs)
    few = scored._replace(inputs=scored.inputs[["audience_cost"]])
    document = results.plain(
        results.without_baselines(file, runs, scored) | {"baselines": results.baselines_of(few.inputs, few.predictions)}
    )
    decided = runs.table[["case", "replicate", "class"]].assign(event="accepted", package="evacuation", reason="dying")
    return runs, decided, document, results.plain(explanation(scored, decided))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / DOCUMENTATION).write_text(f"# Prose before\n\n{BEGIN}\n\n{END}\n\nProse after\n")
    return tmp_path


def test_what_is_kept_gives_the_page_again(root: Path, parts: Parts) -> None:
    said = publish.publish("model", *parts, root)
    assert said.endswith("one of 1 scored versions")
    text = (root / DOCUMENTATION).read_text(encoding="utf-8")
    assert text == publish.page_text(root)
    assert text.startswith("# Prose before")
    assert text.endswith("Prose after\n")
    assert "### Scored versions: 1" in text
    kept = publish.read_published(root, "model")
    assert kept.document == parts[2]
    assert kept.runs["class"].tolist() == parts[0].table["class"].tolist()
    assert {path.suffix for path in (root / PUBLISHED).iterdir()} == {".json", ".parquet", ".csv", ".png"}


def test_each_version_has_a_row_and_the_same_one_no_second(root: Path, parts: Parts) -> None:
    runs, decided, document, explained = parts
    publish.publish("model", *parts, root)
    publish.publish("old", runs, decided, {**document, "set": ["negotiation.escaped_danger=0"]}, explained, root)
    publish.publish("model", *parts, root)
    versions = publish.read_versions(root)
    assert versions["version"].tolist() == ["model", "old"]
    assert publish.current(versions) == "model"  # the page is about the model with nothing set
    publish.publish("model_2", runs, decided, {**document, "model": "another"}, explained, root)
    assert publish.current(publish.read_versions(root)) == "model_2"
    assert len(publish.read_versions(root)) == 3
    dictionary = pd.read_csv(root / PUBLISHED / "dictionary.csv")
    assert set(dictionary["table"]) == {"versions", "model", "old", "model_2"}


@pytest.mark.parametrize("name", ["", "../x", "a b", "a/b"])
def test_a_name_that_is_no_name_of_a_file_is_refused(root: Path, parts: Parts, name: str) -> None:
    with pytest.raises(ScenarioError, match="must be a name of letters"):
        publish.publish(name, *parts, root)


def test_publishing_outside_a_source_tree_is_refused(tmp_path: Path, parts: Parts) -> None:
    with pytest.raises(ScenarioError, match="run the command in a source tree"):
        publish.publish("model", *parts, tmp_path)
