"""The picture of the border that a boundary design has found."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import base64
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup
from sim.dashboard.server_state import MATPLOTLIB_LOCK

if TYPE_CHECKING:
    from sim.compare.outcomes import Outcome
    from sim.compare.sweep_data import SweepData


@solara.component
def BorderPicture(data: "SweepData", outcome: "Outcome") -> Any:
    """The figure of the report, with its caption."""
    name = outcome.name if outcome.binary else ""
    pictures = solara.use_memo(lambda: pictures_of(data, name), [id(data), name])
    with solara.Div(classes=["sc-figures"]) as main:
        for title, caption, image in pictures:
            with solara.Div(classes=["sc-figure"]):
                markup.heading(3, title)
                markup.element("img", alt=title, src=image)
                markup.paragraph(caption)
    return main


def pictures_of(data: "SweepData", name: str) -> list[tuple[str, str, str]]:
    """Title, caption and image, as a data URL; none where there is no border to draw."""
    from sim.compare.html_page import render_figure
    from sim.compare.sweep_report.border_report import border_figures, border_of

    outcome, border = border_of(data, name) if name else border_of(data)
    with MATPLOTLIB_LOCK:
        made = [(one, render_figure(one.figure, "svg")) for one in border_figures(border, outcome)]
    return [
        (one.title, one.caption, f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}") for one, svg in made
    ]
