"""Run the missing runs of the signatures; publish their tables and verdicts, and update their page."""

import argparse
import io
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.cli.output import print_note
from sim.cli.signatures import USUAL, table
from sim.scenario import yamltext
from sim.scenario.files import read_text
from sim.signatures.decision_rule import NOT_MET
from sim.signatures.runs import SignatureResult, run_signature
from sim.signatures.signature import Signature, load, select
from sim.tables.columns import table_of_frame
from sim.tables.dictionary import DICTIONARY, dictionary_of
from sim.tables.reports import column_of
from sim.tables.textfile import csv_of
from sim.text.format import three_digits

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PUBLISHED = ROOT / "results" / "published" / "signatures"
VERDICTS = PUBLISHED / "verdicts.json"
#: Explanations of the bands that are not met, by siege and band; written by hand.
FINDINGS = HERE / "findings.yaml"
PAGE = ROOT / "docs" / "signatures.md"
BEGIN, END = "<!-- found: written by experiments/signatures/study.py -->", "<!-- end of what is written -->"


def main() -> None:
    """Run, publish, and print the verdicts."""
    ask = argparse.ArgumentParser(description=__doc__)
    ask.add_argument("sieges", nargs="*", help="sieges to run; all by default")
    ask.add_argument("--replicates", type=int, default=USUAL)
    ask.add_argument("--workers", type=int, default=2)
    ask.add_argument("--only-words", action="store_true", help="run nothing, write the page again")
    options = ask.parse_args()
    if options.only_words:
        publish([])
        return
    for siege, signature in select(load(), options.sieges).items():
        result = run_signature(siege, signature, options.replicates, None, options.workers, ROOT / "results")
        publish([result])
        print_note(table([result]))


def publish(results: Sequence[SignatureResult]) -> None:
    """Store the tables and verdicts of some sieges next to the existing ones, and rewrite the page."""
    PUBLISHED.mkdir(parents=True, exist_ok=True)
    verdicts = published_verdicts()
    for result in results:
        (PUBLISHED / f"{result.siege}.csv").write_text(text_of(result.runs), encoding="utf-8")
        verdicts[result.siege] = result.document()
    published = [name for name in load() if name in verdicts]
    tables = {name: [column_of(str(column)) for column in read(name)] for name in published}
    (PUBLISHED / DICTIONARY).write_text(dictionary_of(tables), encoding="utf-8")
    VERDICTS.write_text(json.dumps({name: verdicts[name] for name in published}, indent=1) + "\n", encoding="utf-8")
    page = PAGE.read_text(encoding="utf-8")
    before, _, rest = page.partition(BEGIN)
    PAGE.write_text(f"{before}{BEGIN}\n\n{results_section()}\n\n{END}{rest.partition(END)[2]}", encoding="utf-8")


def text_of(runs: pd.DataFrame) -> str:
    """Runs as the text of a CSV file."""
    return csv_of(table_of_frame(runs, [column_of(str(name)) for name in runs]))


def read(siege: str) -> pd.DataFrame:
    """The published runs of a siege."""
    return pd.read_csv(PUBLISHED / f"{siege}.csv", float_precision="round_trip")


def rerun(siege: str, signature: Signature, replicates: int, out: Path) -> pd.DataFrame:
    """The first of the published runs, repeated at the scale at which they were published."""
    runs = run_signature(siege, signature, replicates, published_verdicts()[siege]["scale"], 1, out).runs
    return pd.read_csv(io.StringIO(text_of(runs)), float_precision="round_trip")


def published_verdicts() -> dict[str, Any]:
    """The published verdicts of each siege."""
    return json.loads(VERDICTS.read_text(encoding="utf-8")) if VERDICTS.exists() else {}


def findings() -> dict[str, dict[str, str]]:
    """The explanation of each band that is not met, by siege and band."""
    return yamltext.read(read_text(FINDINGS, FINDINGS.name), FINDINGS.name) if FINDINGS.exists() else {}


def unexplained() -> list[str]:
    """Bands that are not met but have no finding, and findings for bands that are met or do not exist."""
    explained = {f"{siege}.{band}" for siege, bands in findings().items() for band in bands}
    missed = {
        f"{siege}.{name}"
        for siege, verdicts in published_verdicts().items()
        for name, judged in verdicts["judged"].items()
        if judged["verdict"] == NOT_MET
    }
    return sorted(explained ^ missed)


def results_section() -> str:
    """The results section of the page: one table per siege, and the findings."""
    sections, explanations = [], findings()
    for siege, result in published_verdicts().items():
        head = f"### {siege}\n\n{result['replicates']} runs, {people(result['scale'])} per agent."
        rows = [
            f"| {judged['says']} | {judged['band']} | {measured(judged)} | {judged['n']} | {judged['verdict']} |"
            for judged in result["judged"].values()
        ]
        lines = ["| pattern | band | estimate (95% CI) | n | verdict |", "|---|---|---|---|---|", *rows]
        reasons = [
            f"*Not met: {result['judged'][name]['says']}.* {text.strip()}"
            for name, text in explanations.get(siege, {}).items()
        ]
        sections += [head, "\n".join(lines), *reasons]
    return "\n\n".join(sections)


def people(count: int) -> str:
    """The number of persons that one agent represents, as text."""
    return "one person" if count == 1 else f"{count} people"


def measured(judged: dict[str, Any]) -> str:
    """A value with its interval."""
    if judged["value"] is None or judged["low"] is None or judged["high"] is None:
        return "no run"
    value, low, high = (three_digits(judged[name]) for name in ("value", "low", "high"))
    return f"{value} ({low} to {high})"


if __name__ == "__main__":
    main()
