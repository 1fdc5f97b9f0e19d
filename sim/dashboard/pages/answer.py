"""What a report says of a sweep, in words, and the report to take away."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup
from sim.dashboard.drawing import DRAWING
from sim.dashboard.look import unbroken

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData

DEAL = "deal"


@solara.component
def Answer(study: "SweepData", wanted: "Outcome", axes: list[Any], found: Any) -> Any:
    """Sentences, and the page that `safeconduct report` writes."""

    def page() -> str:
        from sim.compare.sweep_report.report import build_report

        with DRAWING:
            return build_report(study, wanted.name if wanted.binary else DEAL).html()

    folder = study.folder
    assert folder is not None
    with solara.Div(classes=["sc-card", "sc-answer"]) as main:
        markup.heading(2, "In words")
        for sentence in sentences(study, wanted, axes, found):
            markup.paragraph(unbroken(sentence))
        with solara.FileDownload(page, filename=f"{folder.name}.html", mime_type="text/html"):
            markup.element("button", "Download the report")
    return main


def sentences(study: "SweepData", wanted: "Outcome", axes: list[Any], found: Any) -> list[str]:
    """What the report would say of it."""
    if not wanted.binary:
        return [f"Mean of {wanted.label.lower()} ({wanted.unit}) with its 95 % interval in each cell."]
    from sim.compare.analysis.main_effects import main_effects
    from sim.compare.outcomes import outcome_values
    from sim.compare.sweep_report import report_text

    told = [report_text.overall_sentence(study, wanted, outcome_values(study.rows, wanted))]
    told += [report_text.extremes_sentence(found, axes, wanted)] if axes else []
    return [
        one
        for one in [
            *told,
            *report_text.effect_sentences(study, main_effects(study, wanted)),
            report_text.timing_sentence(study),
        ]
        if one
    ]
