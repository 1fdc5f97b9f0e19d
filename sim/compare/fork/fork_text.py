"""The findings of a fork: a paragraph that can be quoted, and a table."""

import re
from collections.abc import Mapping
from typing import Any

from sim.compare.axes import parameter_label
from sim.compare.fork.fork_measures import FORK_MEASURES
from sim.compare.statistics.estimate import has_no_width
from sim.runs.fork import COUNTERFACTUAL, DEAL, FACTUAL
from sim.text.format import count, display, join_and, number, quantity

FORBIDDEN = "negotiation.allowed"
#: The day of an entry that `--set-at` adds to the schedule.
DATED_DAY = re.compile(r"schedule\.set_at_\d+\.day")


def summary(document: dict[str, Any]) -> str:
    """The text that the command prints."""
    lines = [paragraph(document)]
    if document["forked"]:
        lines += ["", table(document), "", endings_text(document)]
    lines += [f"Seed {one['seed']} failed: {one['error']}" for one in document["failed"][:1]]
    if document["out"]:
        lines.append(f"Tables and figure: {document['out']}")
    return "\n".join(lines)


def paragraph(document: dict[str, Any]) -> str:
    """The mean differences with their intervals, the number of replicates, and what is not significant."""
    if not document["forked"]:
        return f"No replicate reached the fork: {_excluded(document)}."
    differences = document["differences"]
    same = _same(document["forked"])
    text = {name: difference_text(differences[name], *words, same) for name, words in MORE_FEWER.items()}
    deaths = join_and([text[name] for name in ("deaths_civilians", "deaths_fighters", "deaths_besiegers")])
    excluded = f" ({_excluded(document)})" if document["forked"] < document["replicates"] else ""
    return (
        f"Had {_change(document)} from {_morning(document)} onwards, {deaths} would have died in the model, "
        f"{text['deaths']} in all. {_length(document, text['days'])}; {text['displaced']} would have left the town, "
        f"and {text['left_armed']} would have left it armed. {_common(document, same)}These are mean paired "
        f"differences over n = {number(document['forked'])} of {count(document['replicates'], 'replicate')}{excluded}; "
        f"each pair has the same seed. {_uncertain(differences)}These results are implications of the model, not "
        "evidence of what would have happened."
    )


def _length(document: dict[str, Any], days: str) -> str:
    """How much longer the siege would have lasted; of sieges still open on their last day at least that is known."""
    factual, counterfactual = (document["open"][arm] for arm in (FACTUAL, COUNTERFACTUAL))
    if not factual and not counterfactual:
        return f"The siege would have lasted {days}"
    pairs = number(document["forked"])
    if factual and counterfactual:
        return (
            f"How much longer the siege would have lasted is not known, as {number(factual)} factual and "
            f"{number(counterfactual)} counterfactual sieges of {pairs} were still open on the last day followed"
        )
    more = document["differences"]["days"]["mean"] >= 0
    bound = "at least" if bool(counterfactual) == more else "at most"
    arm, still = ("counterfactual", counterfactual) if counterfactual else ("factual", factual)
    was = "was" if still == 1 else "were"
    return (
        f"The siege would have lasted {bound} {days} ({number(still)} of {pairs} {arm} sieges {was} still open on the "
        "last day followed)"
    )


def _common(document: dict[str, Any], same: str) -> str:
    """The difference over equal horizons, where the arms do not last equally long in all pairs."""
    days = document["differences"]["days"]
    if days["mean"] == 0 and (days["low"] is None or has_no_width(days["low"], days["high"])):
        return ""
    deaths = difference_text(document["common_days"], *MORE_FEWER["deaths_civilians"], same)
    return f"Up to the day on which the first of the two sieges of a pair ended, it is {deaths}. "


def _uncertain(differences: dict[str, Any]) -> str:
    """The differences whose interval includes zero, or that have no interval."""
    if all(estimate["low"] is None for estimate in differences.values()):
        return "One replicate gives no interval. "
    same = [name for name, one in differences.items() if has_no_width(one["low"], one["high"])]
    with_zero = [name for name, one in differences.items() if one["low"] <= 0.0 <= one["high"] and name not in same]
    zero, no_interval = ([FORK_MEASURES[name].label.lower() for name in names] for names in (with_zero, same))
    text = f"The 95% CI includes zero for {join_and(zero)}. " if zero else ""
    if same:
        text += f"No interval can be given for {join_and(no_interval)}, where all pairs have the same difference. "
    return text


def _change(document: dict[str, Any]) -> str:
    changes, parts = dict(document["set"]), []
    if changes.get(FORBIDDEN) is False and document["was"][FORBIDDEN] is True:
        del changes[FORBIDDEN]
        at_deal = document["at"] == DEAL
        parts.append(
            "the deal been refused and all talks forbidden" if at_deal else "all talks and deals been forbidden"
        )
    for name, new in scheduled_settings(changes).items():
        old = document["was"].get(name)
        instead = "" if old is None else f" instead of {display(old)}"
        key, _, when = name.partition(" ")
        parts.append(f"{parameter_label(key)} ({key}) been {display(new)}{instead}{when and f' {when}'}")
    return join_and(parts) or "nothing been changed"


