"""The lanes and panels of a siege's timeline, drawn with Matplotlib."""

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from sim.runs import palette
from sim.runs.timeline_lanes import MARKS, OFFERS, Lanes, spans
from sim.runs.timeline_series import Line, Panel, deaths, food, forces, morale, rations
from sim.state.columns import Array, Kind
from sim.state.events import Event
from sim.state.siege import Siege
from sim.text.format import number

Days = dict[str, Array]  # the daily series by name

LABEL = 10.5  # points, of words beside a line


def shade(ax: Axes, days: Days) -> None:
    """The assault campaign and the truces behind a panel."""
    for name, color, alpha in (("pressed", palette.FIRE, 0.09), ("truce", palette.TRUCE, 0.20)):
        for a, b in spans(days[name]):
            ax.axvspan(a, b, color=color, alpha=alpha, lw=0)


def draw_lanes(ax: Axes, lanes: Lanes) -> None:
    """One lane each for the assault, the talks, the offers, the road, and where they occurred the interventions and
    the reports."""
    for lane, name in enumerate(lanes.names):
        for color, alpha in dict.fromkeys((bar.colour, bar.opacity) for bar in lanes.bars if bar.lane == name):
            alike = [bar for bar in lanes.bars if (bar.lane, bar.colour, bar.opacity) == (name, color, alpha)]
            _bars(ax, lane, [(bar.first, bar.after) for bar in alike], color, alpha)
        ax.text(-0.008, -lane, name, transform=ax.get_yaxis_transform(), ha="right", va="center", fontsize=LABEL)
        ax.axhline(-lane - 0.5, color=palette.FAINT, lw=0.6)
    for event in MARKS:
        lane = MARKS[event].lane
        if lane in lanes.names:
            _mark(ax, event, lanes.names.index(lane), [mark.day + 0.5 for mark in lanes.marks if mark.event == event])
    ax.set(ylim=(-len(lanes.names) + 0.5, 0.5), yticks=[])
    for spine in ax.spines.values():
        spine.set_visible(False)


def draw_lane_key(ax: Axes, lanes: Lanes) -> None:
    """What the marks mean, beside their lanes; only those that this siege has."""
    ax.set(xlim=(0, 1), ylim=(-len(lanes.names) + 0.5, 0.5))
    ax.axis("off")
    seen = {mark.event for mark in lanes.marks}
    right = dict.fromkeys(lanes.names, 0.0)
    for event, style in MARKS.items():
        if event in seen:
            lane, label = lanes.names.index(style.lane), style.label
            if right[style.lane] + 0.1 + 0.035 * len(label) > 1.0:
                continue
            _mark(ax, event, lane, [right[style.lane] + 0.035])
            ax.text(right[style.lane] + 0.085, -lane, label, va="center", fontsize=9, color=palette.SOFT)
            right[style.lane] += 0.15 + 0.034 * len(label)
    if any(bar.lane == OFFERS for bar in lanes.bars) and right[OFFERS] < 0.72:
        lane = lanes.names.index(OFFERS)
        _bars(ax, lane, [(right[OFFERS], right[OFFERS] + 0.06)], "truce", 0.45)
        ax.text(right[OFFERS] + 0.085, -lane, "truce", va="center", fontsize=9, color=palette.SOFT)


def _bars(ax: Axes, lane: int, runs: Sequence[tuple[float, float]], color: str, alpha: float) -> None:
    bars = [(a, b - a) for a, b in runs]
    ax.broken_barh(bars, (-lane - 0.3, 0.6), color=getattr(palette, color.upper()), alpha=alpha, lw=0)


def _mark(ax: Axes, event: Event, lane: int, at: list[float]) -> None:
    if not at:
        return
    _, marker, name, filled, _ = MARKS[event]
    color = getattr(palette, name.upper())
    line = marker in ("x", "|")
    style: dict[str, Any] = {"c": color} if line else {"fc": color if filled else palette.PAPER, "ec": color}
    ax.scatter(
        at,
        [-lane] * len(at),
        marker=marker,
        s=46,
        linewidths=1.6 if line else 1.3,
        zorder=4,
        clip_on=False,
        **style,
    )


