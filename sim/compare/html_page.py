"""One HTML file that needs nothing else: words, figures and tables in it, for screen, dark and print."""

import base64
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from matplotlib.figure import Figure

from sim.scenario.writing import output_file
from sim.tables.columns import Columns

DPI = 200  # of the PNG


class CaptionedFigure(NamedTuple):
    """One figure."""

    name: str  # of its files
    title: str
    caption: str
    figure: Figure


class Table(NamedTuple):
    """One table: numbers for machines, and the same in words for people."""

    name: str
    title: str
    frame: pd.DataFrame
    words: pd.DataFrame
    columns: Columns  # of `frame`, as declared


def render_figure(figure: Figure, kind: str) -> bytes:
    """A figure as `svg` or `png`; the same bytes for the same figure."""
    from sim.compare.figures.style import house_style

    buffer = io.BytesIO()
    still: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
    with house_style():
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=still, bbox_inches="tight", pad_inches=0.08)
    return buffer.getvalue()


def render_page(template: str, plates: Sequence[CaptionedFigure], **content: Any) -> str:
    """The HTML of a template in `templates/`; plates become images inside it."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    world = Environment(
        loader=PackageLoader("sim.compare"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    images = {plate.name: _inline(render_figure(plate.figure, "svg")) for plate in plates}
    return world.get_template(template).render(plates=plates, images=images, **content)


def _inline(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files, each put in place when it is whole; ScenarioError where the folder cannot be written."""
    return [_put(folder / name, content, "--out") for name, content in files.items()]


def write_page(file: Path, html: str) -> Path:
    """Write the page that --report names; ScenarioError where it cannot be written."""
    return _put(file, html.encode(), "--report")


def _put(file: Path, content: bytes, option: str) -> Path:
    with output_file(file, option) as draft:
        draft.write_bytes(content)
    return file
