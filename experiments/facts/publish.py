"""Carry out the facts, or what is missing of them; publish their runs and figures, and write docs/facts.md."""

import argparse
from pathlib import Path

from sim.cli.output import print_note
from sim.facts.fact import load
from sim.facts.publish import keep, renew
from sim.facts.runs import run_facts

ROOT = Path(__file__).parents[2]


def main() -> None:
    """Run, keep the runs, and renew verdicts, figures and words."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--only-words", action="store_true", help="judge the published runs again, run nothing")
    ask.add_argument("names", nargs="*", help="facts to run; all where none is named")
    wanted = ask.parse_args()
    if not wanted.only_words:
        for fact, runs in run_facts(load(wanted.names), ROOT / "results", wanted.workers):
            keep(fact, runs, ROOT)
            print_note(f"{fact.code} {fact.name}: {len(runs.rows)} runs")
    print_note(renew(ROOT))


if __name__ == "__main__":
    main()
