"""What a report says of a sweep, in words, and the report to take away."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import markup
from sim.dashboard.server_state import MATPLOTLIB_LOCK
from sim.dashboard.theme import unbroken

if TYPE_CHECKING:
    from sim.compare.measures import Target
    from sim.compare.study import Study

DEAL = "deal"


@solara.component
def Answer(study: "Study", wanted: "Target", axes: list[Any], found: Any) -> Any:
    """Sentences, and the page that `safeconduct report` writes."""

    def page() -> str:
        from sim.compare.sweep_report import report_on

        with MATPLOTLIB_LOCK:
            return report_on(study, wanted.name if wanted.binary else DEAL).html()

    folder = study.folder
    assert folder is not None
    with solara.Div(classes=["sc-card", "sc-answer"]) as main:
        markup.heading(2, "In words")
        for sentence in sentences(study, wanted, axes, found):
            markup.paragraph(unbroken(sentence))
        with solara.FileDownload(page, filename=f"{folder.name}.html", mime_type="text/html"):
            markup.element("button", "Download the report")
    return main


def sentences(study: "Study", wanted: "Target", axes: list[Any], found: Any) -> list[str]:
    """What the report would say of it."""
    if not wanted.binary:
        return [f"Mean of {wanted.label.lower()} ({wanted.unit}) with its 95 % interval in each cell."]
    from sim.compare import answer
    from sim.compare.effects import effects
    from sim.compare.measures import values

    told = [answer.overall(study, wanted, values(study.rows, wanted))]
    told += [answer.where(found, axes, wanted)] if axes else []
    return [one for one in [*told, *answer.movers(study, effects(study, wanted)), answer.timing(study)] if one]
