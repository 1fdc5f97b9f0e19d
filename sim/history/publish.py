"""What is published of a score: its runs, its documents, a row in the table of scored versions, and the page."""

import datetime
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from sim.compare.html_page import render_figure, write_files
from sim.history import page
from sim.history.figures import NAME, figures
from sim.history.runs import HistoryRuns
from sim.scenario.errors import ScenarioError, shorten
from sim.tables.columns import table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.parquetfile import parquet_of
from sim.tables.reports import HISTORY_RUNS, HISTORY_VERSIONS
from sim.tables.textfile import csv_of

PUBLISHED, DOCUMENTATION = Path("results/published/history"), Path("docs/history.md")
VERSIONS = "versions.csv"
#: What stands between these marks of the page is written.
BEGIN, END = "<!-- scores: written by safeconduct history score --publish -->", "<!-- end of what is written -->"
#: A version is scored anew, not once more, where all of these are the same.
IDENTITY = ["model", "mapping", "case_file", "set", "replicates"]


class PublishedScore(NamedTuple):
    """A score that is kept: the document, what decided, and the runs behind them."""

    document: dict[str, Any]
    explained: dict[str, Any]
    runs: pd.DataFrame


def publish(
    name: str, runs: HistoryRuns, decided: pd.DataFrame, document: Mapping[str, Any], explained: Any, root: Path
) -> str:
    """Keep a score under a name in the source tree `root`, and rewrite the page; returns a sentence.

    `decided` as of `decisions.decisions`. Raises ScenarioError for a name that cannot be a file's, or where `root` is
    no source tree.
    """
    if not (name and name.replace("_", "").replace("-", "").replace(".", "").isalnum()):
        raise ScenarioError(f"--publish {shorten(name)}: must be a name of letters, digits, _, - and dots")
    if not (root / DOCUMENTATION).is_file():
        raise ScenarioError(f"--publish: {DOCUMENTATION} is not in this folder; run the command in a source tree")
    rows = runs.table.merge(decided.drop(columns="class"), on=["case", "replicate"])
    rows = rows[[column.name for column in HISTORY_RUNS]]
    versions = add_version(read_versions(root), name, document)
    kept = json.dumps({"score": document, "why": explained}, indent=1, ensure_ascii=False)
    files = {
        f"{name}.json": f"{kept}\n".encode(),
        f"{name}.parquet": parquet_of(rows, HISTORY_RUNS),
        VERSIONS: csv_of(table_of_frame(versions, HISTORY_VERSIONS)).encode(),
    }
    published = dict.fromkeys(versions["version"], HISTORY_RUNS)
    files[DICTIONARY] = dictionary_of({Path(VERSIONS).stem: HISTORY_VERSIONS, **published}).encode()
    write_files(root / PUBLISHED, files)
    rewrite(root)
    return f"Published: {PUBLISHED / name}.json, one of {len(versions)} scored versions"


def add_version(versions: pd.DataFrame, name: str, document: Mapping[str, Any]) -> pd.DataFrame:
    """The scored versions with that of a document; one that was scored before keeps its place."""
    row = pd.DataFrame([version_row(name, document)])
    if not len(versions):
        return row
    same = (versions[IDENTITY].astype(str) == row[IDENTITY].astype(str).iloc[0]).all(axis=1)
    replaced = same | (versions["version"] == name)
    place = int(replaced.to_numpy().argmax()) if replaced.any() else len(versions)
    parts = [versions[:place][~replaced[:place]], row, versions[place:][~replaced[place:]]]
    return pd.concat([part for part in parts if len(part)], ignore_index=True)


def version_row(name: str, document: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a scored version."""
    skill = document["intervals"]["strict_skill"]
    return {
        "version": name,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        **{key: document[key] for key in ("model", "mapping", "case_file")},
        "set": "; ".join(document["set"]),
        "replicates": document["replicates"],
        "cases": document["n"],
        "clusters": document["clusters"],
        "brier": _rounded(document["brier"]),
        "strict_skill": _rounded(document["strict_skill"]),
        "skill_low": _rounded(skill["low"]),
        "skill_high": _rounded(skill["high"]),
        **{key: _rounded(document[key]) for key in ("balanced_accuracy", "log4", "auc", "spearman_days")},
        "p": _rounded(document["permuted"]["strict_skill"]["p"]),
    }


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 4)


def read_versions(root: Path) -> pd.DataFrame:
    """The table of scored versions; empty where there is none."""
    path = root / PUBLISHED / VERSIONS
    if not path.is_file():
        return pd.DataFrame(columns=[column.name for column in HISTORY_VERSIONS])
    texts = {column.name: str for column in HISTORY_VERSIONS if column.kind == "string"}
    frame = pd.read_csv(path, dtype=texts)
    return frame.fillna({"set": ""})


def read_published(root: Path, name: str) -> PublishedScore:
    """A score that was kept."""
    kept = json.loads((root / PUBLISHED / f"{name}.json").read_text(encoding="utf-8"))
    return PublishedScore(kept["score"], kept["why"], pd.read_parquet(root / PUBLISHED / f"{name}.parquet"))


def current(versions: pd.DataFrame) -> str:
    """The version that the page is about: the last one of the model as it is shipped, with nothing set."""
    shipped = versions[versions["set"] == ""]
    return str((shipped if len(shipped) else versions)["version"].iloc[-1])


def page_text(root: Path) -> str:
    """The page as it follows from what is published."""
    versions = read_versions(root)
    one = read_published(root, current(versions))
    picture = Path("..") / PUBLISHED / f"{NAME}.png"
    text = (root / DOCUMENTATION).read_text(encoding="utf-8")
    written = page.markdown(one.document, one.explained, versions.fillna("–"), picture.as_posix())
    return page.between(text, BEGIN, END, written)


def rewrite(root: Path) -> None:
    """Write page and picture again from what is published."""
    (picture,) = figures(read_published(root, current(read_versions(root))).document)
    write_files(root / PUBLISHED, {f"{NAME}.png": render_figure(picture.figure, "png")})
    write_files(root / DOCUMENTATION.parent, {DOCUMENTATION.name: page_text(root).encode()})
