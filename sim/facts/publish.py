"""The published facts: a small table of runs each, from which verdicts, figures and the page are rebuilt."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare.html_page import render_figure, write_files
from sim.facts.fact import StylisedFact, load
from sim.facts.figures import fact_figures
from sim.facts.page import markdown, table
from sim.facts.results import FactResult, evaluate
from sim.facts.runs import Runs
from sim.scenario.writing import output_file
from sim.tables.columns import Column, table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.reports import FACT_LEVELS, column_of
from sim.tables.textfile import csv_of

PUBLISHED, PAGE = Path("results/published/facts"), Path("docs/facts.md")
DOCUMENT, LEVELS = "facts.json", "levels.csv"
#: Columns of texts.
TEXTS = ("world", "ending")


def keep(fact: StylisedFact, runs: Runs, root: Path) -> None:
    """Write the runs of a fact to the results published in a source tree."""
    import pyarrow.parquet as pq

    provenance = json.dumps({"failed": runs.failed, "commits": runs.commits, "models": runs.models})
    table = table_of_frame(runs.rows, [column_of(str(name)) for name in runs.rows])
    table = table.replace_schema_metadata({"facts": provenance})
    with output_file(root / PUBLISHED / f"{fact.name}.parquet", "folder") as draft:
        pq.write_table(table, draft, compression="zstd", compression_level=19)


def kept(fact: StylisedFact, root: Path) -> Runs:
    """The published runs of a fact; none where it has not been carried out yet."""
    import pyarrow.parquet as pq

    if not (root / PUBLISHED / f"{fact.name}.parquet").exists():
        return Runs(pd.DataFrame(), 0, (), ())
    table = pq.read_table(root / PUBLISHED / f"{fact.name}.parquet")
    provenance = json.loads((table.schema.metadata or {})[b"facts"])
    frame = table.to_pandas().astype(dict.fromkeys(TEXTS, str))
    return Runs(frame, int(provenance["failed"]), tuple(provenance["commits"]), tuple(provenance.get("models", ())))


def judged(root: Path) -> list[FactResult]:
    """Results of every fact, from its published runs."""
    return [evaluate(fact, kept(fact, root)) for fact in load()]


def renew(root: Path) -> str:
    """Re-evaluate the published runs and rewrite document, levels, figures and page; returns the verdicts as text."""
    results = judged(root)
    documents = [result.document() for result in results]
    files = {
        DOCUMENT: text_of(documents).encode(),
        LEVELS: csv_of(table_of_frame(levels(results), FACT_LEVELS)).encode(),
    }
    tables = {result.fact.name: _columns(root, result.fact.name) for result in results if result.runs}
    files[DICTIONARY] = dictionary_of({Path(LEVELS).stem: FACT_LEVELS, **tables}).encode()
    files |= {
        f"{plate.name}.png": render_figure(plate.figure, "png")
        for plate in fact_figures([result for result in results if result.runs])
    }
    write_files(root / PUBLISHED, files)
    write_files(root / PAGE.parent, {PAGE.name: page_of(documents).encode()})
    return table(documents)


def _columns(root: Path, fact: str) -> list[Column]:
    """The columns of the published runs of a fact."""
    import pyarrow.parquet as pq

    return [column_of(name) for name in pq.read_schema(root / PUBLISHED / f"{fact}.parquet").names]


def text_of(documents: list[dict[str, Any]]) -> str:
    """The document as it is published."""
    return f"{json.dumps(documents, indent=1, ensure_ascii=False, default=str)}\n"


def page_of(documents: list[dict[str, Any]]) -> str:
    """The page as it is published."""
    return markdown(documents, f"../{PUBLISHED.as_posix()}")


def levels(results: list[FactResult]) -> pd.DataFrame:
    """The quantity of every claim at every level, one row each."""
    rows = [
        {"fact": result.fact.name} | {str(name): value for name, value in row.items()}
        for result in results
        for row in result.levels.to_dict("records")
    ]
    return pd.DataFrame(rows).round(6)
