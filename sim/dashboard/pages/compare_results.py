"""The results of a comparison: sentences to quote, tables, figures, and the full report for download."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup, vue_components
from sim.dashboard.server_state import MATPLOTLIB_LOCK
from sim.dashboard.sweeps.figure_values import figure_values
from sim.dashboard.theme import keep_numbers_whole

if TYPE_CHECKING:
    import pandas as pd

    from sim.compare.comparison.comparison import Comparison


@solara.component
def Results(comparison: "Comparison") -> Any:
    """Everything that the report contains."""
    from sim.compare.comparison.comparison_text import hazard_display, outcome_display

    found_figures = solara.use_memo(lambda: figures(comparison), [id(comparison)])

    def html() -> str:
        with MATPLOTLIB_LOCK:
            return comparison.html()

    ranking, explanation = comparison.ranking_display, comparison.explanation
    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div(classes=["sc-figures"]):
            for name, title, caption, image, values in found_figures:
                element = f"sc-figure-{name}"
                with solara.Div(classes=["sc-figure"]):
                    markup.heading(2, title)
                    markup.element("img", alt=title, src=image, id=element)
                    markup.paragraph(caption)
                    vue_components.ChartMenu(
                        element_id=element,
                        name=title,
                        note=caption,
                        file=f"compare-{name}",
                        version=id(comparison),
                        listed_values=values,
                    )
        if explanation is not None:
            with solara.Div(classes=["sc-card", "sc-report-text"]):
                markup.heading(2, "What explains the difference")
                for paragraph in explanation.paragraphs:
                    markup.paragraph(keep_numbers_whole(paragraph))
                table(explanation.display)
        if ranking is not None:
            with solara.Div(classes=["sc-card"]):
                markup.heading(2, "Ranking")
                table(ranking)
        with solara.Div(classes=["sc-split", "sc-even"]):
            with solara.Div(classes=["sc-card", "sc-report-text", "sc-quotable"]):
                markup.heading(2, "Summary to quote")
                for sentences in [*comparison.opening, *comparison.paragraphs, *comparison.notes]:
                    markup.paragraph(keep_numbers_whole(sentences))
                with solara.FileDownload(html, filename="compare.html", mime_type="text/html"):
                    markup.element("button", "Download the report")
            with solara.Div(classes=["sc-card"]):
                markup.heading(2, "Parameters that differ")
                if comparison.levers.empty:
                    markup.paragraph("None; only the seeds differ.", classes=["sc-empty"])
                else:
                    table(comparison.levers.drop(columns="meaning").rename(columns={"words": "label"}))
        with solara.Div(classes=["sc-card"]):
            markup.heading(2, "Outcomes")
            table(outcome_display(comparison.outcomes))
        if len(comparison.hazards):
            with solara.Div(classes=["sc-card"]):
                markup.heading(2, "Hazard ratios of the endings")
                table(hazard_display(comparison.hazards))
    return main


def figures(comparison: "Comparison") -> list[tuple[str, str, str, str, dict[str, Any]]]:
    """Name, title, caption, image (as a data URL) and values of each figure of the report."""
    import base64

    from sim.compare.comparison.comparison_figures import comparison_figures, explanation_figure
    from sim.compare.html_page import render_figure

    with MATPLOTLIB_LOCK:
        drawn = [*comparison_figures(comparison.arms, comparison.outcomes, comparison.ranking)]
        if comparison.explanation is not None:
            drawn.append(explanation_figure(comparison.explanation))
        made = [(one, render_figure(one.figure, "svg")) for one in drawn]
    return [
        (
            one.name,
            one.title,
            one.caption,
            f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}",
            figure_values(comparison, one.name),
        )
        for one, svg in made
    ]


def table(frame: "pd.DataFrame") -> Any:
    """A table of text."""
    rows = [[str(value) for value in row] for row in frame.itertuples(index=False)]
    return vue_components.Table(columns=[str(name) for name in frame.columns], rows=rows)
