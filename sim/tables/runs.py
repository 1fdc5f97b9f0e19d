"""Columns of the tables of runs: rows of runs, daily series, ledger; points of a sweep, arms of a fork."""

from collections.abc import Sequence

from sim.outcomes import BOOKED, DAILY, GROUPS, OUTCOMES, Measure
from sim.scenario.parameters import find_parameter
from sim.state.columns import Cause
from sim.tables.columns import DATE, FAILED, NUMBER, TEXT, WHOLE, YES_NO, Column

#: Units of outcomes that are integers.
COUNTED = ("day", "person", "offer", "incident", "0/1")
#: Units of the daily series that are integers; days of food are not.
COUNTED_DAILY = ("person", "0/1", "g")
NO_DEAL = "no deal was carried out"
SINGLE = "the run is of a single siege, not of a theatre"

POINT = Column("point", WHOLE, "", "Number of the design point, from 0")
KEY = (POINT, Column("replicate", WHOLE, "", "Number of the replicate at this point, from 1"))
SCENARIO = Column("scenario", TEXT, "", "Name of the scenario or theatre")
SIEGE = Column("siege", TEXT, "", "Name of the siege within the theatre", SINGLE)

RUN = (
    SCENARIO,
    Column(
        "scenario_hash", TEXT, "", "Hash of everything but the seed that affects the run", "the scenario is invalid"
    ),
    Column("seed", WHOLE, "", "Random seed"),
    Column("error", TEXT, "", "Why the run failed", "the run did not fail"),
    Column("ended", TEXT, "", "end: the siege ended or reached its horizon; cut: the run was stopped earlier", FAILED),
)
DEAL = (
    Column("cause", TEXT, "", "Cause of the ending; after a deal, its package", "the run was cut"),
    Column("secondary", TEXT, "", "What became of those who fought on after a deal", "nobody fought on after a deal"),
    Column("deal.package", TEXT, "", "Package of the deal that was carried out", NO_DEAL),
    Column("deal.terms", TEXT, "", "Terms of the deal as text", NO_DEAL),
    Column("deal.completed_day", WHOLE, "day", "Day on which the deal was completed", NO_DEAL),
    Column("deal.concession", NUMBER, "share", "Share of arms and baggage that could be taken along", NO_DEAL),
    Column("deal.left", WHOLE, "person", "Fighters who left under the deal", NO_DEAL),
    Column("deal.settled", WHOLE, "person", "Fighters who stayed as civilians", NO_DEAL),
    Column("deal.custody", WHOLE, "person", "Fighters who went into custody", NO_DEAL),
    Column("deal.stayed", WHOLE, "person", "Fighters who stayed armed", NO_DEAL),
)
EFFORT = (
    Column("digest", TEXT, "", "Hash of the final state of the siege: equal digests mean equal runs"),
    Column("days_simulated", WHOLE, "day", "Number of days simulated"),
    Column("agent_steps", WHOLE, "agent-step", "Agents present, summed over ticks"),
    Column("elapsed_s", NUMBER, "s", "Wall-clock time of the run"),
)
#: Columns of each siege of a theatre besides its outcomes.
OF_SIEGE = (
    Column("cause", TEXT, "", "Cause of the ending", "the siege had not ended"),
    Column("secondary", TEXT, "", "What became of those who fought on after a deal", "nobody fought on after a deal"),
    Column("deals", WHOLE, "deal", "Number of deals signed"),
    Column("first_signed_day", WHOLE, "day", "Day of the first signature", "no deal was signed"),
    Column("completed_day", WHOLE, "day", "Day on which a deal was completed", NO_DEAL),
    Column("package", TEXT, "", "Package of the deal that was carried out", NO_DEAL),
    Column("deals_broken", WHOLE, "deal", "Number of deals broken"),
    Column("agreed_day", WHOLE, "day", "Day of the first agreement on a tied deal", "no tied deal was agreed"),
    Column("joined_fighters", WHOLE, "person", "Fighters who came from another siege"),
    Column("joined_besiegers", WHOLE, "person", "Besiegers who came from another siege"),
)
ARM = (
    Column("arm", TEXT, "", "factual: unchanged; counterfactual: with changed parameters", "the replicate failed"),
    Column("forked_day", WHOLE, "day", "Day on whose morning the arms branch", "the replicate failed"),
    Column("common_day", WHOLE, "day", "Last day of the arm that ended first", "the replicate failed"),
    Column(
        "deaths_civilians_common", WHOLE, "person", "Civilian deaths up to that day, in both arms",
        "the replicate failed",
    ),
)  # fmt: skip
DAYS = (
    SIEGE,
    *(
        Column(m.name, WHOLE if m.unit in COUNTED_DAILY or m.name == "day" else NUMBER, m.unit, m.label)
        for m in DAILY
    ),
)  # fmt: skip

