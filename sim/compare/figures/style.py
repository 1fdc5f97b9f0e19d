"""How every figure looks: sizes, colours that any eye and a grey print can tell apart, hatches."""

import contextlib
import textwrap
from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.outcomes import UNDER_WAY
from sim.runs import palette

WIDE = 9.0  # inches, the width of a page's text
MEASURE = 88  # characters of a title's line at full width
#: Each end has a colour (Okabe and Ito) and, for print in grey, a hatch of its own.
ENDS = {
    "evacuation": ("#009E73", ""), "split": ("#8FD3BC", "//"), "surrender": ("#56B4E9", ""),
    "stormed": ("#D55E00", ""), "collapse": ("#E69F00", "\\\\"), "relieved": ("#CC79A7", ".."),
    "lifted": ("#F0E442", ""), "stalemate": ("#BDBDBD", ""), UNDER_WAY: ("#FFFFFF", "xx"), "any deal": ("#00664B", ""),
}  # fmt: skip
LINE = "#0072B2"
#: Lines of several arms or levels: dark to light, so that they keep their order in grey.
SERIES = ("#1A1A1A", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (7, 2)), (0, (1, 1)))

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.parse_math": False,  # names and values come from files: a dollar sign in them is one
    "text.color": palette.INK,
    "axes.edgecolor": palette.SOFT,
    "axes.labelcolor": palette.INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.linewidth": 0.8,
    "axes.titlesize": 10,
    "axes.titlelocation": "left",
    "xtick.color": palette.SOFT,
    "ytick.color": palette.SOFT,
    "xtick.labelcolor": palette.INK,
    "ytick.labelcolor": palette.INK,
    "legend.frameon": False,
    "legend.handlelength": 1.6,
    "hatch.linewidth": 0.6,
    "svg.fonttype": "path",  # the same letters everywhere
    "svg.hashsalt": "safeconduct",  # the same file for the same figure
}


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """Draw in the house's style."""
    import matplotlib as mpl

    style: Any = STYLE
    with mpl.rc_context(style):
        yield


def new_figure(rows: int, columns: int, high: float, wide: float = WIDE, **more: Any) -> tuple[Figure, Any]:
    """A figure with a grid of axes (rows, columns), as an array."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    figure = Figure(figsize=(wide, high), facecolor=palette.PAPER, layout="constrained")
    FigureCanvasAgg(figure)
    return figure, figure.subplots(rows, columns, squeeze=False, **more)


def percent_axis(ax: Axes, which: str = "y") -> None:
    """Shares 0..1 along an axis as per cent."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f} %")


def add_gridlines(ax: Axes, which: str = "y") -> None:
    """Faint lines to read values by, under everything."""
    ax.grid(axis=which, color=palette.FAINT, lw=0.6)  # pyright: ignore[reportArgumentType]
    ax.set_axisbelow(True)


def wrap_label(name: str, width: int = 14) -> str:
    """A name of words in lines that fit beside one another: town_in_the_hills."""
    return textwrap.fill(name.replace("_", " "), width, break_long_words=False)


def ending_colour(end: str) -> str:
    """Of an end."""
    return ENDS.get(end, (palette.SOFT, ""))[0]


def ending_hatch(end: str) -> str:
    """Of an end, for print in grey."""
    return ENDS.get(end, ("", ""))[1]


def luminance(rgb: tuple[float, ...]) -> float:
    """How light a colour is, 0..1 (ITU-R BT.709)."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def start_at_zero(ax: Axes) -> None:
    """An axis of what cannot be negative: from 0 on, with room for the last mark, be it a single run's."""
    ax.set_xlim(0, max(1.0, 1.06 * float(ax.dataLim.x1)))