def scheduled_settings(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Changes of a fork with those of an entry of the schedule as `KEY from day D`, in place of the entry's parts."""
    days = {name.removesuffix(".day"): day for name, day in changes.items() if DATED_DAY.fullmatch(name)}
    named = {}
    for name, value in changes.items():
        entry, _, key = name.partition(".set.")
        if entry in days and key:
            named[f"{key} from day {days[entry]}"] = value
        elif not (DATED_DAY.fullmatch(name) and any(other.startswith(f"{name[:-4]}.set.") for other in changes)):
            named[name] = value
    return named


def _morning(document: dict[str, Any]) -> str:
    days = document["forked_day"]
    if document["at"] != DEAL:
        return f"the morning of day {number(days['median'])}"
    if days["low"] == days["high"]:
        return f"the morning of its signature (day {number(days['median'])})"
    spread = f"range {number(days['low'])} to {number(days['high'])}"
    return f"the morning of its signature (median day {number(days['median'])}, {spread})"


def _excluded(document: dict[str, Any]) -> str:
    """How many replicates are not compared, and why."""
    reason = "signed no deal" if document["at"] == DEAL else f"ended before day {document['at']}"
    parts, out = [], document["left_out"]
    if out:
        parts.append(f"{number(out)} {reason} and {'was' if out == 1 else 'were'} excluded")
    if document["failed"]:
        parts.append(f"{number(len(document['failed']))} failed")
    return join_and(parts)


#: What follows a positive difference, a negative one, and a difference of zero.
MORE_FEWER = {
    "deaths_civilians": ("more civilians", "fewer civilians", "civilians"),
    "deaths_fighters": ("more fighters", "fewer fighters", "fighters"),
    "deaths_besiegers": ("more besiegers", "fewer besiegers", "besiegers"),
    "deaths": ("more people", "fewer people", "people"),
    "days": ("days longer", "days less", "days"),
    "displaced": ("more civilians", "fewer civilians", "civilians"),
    "left_armed": ("more fighters", "fewer fighters", "fighters"),
}


def _same(pairs: int) -> str:
    """In place of an interval, where all pairs have the same difference."""
    return f"the same in all {count(pairs, 'pair')}"


def interval_text(estimate: Mapping[str, Any], pairs: int) -> str:
    """The interval for a column of the table; empty for a single pair."""
    if estimate["low"] is None:
        return ""
    if has_no_width(estimate["low"], estimate["high"]):
        return _same(pairs)
    return f"{quantity(estimate['low'])} to {quantity(estimate['high'])}"


def difference_text(estimate: dict[str, Any], more: str, fewer: str, things: str, same: str) -> str:
    """412 (95% CI 350 to 480) more civilians; as many civilians (the same in all 6 pairs)."""
    mean, what = estimate["mean"], fewer if estimate["mean"] < 0 else more
    sign = -1.0 if mean < 0 else 1.0
    if estimate["low"] is None:
        return f"{quantity(sign * mean)} {what}"
    if has_no_width(estimate["low"], estimate["high"]):
        return f"as many {things} ({same})" if mean == 0 else f"{quantity(sign * mean)} ({same}) {what}"
    low, high = sorted((sign * estimate["low"], sign * estimate["high"]))
    return f"{quantity(sign * mean)} (95% CI {quantity(low)} to {quantity(high)}) {what}"


def table(document: dict[str, Any]) -> str:
    """Means of both arms and their difference with its interval, in columns."""
    head = ["", "factual", "counterfactual", "difference", "95% CI"]
    rows = [head]
    for name, compared in FORK_MEASURES.items():
        estimate = document["differences"][name]
        interval = interval_text(estimate, document["forked"])
        means = [quantity(estimate[key]) for key in (FACTUAL, COUNTERFACTUAL, "mean")]
        open_ = name == "days" and any(document["open"].values())
        rows.append(["Days followed" if open_ else compared.label, *means, interval])
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(w) for cell, w in zip(row, wide, strict=True)) for row in rows]
    return "\n".join(f"{row[0]:<{wide[0]}}{line[wide[0] :]}" for row, line in zip(rows, lines, strict=True))


def endings_text(document: dict[str, Any]) -> str:
    """The number of each ending in both arms."""
    endings = {
        arm: ", ".join(f"{name} {n}" for name, n in counts.items()) for arm, counts in document["outcomes"].items()
    }
    return f"Endings, factual: {endings[FACTUAL]}. Counterfactual: {endings[COUNTERFACTUAL]}."
