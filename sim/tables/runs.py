"""Columns of what runs leave: a row a run, the daily series, the ledger; the points of a sweep, the arms of a fork."""

from collections.abc import Sequence

from sim.outcomes import BOOKED, DAILY, GROUPS, OUTCOMES, Measure
from sim.scenario.parameters import find_parameter
from sim.state.columns import Cause
from sim.tables.columns import DATE, FAILED, NUMBER, TEXT, WHOLE, YES_NO, Column

#: Units of outcomes that are whole numbers.
COUNTED = ("day", "person", "offer", "incident", "0/1")
#: Units of the daily series that are whole numbers; days of food are not.
COUNTED_DAILY = ("person", "0/1", "g")
NO_DEAL = "no deal was carried out"
LONE = "the run is of a single siege, not of a theatre"

POINT = Column("point", WHOLE, "", "Number of the point of the design, from 0")
KEY = (POINT, Column("replicate", WHOLE, "", "Number of the replicate at its point, from 1"))
SCENARIO = Column("scenario", TEXT, "", "Name of the scenario or theatre")
SIEGE = Column("siege", TEXT, "", "Which siege of a theatre", LONE)

RUN = (
    SCENARIO,
    Column("scenario_hash", TEXT, "", "Hash of all that can change the run but its seed", "its scenario was not made"),
    Column("seed", WHOLE, "", "Seed of the random numbers"),
    Column("error", TEXT, "", "Why the run failed", "the run did not fail"),
    Column("ended", TEXT, "", "end: the siege ended, or reached its horizon; cut: stopped before", FAILED),
)
DEAL = (
    Column("cause", TEXT, "", "What brought the ending about; after a deal, its package", "the run was cut"),
    Column("secondary", TEXT, "", "What became of those who fought on after a deal", "nobody fought on after a deal"),
    Column("deal.package", TEXT, "", "Package of the deal that was carried out", NO_DEAL),
    Column("deal.terms", TEXT, "", "Its terms in words", NO_DEAL),
    Column("deal.completed_day", WHOLE, "day", "Day on which it was carried out in full", NO_DEAL),
    Column("deal.concession", NUMBER, "share", "How much of what the besieger could grant its terms granted", NO_DEAL),
    Column("deal.left", WHOLE, "person", "Fighters who left under it", NO_DEAL),
    Column("deal.settled", WHOLE, "person", "Fighters who stayed as civilians", NO_DEAL),
    Column("deal.custody", WHOLE, "person", "Fighters who went into custody", NO_DEAL),
    Column("deal.stayed", WHOLE, "person", "Fighters who stayed under arms", NO_DEAL),
)
EFFORT = (
    Column("digest", TEXT, "", "Hash of the siege's last state: equal digests mean equal runs"),
    Column("days_simulated", WHOLE, "day", "Days simulated by this run"),
    Column("agent_steps", WHOLE, "agent-step", "Agents present, summed over ticks"),
    Column("elapsed_s", NUMBER, "s", "Time that the run took"),
)
#: Columns of each siege of a theatre beside its outcomes.
OF_SIEGE = (
    Column("cause", TEXT, "", "What brought the ending about", "the siege had not ended"),
    Column("secondary", TEXT, "", "What became of those who fought on after a deal", "nobody fought on after a deal"),
    Column("deals", WHOLE, "deal", "Deals signed"),
    Column("first_signed_day", WHOLE, "day", "Day of the first signature", "no deal was signed"),
    Column("completed_day", WHOLE, "day", "Day on which a deal was carried out in full", NO_DEAL),
    Column("package", TEXT, "", "Package of the deal that was carried out", NO_DEAL),
    Column("deals_broken", WHOLE, "deal", "Deals broken"),
    Column("agreed_day", WHOLE, "day", "Day on which a tied deal was first agreed", "no tied deal was agreed"),
    Column("joined_fighters", WHOLE, "person", "Fighters who came from another siege"),
    Column("joined_besiegers", WHOLE, "person", "Besiegers who came from another siege"),
)
ARM = (
    Column("arm", TEXT, "", "factual: as it was; counterfactual: under the changed rules", "the replicate failed"),
    Column("forked_day", WHOLE, "day", "Morning from which both arms go on", "the replicate failed"),
)
DAYS = (
    SIEGE,
    *(
        Column(m.name, WHOLE if m.unit in COUNTED_DAILY or m.name == "day" else NUMBER, m.unit, m.label)
        for m in DAILY
    ),
)  # fmt: skip

