"""Self-contained HTML pages of text, figures and tables, for screen (light and dark) and print."""

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
    """A figure with its title and caption."""

    name: str  # stem of its files
    title: str
    caption: str
    figure: Figure


class Table(NamedTuple):
    """A table: the numbers, and the same formatted for reading."""

    name: str
    title: str
    frame: pd.DataFrame
    display: pd.DataFrame  # formatted for reading
    columns: Columns  # the declared columns of `frame`


def render_figure(figure: Figure, kind: str) -> bytes:
    """A figure as the bytes of an `svg` or `png` file; the same figure gives the same bytes."""
    from sim.compare.figures.layout_memo import layout_memo
    from sim.compare.figures.style import house_style

    buffer = io.BytesIO()
    metadata: dict[str, Any] = {"Date": None} if kind == "svg" else {"Software": None}
    with house_style(), layout_memo(figure):
        figure.savefig(buffer, format=kind, dpi=DPI, metadata=metadata, bbox_inches="tight", pad_inches=0.08)
    return buffer.getvalue()


def render_page(template: str, figures: Sequence[CaptionedFigure], **content: Any) -> str:
    """Render a template of `templates/` to HTML; figures are embedded as SVG images."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("sim.compare"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    images = {figure.name: _inline(render_figure(figure.figure, "svg")) for figure in figures}
    return environment.get_template(template).render(figures=figures, images=images, **content)


def _inline(svg: bytes) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(svg).decode()}"


def write_files(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files into a folder, each one atomically. Raises ScenarioError where it cannot be written."""
    return [_put(folder / name, content, "--out") for name, content in files.items()]


def write_page(file: Path, html: str) -> Path:
    """Write the page of --report. Raises ScenarioError where it cannot be written."""
    return _put(file, html.encode(), "--report")


def _put(file: Path, content: bytes, option: str) -> Path:
    with output_file(file, option) as draft:
        draft.write_bytes(content)
    return file
