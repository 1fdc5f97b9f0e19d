"""Files of figures: the memo of layouts changes no byte, and leaves no trace on the figure."""

import io
from typing import Any

import pytest
from matplotlib.figure import Figure

from sim.compare.figures.layout_memo import TEXT, TICKS
from sim.compare.figures.style import house_style
from sim.compare.html_page import DPI, CaptionedFigure, render_figure
from sim.compare.sweep_report.report import build_report
from tests.compare.sieges import rows_of, study

LEVERS = {"supply.food_days": [10.0, 90.0], "garrison.morale": [0.3, 0.9], "besieger.manpower": [1200, 4800]}
COMPARED = ("phase", "effects")  # panels, texts in cells, a colour bar, shared axes


@pytest.fixture(scope="module")
def twice() -> list[tuple[CaptionedFigure, CaptionedFigure]]:
    """The figures of a report, made twice."""
    rows = rows_of(LEVERS, 12, lambda food_days, morale, manpower: 1 - food_days / 100)
    made = [build_report(study(rows, list(LEVERS))).figures for _ in range(2)]
    return list(zip(*made, strict=True))


def saved_by_matplotlib(figure: Figure, kind: str) -> bytes:
    """The file as Matplotlib makes it."""
    buffer, metadata = io.BytesIO(), {"Date": None} if kind == "svg" else {"Software": None}
    more: Any = {"metadata": metadata, "bbox_inches": "tight", "pad_inches": 0.08}
    with house_style():
        figure.savefig(buffer, format=kind, dpi=DPI, **more)
    return buffer.getvalue()


def test_the_memo_changes_no_byte(twice: list[tuple[CaptionedFigure, CaptionedFigure]]) -> None:
    """In the order in which a report saves them: for the page, then as files."""
    names = [plain.name for plain, _ in twice]
    assert set(COMPARED) <= set(names)
    for plain, remembered in twice:
        for kind in ("svg", "png", "svg") if plain.name in COMPARED else ():
            assert render_figure(remembered.figure, kind) == saved_by_matplotlib(plain.figure, kind), plain.name


def test_the_memo_is_used_and_goes(monkeypatch: pytest.MonkeyPatch) -> None:
    """This version of Matplotlib has both methods; each text is laid out less often, and nothing is left behind."""
    from matplotlib.axis import Axis
    from matplotlib.text import Text

    calls: dict[str, int] = {TEXT: 0, TICKS: 0}
    for owner, name in ((Text, TEXT), (Axis, TICKS)):
        real = getattr(owner, name)

        def counted(self: Any, *given: Any, real: Any = real, name: str = name) -> Any:
            calls[name] += 1
            return real(self, *given)

        monkeypatch.setattr(owner, name, counted)

    def figure() -> Figure:
        made = Figure(layout="constrained")
        made.subplots(1, 2)[0].set_title("a title")
        return made

    saved_by_matplotlib(figure(), "svg")
    plain = dict(calls)
    calls.update({TEXT: 0, TICKS: 0})
    saved = figure()
    render_figure(saved, "svg")
    assert 0 < calls[TEXT] < 0.6 * plain[TEXT]
    assert 0 < calls[TICKS] < 0.6 * plain[TICKS]
    assert not [artist for artist in saved.findobj() if {TEXT, TICKS} & set(vars(artist))]
