"""The commands `map make` and `map example`: a scenario from geographic files, and files to try it with."""

import datetime
from pathlib import Path
from typing import Annotated

import typer

from sim.cli.options import Json, Quiet, Set, output_folder
from sim.cli.output import print_result
from sim.exit_codes import ExitCode

map_app = typer.Typer(
    name="map",
    help="Make the ground of a siege from geographic files (extra `geo`).",
    no_args_is_help=True,
    rich_markup_mode=None,
)


def _file(help_text: str) -> typer.models.OptionInfo:
    return typer.Option(metavar="FILE", help=help_text, show_default=False)


_PAIR = "LAYER=VALUE"


@map_app.command()
def make(
    name: Annotated[str, typer.Argument(help="Name of the scenario, and of its folder.", show_default=False)],
    ring: Annotated[str | None, _file("The besieged ground: a polygon, or a line that closes.")] = None,
    front: Annotated[str | None, _file("Front lines that close around the besieged ground, instead of --ring.")] = None,
    control: Annotated[str | None, _file("Polygons with an attribute `holder`: garrison, besieger or nobody.")] = None,
    land_cover: Annotated[str | None, _file("Raster of land-cover classes, such as ESA WorldCover.")] = None,
    built_up: Annotated[
        str | None, _file("Raster of built-up surface, such as GHS-BUILT-S: m2, percent or share.")
    ] = None,
    population: Annotated[str | None, _file("Raster of people per pixel, such as WorldPop or GHS-POP.")] = None,
    heights: Annotated[str | None, _file("Terrain model in metres.")] = None,
    osm: Annotated[str | None, _file("OpenStreetMap extract (.osm.pbf or .osm).")] = None,
    water: Annotated[str | None, _file("Rivers as lines or polygons, and lakes.")] = None,
    ways: Annotated[str | None, _file("Streets and roads.")] = None,
    bridges: Annotated[str | None, _file("Bridges over water.")] = None,
    hospitals: Annotated[str | None, _file("Hospitals, points or polygons.")] = None,
    crossings: Annotated[
        str | None, _file("Crossings of the ring; with attributes `date` and `set` they become the schedule.")
    ] = None,
    cell: Annotated[float | None, typer.Option(metavar="METRES", help="Side of a cell. [default: by the ring]")] = None,
    start: Annotated[
        str | None, typer.Option(metavar="DATE", help="First day; states of a later date are not the map's.")
    ] = None,
    classes: Annotated[
        str,
        typer.Option(
            metavar="NAME|FILE",
            help="Classes of the land cover: worldcover, copernicus, esri, dynamic_world, corine, or a YAML file with "
            "a line for each code. [default: recognised by the codes]",
            show_default=False,
        ),
    ] = "",
    crs: Annotated[
        list[str] | None,
        typer.Option(metavar=_PAIR, help="Coordinate system of a file that has none: ring=EPSG:4326. Repeatable."),
    ] = None,
    nodata: Annotated[
        list[str] | None,
        typer.Option(metavar=_PAIR, help="Value that means no data, or none: heights=-9999. Repeatable."),
    ] = None,
    licence: Annotated[
        list[str] | None,
        typer.Option(metavar="LAYER=TEXT", help="Licence of a file, for the provenance. Repeatable."),
    ] = None,
    changes: Set = None,
    title: Annotated[str, typer.Option(help="Title of the scenario.", show_default=False)] = "",
    out: Annotated[
        Path | None,
        typer.Option(metavar="DIR", help="Where the folder is made. [default: here]", parser=output_folder),
    ] = None,
    as_json: Json = False,
    quiet: Quiet = False,
) -> int:
    """Make a scenario from geographic files. FILE::LAYER names a layer of a file, FILE::2 a band."""
    from sim.geography.make import LAYERS, MAP, PICTURE, REPORT, make_map
    from sim.geography.sources import MapSources
    from sim.text.format import number

    given = {
        "ring": ring, "front": front, "control": control, "land_cover": land_cover, "built_up": built_up,
        "population": population, "heights": heights, "osm": osm, "water": water, "ways": ways, "bridges": bridges,
        "hospitals": hospitals, "crossings": crossings,
    }  # fmt: skip
    sources = MapSources(
        {layer: file for layer, file in given.items() if file is not None},
        _pairs(crs, "--crs"),
        _pairs(nodata, "--nodata"),
        _pairs(licence, "--licence"),
        classes,
    )
    made = make_map(name, sources, out or Path(), cell, _date(start), changes or (), title)
    text = (
        f"{made.scenario}: {number(made.civilians)} civilians, {made.provenance['grid']['text']}\n"
        f"{made.report.text()}"
        f"Picture to check it by: {made.folder / PICTURE}\n"
        f"Map: {made.folder / MAP}, layers: {made.folder / LAYERS}, report: {made.folder / REPORT}\n"
        f"Next: safeconduct run {_typed(made.scenario)}; then, for a GIS: safeconduct export RUN --gis DIR"
    )
    document = {
        "scenario": str(made.scenario), "civilians": made.civilians, "report": made.report._asdict(),
        "provenance": made.provenance,
    }  # fmt: skip
    print_result(text, document, as_json, quiet)
    return ExitCode.OK


def _typed(path: Path) -> str:
    """A path as the user would type it for a scenario: a bare name would be a shipped one."""
    text = str(path)
    return f"'{text}'" if " " in text else text


def _pairs(texts: list[str] | None, option: str) -> dict[str, str]:
    """LAYER=VALUE as a mapping; layers may be written with - as in their options."""
    from sim.scenario.errors import ScenarioError, shorten

    made = {}
    for text in texts or ():
        layer, equals, value = text.partition("=")
        if not equals or not layer or not value:
            raise ScenarioError(f"{option} {shorten(text)}: must be {_PAIR}, such as {option} population=...")
        made[layer.strip().replace("-", "_")] = value.strip()
    return made


def _date(text: str | None) -> datetime.date | None:
    from sim.scenario.errors import ScenarioError, shown

    if text is None:
        return None
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise ScenarioError(f"--start {shown(text)}: must be a date such as 2017-06-29 (year-month-day)") from None


@map_app.command()
def example(
    folder: Annotated[
        Path, typer.Argument(help="Folder for the files.", parser=output_folder, show_default=False, metavar="DIR")
    ],
) -> int:
    """Write the files of an invented island, to try `map make` with."""
    from sim.geography.landscape import write_landscape

    files = write_landscape(folder)
    typer.echo("\n".join(str(file) for file in files))
    return ExitCode.OK
