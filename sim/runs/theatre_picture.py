"""A theatre in one picture: a strip a siege, on one time axis."""

import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs import palette
from sim.runs.narrative.summary import headline
from sim.runs.result import Result
from sim.runs.timeline_lanes import deal_days, lanes_of
from sim.runs.timeline_series import series_of
from sim.text.format import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.runs.theatre import TheatreResult

WIDE, DPI = 16.0, 100  # inches, pixels an inch
TOP, STRIP, BETWEEN, BOTTOM = 1.0, 3.3, 0.55, 0.6  # inches: the title, a siege, the space below it, the dates
LEFT, MAP, SERIES, RIGHT = 0.35, 2.9, 4.5, 1.95  # inches: margin, side of a map, where the series begin, words beside
PANELS = (0.95, 0.85, 0.85)  # inches: lanes, rations, deaths
GAP = 0.12


def draw_theatre(result: "TheatreResult", path: Path) -> None:
    """Write the picture of a run of a theatre."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    style: Any = {
        "font.family": "DejaVu Sans", "font.size": 10.5, "text.color": palette.INK, "axes.edgecolor": palette.SOFT,
        "axes.spines.top": False, "axes.spines.right": False, "axes.linewidth": 0.8, "xtick.color": palette.SOFT,
        "ytick.color": palette.SOFT, "text.parse_math": False,
    }  # fmt: skip
    shown = {name: siege for name, siege in result.sieges.items() if siege.siege.daily}
    with mpl.rc_context(style):
        high = TOP + len(shown) * (STRIP + BETWEEN) + BOTTOM
        figure = Figure(figsize=(WIDE, high), dpi=DPI, facecolor=palette.PAPER)
        FigureCanvasAgg(figure)
        theatre = result.plan.theatre
        figure.text(
            LEFT / WIDE,
            1 - 0.45 / high,
            theatre.document.title or theatre.name,
            fontsize=17,
            weight="bold",
            va="center",
        )
        last = max(theatre.begins[name] + siege.siege.day for name, siege in shown.items())
        for at, (name, siege) in enumerate(shown.items()):
            top = TOP + at * (STRIP + BETWEEN)
            axes = _strip(figure, name, siege, top)
            _dates(axes, siege, theatre.begins[name], last)
        figure.savefig(path, dpi=DPI, format="png", pil_kwargs={"compress_level": 4})


def _box(figure: "Figure", left: float, top: float, width: float, height: float) -> "Axes":
    high = figure.get_figheight()
    return figure.add_axes((left / WIDE, 1.0 - (top + height) / high, width / WIDE, height / high))


def _strip(figure: "Figure", name: str, result: Result, top: float) -> list["Axes"]:
    """One siege: how it ended, its last map, what was said, eaten and lost."""
    from sim.runs import overview_series as series
    from sim.runs.overview_maps import draw_map, view_of

    siege = result.siege
    high = figure.get_figheight()
    title = f"{name}: {headline(siege)}"
    figure.text(LEFT / WIDE, 1 - (top + 0.1) / high, title, fontsize=12, weight="bold", va="center")
    frames = [result.frames[0], result.frames[-1]]
    view = view_of(siege, frames)
    draw_map(_box(figure, LEFT, top + 0.3, MAP, MAP * min(1.0, view.aspect)), siege, frames[-1], view, view.people[-1])
    days = series_of(siege.daily)
    lanes = lanes_of(days, siege.ledger, deal_days(siege))
    wide, at, axes = WIDE - SERIES - RIGHT, top + 0.3, []
    for panel, high in enumerate(PANELS):
        ax = _box(figure, SERIES, at, wide, high)
        if panel == 0:
            series.draw_lanes(ax, lanes)
            series.draw_lane_key(_box(figure, WIDE - RIGHT + 0.08, at, RIGHT - 0.08, high), lanes)
        else:
            series.shade(ax, days)
            (series.draw_rations if panel == 1 else series.draw_deaths)(ax, days)
            ax.set_ylabel("ration, %" if panel == 1 else "dead", fontsize=9.5)
            ax.yaxis.set_major_formatter(lambda value, _: number(value))
        ax.tick_params(length=3, labelsize=9)
        axes.append(ax)
        at += high + GAP
    if deal := siege.main_deal:
        for ax in axes:
            ax.axvline(deal.signed_day + 0.5, color=palette.CONVOY, lw=1.4, zorder=3)
    return axes


def _dates(axes: list["Axes"], result: Result, began: int, last: int) -> None:
    """The theatre's time under each strip, whenever this siege began."""
    from matplotlib.ticker import MaxNLocator

    start = result.siege.scenario.clock.start
    ticks = [t - began for t in MaxNLocator(8, integer=True).tick_values(0, last) if 0 <= t <= last]
    for ax in axes:
        ax.set_xlim(-began, last - began)
        ax.set_xticks(ticks)
        ax.tick_params(labelbottom=False)
    dates = [start + datetime.timedelta(days=int(tick)) for tick in ticks]
    axes[-1].set_xticklabels([f"{date.day} {date:%b %Y}" for date in dates], fontsize=9)
    axes[-1].tick_params(labelbottom=True)
