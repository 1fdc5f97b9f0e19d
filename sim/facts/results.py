"""The result of a fact: each claim with its estimate, interval and verdict, as text and as a JSON document."""

import math
from typing import Any, NamedTuple

import pandas as pd

from sim.compare.provenance import json_value
from sim.compare.statistics.estimate import Estimate, unknown
from sim.facts.decision_rule import (
    CONFIRMED,
    CONTRADICTED,
    NOT_SHOWN,
    Verdict,
    decide,
    is_narrow_enough,
    overall_verdict,
    seeds_needed,
)
from sim.facts.estimates import estimate, level_rows
from sim.facts.fact import Claim, StylisedFact
from sim.facts.runs import Runs
from sim.text.format import percent_text

VANISHES = {CONFIRMED: "vanishes", CONTRADICTED: "does not vanish", NOT_SHOWN: "not shown to vanish"}


class ClaimResult(NamedTuple):
    """One claim."""

    claim: Claim
    estimate: Estimate
    verdict: Verdict
    control: bool


class FactResult(NamedTuple):
    """A fact with the results of its claims."""

    fact: StylisedFact
    judged: tuple[ClaimResult, ...]
    levels: pd.DataFrame  # claim (place), world, says, level, across, value, low, high, n
    runs: int
    failed: int
    commits: tuple[str, ...]
    models: tuple[str, ...]
    provisional: bool

    @property
    def verdict(self) -> str:
        """Verdict on the fact; controls are reported separately."""
        return overall_verdict([one.verdict for one in self.judged if not one.control])

    @property
    def control(self) -> str:
        """Combined result of the negative controls."""
        controls = [one.verdict for one in self.judged if one.control]
        return VANISHES[overall_verdict(controls)] if controls else "none"

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


def evaluate(fact: StylisedFact, runs: Runs, quick: bool = False) -> FactResult:
    """Evaluate every claim of a fact against its runs."""
    rows = runs.rows
    judged, levels = [], []
    for place, claim in enumerate((*fact.claims, *fact.controls)):
        estimated = estimate(fact, claim, rows) if len(rows) else unknown()
        judged.append(ClaimResult(claim, estimated, decide(claim, estimated), place >= len(fact.claims)))
        if len(rows):
            levels += [{"claim": place, "says": claim.says} | row for row in level_rows(fact, claim, rows)]
    return FactResult(
        fact, tuple(judged), pd.DataFrame(levels), len(rows), runs.failed, runs.commits, runs.models, quick
    )


def _document(one: ClaimResult) -> dict[str, Any]:
    claim, estimated = one.claim, one.estimate
    wanted = seeds_needed(claim, estimated)
    return {
        "says": claim.says,
        "world": claim.world,
        "measure": claim.measure,
        "asked": prediction_text(claim),
        "value": json_value(estimated.value),
        "low": json_value(estimated.low),
        "high": json_value(estimated.high),
        "n": estimated.n,
        "found": estimate_text(claim, estimated),
        "narrow_enough": is_narrow_enough(claim, estimated),
        "seeds_wanted": json_value(round(wanted) if math.isfinite(wanted) else wanted),
        "verdict": VANISHES[one.verdict.word] if one.control else one.verdict.word,
        "why": one.verdict.why,
        "control": one.control,
    }


def is_share(claim: Claim) -> bool:
    """Whether the quantity is a share, or a difference of shares."""
    binary = bool(claim.ends) or claim.reaching is not None or claim.within is not None
    return claim.measure == "part_of_change" or (claim.measure in ("difference", "level") and binary)


def figure(claim: Claim, value: float) -> str:
    """A value as text, without its unit."""
    if not math.isfinite(value):
        return "?"
    if is_share(claim):
        sign = "+" if claim.measure == "difference" and value > 0 else ""
        return f"{sign}{percent_text(value)}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.0f}"


def unit(claim: Claim) -> str:
    """Unit of the value, as it follows the number: a word after a space, or %."""
    if is_share(claim):
        return " points" if claim.measure == "difference" else "%"
    return " times" if claim.measure in ("ratio", "hazard_ratio") else ""


def estimate_text(claim: Claim, estimated: Estimate) -> str:
    """The estimate with its interval, such as `+24 points (18 to 30)`."""
    text = figure(claim, estimated.value) + unit(claim)
    if not math.isfinite(estimated.low):
        return text
    return f"{text} ({figure(claim, estimated.low)} to {figure(claim, estimated.high)})"


def prediction_text(claim: Claim) -> str:
    """The prediction, such as `at least +10 points`."""
    if claim.between is not None:
        return f"{figure(claim, claim.between[0])} to {figure(claim, claim.between[1])}{unit(claim)}"
    if claim.at_least is not None:
        return f"at least {figure(claim, claim.at_least)}{unit(claim)}"
    assert claim.at_most is not None
    return f"at most {figure(claim, claim.at_most)}{unit(claim)}"
