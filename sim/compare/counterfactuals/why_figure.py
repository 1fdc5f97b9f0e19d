"""The figure of an answer: the effects of the counterfactuals, with intervals."""

import pandas as pd

from sim.compare.counterfactuals.why_effects import Questions
from sim.compare.counterfactuals.why_labels import short_label
from sim.compare.counterfactuals.why_plan import WhyPlan
from sim.compare.counterfactuals.why_runs import WhyRuns
from sim.compare.counterfactuals.why_text import asked_of
from sim.compare.figures import forest
from sim.compare.figures.style import wrap_label
from sim.compare.html_page import CaptionedFigure

MOST_ROWS, WIDTH = 16, 42  # counterfactuals in the figure; characters of a line of a label


def why_figure(plan: WhyPlan, runs: WhyRuns, table: pd.DataFrame, questions: Questions) -> CaptionedFigure:
    """A forest plot: one panel per outcome, one row per counterfactual, in order of the effect on the ending."""
    asked = {each.name: each for each in asked_of(plan, runs)}
    names = [str(name) for name in table.loc[table["outcome"] == questions.ending.name, "counterfactual"]]
    shown, left = names, ""
    if len(names) > MOST_ROWS:
        sizes = table[table["outcome"] == questions.ending.name].set_index("counterfactual")["difference"].abs()
        largest = set(sizes.nlargest(MOST_ROWS).index)
        shown = [name for name in names if name in largest]
        left = f" The {MOST_ROWS} largest of {len(names)} effects on the ending; the others are in the table."
    labels = {name: wrap_label(short_label(asked[name]), WIDTH) for name in shown}
    did = "set" if plan.by_levers else "undone"
    return CaptionedFigure(
        "effects",
        f"What would have been different with each {'lever' if plan.by_levers else 'change'} {did}",
        f"Differences from the siege as it was: over {runs.seeds} other seeds (dot; thick bar: 95% CI; thin bar: for "
        f"all of these together) and on its own seed (open diamond). Left of the line: rarer, earlier, fewer.{left}",
        forest.counterfactuals_figure(table, labels),
    )
