"""The page of a score: one self-contained HTML file, and the generated part of the documentation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare.html_page import render_figure, render_page, write_files
from sim.facts.page import rows_of
from sim.history import explanation_tables, score_tables
from sim.history.figures import NAME, figures

PAGE, PICTURE = "score.html", f"{NAME}.png"
Document = Mapping[str, Any]
Section = tuple[str, str, pd.DataFrame]  # heading, text, table

LIMITS = (
    "The conclusions depend on how the cases were selected: cases chosen because they are well known, or by their "
    "endings, say nothing about how frequent deals are.",
    "If the coder of the inputs knew the endings, the inputs may reflect them, whatever the coding rules.",
    "Intervals come from resampling clusters, of which there are few; those from one war are not independent either.",
    "A siege that ended in one way could have ended in another. Even the best possible model would not score 1.",
    "The interval of a single case covers the finite number of runs, not the uncertainty of the coding or of the "
    "model's constants.",
    "The more versions are scored on the same cases, the likelier it is that the best of them is best by chance: the "
    "number of scored versions is part of the result.",
)
SCORES_TEXT = (
    "The Brier score is the mean squared error of the probability of an evacuation (0 is best, a coin toss scores "
    "0.25), corrected for the finite number of runs. Strict skill is 1 minus its ratio to p (1 - p), where p is the "
    "share of evacuations among these cases, which nobody could have known beforehand. The log score is over four "
    "classes; a class that occurred in no run counts as 1/(2 runs). In brackets: 90% intervals from a bootstrap over "
    "clusters. Baselines are fitted without the cluster that they predict; the best single inputs are listed, a choice "
    "made in hindsight. Shuffled: the 5th to 95th percentile when the outcomes are permuted by clusters."
)
CASES_TEXT = (
    "The case with the largest loss first. Share of runs by class, with the 95% interval from the number of runs; the "
    "contribution of the case to the loss; days from the start of the acute phase to the deal, as observed and as the "
    "median of the runs with a deal (middle 80%)."
)
PATTERNS_TEXT = (
    "The loss of a case is divided evenly among its wrong runs. A pattern is an observed class, a predicted class and "
    "what decided the run: the last answer in the negotiations and the reason that weighed most. Only patterns shared "
    "by at least two clusters are listed; in brackets, the share of the total loss."
)
ESTIMATES_TEXT = (
    "One state of each case, continued under two further seeds; medians over the cases of what the parties estimate "
    "and of what then happens in the model, compared as in `safeconduct estimates`."
)


def sections(document: Document, explained: Document | None) -> list[Section]:
    """The tables of a page in their order."""
    made: list[Section] = [
        ("Scores", SCORES_TEXT, score_tables.scores_table(document)),
        (
            "Classes",
            "Number of cases by class: observed, and expected from the runs.",
            score_tables.classes_table(document),
        ),
        ("Reliability", "As many bins as the number of cases allows.", score_tables.reliability_table(document)),
        ("Cases", CASES_TEXT, score_tables.cases_table(document)),
    ]
    if explained is not None:
        made += [
            ("Why: patterns that account for the loss", PATTERNS_TEXT, explanation_tables.patterns_table(explained)),
            (
                "Why: what decided the runs",
                f"Over all cases. {explanation_tables.packages_sentence(explained)}",
                explanation_tables.decided_table(explained),
            ),
            (
                "Why: each case",
                "The most frequent ways in which the runs of each case were decided.",
                explanation_tables.cases_decided_table(explained),
            ),
        ]
        if explained.get("estimates"):
            table = explanation_tables.estimates_table(explained["estimates"])
            made.append(("Why: what the parties expect on the first day", ESTIMATES_TEXT, table))
    return made


def html(document: Document, explained: Document | None) -> str:
    """The whole page."""
    basis = {
        "cases": f"{document['title']} ({document['case_file']})",
        "mapping": document["mapping"],
        "model": document["model"],
        "set for all cases": ", ".join(document["set"]) or "nothing",
        "runs": f"{document['replicates']} per case; {document['missing']} missing, {document['failed']} failed",
        "clamped to a bound": f"{len(document['clamped'])} combinations of case and parameter",
    }
    return render_page(
        "history.html.j2",
        figures(document),
        title=f"Scores: {document['title']}",
        headline=score_tables.headline(document),
        comparisons=score_tables.comparisons(document),
        notes=score_tables.notes(document),
        about=document["about"],
        tables=sections(document, explained),
        limits=LIMITS,
        basis=basis,
    )


def write(folder: Path, document: Document, explained: Document | None) -> list[Path]:
    """Write page and picture into a folder. Raises ScenarioError where they cannot be written."""
    (picture,) = figures(document)
    return write_files(
        folder, {PAGE: html(document, explained).encode(), PICTURE: render_figure(picture.figure, "png")}
    )


def markdown(document: Document, explained: Document | None, versions: pd.DataFrame, picture: str) -> str:
    """The generated part of the documentation: `picture` is its path from there, `versions` every scored version."""
    parts = [score_tables.headline(document), *score_tables.comparisons(document)]
    parts += [f"![Predicted and observed endings of every case, and skill compared with baselines]({picture})"]
    parts += [f"### Scored versions: {len(versions)}", rows_of(versions)]
    for heading, text, frame in sections(document, explained):
        parts += [f"### {heading}", text, rows_of(frame) if len(frame) else "None."]
    return "\n\n".join(parts)


def between(text: str, begin: str, end: str, generated: str) -> str:
    """A page with what stands between two marks replaced. Raises ValueError where a mark is missing."""
    head, first, rest = text.partition(begin)
    _, second, tail = rest.partition(end)
    if not first or not second:
        raise ValueError(f"the page has no {begin if not first else end}")
    return f"{head}{begin}\n\n{generated}\n\n{end}{tail}"
