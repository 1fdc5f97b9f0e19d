"""The published facts: a small table of runs for each, from which verdicts, figures and the page are made again."""

import json
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare.page import picture, write_files
from sim.facts.account import Account, judge
from sim.facts.carry_out import Runs
from sim.facts.declare import Fact, load
from sim.facts.figures import plates_of
from sim.facts.page import markdown, table
from sim.scenario.writing import written

PUBLISHED, PAGE = Path("results/published/facts"), Path("docs/facts.md")
DOCUMENT, LEVELS = "facts.json", "levels.csv"
#: Columns of few different texts, and of small whole numbers.
TEXTS, WHOLE = ("world", "how"), "int32"


def keep(fact: Fact, runs: Runs, root: Path) -> None:
    """Keep the runs of a fact under a source tree."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    frame = runs.rows.astype(dict.fromkeys(TEXTS, "category"))
    frame = frame.astype(dict.fromkeys(("seed", "end_day"), WHOLE))
    told = json.dumps({"failed": runs.failed, "commits": runs.commits, "models": runs.models})
    made = pa.Table.from_pandas(frame, preserve_index=False).replace_schema_metadata({"facts": told})
    with written(root / PUBLISHED / f"{fact.name}.parquet", "folder") as draft:
        pq.write_table(made, draft, compression="zstd", compression_level=19)


def kept(fact: Fact, root: Path) -> Runs:
    """The published runs of a fact; none where it has not been carried out yet."""
    import pyarrow.parquet as pq

    if not (root / PUBLISHED / f"{fact.name}.parquet").exists():
        return Runs(pd.DataFrame(), 0, (), ())
    made = pq.read_table(root / PUBLISHED / f"{fact.name}.parquet")
    told = json.loads((made.schema.metadata or {})[b"facts"])
    frame = made.to_pandas().astype(dict.fromkeys(TEXTS, str))
    return Runs(frame, int(told["failed"]), tuple(told["commits"]), tuple(told.get("models", ())))


def judged(root: Path) -> list[Account]:
    """Every fact, judged by its published runs."""
    return [judge(fact, kept(fact, root)) for fact in load()]


def renew(root: Path) -> str:
    """Judge the published runs again and write document, levels, figures and page; returns the verdicts in words."""
    accounts = judged(root)
    documents = [account.document() for account in accounts]
    files = {DOCUMENT: text_of(documents).encode(), LEVELS: levels(accounts).to_csv(index=False).encode()}
    files |= {
        f"{plate.name}.png": picture(plate.figure, "png")
        for plate in plates_of([account for account in accounts if account.runs])
    }
    write_files(root / PUBLISHED, files)
    write_files(root / PAGE.parent, {PAGE.name: page_of(documents).encode()})
    return table(documents)


def text_of(documents: list[dict[str, Any]]) -> str:
    """The document as it is published."""
    return f"{json.dumps(documents, indent=1, ensure_ascii=False, default=str)}\n"


def page_of(documents: list[dict[str, Any]]) -> str:
    """The page as it is published."""
    return markdown(documents, f"../{PUBLISHED.as_posix()}")


def levels(accounts: list[Account]) -> pd.DataFrame:
    """What every claim looks at, level by level, a row each."""
    rows = [
        {"fact": account.fact.name} | {str(name): value for name, value in row.items()}
        for account in accounts
        for row in account.levels.to_dict("records")
    ]
    return pd.DataFrame(rows).round(6)
