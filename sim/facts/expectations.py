"""The expectations of a study, tested against its sweep by the rule for facts: a Markdown table for its README."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from sim.compare.sweep_data import read_sweep
from sim.facts.decision_rule import decide
from sim.facts.estimates import estimate
from sim.facts.fact import Claim, FactWorld, StylisedFact
from sim.facts.page import rows_of
from sim.facts.results import estimate_text, prediction_text

STUDY = "study"


def expectations(sweep: Path, claims: Sequence[Mapping[str, Any]]) -> str:
    """One row per claim: expected, predicted size, estimate, verdict. Claims are as in a fact, without `world`."""
    study = read_sweep(sweep)
    levers = {axis.dotted: list(study.manifest["experiment"]["levers"][axis.dotted]) for axis in study.levers}
    fact = StylisedFact(
        name=STUDY, code=STUDY, title=STUDY, statement=STUDY, source=STUDY, control="none",
        worlds={STUDY: FactWorld(says=STUDY)}, levers=levers, replicates=2,
        claims=[Claim.model_validate({"world": STUDY, **claim}) for claim in claims],
    )  # fmt: skip
    rows = study.rows.assign(world=STUDY)
    table = []
    for claim in fact.claims:
        estimated = estimate(fact, claim, rows)
        word, why = decide(claim, estimated)
        table.append(
            {
                "expected": claim.says,
                "predicted": prediction_text(claim),
                "estimate (95%)": estimate_text(claim, estimated),
                "n": estimated.n,
            }
            | {"verdict": f"{word}: {why}" if why else word}
        )
    return rows_of(pd.DataFrame(table))
