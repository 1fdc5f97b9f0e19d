"""Forest plots of differences between arms, with intervals."""

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.figures.style import SERIES, add_gridlines, house_style, new_figure, wrap_label
from sim.runs import palette

MARKERS = ("o", "s", "^", "D", "v")


def share_differences_figure(table: pd.DataFrame) -> Figure:
    """Differences in shares, one row per outcome and one marker per arm; columns as in `Comparison.outcomes`."""
    with house_style():
        table = table[table["low"].notna()]
        labels = list(dict.fromkeys(table["label"]))[::-1]
        arms = list(dict.fromkeys(table["arm"]))
        figure, grid = new_figure(1, 1, 1.0 + (0.26 + 0.13 * len(arms)) * max(2, len(labels)), 7.4)
        ax = grid[0, 0]
        for place, arm in enumerate(arms):
            part = table[table["arm"] == arm]
            at = [labels.index(label) + _offset(place, len(arms)) for label in part["label"]]
            _points(ax, part, at, place, 100.0, arm)
        ax.set_yticks(range(len(labels)), labels)
        ax.set_ylim(-0.6, len(labels) - 0.4)
        ax.set_xlabel("difference from the reference (percentage points)")
        if len(arms) > 1:
            figure.legend(loc="outside upper left", ncols=3)
        return figure


