"""The third page: two or more sweeps side by side, by the code of the command line."""

# Solara offers its names without saying so in a way that a type checker reads.
# pyright: reportPrivateImportUsage=false

import threading
from typing import TYPE_CHECKING, Any

import solara

from sim.dashboard import controls, diagram, launch, markup, parts
from sim.dashboard.drawing import DRAWING
from sim.dashboard.look import unbroken
from sim.scenario.errors import ScenarioError
from sim.scenario.load_theatre import is_theatre

if TYPE_CHECKING:
    import pandas as pd

    from sim.compare.comparison.comparison import Comparison

SCENARIO = "scenario:"
#: Seeds for a scenario that is run for a comparison, unless the page says otherwise.
SEEDS, MOST_SEEDS = 50, 1000


@solara.component
def Compare() -> Any:
    """Choose what, see the differences, download the page."""
    picked, set_picked = solara.use_state([])
    seeds, set_seeds = solara.use_state(str(SEEDS))
    nothing: Any = None
    done, set_done = solara.use_state(nothing)
    error, set_error = solara.use_state("")
    busy, set_busy = solara.use_state(False)

    def flip(value: str) -> None:
        set_picked(lambda now: [one for one in now if one != value] if value in now else [*now, value])

    def begin(_: str) -> None:
        try:
            number = int(float(seeds))
        except ValueError:
            set_error("seeds: must be a whole number")
            return
        if not 2 <= number <= MOST_SEEDS:
            set_error(f"seeds = {number}: must be 2 to {MOST_SEEDS} here")
            return
        set_error("")
        set_busy(True)

        def work() -> None:
            try:
                set_done(compared(picked, number))
            except ScenarioError as problem:
                set_done(None)
                set_error(str(problem))
            except Exception as problem:
                set_done(None)
                set_error(f"This is a defect of Safe Conduct, not of your choice. {type(problem).__name__}: {problem}")
            set_busy(False)

        threading.Thread(target=work, name="compare", daemon=True).start()

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div():
            markup.heading(1, "What difference does it make?")
            words = "Choose two or more. The first one is the reference; every difference is another one less it."
            markup.paragraph(words, classes=["sc-hint"])
        with solara.Div(classes=["sc-card", "sc-stack"]):
            parts.Checks(label="Sweeps and sieges", options=options(picked), event_flip=flip)
            parts.Picker(
                label="How",
                fields=[{"name": "seeds", "label": "Seeds for a siege not run yet", "value": seeds}],
                buttons=[
                    {
                        "name": "go",
                        "text": "Comparing…" if busy else "Compare",
                        "main": True,
                        "disabled": busy or len(picked) < 2,
                    }
                ],
                event_pick=lambda said: set_seeds(str(said["value"])),
                event_press=begin,
            )
            if error:
                markup.problem(error)
        if done is not None:
            Differences(done)
        elif not error:
            words = (
                "Nothing is compared yet. Sieges that have no runs yet are run first, which can take a minute or two."
            )
            markup.paragraph(words, classes=["sc-empty"])
    return main


def options(picked: list[str]) -> list[dict[str, Any]]:
    """What can be compared: sweeps that are there, and the shipped sieges."""
    made = [(name, name.rpartition("-")[0].replace("_", " "), "a sweep") for name in diagram.sweep_names()]
    for one in controls.scenarios(launch.scenario, theatres=True):
        made.append((f"{SCENARIO}{one['value']}", one["text"], "a theatre" if is_theatre(one["value"]) else "a siege"))
    found = []
    for value, text, note in made:
        place = picked.index(value) if value in picked else -1
        rank = "" if place < 0 else " · the reference" if place == 0 else f" · compared, {place}"
        found.append({"value": value, "text": text, "note": note + rank, "on": place >= 0})
    return found


def compared(picked: list[str], seeds: int) -> "Comparison":
    """The comparison, as `safeconduct compare` makes it."""
    from sim.compare.comparison.comparison import compare

    what = [str(diagram.folder_of(one) or one.removeprefix(SCENARIO)) for one in picked]
    return compare(*what, replicates=seeds, out=launch.results)


@solara.component
def Differences(found: "Comparison") -> Any:
    """Words, tables, figures, and the page to take away."""
    from sim.compare.comparison.comparison_text import hazard_display, outcome_display

    plates = solara.use_memo(lambda: pictures(found), [id(found)])

    def page() -> str:
        with DRAWING:
            return found.html()

    with solara.Div(classes=["sc-stack"]) as main:
        with solara.Div(classes=["sc-split", "sc-even"]):
            with solara.Div(classes=["sc-card", "sc-answer", "sc-quotable"]):
                markup.heading(2, "To quote")
                for sentences in [*found.paragraphs, *found.notes]:
                    markup.paragraph(unbroken(sentences))
                with solara.FileDownload(page, filename="compare.html", mime_type="text/html"):
                    markup.element("button", "Download the report")
            with solara.Div(classes=["sc-card"]):
                markup.heading(2, "What differs")
                if found.levers.empty:
                    markup.paragraph("Nothing but the luck.", classes=["sc-empty"])
                else:
                    table(found.levers.drop(columns="words"))
        with solara.Div(classes=["sc-card"]):
            markup.heading(2, "Outcomes")
            table(outcome_display(found.outcomes))
        if len(found.hazards):
            with solara.Div(classes=["sc-card"]):
                markup.heading(2, "How fast each end comes, while a siege lasts")
                table(hazard_display(found.hazards))
        with solara.Div(classes=["sc-plates"]):
            for title, caption, image in plates:
                with solara.Div(classes=["sc-plate"]):
                    markup.heading(3, title)
                    markup.element("img", alt=title, src=image)
                    markup.paragraph(caption)
    return main


def pictures(found: "Comparison") -> list[tuple[str, str, str]]:
    """Title, caption and image of each figure of the report."""
    import base64

    from sim.compare.comparison.comparison_figures import comparison_figures
    from sim.compare.html_page import render_figure

    with DRAWING:
        made = [(plate, render_figure(plate.figure, "svg")) for plate in comparison_figures(found.arms, found.outcomes)]
    return [(p.title, p.caption, f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}") for p, svg in made]


def table(frame: "pd.DataFrame") -> Any:
    """A table in words."""
    rows = [[str(value) for value in row] for row in frame.itertuples(index=False)]
    return parts.Table(columns=[str(name) for name in frame.columns], rows=rows)
