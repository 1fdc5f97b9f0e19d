"""Place and time: the map, the clock, the population inside."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from sim.scenario.declare import Section, par
from sim.scenario.yamltext import date_from_text


class Map(Section):
    """Terrain: a map file or a generated map."""

    file: str = par(
        "",
        "file",
        "map file (.txt raster or .png picture), relative to the scenario; empty: generate a map",
        when="start",
    )
    generate: Literal["town", "dense_city", "mountain", "base", "open"] = par(
        "town",
        "kind",
        "type of map to generate when no file is given",
        when="start",
        label="type of map",
    )
    area_km2: float = par(
        1.4,
        "km2",
        "area held by the garrison on a generated map",
        ge=0.01,
        le=2000,
        when="start",
        label="area held",
    )
    cell_m: float = par(
        100.0,
        "m",
        "side of a cell: about 100 m in towns, 250-500 m in mountains",
        ge=10,
        le=2000,
        when="start",
        label="cell size",
    )
    seed: int = par(
        1,
        "number",
        "random seed of a generated map, independent of the seed of the run",
        ge=0,
        when="start",
        label="random seed of the map",
    )


class Clock(Section):
    """Start date, time horizon and time step."""

    start: Annotated[date, BeforeValidator(date_from_text)] = par(
        date(2017, 1, 1),
        "date",
        "date of day 0",
        when="start",
        label="start date",
    )
    horizon_days: int = par(
        730,
        "day",
        "a siege still open on this day ends as a stalemate",
        ge=1,
        le=7300,
        when="start",
        label="time horizon",
    )
    ticks_per_day: int = par(
        4,
        "1/day",
        "steps per day for fire, assault, morale, exit and movement",
        ge=1,
        le=48,
        label="time steps per day",
    )


class Population(Section):
    """Civilians inside, and how many people one agent represents."""

    civilians: int = par(
        2000, "person", "civilians inside on day 0", ge=0, le=2_000_000, when="start", label="civilians inside"
    )
    household_size: float = par(
        5.5,
        "person",
        "mean household size",
        "assumption",
        ge=1,
        le=20,
        when="start",
        label="household size",
    )
    kin_per_fighter: float = par(
        2.0,
        "person",
        "family members inside per local fighter, who leave with that fighter",
        "evacuations of 2016-18: fighters were 7-50% of those who left, median about 25%",
        ge=0,
        le=20,
        when="start",
        label="relatives per local fighter",
    )
    people_per_agent: int = par(
        1,
        "person",
        "persons represented by one row; 1 simulates every individual",
        ge=1,
        le=1000,
        when="start",
        label="people per agent",
    )
    civilians_per_agent: int = par(
        0,
        "person",
        "civilians represented by one row, where they are to be coarser or finer than the rest; 0: people_per_agent",
        ge=0,
        le=1000,
        when="start",
        label="civilians per agent",
    )
