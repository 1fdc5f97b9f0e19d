"""The text of the report of a sweep, and the full report for download."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup
from sim.dashboard.server_state import MATPLOTLIB_LOCK
from sim.dashboard.theme import keep_numbers_whole

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData

DEAL = "deal"


@solara.component
def Report(data: "SweepData", outcome: "Outcome", axes: list[Any], cells: Any) -> Any:
    """Findings as sentences, and the page that `safeconduct report` writes."""

    def html() -> str:
        from sim.compare.sweep_report.report import build_report

        with MATPLOTLIB_LOCK:
            return build_report(data, outcome.name if outcome.binary else DEAL).html()

    folder = data.folder
    assert folder is not None
    with solara.Div(classes=["sc-card", "sc-report-text"]) as main:
        markup.heading(2, "Findings")
        for sentence in sentences(data, outcome, axes, cells):
            markup.paragraph(keep_numbers_whole(sentence))
        with solara.FileDownload(html, filename=f"{folder.name}.html", mime_type="text/html"):
            markup.element("button", "Download the report")
    return main


def sentences(data: "SweepData", outcome: "Outcome", axes: list[Any], cells: Any) -> list[str]:
    """The sentences of the report."""
    if not outcome.binary:
        return [f"Each cell shows the mean of {outcome.label.lower()} ({outcome.unit}) with its 95% interval."]
    from sim.compare.sweep_report import border_report

    if data.design == border_report.BOUNDARY:
        own, border = border_report.border_of(data, outcome.name)
        return border_report.border_sentences(border, own)
    from sim.compare.analysis.main_effects import main_effects
    from sim.compare.outcomes import outcome_values
    from sim.compare.sweep_report import report_text

    sentences = [report_text.overall_sentence(data, outcome, outcome_values(data.rows, outcome))]
    sentences += [report_text.extremes_sentence(cells, axes, outcome)] if axes else []
    sentences += report_text.effect_sentences(data, main_effects(data, outcome))
    return [text for text in [*sentences, report_text.timing_sentence(data)] if text]
