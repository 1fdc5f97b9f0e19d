"""Columns of what is worked out from runs: tables of reports, comparisons, facts and signatures."""

from collections.abc import Sequence

from sim.scenario.parameters import find_parameter
from sim.tables.columns import NUMBER, TEXT, WHOLE, YES_NO, Column, Columns
from sim.tables.runs import NO_DEAL, OF_SIEGE, RUN, parameter_column, row_columns

UNTOLD = "too few observations tell"
SHARE = "share of runs"
LEVEL = (
    Column("level", WHOLE, "", "Number of the level or band of the axis, from 0"),
    Column("level_name", TEXT, "", "The level or band in words"),
)
END = Column("end", TEXT, "", "How the sieges ended")


def estimate(what: str, unit: str, n: str = "runs") -> tuple[Column, ...]:
    """An estimate with its interval: value, low, high, n."""
    return (
        Column("value", NUMBER, unit, what, UNTOLD),
        Column("low", NUMBER, unit, "Lower end of its 95% interval", UNTOLD),
        Column("high", NUMBER, unit, "Upper end of its 95% interval", UNTOLD),
        Column("n", WHOLE, "", f"Number of {n} that it rests on"),
    )


def phase(axes: Sequence[str]) -> Columns:
    """Cells of the phase diagram over one to three axes, given by dotted names."""
    found: list[Column] = []
    for place, axis in zip(("x", "y", "panel"), axes, strict=False):
        found += [
            Column(place, WHOLE, "", f"Number of the level or band of {axis}, from 0"),
            Column(f"{place}_name", TEXT, "", f"Level or band of {axis} in words"),
            Column(f"{place}_at", NUMBER, "", f"Middle of the level or band of {axis}; of words, their place"),
        ]
    return (*found, *estimate("Share of runs that ended so", SHARE))


ENDS = (*LEVEL, END, *estimate("Share of runs with this end", SHARE))
INDICES = {
    "first": "First-order Sobol index", "total": "Total-order Sobol index",
    "strength": "Mean absolute elementary effect", "signed": "Mean elementary effect",
    "spread": "Standard deviation of the elementary effects",
}  # fmt: skip
BOX = (
    Column("axis", TEXT, "", "Parameter that the box limits"),
    Column("low", NUMBER, "of the parameter", "Lowest value inside; -inf where there is no limit", "it is in words"),
    Column("high", NUMBER, "of the parameter", "Highest value inside; inf where there is no limit", "it is in words"),
    Column("among", TEXT, "", "Words inside, separated by commas", "the axis is of numbers"),
    Column("qp", NUMBER, "0-1", "Chance to be as dense without this limit", UNTOLD),
)
DAYS_TO_DEAL = (
    *LEVEL,
    *estimate("Median day of the signature among deals", "day", "deals"),
    Column("runs", WHOLE, "", "Runs at this level"),
    Column("quarter", NUMBER, "day", "Day by which a quarter of the deals were signed", "there was no deal"),
    Column("three_quarters", NUMBER, "day", "Day by which three quarters were signed", "there was no deal"),
)
DEATHS = (
    Column("who", TEXT, "", "Of whom: civilians, fighters, besiegers"),
    END,
    *estimate("Mean deaths of a run", "person"),
    Column("tenth", NUMBER, "person", "Deaths that a tenth of the runs stay below"),
    Column("nine_tenths", NUMBER, "person", "Deaths that nine tenths of the runs stay below"),
)


def effect(unit: str) -> Columns:
    """What each axis does to an outcome of a unit."""
    return (
        Column("axis", TEXT, "", "Parameter"),
        Column("words", TEXT, "", "The parameter in words"),
        Column("from", TEXT, "", "Its first level or band"),
        Column("to", TEXT, "", "Its last level or band"),
        Column("at_first", NUMBER, unit, "Outcome at the first"),
        Column("at_last", NUMBER, unit, "Outcome at the last"),
        *estimate("Change from the first to the last", unit),
        Column("variation", NUMBER, "share", "Share of the variance between points that is its own", "it is no grid"),
    )


def sensitivity(names: Sequence[str]) -> Columns:
    """Sensitivity indices; `names` are those of the columns there are."""
    found = [Column("axis", TEXT, "", "Parameter"), Column("words", TEXT, "", "The parameter in words")]
    for name in names:
        stem, _, end = name.partition("_")
        if stem in INDICES:
            of = {"": "", "low": ", lower end of its 95% interval", "high": ", upper end of its 95% interval"}[end]
            found.append(Column(name, NUMBER, "", INDICES[stem] + of, UNTOLD))
    return found


def levers(arms: Sequence[str]) -> Columns:
    """Parameters that differ between the arms of a comparison."""
    return (
        Column("parameter", TEXT, "", "Dotted name"),
        Column("words", TEXT, "", "The parameter in words"),
        Column("unit", TEXT, "", "Its unit", "it has none"),
        Column("meaning", TEXT, "", "What it means"),
        *(Column(arm, TEXT, "", f"Its value, or values, in {arm}") for arm in arms),
    )