_NOT = "the event has none"
_LIVES = "lives, unless the event counts people, days or shares"
EVENTS = (
    SIEGE,
    Column("day", WHOLE, "day", "Day of the siege, from 0"),
    Column("date", DATE, "", "Calendar date"),
    Column("event", TEXT, "", "What happened"),
    Column("party", TEXT, "", "Who did it"),
    Column("public", YES_NO, "", "Whether all knew of it"),
    Column("package", TEXT, "", "Package on the table", _NOT),
    Column("concession", NUMBER, "share", "How much of what the besieger could grant its terms grant", _NOT),
    Column("value", NUMBER, _LIVES, "What the act was worth to the party, or how many it concerned", _NOT),
    Column("alternative_value", NUMBER, _LIVES, "What the next best way was worth, or a second count", _NOT),
    Column("foreign_value", NUMBER, "lives", "What the act was worth to a foreign fighter", _NOT),
    Column("foreign_alternative_value", NUMBER, "lives", "What fighting on was worth to a foreign fighter", _NOT),
    Column("chance", NUMBER, "0-1", "Chance with which it was decided so, or credibility of a threat", _NOT),
    Column("reason", TEXT, "", "What weighed most, or which kind of the event", _NOT),
    Column("shortfall", NUMBER, "lives", "How much more would have sufficed", _NOT),
    Column("round", WHOLE, "", "Round of the talks, or number of the convoy", _NOT),
    Column("belief", NUMBER, "lives", "The besieger's belief of the garrison's hidden resolve", _NOT),
    Column("alternative", TEXT, "", "The besieger's next best way when talks opened", _NOT),
    Column("origin", TEXT, "", "Siege of the theatre that the news or the men came from", _NOT),
    Column("text", TEXT, "", "The event as a sentence"),
)


def row_columns() -> tuple[Column, ...]:
    """A row of a run. Of one that failed only `RUN` is known."""
    of_outcomes = [outcome_column(measure) for measure in OUTCOMES]
    people = [
        Column(f"people.{group}.{status.name}", WHOLE, "person", f"{group.capitalize()} on the last day: {status.name}")
        for group in GROUPS
        for status in BOOKED
    ]
    deaths = [
        Column(f"deaths.{group}.{cause.name}", WHOLE, "person", f"{group.capitalize()} who died: {cause.name}")
        for group in GROUPS
        for cause in Cause
    ]
    told = [*of_outcomes, *DEAL, *people, *deaths, *EFFORT]
    return (*RUN, *(column.also_missing(FAILED) for column in told))


def outcome_column(measure: Measure) -> Column:
    """The column of an outcome."""
    kind = TEXT if measure.unit == "name" else WHOLE if measure.unit in COUNTED else NUMBER
    return Column(measure.name, kind, "" if kind == TEXT else measure.unit, measure.label, measure.missing)


def theatre_columns(sieges: Sequence[str]) -> tuple[Column, ...]:
    """A row of a theatre's run: the columns of a siege's row for all, then those of each of its sieges."""
    columns = list(row_columns())
    for name in sieges:
        own = [*(outcome_column(measure) for measure in OUTCOMES), *OF_SIEGE]
        columns += [of_siege(name, column).also_missing(FAILED) for column in own]
    return tuple(columns)


def of_siege(name: str, column: Column) -> Column:
    """A column of one siege of a theatre."""
    return column._replace(name=f"sieges.{name}.{column.name}", meaning=f"{name}: {column.meaning}")


#: Kinds of parameters that are no text.
OF_PARAMETER = {"number": NUMBER, "whole number": WHOLE, "yes/no": YES_NO, "date": DATE}


def parameter_column(dotted: str) -> Column:
    """The column of a parameter by its dotted name, also of one of a theatre; ValueError where there is none."""
    parameter = find_parameter(dotted)
    if parameter is None:
        raise ValueError(f"{dotted} is no parameter")
    unit = "" if parameter.unit in ("yes/no", "kind", "date") else parameter.unit
    return Column(dotted, OF_PARAMETER.get(parameter.kind, TEXT), unit, parameter.meaning)


def point_columns(parameters: Sequence[str]) -> tuple[Column, ...]:
    """A row of `points.parquet`."""
    return (POINT, SCENARIO, *map(parameter_column, parameters))


def sample_columns(parameters: Sequence[str]) -> tuple[Column, ...]:
    """A row of `samples.parquet`: a point in the unit cube."""
    return tuple(Column(name, NUMBER, "0-1", f"Place of the point along the axis of {name}") for name in parameters)
