"""Commands about scenarios: list them, list parameters, print the schema, validate files."""

from typing import TYPE_CHECKING, Annotated, Any

import typer

from sim.cli.options import Json, Set, SetAt, with_set_at
from sim.cli.output import print_json, print_note, print_table

if TYPE_CHECKING:
    from sim.scenario.parameters import Parameter

#: Channels through which the fate of a siege spreads, by their names in `contagion`.
SPREAD = ("freed_troops", "demonstration", "reputation", "relief_hope", "armed_leavers")


def scenarios(as_json: Json = False) -> None:
    """List the shipped scenarios."""
    from sim.scenario.errors import ScenarioError
    from sim.scenario.files import shipped_names, shipped_theatres
    from sim.text.format import number

    rows, problems = [], []
    for name in [*shipped_names(), *shipped_theatres()]:
        try:
            rows.append(_summary(name))
        except ScenarioError as error:
            problems += error.problems
    if as_json:
        print_json(rows)
    else:
        people = ("civilians", "fighters", "besiegers")
        print_table(
            ["name", "title", *people, "map"],
            [[r["name"], r["title"], *(number(r[kind]) for kind in people), _ground(r)] for r in rows],
            right=people,
        )
    if problems:
        raise ScenarioError(problems)


def parameters(
    search: Annotated[str, typer.Option(help="Only parameters whose name, meaning or source contains this text.")] = "",
    section: Annotated[str, typer.Option(help="Only parameters of this section, such as supply.")] = "",
    when: Annotated[
        str,
        typer.Option(
            metavar="start|always",
            help="Only parameters that are read on the first day (start), or that a fork can change (always).",
        ),
    ] = "",
    as_json: Json = False,
) -> None:
    """List every parameter. Gives its unit, default, range, meaning and source."""
    from sim.scenario.errors import ScenarioError, did_you_mean, shown
    from sim.scenario.parameters import parameters as all_parameters
    from sim.scenario.parameters import section_meanings

    if section and section not in section_meanings():
        names = list(section_meanings())
        guess = did_you_mean(section, names)
        raise ScenarioError(f"--section = {shown(section)}: must be one of {', '.join(names)}{guess}")
    if when not in ("", "start", "always"):
        raise ScenarioError(f"--when = {shown(when)}: must be start or always")
    rows = [
        p
        for p in all_parameters()
        if section in ("", p.section) and when in ("", p.when) and search.lower() in _searched(p)
    ]
    if as_json:
        print_json([p._asdict() for p in rows])
        return
    if not rows:
        print_note("no parameter matches")
    print_table(
        ["parameter", "default", "unit", "range", "meaning", "source"],
        [[p.dotted, shown(p.default), p.unit, p.range, p.meaning, p.source] for p in rows],
        right=("default",),
    )


def schema(
    theatre: Annotated[bool, typer.Option("--theatre", help="Schema for theatre files.")] = False,
) -> None:
    """Print the JSON Schema of scenario files, for editors."""
    from sim.scenario.documents import json_schema, theatre_schema

    print_json(theatre_schema() if theatre else json_schema())


def validate(
    files: Annotated[list[str], typer.Argument(help="Scenario files or shipped names.", metavar="FILE")],
    changes: Set = None,
    dated: SetAt = None,
    as_json: Json = False,
) -> None:
    """Check scenarios and their maps. Prints a summary of each."""
    from sim.scenario.errors import ScenarioError

    overrides = with_set_at(changes, dated)
    rows: list[dict[str, Any]] = []
    problems = []
    for file in files:
        try:
            rows.append({"file": file, "problems": [], **_summary(file, overrides)})
        except ScenarioError as error:
            rows.append({"file": file, "problems": list(error.problems)})
            problems += error.problems
            continue
        if not as_json:
            typer.echo(_paragraph(rows[-1]))
    if as_json:
        print_json(rows)
    if problems:
        raise ScenarioError(problems)


