"""What is published of the scores follows from the published runs, and the page says what the documents say."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sim.history.case_file import CLASSES, read_case_file
from sim.history.publish import (
    DOCUMENTATION,
    IDENTITY,
    PUBLISHED,
    current,
    page_text,
    read_published,
    read_versions,
)
from sim.history.resampling import cluster_weights
from sim.history.results import by_class
from sim.history.run_class import CLASS_OF
from sim.history.scores import Predictions, scores_of

ROOT = Path(__file__).parents[2]
VERSIONS = read_versions(ROOT)
AGAIN = "run: safeconduct history score --publish NAME"


@pytest.fixture(scope="module", params=list(VERSIONS["version"]))
def version(request: pytest.FixtureRequest) -> pd.Series:
    return VERSIONS[VERSIONS["version"] == request.param].iloc[0]


def test_scores_follow_from_the_runs(version: pd.Series) -> None:
    kept, file = read_published(ROOT, version["version"]), read_case_file()
    ids = [one["case"] for one in kept.document["cases"]]
    runs = kept.runs.groupby("case", sort=False)["class"].value_counts().unstack(fill_value=0)
    counts = runs.reindex(index=ids, columns=list(CLASSES), fill_value=0).to_numpy(dtype=float)
    places = [file.position(case) for case in ids]
    observed = file.outcomes()["class"].iloc[places].map({name: i for i, name in enumerate(CLASSES)})
    predictions = Predictions(
        counts / counts.sum(axis=1, keepdims=True),
        observed.to_numpy(dtype=np.int64),
        np.array(file.clusters)[places],
        counts.sum(axis=1).astype(np.int64),
    )
    for name, value in scores_of(predictions).items():
        assert kept.document[name] == pytest.approx(value), f"{name}: {AGAIN}"
        assert version[name] == pytest.approx(value, abs=1e-4), f"{name}: {AGAIN}"
    found = by_class(predictions, cluster_weights(predictions.clusters, draws=10))
    for name, one in found.items():
        assert kept.document["by_class"][name]["observed"] == one["observed"]


def test_classes_of_runs_follow_from_their_endings(version: pd.Series) -> None:
    runs = read_published(ROOT, version["version"]).runs
    whole = runs[runs["outcome"] != "split"]
    assert (whole["outcome"].map(CLASS_OF) == whole["class"]).all()
    assert set(runs["class"]) <= set(CLASSES)


def test_every_version_is_there_once() -> None:
    assert len(VERSIONS) >= 2
    assert not VERSIONS.duplicated(IDENTITY).any()


def test_the_page_says_what_the_documents_say() -> None:
    text = (ROOT / DOCUMENTATION).read_text(encoding="utf-8")
    assert text == page_text(ROOT), AGAIN
    document = read_published(ROOT, current(VERSIONS)).document
    assert f"Strict skill for evacuation or not: {document['strict_skill']:.2f}" in text
    assert {file.name for file in (ROOT / PUBLISHED).iterdir()} >= {"versions.csv", "dictionary.csv"}
