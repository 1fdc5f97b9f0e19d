"""The page of a calibration: one self-contained HTML file, and the generated part of the documentation."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from sim.calibration import tables
from sim.calibration.figures import NAME, figures
from sim.compare.html_page import render_figure, render_page, write_files
from sim.facts.page import rows_of
from sim.scenario.joint_draws import joint_draws_text

PAGE, PICTURE, DOCUMENT, POSTERIOR = "calibration.html", f"{NAME}.png", "calibration.json", "posterior.csv"
Document = Mapping[str, Any]
Section = tuple[str, str, pd.DataFrame]  # heading, text, table

ABOUT = (
    "A posterior says which values of the constants agree with how these sieges ended, given the rules of the model "
    "and the prior ranges. It says nothing about rules that are not in the model."
)
LIMITS = (
    "The model was changed knowing how an earlier version failed on these cases. Leaving clusters out does not undo "
    "that: only cases that nobody who changed the model has seen can.",
    "With some dozens of cases most constants keep most of their prior range. A median is not an estimate where the "
    "interval is nearly the prior.",
    "Constants are calibrated together: taking one median alone, without the others, uses something that no draw of "
    "the posterior holds.",
    "The emulators are smooth. Where chances jump between design points, they average over the jump.",
    "Intervals over clusters are wide, and clusters of one war are not independent.",
)
TEXTS = {
    "Constants": (
        "Prior ranges, posterior, and the share of the prior variance that the cases removed, those that were learned "
        "about first. The column before it holds the lowest and highest median when one cluster is left out; the last "
        "one says how much a class chance moves, root mean square over cases and classes, from the lowest to the "
        "highest quarter of the prior range."
    ),
    "Predictions": (
        "Clusters left out; 90% intervals from drawing clusters. The shipped constants are emulated like the others. "
        "The best of these is chosen anew for each cluster left out, by leaving out the other clusters in turn. "
        "Shuffled: outcomes dealt out again by clusters, and the constants calibrated on them, with the chance of "
        "being wrong; 5th to 95th percentile."
    ),
    "Cases": "The chance given to what happened, those first that the calibrated model finds least likely.",
    "Learning curve": "Mean over random sets of clusters, calibrated with the chance of being wrong.",
    "Recovery": (
        "Outcomes made up by single runs at design points, with emulators that have not seen that fifth of the design."
    ),
    "What would teach most": (
        "Expected information about the constants in the ending of one more siege with such inputs. One bit is what a "
        "fair coin tells."
    ),
    "Constants that go together": "The strongest posterior correlations.",
    "Emulators": (
        "Mean log chance that the emulator of a case gives to the class of runs at design points it has not seen, "
        "beside that of constant chances; root mean square error of its shares over tenths of the runs."
    ),
}


def sections(document: Document) -> list[Section]:
    """The tables of a page in their order."""
    made = {
        "Constants": tables.constants_table(document),
        "Predictions": tables.predictors_table(document),
        "Cases": tables.cases_table(document),
        "Learning curve": tables.curve_table(document),
        "Recovery": tables.recovery_table(document),
        "What would teach most": tables.information_table(document),
        "Constants that go together": tables.correlations_table(document),
        "Emulators": tables.emulators_table(document),
    }
    return [(heading, TEXTS[heading], table) for heading, table in made.items()]


def html(document: Document) -> str:
    """The whole page."""
    basis = {
        "cases": f"{document['title']} ({document['case_file']})",
        "mapping": document["mapping"],
        "priors": document["priors"],
        "model": document["model"],
        "posterior": document["posterior"],
        "runs": f"{document['runs']}; {document['missing']} missing, {document['failed']} failed",
    }
    return render_page(
        "history.html.j2",
        figures(document),
        title=f"Calibrated: {document['title']}",
        headline=tables.headline(document),
        comparisons=tables.sentences(document),
        notes=tables.notes(document),
        about=ABOUT,
        tables=sections(document),
        limits=LIMITS,
        basis=basis,
    )


def posterior_text(document: Document, posterior: pd.DataFrame) -> str:
    """The table of joint draws with what it rests on."""
    about = {key: document[key] for key in ("title", "model", "case_file", "mapping", "priors", "runs")}
    return joint_draws_text(tuple(posterior.columns), posterior.to_numpy().tolist(), about)


def write(folder: Path, document: Document, posterior: pd.DataFrame) -> list[Path]:
    """Write page, picture, document and joint draws. Raises ScenarioError where they cannot be written."""
    import json

    (picture,) = figures(document)
    return write_files(
        folder,
        {
            PAGE: html(document).encode(),
            PICTURE: render_figure(picture.figure, "png"),
            DOCUMENT: f"{json.dumps(document, indent=1, ensure_ascii=False)}\n".encode(),
            POSTERIOR: posterior_text(document, posterior).encode(),
        },
    )


def markdown(document: Document, picture: str) -> str:
    """The generated part of the documentation; `picture` is its path from there."""
    parts = [tables.headline(document), *tables.sentences(document), *tables.notes(document)]
    parts.append(f"![Prior and posterior of each constant, and skill of the predictions]({picture})")
    for heading, text, frame in sections(document):
        parts += [f"### {heading}", text, rows_of(frame) if len(frame) else "None."]
    return "\n\n".join(parts)