def _summary(file: str, changes: list[str] | None = None) -> dict[str, Any]:
    """A scenario or a theatre in a few figures."""
    from sim.scenario.contradictions import remarks
    from sim.scenario.ground import Holder
    from sim.scenario.load import load_scenario, scenario_hash
    from sim.scenario.load_theatre import is_theatre
    from sim.scenario.maps import map_of
    from sim.scenario.schedule_text import schedule_lines

    if is_theatre(file):
        return _summary_of_theatre(file, changes)
    scenario = load_scenario(file, changes or [])
    ground = map_of(scenario)
    inside = int((ground.held == Holder.garrison).sum())
    return {
        "name": scenario.name,
        "title": scenario.title,
        "hash": scenario_hash(scenario, ground),
        "civilians": scenario.population.civilians,
        "fighters": scenario.garrison.fighters,
        "besiegers": scenario.besieger.manpower,
        "start": scenario.clock.start.isoformat(),
        "horizon_days": scenario.clock.horizon_days,
        "ground": "drawn" if scenario.map.file else scenario.map.generate,
        "rows": ground.terrain.shape[0],
        "columns": ground.terrain.shape[1],
        "cell_m": ground.cell_m,
        "garrison_km2": round(inside * ground.cell_m**2 / 1e6, 3),
        "facts": len(scenario.facts),
        "schedule": [f"{name}: {line}" for name, line in schedule_lines(scenario)],
        "remarks": remarks(scenario),
    }


def _summary_of_theatre(file: str, changes: list[str] | None) -> dict[str, Any]:
    from sim.scenario.contradictions import remarks
    from sim.scenario.load_theatre import load_theatre
    from sim.scenario.maps import map_of
    from sim.scenario.schedule_text import schedule_lines
    from sim.scenario.theatre import theatre_hash

    theatre = load_theatre(file, changes or [])
    sieges = theatre.sieges.values()
    for scenario in sieges:
        map_of(scenario)
    return {
        "name": theatre.name,
        "title": theatre.document.title,
        "hash": theatre_hash(theatre),
        "civilians": sum(s.population.civilians for s in sieges),
        "fighters": sum(s.garrison.fighters for s in sieges),
        "besiegers": sum(s.besieger.manpower for s in sieges),
        "start": min(s.clock.start for s in sieges).isoformat(),
        "horizon_days": theatre.horizon_days,
        "sieges": list(theatre.sieges),
        "links": list(theatre.links),
        "contagion": [name for name in SPREAD if getattr(theatre.contagion, name)],
        "facts": len(theatre.document.facts) + sum(len(s.facts) for s in sieges),
        "schedule": [
            f"{siege}, {name}: {line}"
            for siege, scenario in theatre.sieges.items()
            for name, line in schedule_lines(scenario)
        ],
        "remarks": [f"{siege}: {line}" for siege, scenario in theatre.sieges.items() for line in remarks(scenario)],
    }


def _ground(row: dict[str, Any]) -> str:
    from sim.text.format import count

    if "sieges" in row:
        return f"{count(len(row['sieges']), 'siege')}, {count(len(row['links']), 'link')}"
    kind = row["ground"].replace("_", " ")
    return f"{kind}, {row['columns']} x {row['rows']} cells of {row['cell_m']:g} m"


def _paragraph(row: dict[str, Any]) -> str:
    from sim.text.format import count, number

    civilians, fighters = count(row["civilians"], "civilian"), count(row["fighters"], "fighter")
    days = count(row["horizon_days"], "day")
    title = f"{row['title']}. " if row["title"] else ""
    sources = f"Values with a documented source: {row['facts']}. " if row["facts"] else ""
    scheduled = "".join(f"\n  {line}" for line in ("Schedule:", *row["schedule"])) if row["schedule"] else ""
    scheduled += "".join(f"\n  {line}" for line in ("Probably not meant:", *row["remarks"])) if row["remarks"] else ""
    if "sieges" in row:
        spread = ", ".join(row["contagion"]).replace("_", " ") or "none"
        return (
            f"{row['file']}: valid theatre. {title}{count(len(row['sieges']), 'siege')} "
            f"({', '.join(row['sieges'])}) with {civilians}, {fighters} and {count(row['besiegers'], 'besieger')}, "
            f"from {row['start']} for at most {days}. Links: {', '.join(row['links']) or 'none'}. "
            f"Contagion: {spread}. {sources}Hash: {row['hash']}.{scheduled}"
        )
    return (
        f"{row['file']}: valid scenario. {title}{civilians} and {fighters} are besieged by "
        f"{number(row['besiegers'])} men from {row['start']} for at most {days}. Map: {_ground(row)}; the garrison "
        f"holds {row['garrison_km2']:g} km2. {sources}Hash: {row['hash']}.{scheduled}"
    )


def _searched(parameter: "Parameter") -> str:
    return " ".join([parameter.dotted, parameter.meaning, parameter.unit, parameter.source]).lower()
