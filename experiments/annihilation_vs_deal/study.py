"""Fork Raqqa where its deal is signed, publish the small results, and write what was found into the README."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

from sim.cli_options import warn
from sim.compare.fork import PICTURE, ROWS, fork
from sim.compare.fork_words import paragraph, table
from sim.compare.publish import renew
from sim.runs.store import FORK, write_json

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "results" / "published" / HERE.name


def main() -> None:
    """Run, keep the tables and the picture, and renew the finding."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replicates", type=int, default=200)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--scale", type=int, default=1, help="people that one agent stands for")
    wanted = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        found = fork(
            "raqqa_2017",
            "deal",
            {"negotiation.allowed": False},
            replicates=wanted.replicates,
            workers=wanted.workers,
            scale=wanted.scale,
            out=folder,
        )
        kept = Path(found["out"])
        PUBLISHED.mkdir(parents=True, exist_ok=True)
        shutil.copy(kept / ROWS, PUBLISHED / ROWS)
        shutil.copy(kept / PICTURE, HERE / PICTURE)
    write_json(PUBLISHED / FORK, found | {"out": None})
    warn(publish(found))


def publish(found: dict[str, Any]) -> str:
    """Put the words and the table of a fork between the marks in the README; returns them."""
    said = f"{paragraph(found)}\n\n```text\n{table(found)}\n```\n\nEndings: {json.dumps(found['outcomes'])}"
    people = found["people_per_agent"]
    said += f". Seeds {found['seed']} to {found['seed'] + found['replicates'] - 1}; "
    said += "one agent a person." if people == 1 else f"{people} people an agent."
    renew(HERE / "README.md", said)
    return said


if __name__ == "__main__":
    main()
