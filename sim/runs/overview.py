"""One siege in one picture: three maps, events over time, and the daily series."""

import textwrap
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.runs import palette
from sim.runs.narrative.ledger import date_of
from sim.runs.narrative.summary import headline
from sim.runs.result import Frame, Result
from sim.runs.timeline_lanes import Lanes, deal_days, lanes_of
from sim.runs.timeline_series import series_of
from sim.state.columns import Array, Kind
from sim.state.siege import Siege
from sim.text.format import number

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.runs.overview_maps import View

WIDE, DPI = 16.0, 100  # inches, pixels an inch
LEFT, RIGHT = 1.15, 1.95  # inches beside the time axis
MAP, GAP = 4.15, 0.225  # side of a map and space between two
TOP, BOTTOM = 1.34, 0.62  # from the top of the page to the maps, and under the last panel
KEY_HIGH, LANES_HIGH, PANEL, BETWEEN = 3.35, 0.92, 0.82, 0.15
PANELS = 5
USUAL_LANES = 4  # without interventions and reports
#: Turning points by how well they explain the ending, best first.
TURNS = ("The signature", "Half of the ground lost", "The assault begins", "Hunger")


def draw(result: Result, path: Path) -> None:
    """Write the picture of a run."""
    import matplotlib as mpl
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    from sim.runs.overview_maps import view_of

    style: Any = {
        "font.family": "DejaVu Sans",
        "font.size": 10.5,
        "text.parse_math": False,  # a title may hold dollar signs
        "text.color": palette.INK,
        "axes.edgecolor": palette.SOFT,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.linewidth": 0.8,
        "xtick.color": palette.SOFT,
        "ytick.color": palette.SOFT,
    }
    with mpl.rc_context(style):
        siege, frames = result.siege, _chosen(result.siege, result.frames)
        view = view_of(siege, frames)
        map_high = MAP * min(1.0, view.aspect)
        time_top = max(TOP + map_high, TOP + KEY_HIGH) + 0.30
        days = series_of(siege.daily)
        lanes = lanes_of(days, siege.ledger, deal_days(siege))
        lanes_high = LANES_HIGH * len(lanes.names) / USUAL_LANES
        high = time_top + lanes_high + 0.10 + PANELS * (PANEL + BETWEEN) - BETWEEN + BOTTOM
        figure = Figure(figsize=(WIDE, high), dpi=DPI, facecolor=palette.PAPER)
        FigureCanvasAgg(figure)
        _title(figure, siege)
        _maps(figure, siege, frames, view, map_high)
        _time(figure, siege, days, lanes, time_top, lanes_high)
        figure.savefig(path, dpi=DPI, format="png", pil_kwargs={"compress_level": 4})


def _box(figure: "Figure", left: float, top: float, width: float, height: float) -> "Axes":
    """Axes by inches from the page's upper left corner."""
    high = figure.get_figheight()
    return figure.add_axes((left / WIDE, 1.0 - (top + height) / high, width / WIDE, height / high))


def _title(figure: "Figure", siege: Siege) -> None:
    title = headline(siege)
    lines = textwrap.wrap(title, 86)
    x, high = LEFT / WIDE, figure.get_figheight()
    place = siege.scenario.title or siege.scenario.name
    figure.text(x, 1 - 0.30 / high, place, fontsize=13, color=palette.SOFT, va="center")
    size = 20 if len(lines) == 1 else 17
    title = "\n".join(lines[:2])
    figure.text(x, 1 - 0.71 / high, title, fontsize=size, weight="bold", va="center", linespacing=1.2)


def _chosen(siege: Siege, frames: tuple[Frame, ...]) -> list[Frame]:
    """The first frame, the turn that tells most, the last."""
    between = [frame for frame in frames[1:-1] if frames[0].day < frame.day]
    deal = siege.main_deal
    for turn in TURNS:
        found = [frame for frame in between if frame.what == turn]
        if deal is not None and turn == "The signature":
            found = [frame for frame in found if frame.day == deal.signed_day]
        if found:
            return [frames[0], found[-1], frames[-1]]
    return [frames[0], frames[-1]]


def _maps(figure: "Figure", siege: Siege, frames: list[Frame], view: "View", high: float) -> None:
    from sim.runs.overview_maps import draw_map, scale_bar

    for at, (frame, people) in enumerate(zip(frames, view.people, strict=True)):
        ax = _box(figure, LEFT + at * (MAP + GAP), TOP, MAP, high)
        draw_map(ax, siege, frame, view, people)
        ax.set_title(frame.what, loc="left", fontsize=12.5, weight="bold", pad=6)
        ax.set_title(_day(siege, frame.day), loc="right", fontsize=11, color=palette.SOFT, pad=6)
        if at == 0:
            scale_bar(ax, siege, view)
    _key(figure, LEFT + len(frames) * (MAP + GAP))


def _day(siege: Siege, day: int) -> str:
    date = date_of(siege, day)
    return f"{date.day} {date:%b %Y}, day {number(day)}"