def mean_differences_figure(table: pd.DataFrame) -> Figure:
    """Differences in means, one panel per outcome in its own unit; columns as in `Comparison.outcomes`."""
    with house_style():
        table = table[table["low"].notna()]
        labels = list(dict.fromkeys(table["label"]))
        arms = list(dict.fromkeys(table["arm"]))
        rows = -(-len(labels) // 2)
        figure, grid = new_figure(rows, 2, 0.5 + rows * (0.85 + 0.16 * len(arms)), 9.0)
        for ax, label in zip(grid.flat, labels, strict=False):
            part = table[table["label"] == label]
            for place, arm in enumerate(arms):
                own = part[part["arm"] == arm]
                _points(ax, own, [-place] * len(own), place, 1.0, arm)
            ax.set(yticks=[], ylim=(-len(arms) + 0.4, 0.6))
            ax.set_title(f"{label} ({part['unit'].iloc[0]})", fontsize=9.5)
        for ax in grid.flat[len(labels) :]:
            ax.set_visible(False)
        if len(arms) > 1:
            figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
        figure.supxlabel("difference from the reference", fontsize=10)
        return figure


def ranked_differences_figure(ranking: pd.DataFrame, reference: str) -> Figure:
    """Differences of all arms from the reference, one row per arm and one panel per outcome.

    Columns are those of `Comparison.ranking`.
    """
    with house_style():
        arms = list(dict.fromkeys(ranking["arm"]))[::-1]
        known = ranking[ranking["difference_low"].notna()]
        labels = [label for label in dict.fromkeys(ranking["label"]) if label in set(known["label"])]
        rows = -(-len(labels) // 2)
        columns = min(2, len(labels))
        figure, grid = new_figure(rows, columns, rows * (0.9 + 0.24 * len(arms)), 9.0)
        for place, (ax, label) in enumerate(zip(grid.flat, labels, strict=False)):
            part = known[known["label"] == label]
            part = part.assign(low=part["difference_low"], high=part["difference_high"])
            binary = bool(part["binary"].iloc[0])
            _points(ax, part, [arms.index(arm) for arm in part["arm"]], 0, 100.0 if binary else 1.0, label)
            ax.set_ylim(-0.6, len(arms) - 0.4)
            names = [f"{arm} (reference)" if arm == reference else arm for arm in arms]
            ax.set_yticks(range(len(arms)), names if place % columns == 0 else [""] * len(arms))
            ax.set_title(f"{label} ({'points' if binary else part['unit'].iloc[0]})", fontsize=9.5)
        for ax in grid.flat[len(labels) :]:
            ax.set_visible(False)
        figure.supxlabel("difference from the reference", fontsize=10)
        return figure


def contributions_figure(table: pd.DataFrame, labels: dict[str, str]) -> Figure:
    """Contributions of parameters to a difference: one panel per outcome, one row per part, one marker per direction.

    Columns are those of `Explanation.table`; `labels` are the parts as they are read.
    """
    with house_style():
        outcomes = list(dict.fromkeys(table["outcome"]))
        directions = list(dict.fromkeys(table["direction"]))
        parts = len(labels)
        figure, grid = new_figure(len(outcomes), 1, 0.8 + len(outcomes) * (0.7 + 0.42 * parts), 9.0)
        for ax, outcome in zip(grid.flat, outcomes, strict=True):
            own = table[table["outcome"] == outcome]
            order = list(dict.fromkeys(own["part"]))[::-1]
            binary = bool(own["binary"].iloc[0])
            for place, direction in enumerate(directions):
                part = own[own["direction"] == direction].rename(columns={"value": "difference"})
                at = [order.index(name) + _offset(place, len(directions)) for name in part["part"]]
                _points(ax, part, at, place, 100.0 if binary else 1.0, direction)
            ax.set_yticks(range(len(order)), [labels[name] for name in order])
            ax.set_ylim(-0.6, len(order) - 0.4)
            ax.set_title(f"{own['label'].iloc[0]} ({'points' if binary else own['unit'].iloc[0]})", fontsize=9.5)
        figure.legend(*grid[0, 0].get_legend_handles_labels(), loc="outside upper left", ncols=3)
        figure.supxlabel("contribution to the difference", fontsize=10)
        return figure


def counterfactuals_figure(table: pd.DataFrame, labels: dict[str, str]) -> Figure:
    """Effects of counterfactuals: one panel per question, one row per counterfactual in the order of `labels`.

    Columns are those of `WhyReport.effects`. A thick bar is the 95% interval, a thin one the simultaneous interval, an
    open diamond the difference on the siege's own seed.
    """
    with house_style():
        questions = list(dict.fromkeys(table["outcome"]))
        names = list(labels)[::-1]
        figure, grid = new_figure(1, len(questions), 1.1 + 0.34 * max(2, len(names)), 3.0 + 2.6 * len(questions))
        for place, (ax, question) in enumerate(zip(grid.flat, questions, strict=True)):
            own = table[(table["outcome"] == question) & table["counterfactual"].isin(names)]
            binary = bool(own["binary"].iloc[0])
            scale = 100.0 if binary else 1.0
            known = own[own["low"].notna()]
            at = [names.index(name) for name in known["counterfactual"]]
            thin = known.assign(low=known["simultaneous_low"], high=known["simultaneous_high"])
            _points(ax, thin, [float(row) for row in at], 0, scale, "", 0.8)
            _points(ax, known, [float(row) for row in at], 0, scale, "other seeds: mean, 95% CI", 2.6)
            own_seed = scale * (own["own_counterfactual_value"] - own["own_factual_value"])
            rows = [names.index(name) - 0.22 for name in own["counterfactual"]]
            ax.plot(own_seed, rows, "D", ms=4.5, mfc="none", mec=SERIES[2], label="this siege")
            ax.set_yticks(range(len(names)), [labels[name] for name in names] if place == 0 else [""] * len(names))
            ax.set_ylim(-0.6, len(names) - 0.4)
            label, unit = str(own["label"].iloc[0]), "points" if binary else str(own["unit"].iloc[0])
            title = label if unit in label else f"{label} ({unit})"
            ax.set_title(wrap_label(title, 34), fontsize=9.5)
        handles, texts = grid[0, 0].get_legend_handles_labels()
        figure.legend(handles, texts, loc="outside upper left", ncols=2)
        figure.supxlabel("difference from the siege as it was", fontsize=10)
        return figure


def _offset(place: int, arms: int) -> float:
    return 0.0 if arms == 1 else 0.25 - 0.5 * place / (arms - 1)


def _points(
    ax: Axes, part: pd.DataFrame, at: list[float], place: int, scale: float, arm: str, width: float = 1.4
) -> None:
    value = scale * part["difference"].to_numpy()
    arms = [value - scale * part["low"].to_numpy(), scale * part["high"].to_numpy() - value]
    ink = SERIES[1 + place % (len(SERIES) - 1)]
    ax.errorbar(value, at, xerr=arms, fmt=MARKERS[place % len(MARKERS)], color=ink, ms=5.5, elinewidth=width, capsize=3,
                label=arm or None)  # fmt: skip
    ax.axvline(0, color=palette.SOFT, lw=0.9, zorder=0)
    add_gridlines(ax, "x")
