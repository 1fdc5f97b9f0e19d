"""A fork in plain words: a paragraph that can be quoted, and a table."""

from collections.abc import Mapping
from typing import Any

from sim.compare.axes import parameter_label
from sim.compare.fork.fork import FORK_MEASURES
from sim.compare.statistics.estimate import has_no_width
from sim.runs.fork import COUNTERFACTUAL, DEAL, FACTUAL
from sim.text.format import count, display, join_and, number, quantity

FORBIDDEN = "negotiation.allowed"


def summary(document: dict[str, Any]) -> str:
    """All that is said of a fork to a reader."""
    lines = [paragraph(document)]
    if document["forked"]:
        lines += ["", table(document), "", _endings(document)]
    lines += [f"Seed {one['seed']} failed: {one['error']}" for one in document["failed"][:1]]
    if document["out"]:
        lines.append(f"Tables and picture: {document['out']}")
    return "\n".join(lines)


def paragraph(document: dict[str, Any]) -> str:
    """What the change would have done in the model, with how many replicates say so."""
    if not document["forked"]:
        return f"There is nothing to compare: {_left_out(document)}."
    found = document["differences"]
    same = _same(document["forked"])
    said = {name: _more_or_fewer(found[name], *words, same) for name, words in MORE_FEWER.items()}
    deaths = join_and([said[name] for name in ("deaths_civilians", "deaths_fighters", "deaths_besiegers")])
    left = f" ({_left_out(document)})" if document["forked"] < document["replicates"] else ""
    return (
        f"Had {_change(document)} from {_morning(document)} on, {deaths} would have died in the model, "
        f"{said['deaths']} in all; the siege would have lasted {said['days']}; {said['displaced']} would have left the "
        f"place, and {said['left_armed']} would have left it armed. These are means over n = "
        f"{number(document['forked'])} of {count(document['replicates'], 'replicate')}{left}, each run both ways with "
        f"the same luck. {_doubt(found)}It is what the model implies, not what would have happened."
    )


def _doubt(found: dict[str, Any]) -> str:
    """Which signs may be luck."""
    if all(said["low"] is None for said in found.values()):
        return "One replicate tells nothing of how sure this is. "
    same = [name for name, said in found.items() if has_no_width(said["low"], said["high"])]
    unsure = [name for name, said in found.items() if said["low"] <= 0.0 <= said["high"] and name not in same]
    open_sign, no_interval = ([FORK_MEASURES[name].label.lower() for name in names] for names in (unsure, same))
    doubts = f"Whether it is more or fewer is not settled for {join_and(open_sign)}. " if unsure else ""
    if same:
        doubts += f"How sure it is cannot be told of {join_and(no_interval)}, where all pairs differ by as much. "
    return doubts


def _change(document: dict[str, Any]) -> str:
    changes, parts = dict(document["set"]), []
    if changes.get(FORBIDDEN) is False and document["was"][FORBIDDEN] is True:
        del changes[FORBIDDEN]
        at_deal = document["at"] == DEAL
        parts.append("the deal been refused and all talks forbidden" if at_deal else "talks and deals been forbidden")
    parts += [
        f"{parameter_label(name)} ({name}) been {display(new)} instead of {display(document['was'][name])}"
        for name, new in changes.items()
    ]
    return join_and(parts) or "nothing been changed"


def _morning(document: dict[str, Any]) -> str:
    days = document["forked_day"]
    if document["at"] != DEAL:
        return f"the morning of day {number(days['median'])}"
    spread = "" if days["low"] == days["high"] else f" in the middle, {number(days['low'])} to {number(days['high'])}"
    return f"the morning of its signature (day {number(days['median'])}{spread})"


def _left_out(document: dict[str, Any]) -> str:
    """Why replicates are not among those compared."""
    why = "never signed" if document["at"] == DEAL else f"ended before day {document['at']}"
    parts, out = [], document["left_out"]
    if out:
        parts.append(f"{number(out)} {why} and {'is' if out == 1 else 'are'} left out")
    if document["failed"]:
        parts.append(f"{number(len(document['failed']))} failed")
    return join_and(parts)


#: What there is more, or less, of.
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
    """In the place of an interval, which pairs that all differ by as much cannot give."""
    return f"the same in all {count(pairs, 'pair')}"


def interval_text(said: Mapping[str, Any], pairs: int) -> str:
    """For a column: nothing of one pair."""
    if said["low"] is None:
        return ""
    if has_no_width(said["low"], said["high"]):
        return _same(pairs)
    return f"{quantity(said['low'])} to {quantity(said['high'])}"


def _more_or_fewer(said: dict[str, Any], more: str, fewer: str, things: str, same: str) -> str:
    """412 (95 % 350 to 480) more civilians; as many civilians (the same in all 6 pairs)."""
    mean, sign, what = said["mean"], -1.0 if said["mean"] < 0 else 1.0, fewer if said["mean"] < 0 else more
    if said["low"] is None:
        return f"{quantity(sign * mean)} {what}"
    if has_no_width(said["low"], said["high"]):
        return f"as many {things} ({same})" if mean == 0 else f"{quantity(sign * mean)} ({same}) {what}"
    low, high = sorted((sign * said["low"], sign * said["high"]))
    return f"{quantity(sign * mean)} (95 % {quantity(low)} to {quantity(high)}) {what}"


def table(document: dict[str, Any]) -> str:
    """Means of either arm and their difference with its interval, in columns."""
    head = ["", "as it was", "changed", "difference", "95 % interval"]
    rows = [head]
    for name, compared in FORK_MEASURES.items():
        said = document["differences"][name]
        interval = interval_text(said, document["forked"])
        means = [quantity(said[key]) for key in (FACTUAL, COUNTERFACTUAL, "mean")]
        rows.append([compared.label, *means, interval])
    wide = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ["  ".join(cell.rjust(w) for cell, w in zip(row, wide, strict=True)) for row in rows]
    return "\n".join(f"{row[0]:<{wide[0]}}{line[wide[0] :]}" for row, line in zip(rows, lines, strict=True))


def _endings(document: dict[str, Any]) -> str:
    """How often either arm ended in which way."""
    ways = {arm: ", ".join(f"{name} {n}" for name, n in ways.items()) for arm, ways in document["outcomes"].items()}
    return f"Endings as it was: {ways[FACTUAL]}. Changed: {ways[COUNTERFACTUAL]}."
