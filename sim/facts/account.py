"""A fact judged: every claim with its figure, interval and verdict, as a document, a table and json_value words."""

import math
from typing import Any, NamedTuple

import pandas as pd

from sim.compare.provenance import json_value
from sim.compare.statistics.estimate import Estimate, unknown
from sim.facts.carry_out import Runs
from sim.facts.declare import Claim, Fact
from sim.facts.measures import estimate, level_table
from sim.facts.verdict import (
    CONFIRMED,
    CONTRADICTED,
    NOT_SHOWN,
    Verdict,
    seeds_wanted,
    sharp,
    together,
    verdict_of,
)
from sim.text.format import percent_text

VANISHES = {CONFIRMED: "vanishes", CONTRADICTED: "does not vanish", NOT_SHOWN: "not shown to vanish"}


class Judged(NamedTuple):
    """One claim."""

    claim: Claim
    found: Estimate
    verdict: Verdict
    control: bool


class Account(NamedTuple):
    """A fact with its claims judged."""

    fact: Fact
    judged: tuple[Judged, ...]
    levels: pd.DataFrame  # claim (place), world, says, level, across, value, low, high, n
    runs: int
    failed: int
    commits: tuple[str, ...]
    models: tuple[str, ...]
    provisional: bool

    @property
    def verdict(self) -> str:
        """Of the whole fact; the controls are told beside it."""
        return together([one.verdict for one in self.judged if not one.control])

    @property
    def control(self) -> str:
        """What became of the negative controls together."""
        controls = [one.verdict for one in self.judged if one.control]
        return VANISHES[together(controls)] if controls else "none"

    def document(self) -> dict[str, Any]:
        """For JSON."""
        fact = self.fact
        return {
            "name": fact.name,
            "code": fact.code,
            "title": fact.title,
            "statement": fact.statement.strip(),
            "source": fact.source.strip(),
            "verdict": self.verdict,
            "provisional": self.provisional,
            "control": self.control,
            "control_says": fact.control.strip(),
            "changed": fact.changed.strip(),
            "finding": fact.finding.strip(),
            "worlds": {name: world.model_dump(mode="json") for name, world in fact.worlds.items()},
            "levers": fact.levers,
            "runs": self.runs,
            "failed": self.failed,
            "commits": list(self.commits),
            "models": list(self.models),
            "claims": [_document(one) for one in self.judged],
            "levels": [{str(k): json_value(v) for k, v in row.items()} for row in self.levels.to_dict("records")],
        }


def judge(fact: Fact, runs: Runs, quick: bool = False) -> Account:
    """Judge every claim of a fact by its runs."""
    rows = runs.rows
    judged, levels = [], []
    for place, claim in enumerate((*fact.claims, *fact.controls)):
        found = estimate(fact, claim, rows) if len(rows) else unknown()
        judged.append(Judged(claim, found, verdict_of(claim, found), place >= len(fact.claims)))
        if len(rows):
            levels += [{"claim": place, "says": claim.says} | row for row in level_table(fact, claim, rows)]
    return Account(fact, tuple(judged), pd.DataFrame(levels), len(rows), runs.failed, runs.commits, runs.models, quick)


def _document(one: Judged) -> dict[str, Any]:
    claim, found = one.claim, one.found
    wanted = seeds_wanted(claim, found)
    return {
        "says": claim.says,
        "world": claim.world,
        "measure": claim.measure,
        "asked": asked(claim),
        "value": json_value(found.value),
        "low": json_value(found.low),
        "high": json_value(found.high),
        "n": found.n,
        "found": said(claim, found),
        "narrow_enough": sharp(claim, found),
        "seeds_wanted": json_value(round(wanted) if math.isfinite(wanted) else wanted),
        "verdict": VANISHES[one.verdict.word] if one.control else one.verdict.word,
        "why": one.verdict.why,
        "control": one.control,
    }


def in_points(claim: Claim) -> bool:
    """Whether the figure is a share, or a difference of shares."""
    binary = bool(claim.ends) or claim.reaching is not None or claim.within is not None
    return claim.measure == "part_of_change" or (claim.measure in ("difference", "level") and binary)


def figure(claim: Claim, value: float) -> str:
    """A figure with its unit."""
    if not math.isfinite(value):
        return "?"
    if in_points(claim):
        sign = "+" if claim.measure == "difference" and value > 0 else ""
        return f"{sign}{percent_text(value)}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"


def unit(claim: Claim) -> str:
    """Of a figure."""
    if in_points(claim):
        return " points" if claim.measure == "difference" else " %"
    return " times" if claim.measure in ("ratio", "hazard_ratio") else ""


def said(claim: Claim, found: Estimate) -> str:
    """+24 points (18 to 30)."""
    text = figure(claim, found.value) + unit(claim)
    if not math.isfinite(found.low):
        return text
    return f"{text} ({figure(claim, found.low)} to {figure(claim, found.high)})"


def asked(claim: Claim) -> str:
    """At least +10 points."""
    if claim.between is not None:
        return f"{figure(claim, claim.between[0])} to {figure(claim, claim.between[1])}{unit(claim)}"
    if claim.at_least is not None:
        return f"at least {figure(claim, claim.at_least)}{unit(claim)}"
    assert claim.at_most is not None
    return f"at most {figure(claim, claim.at_most)}{unit(claim)}"