_NOT = "does not apply to the event"
_LIVES = "lives, unless the event counts people, days or shares"
EVENTS = (
    SIEGE,
    Column("day", WHOLE, "day", "Day of the siege, from 0"),
    Column("date", DATE, "", "Calendar date"),
    Column("event", TEXT, "", "Kind of event"),
    Column("party", TEXT, "", "Party that acted"),
    Column("public", YES_NO, "", "Whether everyone knew of it"),
    Column("package", TEXT, "", "Package of the offer or deal", _NOT),
    Column("concession", NUMBER, "share", "Concession of the offer or deal", _NOT),
    Column("value", NUMBER, _LIVES, "Value of the act to the party, or a count", _NOT),
    Column("alternative_value", NUMBER, _LIVES, "Value of the party's best alternative, or a second count", _NOT),
    Column("foreign_value", NUMBER, "lives", "Value of the act to a foreign fighter", _NOT),
    Column("foreign_alternative_value", NUMBER, "lives", "Value of fighting on to a foreign fighter", _NOT),
    Column("chance", NUMBER, "0-1", "Probability of the decision, or credibility of a threat", _NOT),
    Column("reason", TEXT, "", "Main reason, or variant of the event", _NOT),
    Column("shortfall", NUMBER, "lives", "How much more the offer would have had to be worth", _NOT),
    Column("round", WHOLE, "", "Round of the talks, or number of the tranche", _NOT),
    Column("belief", NUMBER, "lives", "The besieger's belief about the garrison's hidden resolve", _NOT),
    Column("alternative", TEXT, "", "The besieger's best alternative when talks opened", _NOT),
    Column("origin", TEXT, "", "Siege of the theatre from which the news or people came", _NOT),
    Column("text", TEXT, "", "The event as a sentence"),
)


def row_columns() -> tuple[Column, ...]:
    """The columns of the row of a run; a failed run has only those in `RUN`."""
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
    results = [*of_outcomes, *DEAL, *people, *deaths, *EFFORT]
    return (*RUN, *(column.also_missing(FAILED) for column in results))


def outcome_column(measure: Measure) -> Column:
    """The column of an outcome."""
    kind = TEXT if measure.unit == "name" else WHOLE if measure.unit in COUNTED else NUMBER
    return Column(measure.name, kind, "" if kind == TEXT else measure.unit, measure.label, measure.missing)


def theatre_columns(sieges: Sequence[str]) -> tuple[Column, ...]:
    """The columns of the row of a theatre's run: those of a single siege, then those of each of its sieges."""
    columns = list(row_columns())
    for name in sieges:
        own = [*(outcome_column(measure) for measure in OUTCOMES), *OF_SIEGE]
        columns += [of_siege(name, column).also_missing(FAILED) for column in own]
    return tuple(columns)


def of_siege(name: str, column: Column) -> Column:
    """A column of one siege of a theatre."""
    return column._replace(name=f"sieges.{name}.{column.name}", meaning=f"{name}: {column.meaning}")


#: Column types of parameters; all other kinds are text.
OF_PARAMETER = {"number": NUMBER, "whole number": WHOLE, "yes/no": YES_NO, "date": DATE}


def parameter_column(dotted: str) -> Column:
    """The column of a parameter of a scenario or theatre, by its dotted name. Raises ValueError if there is none."""
    parameter = find_parameter(dotted)
    if parameter is None:
        raise ValueError(f"{dotted} is not a parameter")
    unit = "" if parameter.unit in ("yes/no", "kind", "date") else parameter.unit
    return Column(dotted, OF_PARAMETER.get(parameter.kind, TEXT), unit, parameter.meaning)


def point_columns(parameters: Sequence[str]) -> tuple[Column, ...]:
    """The columns of `points.parquet`."""
    return (POINT, SCENARIO, *map(parameter_column, parameters))


def sample_columns(parameters: Sequence[str]) -> tuple[Column, ...]:
    """The columns of `samples.parquet`: points in the unit cube."""
    return tuple(Column(name, NUMBER, "0-1", f"Position of the point along the axis of {name}") for name in parameters)