#: What a line is about -> its colour, and that of words beside it.
COLOURS = {
    "fighter": (palette.PEOPLE[Kind.fighter], palette.PEOPLE_TEXT[Kind.fighter]),
    "besieger": (palette.PEOPLE[Kind.besieger], palette.PEOPLE_TEXT[Kind.besieger]),
    "civilian": (palette.PEOPLE[Kind.civilian], palette.PEOPLE_TEXT[Kind.civilian]),
    "soft": (palette.SOFT, palette.SOFT),
}
DASHES: dict[str, Any] = {"fear": (0, (1.5, 1.2)), "ground": (0, (4, 1.8))}


def draw_food(ax: Axes, days: Days) -> None:
    """What lies in the stores."""
    panel = food(days)
    t, [line] = days["day"] + 1, panel.lines
    ax.fill_between(t, line.values, color="#8C6D46", alpha=0.25, lw=0)
    ax.plot(t, line.values, color="#8C6D46", lw=1.8)
    ax.set_ylim(0, panel.top or max(1.0, 1.1 * line.values.max()))
    beside(ax, [(line.values[-1], f"{number(days['food_days'][-1])} days left", "#6E5536")])


def draw_rations(ax: Axes, days: Days) -> None:
    """What is handed out."""
    _lines(ax, rations(days))
    ax.set_ylim(0, 100 * max(1.0, days["fighter_ration"].max()) * 1.06)
    _labels(ax, rations(days), lambda line, last: f"{line.label} {last:.0f}%")


def draw_morale(ax: Axes, days: Days) -> None:
    """The morale of both sides, and the fear of the civilians."""
    _lines(ax, morale(days))
    ax.set_ylim(0, 1.03)
    _labels(ax, morale(days), lambda line, last: f"{line.label} {last:.2f}")


def draw_forces(ax: Axes, siege: Siege, days: Days) -> None:
    """Who and what is left of the first day."""
    panel = forces(days, siege.initial)
    _lines(ax, panel)
    ax.set_ylim(0, max(105.0, 1.05 * max(float(line.values.max()) for line in panel.lines)))

    def label(line: Line, last: float) -> str:
        return f"{line.label} {f'{last:.0f}%' if line.name == 'ground' else number(days[line.name][-1])}"

    _labels(ax, panel, label)


def draw_deaths(ax: Axes, days: Days) -> None:
    """The dead so far, one kind upon the other."""
    lines = deaths(days).lines
    t = np.concatenate([[0], days["day"] + 1])
    ax.stackplot(
        t,
        [np.concatenate([[0], line.values]) for line in lines],
        colors=[COLOURS[line.colour][0] for line in lines],
        alpha=0.85,
        lw=0,
    )
    last = np.array([line.values[-1] for line in lines])
    top = np.cumsum(last)
    ax.set_ylim(0, max(1.0, 1.1 * top[-1]))
    labels = [f"{line.label} {number(line.values[-1])}" for line in lines]
    colours = [COLOURS[line.colour][1] for line in lines]
    beside(ax, [*zip(top - last / 2, labels, colours, strict=True)])


def _lines(ax: Axes, panel: Panel) -> None:
    for line in panel.lines:
        t = np.arange(len(line.values)) + 1
        ax.plot(t, line.values, color=COLOURS[line.colour][0], lw=1.8, ls=DASHES.get(line.name, "-"))


def _labels(ax: Axes, panel: Panel, text: Callable[[Line, float], str]) -> None:
    """The last value of each line, beside it."""
    last = [(line, line.values[~np.isnan(line.values)]) for line in panel.lines]
    beside(ax, [(float(v[-1]), text(line, float(v[-1])), COLOURS[line.colour][1]) for line, v in last if len(v)])


def beside(ax: Axes, labels: list[tuple[float, str, str]]) -> None:
    """Words at the right end of lines, moved apart where they would overlap."""
    low, high = ax.get_ylim()
    inches = ax.get_position().height * ax.figure.get_figheight()  # pyright: ignore[reportAttributeAccessIssue]
    gap = 1.22 * LABEL / 72.0 / inches
    labels = sorted(labels)
    at = [(value - low) / (high - low) for value, _, _ in labels]
    bounds = (0.06, 1.0) if len(labels) * gap < 1.0 else (gap / 2, 1.0 + gap / 2)
    for i in range(len(at) - 1, -1, -1):
        at[i] = min(at[i], bounds[1] if i == len(at) - 1 else at[i + 1] - gap)
    for i in range(len(at)):
        at[i] = max(at[i], bounds[0] if i == 0 else at[i - 1] + gap)
    for y, (_, text, color) in zip(at, labels, strict=True):
        ax.text(1.008, y, text, transform=ax.transAxes, va="center", fontsize=LABEL, color=color)
