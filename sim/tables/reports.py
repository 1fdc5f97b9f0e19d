"""Columns of the tables that are computed from runs: reports, comparisons, facts and signatures."""

from collections.abc import Sequence

from sim.scenario.parameters import find_parameter
from sim.tables.columns import NUMBER, TEXT, WHOLE, YES_NO, Column, Columns
from sim.tables.runs import NO_DEAL, OF_SIEGE, RUN, parameter_column, row_columns

TOO_FEW = "too few observations"
SHARE = "share of runs"
LEVEL = (
    Column("level", WHOLE, "", "Number of the level or band of the axis, from 0"),
    Column("level_name", TEXT, "", "The level or band as text"),
)
END = Column("end", TEXT, "", "Ending of the sieges")


def estimate(what: str, unit: str, n: str = "runs") -> tuple[Column, ...]:
    """An estimate with its interval: value, low, high, n."""
    return (
        Column("value", NUMBER, unit, what, TOO_FEW),
        Column("low", NUMBER, unit, "Lower end of its 95% interval", TOO_FEW),
        Column("high", NUMBER, unit, "Upper end of its 95% interval", TOO_FEW),
        Column("n", WHOLE, "", f"Number of {n} used"),
    )


def phase(axes: Sequence[str]) -> Columns:
    """Cells of the phase diagram over one to three axes, given by dotted names."""
    columns: list[Column] = []
    for name, axis in zip(("x", "y", "panel"), axes, strict=False):
        columns += [
            Column(name, WHOLE, "", f"Number of the level or band of {axis}, from 0"),
            Column(f"{name}_name", TEXT, "", f"Level or band of {axis} as text"),
            Column(f"{name}_at", NUMBER, "", f"Level or middle of the band of {axis}; its number if it is not numeric"),
        ]
    return (*columns, *estimate("Share of runs with the reported ending", SHARE))


ENDS = (*LEVEL, END, *estimate("Share of runs with this ending", SHARE))
BORDER = (
    Column("panel", NUMBER, "of the parameter", "Value at which the third lever is held", "there are two levers"),
    Column("x", NUMBER, "of the parameter", "Value of the first lever"),
    Column("border", NUMBER, "of the parameter", "Value of the second lever at which the share crosses the level"),
    Column("low", NUMBER, "of the parameter", "Lower end of its 95% band; the end of the range if beyond it"),
    Column("high", NUMBER, "of the parameter", "Upper end of its 95% band; the end of the range if beyond it"),
)
INDICES = {
    "first": "First-order Sobol index", "total": "Total-order Sobol index",
    "strength": "Mean absolute elementary effect", "signed": "Mean elementary effect",
    "spread": "Standard deviation of the elementary effects",
}  # fmt: skip
BOX = (
    Column("axis", TEXT, "", "Parameter that the box restricts"),
    Column("low", NUMBER, "of the parameter", "Lower limit; -inf if there is none", "the parameter is not numeric"),
    Column("high", NUMBER, "of the parameter", "Upper limit; inf if there is none", "the parameter is not numeric"),
    Column("among", TEXT, "", "Values inside the box, separated by commas", "the parameter is numeric"),
    Column("qp", NUMBER, "0-1", "Quasi-p-value of this restriction", TOO_FEW),
)
DAYS_TO_DEAL = (
    *LEVEL,
    *estimate("Median day of signature of the deals", "day", "deals"),
    Column("runs", WHOLE, "", "Runs at this level"),
    Column("quarter", NUMBER, "day", "First quartile of the day of signature", "there was no deal"),
    Column("three_quarters", NUMBER, "day", "Third quartile of the day of signature", "there was no deal"),
)
DEATHS = (
    Column("who", TEXT, "", "Group of people: civilians, fighters or besiegers"),
    END,
    *estimate("Mean deaths per run", "person"),
    Column("tenth", NUMBER, "person", "10th percentile of deaths over runs"),
    Column("nine_tenths", NUMBER, "person", "90th percentile of deaths over runs"),
)


