"""The report on a boundary design: the border in words, a figure and a table; or that there is none."""

from typing import Any

import pandas as pd

from sim.compare.analysis.border import Border, find_border
from sim.compare.figures.border import border_figure
from sim.compare.html_page import CaptionedFigure, Table
from sim.compare.outcomes import DEAL, ENDING_PHRASES, Outcome, find_outcome
from sim.compare.sweep_data import SweepData
from sim.tables import reports
from sim.text import format as fmt
from sim.text.format import display

BOUNDARY = "boundary"
FIGURE = "border"


def searched_outcome(sweep: SweepData, name: str) -> str:
    """The ending that a report is about: that of the search unless another one than deals is asked for."""
    design = sweep.manifest["experiment"].get("design") or {}
    return str(design["outcome"]) if sweep.design == BOUNDARY and name == DEAL else name


def border_of(sweep: SweepData, name: str = DEAL) -> tuple[Outcome, Border]:
    """The border of an ending, by default that of the search."""
    outcome = find_outcome(searched_outcome(sweep, name), sweep.names)
    return outcome, find_border(sweep, outcome)


def border_sentences(border: Border, outcome: Outcome) -> list[str]:
    """Where the border runs, in words."""
    phrase, percent = ENDING_PHRASES[outcome.name], f"{100 * border.level:g}%"
    runs, hits = fmt.number(len(border.flags)), int(border.flags.sum())
    if hits in (0, len(border.flags)):
        return [f"No border here: {'none' if hits == 0 else 'every one'} of the {runs} runs ended in {phrase}."]
    if border.table.empty:
        above = border.lowest[0] > border.level
        side, extreme = ("above", border.lowest) if above else ("below", border.highest)
        word = "lowest" if above else "highest"
        return [
            f"No border here: the estimated share of runs that end in {phrase} is {side} {percent} everywhere; the "
            f"{word} is {_percent(extreme[0])}% (95% band {_percent(extreme[1])} to {_percent(extreme[2])}%). "
            f"{runs} runs."
        ]
    x, y = border.scales[0].axis, border.scales[1].axis
    sentences = [f"The border where {percent} of runs end in {phrase}, from {runs} runs:"]
    for at, part in border.table.groupby("panel", dropna=False):
        rows = part.iloc[sorted({0, len(part) // 2, len(part) - 1})]
        where = [
            f"{display(_digits(row['border']))} (95% band {display(_digits(row['low']))} to "
            f"{display(_digits(row['high']))}) with {x.phrase(display(_digits(row['x'])))}"
            for _, row in rows.iterrows()
        ]
        held = f", with {border.third.axis.phrase(display(_digits(at)))}" if border.third else ""
        sentences.append(f"{fmt.capitalized(y.label_with_unit)}: {'; '.join(where)}{held}.")
    return [*sentences, _side(border)]


def _side(border: Border) -> str:
    """On which side of the border the share is higher."""
    mean, _ = border.fit.log_odds(border.line(0.5, 0.5))
    more = "larger" if mean[-1] > mean[0] else "smaller"
    crossings = border.table.groupby(["panel", "x"], dropna=False).size()
    twice = " Along some lines it is crossed more than once." if (crossings > 1).any() else ""
    return f"The share is higher at {more} values of {border.scales[1].axis.noun} than the border's.{twice}"


def border_figures(border: Border, outcome: Outcome) -> list[CaptionedFigure]:
    """The map of the border."""
    x, y = (scale.axis.noun for scale in border.scales[:2])
    held = ""
    if border.third:
        held = f" Each panel holds {border.third.axis.noun} at one value and shows the runs of all."
    if len(border.scales) > 3:
        held += f" {fmt.capitalized(border.scales[3].axis.noun)} is in the middle of its range."
    phrase = ENDING_PHRASES[outcome.name]
    caption = (
        f"Line: where an estimated {100 * border.level:g}% of runs end in {phrase}; shaded: where the 95% band of the "
        f"estimate includes it. Points: runs, filled where they ended in {phrase}; most lie close along the border "
        f"because they were chosen so, and their share says nothing of the whole.{held}"
    )
    title = f"Border of runs that ended in {phrase}, by {x} and {y}"
    return [CaptionedFigure(FIGURE, title, caption, border_figure(border, f"runs that ended in {phrase}"))]


def border_tables(border: Border) -> list[Table]:
    """The border as a table."""
    x, y = (scale.axis for scale in border.scales[:2])
    third = border.third.axis if border.third else None
    rounded = border.table.map(lambda value: display(_digits(value)) if pd.notna(value) else "–")
    shown = rounded.rename(
        columns={"x": x.label_with_unit, "border": y.label_with_unit, "low": "band from", "high": "band to"}
    )
    shown = shown.rename(columns={"panel": third.label_with_unit}) if third else shown.drop(columns="panel")
    return [Table(FIGURE, f"Border of {100 * border.level:g}%", border.table, shown, reports.BORDER)]


def border_caveats(border: Border, sweep: SweepData) -> list[str]:
    """What the border does not say."""
    return [
        *_start_caveats(sweep),
        "Points were chosen along the border, each run once with a seed of its own: shares of all runs, and averages "
        "over them, say nothing of the whole range. The line and its band come from a smooth fit (logistic regression "
        "with quadratic terms and small bumps); a border with sharp corners, or islands smaller than the space between "
        "points, can be missed. The band holds at each place, not for the whole line at once.",
    ]


def _start_caveats(sweep: SweepData) -> list[str]:
    """From which sweep the search started, and what its seeds mean for the band."""
    start = sweep.manifest.get("start")
    if not start:
        return []
    text = f"The search started from {fmt.count(start['runs'], 'run')} of {start['source']}."
    seeds = int(sweep.rows["seed"].nunique())
    if seeds < len(sweep.rows):
        text += (
            " Some of these share their seeds, but are read as if they did not: the line may lie off by the luck that "
            "they have in common, and the band is too narrow where they prevail."
        )
    return [text]


def _digits(value: Any) -> float:
    """The value with three digits."""
    return float(f"{float(value):.3g}")


def _percent(share: float) -> str:
    return fmt.percent_text(share)