_UNIT = "of the outcome"
OUTCOMES = (
    Column("arm", TEXT, "", "Arm that is compared with the reference"),
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("label", TEXT, "", "The outcome in words"),
    Column("unit", TEXT, "", "Its unit"),
    Column("binary", YES_NO, "", "Whether it is a yes or no of each run"),
    Column("paired", YES_NO, "", "Whether runs of the same point and seed are paired"),
    Column("points", WHOLE, "", "Points that both arms have"),
    Column("runs", WHOLE, "", "Runs compared"),
    Column("n", WHOLE, "", "Pairs, or the smaller number of independent observations"),
    Column("reference_value", NUMBER, _UNIT, "Mean, or share, in the reference", UNTOLD),
    Column("arm_value", NUMBER, _UNIT, "Mean, or share, in the arm", UNTOLD),
    Column("difference", NUMBER, _UNIT, "Arm less reference", UNTOLD),
    Column("low", NUMBER, _UNIT, "Lower end of its 95% interval", UNTOLD),
    Column("high", NUMBER, _UNIT, "Upper end of its 95% interval", UNTOLD),
    Column("bootstrap_low", NUMBER, _UNIT, "Lower end by the bootstrap", "only of means of pairs"),
    Column("bootstrap_high", NUMBER, _UNIT, "Upper end by the bootstrap", "only of means of pairs"),
    Column("effect", NUMBER, "", "Effect size", UNTOLD),
    Column("effect_size", TEXT, "", "Which effect size"),
    Column("odds_ratio", NUMBER, "ratio", "Odds in the arm over those in the reference", "only of shares"),
    Column("odds_low", NUMBER, "ratio", "Lower end of its 95% interval", "only of shares"),
    Column("odds_high", NUMBER, "ratio", "Upper end of its 95% interval", "only of shares"),
    Column("p", NUMBER, "0-1", "p of the test", UNTOLD),
    Column("p_holm", NUMBER, "0-1", "p after Holm's correction for all tests of the comparison", UNTOLD),
    Column("test", TEXT, "", "Which test"),
    Column("p_rank", NUMBER, "0-1", "p of the test on ranks", "only of numbers"),
    Column("width", NUMBER, _UNIT, "Width of the interval that is wanted", UNTOLD),
    Column("more_replicates", WHOLE, "", "Replicates still wanted for that width", UNTOLD),
)
HAZARDS = (
    Column("arm", TEXT, "", "Arm that is compared with the reference"),
    END,
    Column("ratio", NUMBER, "ratio", "Hazard of this end in the arm over that in the reference", UNTOLD),
    *estimate("", "ratio", "events")[1:],
)

FACT_LEVELS = (
    Column("fact", TEXT, "", "Name of the fact"),
    Column("claim", WHOLE, "", "Number of the claim, controls last, from 0"),
    Column("says", TEXT, "", "What it claims"),
    Column("level", TEXT, "", "Level of its lever", "it has no lever"),
    Column("across", TEXT, "", "Level of a second lever", "it has no second lever"),
    *estimate("The claim's quantity", "of the claim", "seeds"),
)
#: Columns that reports, facts and signatures add to a row of a run.
DERIVED = {
    column.name: column
    for column in (
        Column("world", TEXT, "", "World of the fact"),
        Column("ending", TEXT, "", "How the siege ended; `under way` where the run was cut"),
        Column("exit_day", WHOLE, "day", "Day on which the siege ended or the run was cut"),
        Column("deal", YES_NO, "", "Whether it ended in a deal"),
        Column("weeks", NUMBER, "week", "Weeks until the ending", "the run was cut"),
        Column("fighters_of_leavers", NUMBER, "share", "Share of fighters among those brought out", "nobody was"),
        Column("civilians_dead_share", NUMBER, "share", "Dead civilians of those there at the start"),
        Column("exchange", NUMBER, "ratio", "Dead besiegers to one dead fighter", "no fighter died"),
        Column("travel_days", WHOLE, "day", "Days from the signature to the last arrival", NO_DEAL),
        Column("pairs", WHOLE, "deal", "Deals that linked towns signed on one day, counted in pairs"),
        Column("pairs_broken", WHOLE, "deal", "Of these, deals that were broken"),
        Column("out_of_step", WHOLE, "convoy", "Convoys that left more than one ahead of the other town's"),
        Column("attacks", WHOLE, "incident", "Attacks on a convoy of such a deal"),
        Column("attacks_seen", WHOLE, "incident", "Of these, while the other town's convoy was on its way"),
        Column("attacks_unanswered", WHOLE, "incident", "Of these, after which the other convoy did not stand"),
    )
}


def column_of(name: str) -> Column:
    """The declaration of any column of a table of runs by its name; ValueError where there is none."""
    rows = {column.name: column for column in (*RUN, *row_columns())}
    last = name.split(".")[-1]
    for found in (DERIVED.get(name), rows.get(name)):
        if found:
            return found
    if name.startswith("sieges.") and not find_parameter(name):
        of_one = {column.name: column for column in (*row_columns(), *OF_SIEGE)}
        if last in of_one:
            return of_one[last].named(name)
    return parameter_column(name)


def point_summary(parameters: Sequence[str], ends: Sequence[str], means: Sequence[str]) -> Columns:
    """A row a point: its parameters, how many runs ended how, and means over its runs."""
    found = [parameter_column(name) for name in parameters]
    found += [Column(end, WHOLE, "run", f"Runs that ended so: {end}") for end in ends]
    for name in means:
        told = column_of(name)
        found.append(Column(f"mean_{name}", NUMBER, told.unit, f"Mean: {told.meaning}", told.missing))
    return found