def effect(unit: str) -> Columns:
    """Main effect of each axis on an outcome with this unit."""
    return (
        Column("axis", TEXT, "", "Parameter"),
        Column("words", TEXT, "", "Label of the parameter"),
        Column("from", TEXT, "", "Its first level or band"),
        Column("to", TEXT, "", "Its last level or band"),
        Column("at_first", NUMBER, unit, "Outcome at the first level"),
        Column("at_last", NUMBER, unit, "Outcome at the last level"),
        *estimate("Change of the outcome from the first to the last level", unit),
        Column("variation", NUMBER, "share", "Share of the variance between points explained", "the design is no grid"),
    )


ASKED = (
    Column("effect", WHOLE, "", "Number of the effect in the experiment, from 0"),
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("measure", TEXT, "", "difference, interaction, hazard ratio, ratio of hazard ratios, or threshold"),
    Column("unit", TEXT, "", "Unit of the value"),
    Column("axis", TEXT, "", "Lever, dotted"),
    Column("from", TEXT, "", "Level that is compared with"),
    Column("to", TEXT, "", "Level that is compared"),
    Column("across", TEXT, "", "Second lever, dotted", "the effect has none"),
    Column("across_at", TEXT, "", "Level of the second lever; of an interaction both", "the effect has none"),
    Column("held", TEXT, "", "Other levers that are held at a level", "none is"),
    Column("at_first", NUMBER, "of the outcome", "Outcome at the first level, in the runs used", "not of this measure"),
    Column("at_last", NUMBER, "of the outcome", "Outcome at the second level, in the runs used", "not of this measure"),
    *estimate("Second level less the first, second over first, or level of the threshold", "of `unit`", "`n_unit`"),
    Column("n_unit", TEXT, "", "What n counts: pairs of runs, sets of four runs, or runs"),
    Column("seeds", WHOLE, "", "Seeds of these runs; of a sampled design, points or blocks of points", "a threshold"),
    Column("acted", NUMBER, "share", "Share of pairs of runs that are not the same to the last bit", "not known"),
)


def sensitivity(names: Sequence[str]) -> Columns:
    """Sensitivity indices; `names` are the names of the columns."""
    columns = [Column("axis", TEXT, "", "Parameter"), Column("words", TEXT, "", "Label of the parameter")]
    for name in names:
        stem, _, end = name.partition("_")
        if stem in INDICES:
            of = {"": "", "low": ", lower end of its 95% interval", "high": ", upper end of its 95% interval"}[end]
            columns.append(Column(name, NUMBER, "", INDICES[stem] + of, TOO_FEW))
    return columns


def levers(arms: Sequence[str]) -> Columns:
    """Parameters that differ between the arms of a comparison."""
    return (
        Column("parameter", TEXT, "", "Dotted name"),
        Column("words", TEXT, "", "Label of the parameter"),
        Column("unit", TEXT, "", "Unit of the parameter", "it has none"),
        Column("meaning", TEXT, "", "Meaning of the parameter"),
        *(Column(arm, TEXT, "", f"Value or values of the parameter in {arm}") for arm in arms),
    )