def _key(figure: "Figure", left: float) -> None:
    """Colours of the maps, named beside them."""
    ax = _box(figure, left, TOP, WIDE - left - 0.1, KEY_HIGH)
    ax.set(xlim=(0, 1), ylim=(KEY_HIGH, 0))
    ax.axis("off")
    rows = [
        ("civilians", palette.PEOPLE[Kind.civilian]), ("fighters", palette.PEOPLE[Kind.fighter]),
        ("besiegers", palette.PEOPLE[Kind.besieger]), ("colours mix", ""), ("", ""), ("front line", "line"),
        ("built up", "#C9BFB2"), ("open ground", "#F2EEE8"), ("fields", "#E8ECD6"), ("water", "#BFDFF2"),
        ("ruins", palette.RUBBLE), ("pale: not held", ""),
    ]  # fmt: skip
    for row, (word, color) in enumerate(rows):
        y = 0.16 + 0.27 * row
        if color == "line":
            ax.plot([0.0, 0.13], [y, y], color=palette.INK, lw=1.4, ls=(0, (4, 1.8)))
        elif color:
            ax.scatter(
                [0.065],
                [y],
                s=110,
                marker="s" if row > 3 else "o",
                c=color,
                ec=palette.SOFT if row > 3 else "none",
                lw=0.5,
            )
        ax.text(
            0.2 if color else 0.0,
            y,
            word,
            va="center",
            fontsize=10.5,
            color=palette.INK if color else palette.SOFT,
        )


def _time(figure: "Figure", siege: Siege, days: dict[str, Array], lanes: Lanes, top: float, lanes_high: float) -> None:
    from sim.runs import overview_series as series

    wide = WIDE - LEFT - RIGHT
    lane_axes = _box(figure, LEFT, top, wide, lanes_high)
    series.draw_lanes(lane_axes, lanes)
    series.draw_lane_key(_box(figure, WIDE - RIGHT + 0.08, top, RIGHT - 0.08, lanes_high), lanes)
    panels = (
        ("food in store", "days", lambda ax: series.draw_food(ax, days)),
        ("ration", "% of full", lambda ax: series.draw_rations(ax, days)),
        ("morale", "0 to 1", lambda ax: series.draw_morale(ax, days)),
        ("remaining", "% of day 0", lambda ax: series.draw_forces(ax, siege, days)),
        ("deaths so far", "people", lambda ax: series.draw_deaths(ax, days)),
    )
    top += lanes_high + 0.10
    axes = [lane_axes]
    for name, unit, fill in panels:
        ax = _box(figure, LEFT, top, wide, PANEL)
        series.shade(ax, days)
        ax.yaxis.set_major_locator(_ticks())
        ax.yaxis.set_major_formatter(lambda value, _: number(value) if value >= 1 or value == 0 else f"{value:g}")
        fill(ax)
        ax.tick_params(labelbottom=False, length=3, labelsize=9.5)
        ax.text(
            -0.83 / wide,
            0.5,
            f"{name}\n",
            transform=ax.transAxes,
            rotation=90,
            ha="center",
            va="center",
            fontsize=10.5,
        )
        ax.text(
            -0.70 / wide,
            0.5,
            f"\n{unit}",
            transform=ax.transAxes,
            rotation=90,
            ha="center",
            va="center",
            fontsize=9,
            color=palette.SOFT,
        )
        axes.append(ax)
        top += PANEL + BETWEEN
    _dates(axes, siege)
    _moments(axes, siege)


def _ticks() -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(3, min_n_ticks=2)


def _dates(axes: list["Axes"], siege: Siege) -> None:
    """Days on one axis for all, with dates under the last panel."""
    from matplotlib.ticker import MaxNLocator

    last = max(1, siege.day)
    ticks = [t for t in MaxNLocator(10, integer=True).tick_values(0, last) if 0 <= t <= last]
    for ax in axes:
        ax.set_xlim(0, last)
        ax.set_xticks(ticks)
    axes[0].tick_params(labelbottom=False, length=0)
    labels = []
    for tick in ticks:
        date = date_of(siege, int(tick))
        labels.append(f"day {number(tick)}\n{date.day} {date:%b %Y}")
    axes[-1].set_xticklabels(labels, fontsize=9.5)
    axes[-1].tick_params(labelbottom=True)


def _moments(axes: list["Axes"], siege: Siege) -> None:
    """The signature, through all panels."""
    deal = siege.main_deal
    if deal is None:
        return
    day = deal.signed_day + 0.5
    for ax in axes:
        ax.axvline(day, color=palette.CONVOY, lw=1.4, zorder=3)
    late = day > 0.6 * siege.day
    axes[0].annotate(
        "deal signed",
        (day, 0.5),
        (-5 if late else 5, 3),
        textcoords="offset points",
        annotation_clip=False,
        ha="right" if late else "left",
        va="bottom",
        fontsize=10.5,
        weight="bold",
        color=palette.CONVOY,
    )
