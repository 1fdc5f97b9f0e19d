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
    "How the cases were chosen limits what follows: from cases chosen by fame or by their endings follows no rate of "
    "deals.",
    "Inputs that were coded by someone who knew the endings may know them too, whatever the rules of coding.",
    "Intervals are drawn by clusters, of which there are few; clusters of one war are not independent either.",
    "A siege that ended in one way could have ended in another. Even the best possible model would not score 1.",
    "The interval of a single case covers the finite number of runs, not the uncertainty of the codes or of the "
    "model's constants.",
    "With each further version that is scored on the same cases it becomes likelier that the best of them is best by "
    "chance: the number of scored versions is part of the result.",
)
SCORES_TEXT = (
    "The Brier score is the mean squared error of the chance of an evacuation (0 is best, a coin scores 0.25), less "
    "what the finite number of runs adds to it. Strict skill is 1 less that over p (1 - p), p being the share of "
    "evacuations among these cases, which nobody could have known before. The log score is over four classes, with at "
    "least 1/(2 runs) for what never happened in a run. In brackets: 90% intervals from drawing clusters. Baselines "
    "are fitted without the cluster that they predict; single inputs are listed from the best on, which is a choice "
    "in hindsight. Shuffled: the 5th to 95th percentile when the outcomes are dealt out again by clusters."
)
CASES_TEXT = (
    "The costliest case first. Share of runs by class, with the 95% interval from the number of runs; what the case "
    "adds to the scores; days from the start of the acute phase to the deal as observed, and the median of the runs "
    "with a deal (middle 80%)."
)
PATTERNS_TEXT = (
    "The cost of a case is spread evenly over its wrong runs. A pattern is an observed class, a predicted class and "
    "what decided the run: the last answer at the table and the reason that weighed most. Only patterns that at least "
    "two clusters share are listed; in brackets the share of the whole loss."
)
ESTIMATES_TEXT = (
    "One state of each case, continued under two further seeds; medians over the cases of what the parties estimate "
    "and of what the model then does from that state, as `safeconduct estimates` compares them."
)


def sections(document: Document, explained: Document | None) -> list[Section]:
    """The tables of a page in their order."""
    made: list[Section] = [
        ("Scores", SCORES_TEXT, score_tables.scores_table(document)),
        ("Classes", "Cases by class, as observed and as expected from the runs.", score_tables.classes_table(document)),
        ("Reliability", "As many bins as the cases carry.", score_tables.reliability_table(document)),
        ("Cases", CASES_TEXT, score_tables.cases_table(document)),
    ]
    if explained is not None:
        made += [
            ("Why: patterns behind the loss", PATTERNS_TEXT, explanation_tables.patterns_table(explained)),
            (
                "Why: what decided the runs",
                f"Over all cases. {explanation_tables.packages_sentence(explained)}",
                explanation_tables.decided_table(explained),
            ),
            ("Why: each case", "The most frequent ways.", explanation_tables.cases_decided_table(explained)),
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
        "set to a bound": f"{len(document['clamped'])} combinations of case and parameter",
    }
    return render_page(
        "history.html.j2",
        figures(document),
        title=f"Scored: {document['title']}",
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
    parts += [f"![Predicted and observed endings of every case, and skill beside baselines]({picture})"]
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