_UNIT = "of the outcome"
OUTCOMES = (
    Column("arm", TEXT, "", "Arm that is compared with the reference"),
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("label", TEXT, "", "Label of the outcome"),
    Column("unit", TEXT, "", "Unit of the outcome"),
    Column("binary", YES_NO, "", "Whether the outcome is binary, true or false for each run"),
    Column("paired", YES_NO, "", "Whether runs of the same point and seed are paired"),
    Column("points", WHOLE, "", "Number of points of the arm that are compared"),
    Column("runs", WHOLE, "", "Number of runs compared"),
    Column("n", WHOLE, "", "Number of pairs, or of independent observations in the smaller arm"),
    Column("reference_value", NUMBER, _UNIT, "Mean or share in the reference", TOO_FEW),
    Column("arm_value", NUMBER, _UNIT, "Mean or share in the arm", TOO_FEW),
    Column("difference", NUMBER, _UNIT, "Difference, arm minus reference", TOO_FEW),
    Column("low", NUMBER, _UNIT, "Lower end of its 95% interval", TOO_FEW),
    Column("high", NUMBER, _UNIT, "Upper end of its 95% interval", TOO_FEW),
    Column("bootstrap_low", NUMBER, _UNIT, "Lower end of its bootstrap interval", "only for means of pairs"),
    Column("bootstrap_high", NUMBER, _UNIT, "Upper end of its bootstrap interval", "only for means of pairs"),
    Column("effect", NUMBER, "", "Effect size", TOO_FEW),
    Column("effect_size", TEXT, "", "Name of the effect size"),
    Column("odds_ratio", NUMBER, "ratio", "Odds ratio, arm to reference", "only for shares"),
    Column("odds_low", NUMBER, "ratio", "Lower end of its 95% interval", "only for shares"),
    Column("odds_high", NUMBER, "ratio", "Upper end of its 95% interval", "only for shares"),
    Column("p", NUMBER, "0-1", "p-value of the test", TOO_FEW),
    Column("p_holm", NUMBER, "0-1", "p-value adjusted by Holm's method for all tests of the comparison", TOO_FEW),
    Column("test", TEXT, "", "Name of the test"),
    Column("p_rank", NUMBER, "0-1", "p-value of the rank test", "only for numbers"),
    Column("width", NUMBER, _UNIT, "Target width of the interval", TOO_FEW),
    Column("more_replicates", WHOLE, "", "Further replicates needed for the target width", TOO_FEW),
)
RANKING = (
    Column("rank", WHOLE, "", "Rank of the arm by the first outcome"),
    Column("arm", TEXT, "", "Arm; the reference is among them"),
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("label", TEXT, "", "Label of the outcome"),
    Column("unit", TEXT, "", "Unit of the outcome"),
    Column("binary", YES_NO, "", "Whether the outcome is binary, true or false for each run"),
    *estimate("Mean or share over the runs of the arm that have a value", _UNIT),
    Column("difference", NUMBER, _UNIT, "Difference from the reference", "not compared"),
    Column("difference_low", NUMBER, _UNIT, "Lower end of its 95% interval", "not compared"),
    Column("difference_high", NUMBER, _UNIT, "Upper end of its 95% interval", "not compared"),
    Column(
        "p_holm", NUMBER, "0-1", "p-value adjusted by Holm's method for all tests of the comparison", "not compared"
    ),
)
CONTRIBUTIONS = (
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("label", TEXT, "", "Label of the outcome"),
    Column("unit", TEXT, "", "Unit of the outcome"),
    Column("binary", YES_NO, "", "Whether the outcome is binary, true or false for each run"),
    Column("part", TEXT, "", "Parameter that is swapped; interaction; or all together"),
    Column("direction", TEXT, "", "Scenario in which it is swapped, or the mean of both"),
    *estimate("Contribution to the difference, second scenario minus first", _UNIT, "seeds"),
)
COUNTERFACTUAL = Column("counterfactual", TEXT, "", "Changes undone, or levers set; `as it was` for the siege itself")
WHY_EFFECTS = (
    COUNTERFACTUAL,
    Column("kind", TEXT, "", "single, pair, or all changes together"),
    Column("outcome", TEXT, "", "Name of the outcome"),
    Column("label", TEXT, "", "Label of the outcome"),
    Column("unit", TEXT, "", "Unit of the outcome"),
    Column("binary", YES_NO, "", "Whether the outcome is binary, true or false for each run"),
    Column("rank", WHOLE, "", "Rank among the counterfactuals of this outcome: clear decreases first, then by size"),
    Column("same_runs", YES_NO, "", "Whether every run is the same as without the counterfactual"),
    Column("own_factual_value", NUMBER, _UNIT, "Outcome on the siege's own seed, as it was", "it did not end so"),
    Column(
        "own_counterfactual_value",
        NUMBER,
        _UNIT,
        "Outcome on its own seed under the counterfactual",
        "it did not end so",
    ),
    Column("factual_value", NUMBER, _UNIT, "Mean or share over the other seeds, as it was", TOO_FEW),
    Column(
        "counterfactual_value", NUMBER, _UNIT, "Mean or share over the other seeds under the counterfactual", TOO_FEW
    ),
    Column("difference", NUMBER, _UNIT, "Difference, counterfactual minus as it was", TOO_FEW),
    Column("low", NUMBER, _UNIT, "Lower end of its 95% interval", TOO_FEW),
    Column("high", NUMBER, _UNIT, "Upper end of its 95% interval", TOO_FEW),
    Column("simultaneous_low", NUMBER, _UNIT, "Lower end of its interval at 1 - 0.05 / tests", TOO_FEW),
    Column("simultaneous_high", NUMBER, _UNIT, "Upper end of its interval at 1 - 0.05 / tests", TOO_FEW),
    Column("n", WHOLE, "", "Number of pairs of runs with the same seed"),
    Column("p", NUMBER, "0-1", "p-value of the test: McNemar's exact test, or Student's paired test", TOO_FEW),
    Column(
        "p_holm", NUMBER, "0-1", "p-value adjusted by Holm's method for all counterfactuals of the question", TOO_FEW
    ),
)
WHY_CHANGES = (
    Column(
        "change",
        TEXT,
        "",
        "Parameter, scheduled event or list that differs from the reference; or lever with its value",
    ),
    Column("label", TEXT, "", "What it is called"),
    Column("kind", TEXT, "", "parameter, event, list, map or lever"),
    Column("siege_value", TEXT, "", "Value in the siege"),
    Column("counterfactual_value", TEXT, "", "Value in the counterfactual"),
)
HAZARDS = (
    Column("arm", TEXT, "", "Arm that is compared with the reference"),
    END,
    Column("ratio", NUMBER, "ratio", "Hazard ratio of this ending, arm to reference", TOO_FEW),
    *estimate("", "ratio", "events")[1:],
)

