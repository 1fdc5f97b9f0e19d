"""Saving a figure without working out the same texts and ticks again and again.

To save a figure once, Matplotlib lays out each text and recomputes the ticks of each axis about ten times: in both
rounds of the constrained layout, for the tight bounding box, and for drawing. Nothing but the positions of the axes
changes meanwhile. The memo replaces two private methods, of the artists of this figure alone and while it is saved; a
version of Matplotlib that lacks them is left as it is. The files are the same to the last byte
(tests/compare/test_figure_files.py).
"""

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.text import Text

TEXT, TICKS = "_get_layout", "_update_ticks"


@contextlib.contextmanager
def layout_memo(figure: Figure) -> Iterator[None]:
    """A context in which the texts and ticks of a figure are worked out once; what they depend on must not change."""
    memos = [(text, TEXT, _text_memo) for text in figure.findobj(Text) if hasattr(text, TEXT) and not text.get_wrap()]
    memos += [(axis, TICKS, _ticks_memo) for axis in figure.findobj(Axis) if hasattr(axis, TICKS)]
    for artist, method, memo in memos:
        setattr(artist, method, memo(artist, getattr(artist, method)))
    try:
        yield
    finally:
        for artist, method, _ in memos:
            delattr(artist, method)


def _text_memo(text: Any, lay_out: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The layout of a text relative to its position: the same as long as its words, alignment and resolution are."""
    known: dict[tuple[Any, ...], Any] = {}

    def layout(renderer: Any) -> Any:
        key = text.figure.dpi, text.get_text(), text.get_ha(), text.get_va(), text.get_rotation()
        if key not in known:
            known[key] = lay_out(renderer)
        return known[key]

    return layout


def _ticks_memo(axis: Any, update: Callable[[], Any]) -> Callable[[], Any]:
    """The ticks of an axis, which are the same objects wherever it lies: only those worked out last are remembered."""
    last: list[Any] = [None, None]

    def ticks() -> Any:
        if last[0] != (key := _place(axis)):
            last[1] = update()
            last[0] = key if key == _place(axis) else None
        return last[1]

    return ticks


def _place(axis: Any) -> tuple[Any, ...]:
    return axis.axes.figure.dpi, axis.axes.bbox.bounds, tuple(axis.get_view_interval())
