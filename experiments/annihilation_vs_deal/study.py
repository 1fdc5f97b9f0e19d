"""Fork Raqqa where its deal is signed, publish the small results, and write what was found into the README."""

import argparse
import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.cli.output import print_note
from sim.compare.fork.fork import PICTURE, ROWS, fork
from sim.compare.fork.fork_measures import DEATHS
from sim.compare.fork.fork_text import paragraph, table
from sim.compare.statistics.bootstrap import bootstrap_seeds
from sim.compare.statistics.means import mean
from sim.compare.study_output import update_readme
from sim.facts.page import rows_of
from sim.runs.fork import COUNTERFACTUAL, FACTUAL
from sim.runs.store import FORK, write_json
from sim.scenario.load import load_scenario
from sim.text.format import three_digits

HERE = Path(__file__).parent
PUBLISHED = HERE.parents[1] / "results" / "published" / HERE.name
#: Later deaths for each fighter who left armed beyond the range that the model reports: its source's widest figure.
WIDEST = 3.0


def main() -> None:
    """Run, keep the tables and the render_figure, and update_readme the finding."""
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
    print_note(publish(found))


def publish(found: dict[str, Any]) -> str:
    """Put the words and the table of a fork between the marks in the README; returns them."""
    said = f"{paragraph(found)}\n\n```text\n{table(found)}\n```\n\nEndings: {json.dumps(found['outcomes'])}"
    people = found["people_per_agent"]
    said += f". Seeds {found['seed']} to {found['seed'] + found['replicates'] - 1}; "
    said += "one agent per person." if people == 1 else f"{people} people per agent."
    said += f"\n\n{later(pd.read_parquet(PUBLISHED / ROWS))}"
    update_readme(HERE / "README.md", said)
    return said


def later(rows: pd.DataFrame) -> str:
    """The net lives saved, given the number of later deaths caused by each fighter who left armed."""
    arms = rows[rows["arm"].notna()].assign(deaths=lambda runs: runs[list(DEATHS)].sum(axis=1))
    wide = arms.pivot(index="seed", columns="arm", values=["deaths", "left_armed"]).astype(float)
    saved = (wide["deaths"][COUNTERFACTUAL] - wide["deaths"][FACTUAL]).to_numpy()
    armed = (wide["left_armed"][FACTUAL] - wide["left_armed"][COUNTERFACTUAL]).to_numpy()
    seeds = wide.index.to_numpy()
    even = bootstrap_seeds(
        [saved, armed], [seeds, seeds], lambda drawn: float(np.mean(drawn[0])) / float(np.mean(drawn[1]))
    )
    world = load_scenario("raqqa_2017")
    range_of = {
        "low": world.convoy.later_danger_low,
        "the besieger's estimate": world.negotiation.escaped_danger,
        "high": world.convoy.later_danger_high,
        "the highest that was proposed": WIDEST,
    }
    found = []
    for name, danger in range_of.items():
        net = mean(saved - danger * armed)
        interval = f"{three_digits(net.low)} to {three_digits(net.high)}"
        worse = int((saved < danger * armed).sum())
        found.append(
            {
                "later deaths for each who left armed": f"{danger:g} ({name})",
                "later deaths": three_digits(danger * float(armed.mean())),
                "lives saved less later deaths (95%)": f"{three_digits(net.value)} ({interval})",
                "pairs in which the deal costs more": f"{worse} of {len(saved)}",
            }
        )
    return (
        f"Compared with the later danger of those who left armed, the deal saves more lives than it costs up to "
        f"{even.value:.2f} (95% {even.low:.2f} to {even.high:.2f}) later deaths for each of them:\n\n"
        f"{rows_of(pd.DataFrame(found))}"
    )


if __name__ == "__main__":
    main()