FACT_LEVELS = (
    Column("fact", TEXT, "", "Name of the fact"),
    Column("claim", WHOLE, "", "Number of the claim, from 0; controls come last"),
    Column("says", TEXT, "", "The claim in words"),
    Column("level", TEXT, "", "Level of the lever", "the claim has no lever"),
    Column("across", TEXT, "", "Level of the second lever", "the claim has no second lever"),
    *estimate("Quantity that the claim is about", "of the claim", "seeds"),
)
#: Columns that reports, facts and signatures add to the row of a run.
DERIVED = {
    column.name: column
    for column in (
        Column("world", TEXT, "", "World of the fact: the scenario with its settings"),
        Column("ending", TEXT, "", "How the siege ended; `under way` if the run was cut"),
        Column("exit_day", WHOLE, "day", "Day on which the siege ended or the run was cut"),
        Column("deal", YES_NO, "", "Whether it ended in a deal"),
        Column("weeks", NUMBER, "week", "Weeks until the ending", "the run was cut"),
        Column("fighters_of_leavers", NUMBER, "share", "Share of fighters among those evacuated", "nobody was"),
        Column("civilians_dead_share", NUMBER, "share", "Share of the initial civilians who died"),
        Column("exchange", NUMBER, "ratio", "Dead besiegers per dead fighter", "no fighter died"),
        Column("travel_days", WHOLE, "day", "Days from the signature to the last arrival", NO_DEAL),
        Column("pairs", WHOLE, "deal", "Pairs of deals that linked towns signed on the same day"),
        Column("pairs_broken", WHOLE, "deal", "Pairs of which a deal was broken"),
        Column("out_of_step", WHOLE, "convoy", "Tranches more than one ahead of the other town's"),
        Column("attacks", WHOLE, "incident", "Attacks on a convoy of such a deal"),
        Column("attacks_seen", WHOLE, "incident", "Attacks while the other town's convoy was on the road"),
        Column("attacks_unanswered", WHOLE, "incident", "Of these, attacks after which the other convoy moved on"),
    )
}

