"""The words beside the phase diagram, and the full report for download."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup
from sim.dashboard.server_state import MATPLOTLIB_LOCK
from sim.dashboard.sweeps.sweep_words import sweep_words
from sim.dashboard.theme import keep_numbers_whole

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData
    from sim.state.columns import Array

DEAL = "deal"


@solara.component
def Words(data: "SweepData", outcome: "Outcome", axes: list[Any], counted: "Array", filtered: str) -> Any:
    """What the experiment asks for, then what else was found.

    `counted`, bool (rows,), are the runs in view, and `filtered` says which these are.
    """

    def html() -> str:
        from sim.compare.sweep_report.report import build_report

        with MATPLOTLIB_LOCK:
            return build_report(data, outcome.name if outcome.binary else DEAL).html()

    names = tuple(axis.dotted for axis in axes)
    words = solara.use_memo(
        lambda: sweep_words(data, outcome, axes, counted), [id(data), outcome.name, names, counted.tobytes()]
    )
    folder = data.folder
    assert folder is not None
    question = str(data.manifest.get("question", ""))
    with solara.Div(classes=["sc-card", "sc-report-text"]) as main:
        markup.heading(2, "Findings")
        markup.paragraph(question, classes=["sc-question"])
        for text in (filtered, words.note):
            if text:
                markup.paragraph(keep_numbers_whole(text), classes=["sc-hint"])
        if words.asked:
            markup.heading(3, "What was asked")
            for sentence in words.asked:
                markup.paragraph(keep_numbers_whole(sentence))
            if words.found:
                markup.heading(3, "What else was found")
        for sentence in words.found:
            markup.paragraph(keep_numbers_whole(sentence))
        with solara.FileDownload(html, filename=f"{folder.name}.html", mime_type="text/html"):
            markup.element("button", "Download the report")
    return main
