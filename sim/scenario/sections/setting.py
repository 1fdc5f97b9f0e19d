"""Where and how long: the map, the clock, the people inside."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BeforeValidator

from sim.scenario.declare import Section, par
from sim.scenario.yamltext import date_from_text


class Map(Section):
    """The ground: a map file, or a generated place."""

    file: str = par(
        "", "file", "map file (.txt raster or .png), beside the scenario; empty: generate one", when="start"
    )
    generate: Literal["town", "dense_city", "mountain", "base", "open"] = par(
        "town", "kind", "kind of place to generate when there is no file", when="start"
    )
    area_km2: float = par(
        1.4,
        "km2",
        "area that the garrison of a generated place holds",
        ge=0.01,
        le=2000,
        when="start",
        label="area held",
    )
    cell_m: float = par(
        100.0, "m", "side of a cell: about 100 m in towns, 250-500 m in mountains", ge=10, le=2000, when="start"
    )
    seed: int = par(1, "number", "luck of a generated map, apart from the luck of the siege", ge=0, when="start")


class Clock(Section):
    """Dates, the horizon and the tick."""

    start: Annotated[date, BeforeValidator(date_from_text)] = par(date(2017, 1, 1), "date", "day 0", when="start")
    horizon_days: int = par(
        730, "day", "a siege still open on this day ends as a stalemate", ge=1, le=7300, when="start"
    )
    ticks_per_day: int = par(4, "1/day", "parts of a day in fire, assault, minds, exit, movement", ge=1, le=48)


class Population(Section):
    """The civilians inside, and how many people one row stands for."""

    civilians: int = par(
        2000, "person", "civilians inside on day 0", ge=0, le=2_000_000, when="start", label="civilians inside"
    )
    household_size: float = par(
        5.5,
        "person",
        "mean household",
        "assumption",
        ge=1,
        le=20,
        when="start",
    )
    kin_per_fighter: float = par(
        2.0,
        "person",
        "civilians inside who are family of a local fighter and leave with him",
        "evacuations of 2016-18: fighters were 7-50 % of those who left, median about 25 %",
        ge=0,
        le=20,
        when="start",
    )
    people_per_agent: int = par(
        1, "person", "people that one row stands for; 1 is the honest setting", ge=1, le=1000, when="start"
    )
