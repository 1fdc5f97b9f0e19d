"""Results from somebody else, in which every string is markup. It is harmless: what runs or is parsed leaves a mark."""

import json
import os
import shutil
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

#: An element that runs script when a browser parses it, and a formula that Matplotlib cannot parse; without a slash, so
#: that it can be the name of a folder.
MARKUP = "<img class=mark src=x onerror=window.marked=1>$^$"
#: Looked for in every tab when its test is over.
MARKS = "() => window.marked === undefined ? document.querySelectorAll('.mark').length : -1"
SCENARIO, LEVER = f"{MARKUP}siege", f"a.{MARKUP}lever"


def copied(sweep: Path, name: str) -> Path:
    """A copy of a sweep whose folder, name, question, titles, lever, values and errors are markup."""
    folder = sweep.with_name(f"{MARKUP}{name}-{sweep.name.rpartition('-')[2]}")
    shutil.copytree(sweep, folder)
    for part in (folder / "parts").glob("*.parquet"):
        pq.write_table(_renamed(pq.read_table(part)), part, write_page_checksum=True)
    file = folder / "manifest.json"
    manifest = json.loads(file.read_text())
    for document in (manifest, manifest["experiment"]):
        document["name"], document["question"] = f"{MARKUP}{name}", f"What is {MARKUP}?"
    manifest["levers"] = [LEVER, *manifest["levers"][1:]]
    manifest["experiment"]["levers"] = {LEVER: [f"{MARKUP}low", f"{MARKUP}high"], **manifest["experiment"]["levers"]}
    for scenario in manifest["resolved"].values():  # their names are refused where they are no names of files
        scenario |= {"title": MARKUP, "about": MARKUP}
    file.write_text(json.dumps(manifest))
    os.utime(file, (0, 0))  # a page shows the newest first
    return folder


def _renamed(table: pa.Table) -> pa.Table:
    """The first lever's values as words, another scenario, and the error of one run that failed."""
    place = table.column_names.index("supply.food_days")
    schema = table.schema.set(place, pa.field(LEVER, pa.string()))
    rows: list[dict[str, Any]] = table.to_pylist()
    for row in rows:
        row["scenario"] = SCENARIO
        row[LEVER] = f"{MARKUP}{'low' if row['supply.food_days'] < 30 else 'high'}"
        if (row["point"], row["replicate"]) == (0, 1):
            row["error"] = f"ValueError: {MARKUP}"
    return pa.Table.from_pylist(rows, schema=schema)


def saved(results: Path) -> str:
    """A saved run of this name that cannot be opened; its name."""
    folder = results / "saved" / f"{MARKUP}run"
    folder.mkdir(parents=True)
    (folder / "day-1.snapshot").write_bytes(b"no snapshot")
    return folder.name
