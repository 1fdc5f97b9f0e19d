"""Fork Raqqa on the day of its deal, publish the small results, and write the findings into the README."""

import argparse
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.cli.output import print_note
from sim.compare.fork.fork import PICTURE, ROWS, fork
from sim.compare.fork.fork_measures import DEATHS
from sim.compare.fork.fork_text import endings_text, paragraph, table
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
#: The highest number of later deaths per fighter who left armed that has been proposed; above the model's own range.
WIDEST = 3.0


def main() -> None:
    """Run the fork, publish its tables and figure, and update the README."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--replicates", type=int, default=200)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--scale", type=int, default=1, help="persons represented by one agent")
    options = ask.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        document = fork(
            "raqqa_2017",
            "deal",
            {"negotiation.allowed": False},
            replicates=options.replicates,
            workers=options.workers,
            scale=options.scale,
            out=folder,
        )
        output = Path(document["out"])
        PUBLISHED.mkdir(parents=True, exist_ok=True)
        shutil.copy(output / ROWS, PUBLISHED / ROWS)
        shutil.copy(output / PICTURE, HERE / PICTURE)
    write_json(PUBLISHED / FORK, document | {"out": None})
    print_note(publish(document))


def publish(document: dict[str, Any]) -> str:
    """Write the findings of a fork between the marks in the README, and return them."""
    text = f"{paragraph(document)}\n\n```text\n{table(document)}\n```\n\n{endings_text(document)}"
    people = document["people_per_agent"]
    text += f" Seeds {document['seed']} to {document['seed'] + document['replicates'] - 1}; "
    text += "one person per agent." if people == 1 else f"{people} people per agent."
    text += f"\n\n{later(pd.read_parquet(PUBLISHED / ROWS))}"
    update_readme(HERE / "README.md", text)
    return text


def later(rows: pd.DataFrame) -> str:
    """The net number of lives saved, as a table by the later deaths per fighter who left armed."""
    arms = rows[rows["arm"].notna()].assign(deaths=lambda runs: runs[list(DEATHS)].sum(axis=1))
    wide = arms.pivot(index="seed", columns="arm", values=["deaths", "left_armed"]).astype(float)
    saved = (wide["deaths"][COUNTERFACTUAL] - wide["deaths"][FACTUAL]).to_numpy()
    armed = (wide["left_armed"][FACTUAL] - wide["left_armed"][COUNTERFACTUAL]).to_numpy()
    seeds = wide.index.to_numpy()
    even = bootstrap_seeds(
        [saved, armed], [seeds, seeds], lambda drawn: float(np.mean(drawn[0])) / float(np.mean(drawn[1]))
    )
    scenario = load_scenario("raqqa_2017")
    range_of = {
        "low": scenario.convoy.later_danger_low,
        "the besieger's estimate": scenario.negotiation.escaped_danger,
        "high": scenario.convoy.later_danger_high,
        "the highest that has been proposed": WIDEST,
    }
    rows_of_table = []
    for name, danger in range_of.items():
        net = mean(saved - danger * armed)
        interval = f"{three_digits(net.low)} to {three_digits(net.high)}"
        worse = int((saved < danger * armed).sum())
        rows_of_table.append(
            {
                "later deaths per fighter who left armed": f"{danger:g} ({name})",
                "later deaths": three_digits(danger * float(armed.mean())),
                "lives saved minus later deaths (95% CI)": f"{three_digits(net.value)} ({interval})",
                "pairs in which the deal costs more": f"{worse} of {len(saved)}",
            }
        )
    return (
        "Counting the later deaths caused by those who left armed, the deal saves more lives than it costs up to "
        f"{even.value:.2f} (95% CI {even.low:.2f} to {even.high:.2f}) later deaths per fighter:\n\n"
        f"{rows_of(pd.DataFrame(rows_of_table))}"
    )


if __name__ == "__main__":
    main()