NO_MEANING = "the cases do not determine it"
HISTORY_VERSIONS = (
    Column("version", TEXT, "", "Name under which the score was published"),
    Column("date", TEXT, "", "Day on which it was published"),
    Column("model", TEXT, "", "Model hash"),
    Column("mapping", TEXT, "", "Hash of the mapping from inputs to parameters"),
    Column("case_file", TEXT, "", "Hash of the case file"),
    Column("set", TEXT, "", "Parameters that were set for all cases; empty if none"),
    Column("replicates", WHOLE, "", "Runs per case"),
    Column("cases", WHOLE, "", "Cases that were scored"),
    Column("clusters", WHOLE, "", "Clusters of these cases"),
    Column("brier", NUMBER, "0-1", "Brier score for evacuation or not, corrected for the number of runs"),
    Column("strict_skill", NUMBER, "", "1 less the Brier score over p (1 - p) of these cases", NO_MEANING),
    Column("skill_low", NUMBER, "", "Lower end of its 90% interval, clusters drawn", NO_MEANING),
    Column("skill_high", NUMBER, "", "Upper end of its 90% interval", NO_MEANING),
    Column("balanced_accuracy", NUMBER, "0-1", "Mean of the shares of evacuations and of others called", NO_MEANING),
    Column("log4", NUMBER, "", "Mean logarithm of the share of the class that happened"),
    Column("auc", NUMBER, "0-1", "Probability that an evacuation has the higher chance of one", NO_MEANING),
    Column("spearman_days", NUMBER, "", "Rank correlation of days to the deal, acute cases", NO_MEANING),
    Column("p", NUMBER, "0-1", "Share of shuffled outcomes with at least this skill", NO_MEANING),
)
#: What a score reads of each run.
HISTORY_RUNS = (
    Column("case", TEXT, "", "Identifier of the case"),
    Column("replicate", WHOLE, "", "Number of the replicate, from 1"),
    Column("seed", WHOLE, "", "Random seed"),
    Column("outcome", TEXT, "", "How it ended"),
    Column("class", TEXT, "", "Class of the ending: evacuation, surrender, stormed_or_collapsed, held"),
    Column("day", WHOLE, "day", "Day of the ending"),
    Column("signed_day", WHOLE, "day", "Day of the signature", NO_DEAL),
    Column("deal.left", WHOLE, "person", "Fighters who left under the deal", NO_DEAL),
    Column("offers_refused", WHOLE, "offer", "Offers refused before the deal or the end"),
    Column("deaths_civilians", WHOLE, "person", "Civilian deaths"),
    Column("event", TEXT, "", "Event that decided: the last answer at the table, or why there was none"),
    Column("package", TEXT, "", "Package that it was about", "there was none"),
    Column("reason", TEXT, "", "Reason that weighed most", "there was none"),
)


#: What calibration reads of each run.
CALIBRATION_RUNS = (
    Column("case", TEXT, "", "Identifier of the case"),
    Column("design_point", WHOLE, "", "Number of the design point over the constants, from 0"),
    Column("replicate", WHOLE, "", "Number of the replicate, from 1"),
    Column("class", TEXT, "", "Class of the ending: evacuation, surrender, stormed_or_collapsed, held"),
    Column("signed_day", WHOLE, "day", "Day of the signature", NO_DEAL),
    Column("deal.left", WHOLE, "person", "Fighters who left under the deal", NO_DEAL),
    Column("offers_refused", WHOLE, "offer", "Offers refused before the deal or the end"),
    Column("deaths_civilians", WHOLE, "person", "Civilian deaths"),
)


def column_of(name: str) -> Column:
    """The declaration of a column of a table of runs, by its name. Raises ValueError if there is none."""
    rows = {column.name: column for column in (*RUN, *row_columns())}
    last = name.split(".")[-1]
    if column := DERIVED.get(name) or rows.get(name):
        return column
    if name.startswith("sieges.") and not find_parameter(name):
        of_one = {column.name: column for column in (*row_columns(), *OF_SIEGE)}
        if last in of_one:
            return of_one[last].named(name)
    return parameter_column(name)


def point_summary(parameters: Sequence[str], ends: Sequence[str], means: Sequence[str]) -> Columns:
    """One row per point: its parameters, the number of runs by ending, and means over runs."""
    columns = [parameter_column(name) for name in parameters]
    columns += [Column(end, WHOLE, "run", f"Number of runs with the ending: {end}") for end in ends]
    for name in means:
        of_runs = column_of(name)
        columns.append(Column(f"mean_{name}", NUMBER, of_runs.unit, f"Mean: {of_runs.meaning}", of_runs.missing))
    return columns
