"""Styles with which QGIS shows the layers at once: their colours, and the fields that its temporal controller needs.

A raster has its style in a file of the same name that ends with `.qml`; a GeoPackage has those of its layers in the
table `layer_styles`. Other programs pass over both.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

from sim.runs import palette
from sim.scenario.ground import Holder
from sim.state.columns import Kind

#: Version of the format, which QGIS reads in this and all later ones.
VERSION = "3.22.0"
HOLDER_COLOURS = {
    Holder.garrison.name: palette.PEOPLE[Kind.fighter],
    Holder.besieger.name: palette.PEOPLE[Kind.besieger],
    Holder.nobody.name: palette.FAINT,
}
OPACITY = 140  # of 255, so that a map below shows through


class FeatureStyle(NamedTuple):
    """How the features of a vector layer are drawn: one colour for all, or one for each value of an attribute."""

    kind: str  # fill, line or marker
    colours: Mapping[str, str]  # #RRGGBB by value; one entry, "", for all features
    attribute: str = ""


def classes_style(colours: Mapping[int, tuple[str, str]]) -> str:
    """The style of the first band of a raster of codes; the label and colour of each, "#RRGGBB"."""
    root, renderer = _raster("paletted", OPACITY)
    entries = ElementTree.SubElement(renderer, "colorPalette")
    for value, (label, colour) in colours.items():
        _add(entries, "paletteEntry", value=str(value), color=colour, label=label, alpha="255")
    return _text(root)


def holders_style() -> str:
    """The style of a raster of holders."""
    return classes_style({holder.value: (holder.name, HOLDER_COLOURS[holder.name]) for holder in Holder})


def amounts_style(colour: str, top: float) -> str:
    """The style of the first band of a raster of amounts: clear at 0, the colour "#RRGGBB" at `top` and above."""
    root, renderer = _raster("singlebandpseudocolor", 255)
    renderer.set("classificationMin", "0")
    renderer.set("classificationMax", f"{top:g}")
    shader = _add(
        ElementTree.SubElement(renderer, "rastershader"), "colorrampshader", minimumValue="0", maximumValue=f"{top:g}",
        colorRampType="INTERPOLATED", classificationMode="1", clip="0",
    )  # fmt: skip
    for value, alpha in ((0.0, 0), (top / 100, 60), (top, 255)):  # a single person can be seen
        _add(shader, "item", value=f"{value:g}", color=colour, label=f"{value:g}", alpha=str(alpha))
    return _text(root)


def dated_style(style: FeatureStyle, first: str, last: str) -> str:
    """The style of a vector layer whose features hold from the time in the field `first` to that in `last`."""
    root = ElementTree.Element("qgis", version=VERSION, styleCategories="Symbology|Temporal")
    _add(root, "temporal", enabled="1", mode="2", limitMode="0", startField=first, endField=last, accumulate="0",
         fixedDuration="0", durationUnit="min", durationField="", startExpression="", endExpression="")  # fmt: skip
    by_value = bool(style.attribute)
    renderer = _add(root, "renderer-v2", type="categorizedSymbol" if by_value else "singleSymbol")
    if by_value:
        renderer.set("attr", style.attribute)
        categories = ElementTree.SubElement(renderer, "categories")
        for number, value in enumerate(style.colours):
            _add(categories, "category", value=value, label=value, symbol=str(number), render="true")
    symbols = ElementTree.SubElement(renderer, "symbols")
    for number, colour in enumerate(style.colours.values()):
        symbol = _add(symbols, "symbol", type=style.kind, name=str(number), alpha="1")
        layer = _add(symbol, "layer", **{"class": f"Simple{style.kind.title()}", "enabled": "1", "pass": "0"})
        options = _add(layer, "Option", type="Map")
        for name, value in _look(style.kind, colour).items():
            _add(options, "Option", name=name, type="QString", value=value)
    return _text(root)


def _look(kind: str, colour: str) -> dict[str, str]:
    """Properties of a symbol in a colour "#RRGGBB"."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    if kind == "line":
        return {"line_color": f"{red},{green},{blue},255", "line_width": "0.8"}
    shape = {"name": "circle", "size": "3"} if kind == "marker" else {"style": "solid"}
    return {"color": f"{red},{green},{blue},{OPACITY}", "outline_style": "no", **shape}


def _raster(kind: str, opacity: int) -> tuple[ElementTree.Element, ElementTree.Element]:
    """The root of a raster's style, and its renderer."""
    root = ElementTree.Element("qgis", version=VERSION, styleCategories="Symbology")
    pipe = ElementTree.SubElement(root, "pipe")
    share = f"{opacity / 255:.2f}"
    return root, _add(pipe, "rasterrenderer", type=kind, band="1", opacity=share, alphaBand="-1", nodataColor="")


def _add(parent: ElementTree.Element, tag: str, **attributes: str) -> ElementTree.Element:
    return ElementTree.SubElement(parent, tag, attributes)


def _text(root: ElementTree.Element) -> str:
    ElementTree.indent(root)
    return ElementTree.tostring(root, encoding="unicode") + "\n"


def write_raster_style(raster: Path, style: str) -> None:
    """Write the style of a raster beside it."""
    raster.with_suffix(".qml").write_text(style, encoding="utf-8")


def style_rows(styles: Mapping[str, str]) -> "list[dict[str, object]]":
    """Rows of the table `layer_styles`: the style of each layer, its default."""
    return [
        {
            "f_table_catalog": "", "f_table_schema": "", "f_table_name": layer, "f_geometry_column": "geom",
            "styleName": layer, "styleQML": style, "styleSLD": "", "useAsDefault": True, "description": "",
            "owner": "", "ui": "",
        }
        for layer, style in styles.items()
    ]  # fmt: skip
