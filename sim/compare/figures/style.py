"""The style of every figure: sizes, colours that remain distinct in grey and for colour-blind readers, hatches."""

import contextlib
import textwrap
from collections.abc import Iterator
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from sim.compare.outcomes import UNDER_WAY
from sim.runs import palette

WIDE = 9.0  # inches, the text width of a page
#: Colour (Okabe and Ito) and hatch, for print in grey, of each ending.
ENDS = {
    "evacuation": ("#009E73", ""), "split": ("#8FD3BC", "//"), "surrender": ("#56B4E9", ""),
    "stormed": ("#D55E00", ""), "collapse": ("#E69F00", "\\\\"), "relieved": ("#CC79A7", ".."),
    "lifted": ("#F0E442", ""), "stalemate": ("#BDBDBD", ""), UNDER_WAY: ("#FFFFFF", "xx"), "any deal": ("#00664B", ""),
}  # fmt: skip
LINE = "#0072B2"
#: Colours of arms or levels.
SERIES = ("#1A1A1A", "#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
DASHES = ("-", "--", "-.", ":", (0, (5, 1, 1, 1, 1, 1)), (0, (7, 2)), (0, (1, 1)))

STYLE: dict[str, Any] = {
    "font.family": "DejaVu Sans",
    "font.size": 9.5,
    "text.parse_math": False,  # names and values come from files and may hold a dollar sign
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
    "svg.fonttype": "path",  # the same glyphs on every machine
    "svg.hashsalt": "safeconduct",  # the same figure gives the same file
}


@contextlib.contextmanager
def house_style() -> Iterator[None]:
    """A context in which figures are drawn and saved in this style."""
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
    """Format an axis of shares 0..1 as per cent."""
    axis = ax.yaxis if which == "y" else ax.xaxis
    axis.set_major_formatter(lambda value, _: f"{100 * value:.0f}%")


def add_gridlines(ax: Axes, which: str = "y") -> None:
    """Add faint grid lines below the data."""
    ax.grid(axis=which, color=palette.FAINT, lw=0.6)  # pyright: ignore[reportArgumentType]
    ax.set_axisbelow(True)


def wrap_label(name: str, width: int = 14) -> str:
    """A name with underscores wrapped into lines of at most `width` characters."""
    return textwrap.fill(name.replace("_", " "), width, break_long_words=False)


def ending_colour(end: str) -> str:
    """The colour of an ending."""
    return ENDS.get(end, (palette.SOFT, ""))[0]


def ending_hatch(end: str) -> str:
    """The hatch of an ending, for print in grey."""
    return ENDS.get(end, ("", ""))[1]


def luminance(rgb: tuple[float, ...]) -> float:
    """Relative luminance of a colour, 0..1 (ITU-R BT.709)."""
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2]


def start_at_zero(ax: Axes) -> None:
    """Start the x axis of a non-negative number at 0, with a margin beyond the largest value."""
    ax.set_xlim(0, max(1.0, 1.06 * float(ax.dataLim.x1)))
